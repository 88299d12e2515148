"""Names are in the order of the Welsh alphabet, whatever the database's own."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hub.alphabet import WELSH, alphabetical, welsh_key


@pytest.mark.parametrize(
    "names",
    [
        ["Caerdydd", "Cwm", "Chwilog", "Dinbych", "Dyfed", "Ddôl"],
        ["Aberffraw", "Afon", "Affrica"],
        ["Gwent", "Gwynedd", "Ngwalia", "Harlech"],
        ["Lwndwn", "Llanelli", "Llŷn", "Maesteg"],
        ["Pwllheli", "Phoenix", "Rotherham", "Rhosgoch", "Rhyl", "Swydd"],
        ["Tywyn", "Theale", "Usk", "Wrecsam", "Ŵyl", "Ysbyty"],
        ["bae 2", "bae colwyn", "baedd"],
        ["Cân", "cant", "CANU"],
    ],
)
def test_names_are_in_the_order_of_the_welsh_alphabet(names):
    assert sorted(set(names), key=welsh_key) == names


def test_every_letter_has_its_place():
    assert len(WELSH) == 29 + len("kqvxz")
    assert sorted(set(WELSH), key=welsh_key) == list(WELSH)


@given(st.text(max_size=80))
def test_a_key_is_two_digits_a_letter_and_never_longer_than_a_name_twice(text):
    key = welsh_key(text)

    assert len(key) % 2 == 0
    assert len(key) <= 2 * len(text)
    assert key == "" or key.isdecimal()


@given(st.text("abcdefghijklmnopqrstuvwxyzâêîôûŵŷ ", max_size=20))
def test_capitals_and_marks_count_for_nothing(name):
    bare = name.translate(str.maketrans("âêîôûŵŷ", "aeiouwy"))

    assert welsh_key(name) == welsh_key(name.upper()) == welsh_key(bare)


@pytest.mark.parametrize(
    ("language", "order"), [("en-gb", ["Chepstow", "Cwm", "Ŵyl"]), ("cy", ["Cwm", "Chepstow", "Ŵyl"])]
)
def test_names_are_in_the_order_of_the_readers_language(language, order):
    with translation.override(language):
        assert sorted(["Ŵyl", "Chepstow", "Cwm"], key=alphabetical) == order
