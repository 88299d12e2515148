"""The projection, the view and the pins of the map, against published points and by property."""

import csv
import re
from itertools import combinations
from math import dist

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from directory.map import (
    ASPECT,
    MARGIN_KM,
    WHOLE,
    map_of_one,
    map_of_results,
    outline,
    overview,
    places_of,
    push_apart,
    view_around,
)
from directory.models import Prison
from directory.projection import LEFT_KM, TOP_KM, project
from directory.register import REGISTER
from tests.factories import PrisonFactory

# Latitude and longitude (WGS84) with the National Grid's easting and northing in kilometres.
LANDMARKS = {
    "Royal Observatory, Greenwich": (51.47788, -0.00147, 538.88, 177.34),
    "Big Ben": (51.50070, -0.12459, 530.27, 179.64),
    "summit of Yr Wyddfa": (53.06850, -4.07622, 260.99, 354.38),
    "Cardiff Castle": (51.48230, -3.18110, 318.05, 176.57),
}

with REGISTER.open(encoding="utf-8", newline="") as file:
    REGISTERED = [row for row in csv.DictReader(file) if row["lat"]]


def grid(lat, lon):
    """Easting and northing in kilometres."""
    x, y = project(lat, lon)
    return x + LEFT_KM, TOP_KM - y


def rings(nation):
    """The outline of a nation as a list of rings of points."""
    found = []
    for ring in re.findall(r"M([^Mz]+)z", outline()[nation]):
        start, steps = ring.split("l", 1)
        x, y = map(int, re.findall(r"-?\d+", start))
        points = [(x, y)]
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def holds(ring, point):
    """Whether `point` is inside `ring`: a ray to the right crosses its edge an odd number of times."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


# Projection


def test_projection_agrees_with_the_worked_example_of_ordnance_survey():
    lat = 52 + 39 / 60 + 27.2531 / 3600
    lon = 1 + 43 / 60 + 4.5177 / 3600

    assert grid(lat, lon) == pytest.approx((651.409903, 313.177270), abs=0.001)


@pytest.mark.parametrize("landmark", LANDMARKS.values(), ids=LANDMARKS)
def test_projection_puts_landmarks_where_the_national_grid_has_them(landmark):
    lat, lon, easting, northing = landmark

    assert dist(grid(lat, lon), (easting, northing)) < 0.2


@given(lat=st.floats(49.8, 55.8), lon=st.floats(-5.8, 1.8), step=st.floats(0.01, 0.1))
def test_north_is_up_and_east_is_right(lat, lon, step):
    x, y = project(lat, lon)

    assert project(lat + step, lon)[1] < y
    assert project(lat, lon + step)[0] > x


def test_every_prison_of_the_register_is_drawn_on_the_land_of_its_nation():
    land = {nation: rings(nation) for nation in ("england", "wales")}
    around = [(dx, dy) for dx in (-4, -2, 0, 2, 4) for dy in (-4, -2, 0, 2, 4)]

    at_sea = []
    for row in REGISTERED:
        x, y = project(row["lat"], row["lon"])
        nearby = [(x + dx, y + dy) for dx, dy in around]
        if not any(holds(ring, point) for ring in land[row["country"].lower()] for point in nearby):
            at_sea.append(row["slug"])

    assert len(REGISTERED) > 120
    assert at_sea == []


def test_every_prison_of_the_register_falls_inside_the_drawing():
    left, top, width, height = WHOLE

    for row in REGISTERED:
        x, y = project(row["lat"], row["lon"])
        assert left < x < left + width
        assert top < y < top + height


# View

INSIDE = st.tuples(st.floats(60, 500), st.floats(40, 620))


@given(points=st.lists(INSIDE, min_size=1, max_size=30))
def test_view_holds_every_point_with_a_margin_in_the_right_shape(points):
    x, y, width, height = view_around(points)

    assert width / height == pytest.approx(ASPECT)
    for px, py in points:
        assert x + MARGIN_KM - 0.001 <= px <= x + width - MARGIN_KM + 0.001
        assert y + MARGIN_KM - 0.001 <= py <= y + height - MARGIN_KM + 0.001


@given(points=st.lists(INSIDE, min_size=1, max_size=30))
def test_view_is_no_larger_than_it_must_be(points):
    _x, _y, width, height = view_around(points)
    xs, ys = zip(*points, strict=True)

    tight = (max(xs) - min(xs) + 2 * MARGIN_KM, max(ys) - min(ys) + 2 * MARGIN_KM)
    assert width == pytest.approx(tight[0]) or height == pytest.approx(tight[1])


def test_view_of_nothing_is_the_whole_map():
    assert view_around([]) == WHOLE


# Pins

CROWDS = st.lists(st.tuples(st.floats(100, 400), st.floats(100, 500)), max_size=20)


@settings(deadline=None)
@given(points=CROWDS, radius=st.floats(1, 12), twins=st.booleans())
def test_pins_end_up_apart_and_inside_the_view(points, radius, twins):
    crowd = [*points, *points] if twins else points
    x, y, width, height = WHOLE

    moved = push_apart(crowd, radius, WHOLE)

    assert len(moved) == len(crowd)
    assert all(dist(p, q) >= 2 * radius - 0.001 for p, q in combinations(moved, 2))
    assert all(x + radius <= px <= x + width - radius for px, _ in moved)
    assert all(y + radius <= py <= y + height - radius for _, py in moved)


@settings(deadline=None)
@given(points=CROWDS, radius=st.floats(1, 12))
def test_pins_go_to_the_same_places_every_time(points, radius):
    before = list(points)

    assert push_apart(points, radius, WHOLE) == push_apart(points, radius, WHOLE)
    assert points == before


@settings(deadline=None)
@given(points=CROWDS, radius=st.floats(1, 12))
def test_pins_that_are_apart_stay_where_they_are(points, radius):
    assume(all(dist(p, q) >= 2 * radius for p, q in combinations(points, 2)))

    assert push_apart(points, radius, WHOLE) == [list(point) for point in points]


@settings(deadline=None)
@given(points=st.lists(st.tuples(st.floats(-100, 700), st.floats(-100, 800)), max_size=40), radius=st.floats(1, 60))
def test_pins_stay_inside_the_view_even_where_there_is_no_room(points, radius):
    x, y, width, height = WHOLE

    for px, py in push_apart(points, radius, WHOLE):
        assert x + radius <= px <= x + width - radius
        assert y + radius <= py <= y + height - radius


# Maps of prisons


@pytest.fixture
def prisons(db):
    """Three prisons, two of them at one place, and one whose place is not known."""
    twins = [PrisonFactory(lat=51.53, lon=-3.56) for _ in range(2)]
    return [*twins, PrisonFactory(lat=53.4, lon=-2.9), PrisonFactory(lat=None, lon=None)]


def test_pins_carry_the_numbers_of_the_list_and_skip_unknown_places(prisons):
    drawn = map_of_results(places_of(Prison.objects.all()), list(enumerate(prisons, 7)))

    assert [(pin.number, pin.prison) for pin in drawn.pins] == [(7, prisons[0]), (8, prisons[1]), (9, prisons[2])]
    assert drawn.dots == []


def test_pins_at_one_place_are_moved_apart_and_remember_where_it_is(prisons):
    first, second, third = map_of_results(places_of(Prison.objects.all()), list(enumerate(prisons, 1))).pins

    assert dist((first.x, first.y), (second.x, second.y)) >= 2 * first.radius
    assert (first.true_x, first.true_y) == (second.true_x, second.true_y) == project(51.53, -3.56)
    assert first.is_moved
    assert second.is_moved
    assert not third.is_moved


def test_results_of_other_pages_are_dots(prisons):
    drawn = map_of_results(places_of(Prison.objects.all()), [(1, prisons[2])])

    assert [pin.prison for pin in drawn.pins] == [prisons[2]]
    assert drawn.dots == [project(51.53, -3.56)] * 2


def test_pins_keep_their_size_on_the_screen_at_every_zoom(prisons):
    near = map_of_results(places_of(Prison.objects.filter(pk=prisons[0].pk)), [(1, prisons[0])])
    far = map_of_results(places_of(Prison.objects.all()), list(enumerate(prisons, 1)))

    assert near.view[2] < far.view[2]
    assert near.pins[0].radius / near.view[2] == pytest.approx(far.pins[0].radius / far.view[2])


def test_map_of_no_results_is_the_whole_map(db):
    drawn = map_of_results(places_of(Prison.objects.none()), [])

    assert (drawn.view, drawn.pins, drawn.dots) == (WHOLE, [], [])


def test_overview_has_a_dot_for_each_known_place(prisons):
    assert len(overview(prisons).dots) == 3


def test_map_of_one_prison_is_drawn_where_its_place_is_known(prisons):
    assert map_of_one(prisons[0]).dots == [project(51.53, -3.56)]
    assert map_of_one(prisons[3]) is None
