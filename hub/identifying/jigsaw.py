"""The jigsaw: details that tell nothing alone and together tell who one person is.

A health condition, a named place, and a move or a date, said of one person, are enough for whoever knows the prison.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from .kinds import PLACE
from .vocabulary import DAY, MONTH, NUMERIC, SPELT, UPPER, entries, named, one_of

WITHIN = 3  # sentences that are read as one
QUOTED = 5  # words of a kind that are quoted at most

SENTENCE_END = re.compile(r"(?<=[.!?])\s|[\r\n]")

ONE_PERSON = re.compile(
    r"(?i:\b(?:he|him|his|she|her|hers)\b|\b(?:a|an|one|the|this|our|another) (?:[\w’'-]{1,20} ){0,3}"
    r"(?:man|woman|person|resident|prisoner|patient|gentleman|lady|lad|individual|recipient|user|buddy|veteran|amputee)\b"
    r"|\b(?:d?dyn|g?ŵr|[mf]enyw|preswylydd|breswylydd|carcharor|garcharor|ef|iddo|ganddo|arno|iddi|ganddi|arni)\b)"
)
# What is taught or wished for is nobody's condition.
CONDITION = re.compile(
    rf"(?i:\b(?:{one_of(entries('health_words.txt'))})\b"
    r"(?! (?:awareness|friends?|friendly|training|courses?|charity|action|association)\b))"
)
PRISON = rf"\b(?:HMP/YOI|HMP|HMYOI|YOI|CEF|CEM|Carchar) [{UPPER}]\w{{1,20}}(?: {SPELT}){{0,2}}"
MOVE = re.compile(
    r"(?i:\bmoved (?:[\w’'-]{1,15} ){0,2}(?:to|from|back|into|here)\b|\b(?:arrived|returned) (?:to|from|in|at)\b"
    r"|\b(?:came|went|sent) (?:[\w’'-]{1,15} ){0,2}(?:back|from)\b"
    r"|\btransfer(?:red|ring)?\b|\breleased\b|\bdischarged\b"
    r"|\b(?:symud|symudodd|symudwyd) (?:[\w’'-]{1,15} ){0,2}(?:i|o)\b|\b(?:d|t|th)rosglwydd\w{1,8}|\br?rhyddha\w{1,8}"
    r"|\bryddha\w{1,8}|\b(?:daeth|aeth|dod) (?:[\w’'-]{1,15} ){0,2}(?:o|i|yn ôl)\b|\bd?dychwel\w{1,8}"
    rf"|\b{MONTH} (?:19|20)\d\d\b|{DAY}{NUMERIC}(?:19|20)?\d\d\b)"
)


@dataclass(frozen=True)
class Jigsaw:
    """The words of each kind. `near`: they stand close together in one answer; else they are spread over all."""

    conditions: tuple[str, ...]
    places: tuple[str, ...]
    moves: tuple[str, ...]
    near: bool

    @property
    def words(self):
        return [*self.conditions, *self.places, *self.moves]


@lru_cache(maxsize=16)
def patterns(known):
    """What is looked for in a sentence: {clue: pattern}. `known` is a tuple of names of prisons and towns."""
    places = re.compile(f"{PRISON}|{PLACE.pattern.pattern}|{named(known).pattern}")
    return {"person": ONE_PERSON, "conditions": CONDITION, "places": places, "moves": MOVE}


def gathered(sentences):
    """The clues of some sentences, {clue: words}, each word once."""
    return {
        clue: tuple(dict.fromkeys(word for sentence in sentences for word in sentence[clue]))[:QUOTED]
        for clue in ("person", "conditions", "places", "moves")
    }


def jigsaw(answers, known=()):
    """The details in the texts of one submission that together may tell who one person is; None where there are none.

    Within three sentences of one answer they are `near`. Over all answers they count only where the condition is told
    in a sentence about one person. `known` are names of prisons and towns, which are places like a wing or a cell.
    """
    looked_for = patterns(tuple(known)).items()
    told = [
        [
            {clue: [match[0] for match in pattern.finditer(sentence)] for clue, pattern in looked_for}
            for sentence in SENTENCE_END.split(answer)
            if sentence.strip()
        ]
        for answer in answers
    ]
    near = (gathered(answer[at : at + WITHIN]) for answer in told for at in range(len(answer)))
    spread = [
        sentence if sentence["person"] else {**sentence, "conditions": []} for answer in told for sentence in answer
    ]
    for clues, is_near in chain(((clues, True) for clues in near), [(gathered(spread), False)]):
        if all(clues.values()):
            return Jigsaw(clues["conditions"], clues["places"], clues["moves"], is_near)
    return None
