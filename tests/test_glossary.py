"""The Welsh of the interface and of the demonstration keeps to the glossary, locale/glossary_cy.csv."""

import csv
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUES = {"interface": ROOT / "locale/cy/LC_MESSAGES/django.po", "demonstration": ROOT / "home/demo/cy.po"}
with (ROOT / "locale/glossary_cy.csv").open(encoding="utf-8", newline="") as file:
    GLOSSARY = list(csv.DictReader(file))

# Initial mutations: soft, nasal, aspirate, and h before a vowel (Thomas, Gramadeg y Gymraeg, 1996).
MUTATIONS = (
    {"ll": "l", "rh": "r", "p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f"},
    {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"},
    {"p": "ph", "t": "th", "c": "ch"},
    {vowel: f"h{vowel}" for vowel in "aeiouwyâêîôûŵŷ"},
)


def plain(text):
    """Text as it is compared: without its typography, and without the abbreviation that a term may be given with."""
    return re.sub(r" \([^)]*\)$", "", text.replace("’", "'").strip(" .:")).casefold()


def mutated(phrase):
    """The forms in which a phrase may stand in a sentence."""
    found = {phrase}
    for table in MUTATIONS:
        start = next((start for start in table if phrase.startswith(start)), None)
        if start and not re.match("ph|th|ch|dd|ng", phrase):
            found.add(table[start] + phrase[len(start) :])
    return found


def messages(name):
    """(English, Welsh) of each message; the Welsh of a plural is all its forms."""
    for entry in polib.pofile(CATALOGUES[name]):
        if not entry.obsolete:
            yield entry, entry.msgid, entry.msgstr or " ".join(entry.msgstr_plural.values())


def test_mutations_of_a_word_are_those_of_a_grammar():
    assert mutated("carchar") == {"carchar", "garchar", "ngharchar", "charchar"}
    assert mutated("llywodraethwr") == {"llywodraethwr", "lywodraethwr"}
    assert mutated("gofal iechyd") == {"gofal iechyd", "ofal iechyd", "ngofal iechyd"}
    assert mutated("awdurdod") == {"awdurdod", "hawdurdod"}
    assert mutated("iechyd") == {"iechyd", "hiechyd"}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_message_that_is_a_term_is_the_term_in_welsh(name):
    terms = {plain(row["en"]): row["cy"] for row in GLOSSARY}

    wrong = [
        (english, welsh)
        for entry, english, welsh in messages(name)
        if not entry.msgctxt and plain(english) in terms and plain(welsh) != plain(terms[plain(english)])
    ]

    assert wrong == []


@pytest.mark.parametrize("row", [row for row in GLOSSARY if row["en_within"]], ids=lambda row: row["en"])
@pytest.mark.parametrize("name", CATALOGUES)
def test_a_term_within_a_sentence_is_the_term_in_welsh(name, row):
    said = re.compile(rf"\b(?:{row['en_within']})\b", re.NOFLAG if row["en_within"][0].isupper() else re.IGNORECASE)
    forms = {form for phrase in row["cy_within"].split("|") for form in mutated(phrase)}

    wrong = [
        (english, welsh)
        for _entry, english, welsh in messages(name)
        if said.search(re.sub(r"%\(\w+\)s", "", english)) and not any(form in plain(welsh) for form in forms)
    ]

    assert wrong == []
