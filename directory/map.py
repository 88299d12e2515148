"""The map of prisons as an SVG drawn on the server: no tiles, no script, nothing from elsewhere."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from math import cos, hypot, sin
from pathlib import Path

from .models import Prison
from .projection import project

WHOLE = (40, 6, 505, 656)  # England and Wales in the drawing's kilometres: x, y, width, height
ASPECT = 0.84  # width to height of the map beside a list
MARGIN_KM = 34
WIDTH_PX = 475  # how wide the map is drawn beside a list: pins keep their size at every zoom


@cache
def outline():
    """The paths of {england, wales, scotland, other} for the `d` attribute."""
    return json.loads((Path(__file__).parent / "data" / "outline.json").read_text())


@dataclass(frozen=True)
class Pin:
    """A numbered mark that leads to a prison in the list, drawn at `x`, `y`, a little off where it truly is."""

    number: int
    prison: Prison
    x: float
    y: float
    true_x: float
    true_y: float
    radius: float

    @property
    def is_moved(self):
        return hypot(self.x - self.true_x, self.y - self.true_y) > self.radius * 0.6

    @property
    def text_y(self):
        return self.y + self.radius * 0.36

    @property
    def font_size(self):
        return self.radius * 1.05


@dataclass(frozen=True)
class Map:
    """What the map template draws. `view` is the SVG viewBox as (x, y, width, height)."""

    view: tuple
    dots: list
    pins: list
    dot_radius: float

    @property
    def view_box(self):
        return " ".join(f"{value:.0f}" for value in self.view)

    @cached_property
    def dots_path(self):
        """All dots as the `d` of one SVG path: thousands of elements would cost the server and the reader too much."""
        r = f"{self.dot_radius:.1f}"
        across = f"{self.dot_radius * 2:.1f}"
        circle = f"m-{r} 0a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0-{across} 0"
        return "".join(f"M{x:.0f} {y:.0f}{circle}" for x, y in self.dots)

    @property
    def outline(self):
        return outline()


def view_around(points):
    """The smallest view of the right shape that holds every point with a margin; the whole map for none."""
    if not points:
        return WHOLE
    xs, ys = zip(*points, strict=True)
    x, y = min(xs) - MARGIN_KM, min(ys) - MARGIN_KM
    width, height = max(xs) - x + MARGIN_KM, max(ys) - y + MARGIN_KM
    if width < height * ASPECT:
        x, width = x - (height * ASPECT - width) / 2, height * ASPECT
    else:
        y, height = y - (width / ASPECT - height) / 2, width / ASPECT
    return (x, y, width, height)


def push_apart(points, radius, view, *, rounds=200):
    """Move points that are closer than two radii away from each other, inside the view; returns new points."""
    moved = [list(point) for point in points]
    left, top, right, bottom = (
        view[0] + radius,
        view[1] + radius,
        view[0] + view[2] - radius,
        view[1] + view[3] - radius,
    )
    for _ in range(rounds):
        settled = True
        for i, p in enumerate(moved):
            for j in range(i + 1, len(moved)):
                q = moved[j]
                dx, dy = q[0] - p[0], q[1] - p[1]
                distance = hypot(dx, dy)
                if distance >= 2 * radius:
                    continue
                ux, uy = (dx / distance, dy / distance) if distance > 0.02 else (cos(i), sin(i))
                push = (2 * radius - distance) / 2 + 0.05
                p[0], p[1] = p[0] - ux * push, p[1] - uy * push
                q[0], q[1] = q[0] + ux * push, q[1] + uy * push
                settled = False
        for p in moved:
            p[0], p[1] = min(max(p[0], left), right), min(max(p[1], top), bottom)
        if settled:
            break
    return moved


def overview(prisons):
    """A map of `prisons` as dots."""
    return Map(WHOLE, [project(prison.lat, prison.lon) for prison in prisons if prison.lat is not None], [], 5)


def places_of(prisons):
    """{primary key: (x, y) on the map} of those in a queryset whose place is known."""
    return {pk: project(lat, lon) for pk, lat, lon in prisons.mapped().order_by().values_list("pk", "lat", "lon")}


def map_of_results(places, numbered):
    """A map zoomed to `places`, as `places_of` gives them, with pins for the [(number, prison)] of this page."""
    shown = [(number, prison) for number, prison in numbered if prison.pk in places]
    view = view_around(list(places.values()))
    scale = view[2] / WIDTH_PX
    radius = 12.5 * scale
    true = [places[prison.pk] for _, prison in shown]
    drawn = push_apart(true, radius * 1.06, view)
    pins = [
        Pin(number, prison, *place, *origin, radius)
        for (number, prison), place, origin in zip(shown, drawn, true, strict=True)
    ]
    on_page = {prison.pk for _, prison in shown}
    dots = [place for pk, place in places.items() if pk not in on_page]
    return Map(view, dots, pins, 5 * scale)


def map_of_one(prison):
    """The whole map with one dot, or None where the place is not known."""
    if prison.lat is None:
        return None
    return Map(WHOLE, [project(prison.lat, prison.lon)], [], 9)
