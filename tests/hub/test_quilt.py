import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from hub.quilt import PALETTES, UNIT, quilt

SVG_ATTRIBUTES = {"class", "viewBox", "width", "height", "aria-hidden", "focusable", "preserveAspectRatio"}

panels = {
    "seed": st.text() | st.integers(),
    "columns": st.integers(1, 12),
    "rows": st.integers(1, 12),
    "palette": st.sampled_from(sorted(PALETTES)),
}


@given(**panels)
def test_same_seed_gives_the_same_panel(seed, columns, rows, palette):
    first = quilt(seed, columns, rows, palette)
    quilt.cache_clear()

    assert quilt(seed, columns, rows, palette) == first


def test_panel_of_a_seed_stays_the_same_for_ever():
    text = quilt("a-page-slug", 2, 1)

    assert text == (
        '<svg class="quilt" viewBox="0 0 80 40" width="80" height="40" aria-hidden="true" focusable="false" '
        'preserveAspectRatio="xMidYMid slice"><path fill="#f4b740" d="M0 0h40v40h-40z"/>'
        '<path fill="#0a3330" d="M40 0h40v40h-40z"/><path fill="#c4482b" d="M40 0v40a40 40 0 0 1-40-40z"/>'
        '<path fill="#115e56" d="M40 0a40 40 0 0 1 40 40a40 40 0 0 1-40-40z"/>'
        '<path fill="#0a3330" d="M40 0v20a20 20 0 0 1-20-20z"/></svg>'
    )


def test_different_seeds_give_different_panels():
    drawn = {quilt(f"page-{n}", 8, 4) for n in range(200)}

    assert len(drawn) == 200


@given(**panels)
def test_panel_is_well_formed_and_only_of_paths(seed, columns, rows, palette):
    svg = ElementTree.fromstring(quilt(seed, columns, rows, palette))

    assert svg.tag == "svg"
    assert {path.tag for path in svg} == {"path"}
    assert all(len(path) == 0 and not path.text for path in svg)


@given(**panels)
def test_panel_has_no_style_and_no_script(seed, columns, rows, palette):
    svg = ElementTree.fromstring(quilt(seed, columns, rows, palette))

    assert set(svg.attrib) == SVG_ATTRIBUTES
    assert all(set(path.attrib) == {"fill", "d"} for path in svg)


@given(**panels)
def test_panel_has_the_size_of_its_blocks(seed, columns, rows, palette):
    svg = ElementTree.fromstring(quilt(seed, columns, rows, palette))

    assert svg.get("viewBox") == f"0 0 {columns * UNIT} {rows * UNIT}"
    assert (svg.get("width"), svg.get("height")) == (str(columns * UNIT), str(rows * UNIT))


@given(**panels)
def test_ground_covers_every_block_once(seed, columns, rows, palette):
    svg = ElementTree.fromstring(quilt(seed, columns, rows, palette))

    squares = re.findall(rf"M(\d+) (\d+)h{UNIT}v{UNIT}h-{UNIT}z", "".join(path.get("d") for path in svg))
    blocks = {(str(x * UNIT), str(y * UNIT)) for x in range(columns) for y in range(rows)}
    assert set(squares) == blocks
    assert len(squares) == len(blocks)


@given(**panels)
def test_panel_uses_the_colours_of_its_palette(seed, columns, rows, palette):
    svg = ElementTree.fromstring(quilt(seed, columns, rows, palette))

    assert {path.get("fill") for path in svg} <= set(PALETTES[palette])


def test_panel_is_hidden_from_assistive_technology():
    svg = ElementTree.fromstring(quilt("a", 3, 3))

    assert svg.get("aria-hidden") == "true"
    assert svg.get("focusable") == "false"
    assert svg.find("title") is None


def test_class_is_escaped_and_the_panel_safe():
    text = quilt("a", 1, 1, css_class='"><script>')

    assert isinstance(text, SafeString)
    assert "<script>" not in text


def test_unknown_palette_is_an_error():
    with pytest.raises(KeyError):
        quilt("a", 1, 1, "tartan")


def test_template_tag_draws_the_same_panel():
    drawn = Template("{% quilt seed 4 2 palette='plum' css_class='x' %}").render(Context({"seed": "a-slug"}))

    assert drawn == quilt("a-slug", 4, 2, "plum", "x")
