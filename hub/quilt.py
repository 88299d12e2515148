"""Quilt panels: pictures made from a page's slug, where other sites would need a photograph.

The same seed gives the same panel for ever. Only presentation attributes are used, so a
panel passes a policy without inline styles; it is decoration and hidden from assistive
technology.
"""

import random
import zlib
from functools import lru_cache

from django.utils.html import format_html, format_html_join

# Each palette: two grounds, gold, an accent, a pale and a cream, and how often each is drawn.
PALETTES = {
    "pine": ("#115e56", "#0a3330", "#f4b740", "#c4482b", "#bcd7e0", "#f6ebdd"),
    "plum": ("#7a3f73", "#3f1a3a", "#f4b740", "#e0805f", "#d9c3d6", "#f6ebdd"),
    "sky": ("#1f6f8b", "#134a5c", "#f4b740", "#0f5c55", "#bcd7e0", "#f6ebdd"),
    "coral": ("#c4482b", "#8a2a14", "#f4b740", "#0f5c55", "#f3c9b9", "#f6ebdd"),
}
WEIGHTS = (5, 4, 3, 2.2, 2.4, 2)
UNIT = 40
HALF, QUARTER = UNIT // 2, UNIT // 4


def square(x, y, side=UNIT):
    return f"M{x} {y}h{side}v{side}h-{side}z"


def triangle(x, y, turn):
    """A half-square triangle with its right angle in corner `turn` (0 to 3, clockwise from top left)."""
    u = UNIT
    return (
        f"M{x} {y}h{u}l-{u} {u}z",
        f"M{x} {y}h{u}v{u}z",
        f"M{x + u} {y}v{u}h-{u}z",
        f"M{x} {y}v{u}h{u}z",
    )[turn]


def quarter(x, y, turn, r=UNIT):
    """A quarter circle of radius `r` around corner `turn`."""
    return (
        f"M{x} {y}h{r}a{r} {r} 0 0 1-{r} {r}z",
        f"M{x + r} {y}v{r}a{r} {r} 0 0 1-{r}-{r}z",
        f"M{x + r} {y + r}h-{r}a{r} {r} 0 0 1 {r}-{r}z",
        f"M{x} {y + r}v-{r}a{r} {r} 0 0 1 {r} {r}z",
    )[turn]


def curve(x, y, turn):
    inner = quarter(x + (0 if turn in (0, 3) else HALF), y + (0 if turn in (0, 1) else HALF), turn, HALF)
    return quarter(x, y, turn), inner


def four_patch(x, y, turn):
    return square(x, y, HALF) + square(x + HALF, y + HALF, HALF), ""


def geese(x, y, turn):
    h = HALF
    if turn % 2:
        return "".join(f"M{x + m * h} {y}l{h} {h}l-{h} {h}z" for m in (0, 1)), ""
    return "".join(f"M{x} {y + h + m * h}l{h}-{h}l{h} {h}z" for m in (0, 1)), ""


def star(x, y, turn):
    q = QUARTER
    points = f"l{q} {q}h{q}l-{q} {q}l{q} {q}h-{q}l-{q} {q}l-{q}-{q}h-{q}l{q}-{q}l-{q}-{q}h{q}z"
    return f"M{x + HALF} {y}{points}", ""


def leaf(x, y, turn):
    u = UNIT
    if turn % 2:
        return f"M{x + u} {y}a{u} {u} 0 0 0-{u} {u}a{u} {u} 0 0 0 {u}-{u}z", ""
    return f"M{x} {y}a{u} {u} 0 0 1 {u} {u}a{u} {u} 0 0 1-{u}-{u}z", ""


def sun(x, y, turn):
    return f"M{x} {y + HALF}a{HALF} {HALF} 0 0 1 {UNIT} 0z", ""


def half_square(x, y, turn):
    return triangle(x, y, turn), ""


def plain(x, y, turn):
    return "", ""


BLOCKS = {curve: 5, half_square: 5, four_patch: 2, geese: 3, plain: 1, star: 2, leaf: 3, sun: 1.5}


@lru_cache(maxsize=512)
def quilt(seed, columns, rows, palette="pine", css_class="quilt"):
    """Return an `<svg>` of `columns` × `rows` quilt blocks drawn from `seed`, as safe HTML."""
    chance = random.Random(zlib.crc32(str(seed).encode()))
    colours = PALETTES[palette]
    grounds, shapes, tops = {}, {}, {}

    def pick(*used):
        free = [(c, w) for c, w in zip(colours, WEIGHTS, strict=True) if c not in used]
        return chance.choices([c for c, _ in free], [w for _, w in free])[0]

    last = None
    for row in range(rows):
        for column in range(columns):
            x, y = column * UNIT, row * UNIT
            ground = last = pick(last)
            colour, turn = pick(ground), chance.randrange(4)
            shape, top = chance.choices(list(BLOCKS), list(BLOCKS.values()))[0](x, y, turn)
            grounds[ground] = grounds.get(ground, "") + square(x, y)
            shapes[colour] = shapes.get(colour, "") + shape
            if top:
                top_colour = pick(colour, ground)
                tops[top_colour] = tops.get(top_colour, "") + top
    layers = [(c, d) for layer in (grounds, shapes, tops) for c, d in layer.items() if d]
    width, height = columns * UNIT, rows * UNIT
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false" '
        'preserveAspectRatio="xMidYMid slice">{}</svg>',
        css_class,
        width,
        height,
        width,
        height,
        format_html_join("", '<path fill="{}" d="{}"/>', layers),
    )
