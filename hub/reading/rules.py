"""The rules: functions of the passages of a page, and of a language code, that yield what may be hard to read.

How old somebody has to be to read a text is worked out by the Flesch–Kincaid grade (Kincaid and others, “Derivation of
new readability formulas”, US Naval Technical Training Command, 1975), plus 5 for the age of a pupil in that grade. The
target is that of GOV.UK, a reading age of 9 (“Writing for GOV.UK”); so is the longest sentence, of 25 words. There is
no such formula for Welsh.
"""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from readability import getmeasures

from hub.words import WORD

from .wording import ENGLISH, bare, hard_words, plain, vague_links

TARGET_AGE, AGE_IN_FIRST_YEAR = 9, 5
LEAST_WORDS = 100  # of fewer, the formula says nothing
LONGEST_SENTENCE = 25
CAPITALS = 6  # letters: shorter headings may be an abbreviation
AGE, SENTENCES, WORDS, LINKS, PICTURES, HEADINGS = "age", "sentences", "words", "links", "pictures", "headings"
KINDS = {
    AGE: "Reading age",
    SENTENCES: "Long sentences",
    WORDS: "Words with plainer ones",
    LINKS: "Links that do not say where they lead",
    PICTURES: "Pictures without a description",
    HEADINGS: "Headings",
}
# The mark that ends a sentence, and what may close around it; not where an abbreviation or a small letter follows.
END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\b[DM]r)(?<!\bMrs)(?<!\bNo)[.!?…]{1,5}[\"'”’)\]]{0,5}\s(?=[^a-z\s])"
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Finding(NamedTuple):
    """What may be hard: the kind (a key of KINDS), where, which words, and what to do about it."""

    kind: str
    place: str
    words: str
    advice: str


class Reading(NamedTuple):
    """What was found in a page; `age` is the reading age in years, None where it cannot be told."""

    language: str
    age: int | None
    findings: list

    @property
    def counts(self):
        """{kind: how many} of every kind."""
        return dict.fromkeys(KINDS, 0) | Counter(finding.kind for finding in self.findings)

    @property
    def by_kind(self):
        """[(what the kind is called, its findings)] of those that were found; the reading age is told by itself."""
        return [
            (name, [one for one in self.findings if one.kind == kind])
            for kind, name in KINDS.items()
            if self.counts[kind] and kind != AGE
        ]

    @property
    def is_english(self):
        return self.language == ENGLISH


def read(passages, language):
    """The `Reading` of passages in the language of a code."""
    findings = [finding for rule in RULES for finding in rule(passages, language)]
    return Reading(language, reading_age(passages, language), findings)


def running(passages):
    """What the hub itself says in sentences: no headings, pictures, or somebody's own words."""
    return [one for one in passages if not (one.is_heading or one.is_quoted or one.alt is not None)]


def sentences(text):
    """The sentences of a line of text."""
    ends = [0, *(match.end() for match in END.finditer(text)), len(text)]
    return [part for start, end in pairwise(ends) if (part := text[start:end].strip())]


def length_of(sentence):
    return len(WORD.findall(sentence))


def reading_age(passages, language):
    """The age in whole years at which somebody can read English text; None for too little text and for Welsh."""
    told = [WORD.findall(part) for one in running(passages) for line in one.lines for part in sentences(line)]
    told = [words for words in told if words]
    if language != ENGLISH or sum(map(len, told)) < LEAST_WORDS:
        return None
    grades = getmeasures("\n".join(" ".join(words) for words in told), lang="en")["readability grades"]
    return max(AGE_IN_FIRST_YEAR, round(grades["Kincaid"]) + AGE_IN_FIRST_YEAR)


def too_hard(passages, language):
    age = reading_age(passages, language)
    if age and age > TARGET_AGE:
        advice = f"Aim for a reading age of {TARGET_AGE}: shorter sentences and words bring it down."
        yield Finding(AGE, "The whole page", str(age), advice)


def long_sentences(passages, language):
    for one in running(passages):
        for line in one.lines:
            for sentence in sentences(line):
                if (length := length_of(sentence)) > LONGEST_SENTENCE:
                    yield Finding(
                        SENTENCES, one.place, sentence, f"{length} words. Make two sentences of it, or a list."
                    )


def plainer_words(passages, language):
    known = hard_words(language)
    longest = max(map(len, known), default=0)
    for one in passages:
        if not one.is_quoted and one.alt is None:
            yield from hard_in(one, known, longest)


def hard_in(passage, known, longest):
    for line in passage.lines:
        spelt, found = WORD.findall(line), plain(line)
        for start in range(len(found)):
            for length in range(longest, 0, -1):
                entry = known.get(found[start : start + length])
                if entry and start + length <= len(found) and not excused(entry, found, start, length):
                    words = " ".join(spelt[start : start + length])
                    yield Finding(WORDS, passage.place, words, entry.better)
                    break


def excused(entry, found, start, length):
    """Whether the words at a place are part of a phrase that may stay."""
    return any(
        found[at : at + len(phrase)] == phrase
        for phrase in entry.unless
        for at in range(max(0, start + length - len(phrase)), start + 1)
    )


def vague(passages, language):
    for one in passages:
        for text, _attributes in one.links:
            if not bare(text):
                yield Finding(LINKS, one.place, text, "Give the link a text.")
            elif bare(text) in vague_links():
                yield Finding(LINKS, one.place, text, "Say where the link leads: some readers hear the links alone.")
            elif ADDRESS.fullmatch(text):
                yield Finding(LINKS, one.place, text, "Say in words where the link leads, not its address.")


def undescribed(passages, language):
    for one in passages:
        if one.alt is not None and not one.alt.strip():
            advice = "Say in a sentence what the picture shows, or tick that it is decorative."
            yield Finding(PICTURES, one.place, one.text, advice)


def headings(passages, language):
    last = 1
    for one in passages:
        if not one.is_heading:
            continue
        if not one.text:
            yield Finding(HEADINGS, one.place, "", "Write the heading, or remove it.")
        elif sum(map(str.isalpha, one.text)) >= CAPITALS and one.text.isupper():
            yield Finding(HEADINGS, one.place, one.text, "Write it in small letters: capitals are harder to read.")
        if one.level and one.level > last + 1:
            yield Finding(HEADINGS, one.place, one.text, "A level is left out: put a higher heading before it.")
        last = one.level or last


RULES = (too_hard, long_sentences, plainer_words, vague, undescribed, headings)
