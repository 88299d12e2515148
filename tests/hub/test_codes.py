"""Permanent codes are unlike each other when they are mistyped, and are read as they were meant where that is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.codes import ALPHABET, LENGTH, new_code, read_code

codes = st.builds(lambda _: new_code(), st.integers())


@given(code=codes)
def test_code_is_read_as_it_was_made(code):
    assert len(code) == LENGTH
    assert read_code(code) == code


@given(code=codes)
def test_code_is_read_in_capitals_with_hyphens_and_with_letters_that_look_like_numbers(code):
    typed = f"{code[:4]}-{code[4:]}".upper().replace("0", "O").replace("1", "l")

    assert read_code(typed) == code


@given(code=codes, place=st.integers(0, LENGTH - 1), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code, place, other):
    mistyped = code[:place] + other + code[place + 1 :]

    assert (read_code(mistyped) == "") is (mistyped != code)


@given(code=codes, place=st.integers(0, LENGTH - 3))
def test_two_characters_that_changed_places_are_noticed(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_code(swapped) == "") is (swapped != code)


@pytest.mark.parametrize("text", ["", "a", "u0000000", "\x00" * 8, "ŵŵŵŵŵŵŵŵ", "0" * 9, "../admin"])
def test_what_is_no_code_is_none(text):
    assert read_code(text) == ""
