import re

from hypothesis import given
from hypothesis import strategies as st

from hub.extracts import extract
from hub.search import sought
from hub.words import folded


def marked(text, typed, length=240):
    return [piece for found, piece in extract(text, sought(typed).patterns, length) if found]


def whole(text, typed, length=240):
    return "".join(piece for _found, piece in extract(text, sought(typed).patterns, length))


def test_words_are_marked_in_any_form_case_and_accent():
    text = "Tŷ means house. Training helps; TRAINED people help more."

    assert marked(text, "ty train") == ["Tŷ", "Training", "TRAINED"]


def test_words_within_others_are_not_marked():
    assert marked("A scare about caring.", "care") == []


def test_extract_is_where_most_of_the_words_stand():
    text = "meals " + "x " * 300 + "meals and wheelchairs at night"

    assert marked(text, "meals wheelchair") == ["meals", "wheelchairs"]
    assert whole(text, "meals wheelchair").startswith("… ")


def test_beginning_is_shown_where_it_is_as_good_as_any_part():
    text = "A summary of meals. " + "Meals " * 100

    assert whole(text, "meals").startswith("A summary of meals.")


def test_comma_that_the_index_puts_between_sentences_is_not_shown():
    assert whole("Meals are late., Who brings meals?, Meals, mostly", "meals") == (
        "Meals are late. Who brings meals? Meals, mostly"
    )


@given(text=st.text(), typed=st.sampled_from(["a", "care training", "ŵ", '"b c"']))
def test_extract_is_made_of_the_text_and_nothing_else(text, typed):
    tidy = re.sub(r"(?<=[.:;?!]), ", " ", re.sub(r"\s+", " ", text)).strip()

    assert whole(text, typed).removeprefix("… ").removesuffix("…") in tidy or "…" in tidy


@given(text=st.text())
def test_folding_keeps_every_letter_in_its_place(text):
    assert len(folded(text)) == len(text)
