"""Tables of words: those that have plainer ones, and the texts of links that do not say where they lead."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hub.words import WORD, folded

TABLES = Path(__file__).parent / "data" / "wording.toml"
ENGLISH = "en-gb"


class Entry(NamedTuple):
    """What is better said in other words: `better` says in which; `unless` are phrases that may stay."""

    better: str
    unless: tuple


@cache
def tables():
    return tomllib.loads(TABLES.read_text(encoding="utf-8"))


def plain(text):
    """The words of a text, folded."""
    return tuple(folded(word.replace("’", "'")) for word in WORD.findall(text))


def forms(word):
    """A regular English word with its other forms; some that do not exist are among them."""
    stem = word.removesuffix("e")
    found = {word, f"{word}s", f"{word}es", f"{stem}ed", f"{stem}ing"}
    return found | {f"{word[:-1]}ies", f"{word[:-1]}ied"} if word.endswith("y") else found


def inflected(phrase):
    """The phrase of `plain` words with the forms of its first word and of its last."""
    if len(phrase) == 1:
        return {(form,) for form in forms(phrase[0])}
    first, *middle, last = phrase
    return {(one, *middle, other) for one in forms(first) for other in forms(last)}


@cache
def hard_words(language):
    """{a word or phrase in any of its forms, `plain`: Entry} in a language code."""
    vary = inflected if language == ENGLISH else lambda phrase: {phrase}
    found = {}
    for row in tables()["words"].get(language, []):
        unless = tuple(form for one in row.get("unless", ()) for form in vary(plain(one)))
        for phrase in row["words"]:
            found |= dict.fromkeys(vary(plain(phrase)), Entry(row["better"], unless))
    return found


@cache
def vague_links():
    """The texts, folded and without marks, that say nothing of where a link leads, in either language."""
    return frozenset(bare(text) for texts in tables()["vague_links"].values() for text in texts)


def bare(text):
    return " ".join(plain(text))
