import pytest

from tests.browser.visits import NARROW, WIDE, WIDTHS, faults


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_against_wcag_2_2_aa_or_good_practice(visits, width):
    found = faults(visits, f"axe {width}")

    assert not found, found


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_but_a_table_is_wider_than_the_screen(visits, width):
    found = faults(visits, f"reflow {width}")

    assert not found, found


@pytest.mark.parametrize("width", WIDTHS)
def test_text_spaced_out_by_the_reader_is_neither_cut_off_nor_wider_than_the_screen(visits, width):
    found = faults(visits, f"spacing {width}")

    assert not found, found


def test_nothing_is_lost_at_twice_the_size(visits):
    found = faults(visits, "zoom")

    assert not found, found


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_whatever_can_be_pressed_outside_a_sentence_is_24_pixels_wide_and_high(visits, width):
    found = faults(visits, f"targets {width}")

    assert not found, found
