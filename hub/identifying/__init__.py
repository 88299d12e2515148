"""Words that may tell who somebody is, found in what people send us. Nothing is refused here: the writer is told.

Each pattern looks at a bounded stretch of the text, so the time for one grows with its length alone, whatever is in it.
"""

from typing import NamedTuple

from .kinds import FIRST_NAME, KINDS, PERSON, Kind
from .vocabulary import named


class Finding(NamedTuple):
    """What `text[start:end]` looks like."""

    kind: Kind
    start: int
    end: int


def findings(text, known=()):
    """What in a text may tell who somebody is, in order and apart; of what overlaps, the first and then the longest.

    `known` are names of prisons and towns, whose words are no names of people.
    """
    without = named(tuple(known)).sub(lambda match: "·" * len(match[0]), text)
    found = [
        Finding(kind, *match.span("name" if kind is PERSON else 0))
        for kind in KINDS
        for match in kind.pattern.finditer(without if kind in (PERSON, FIRST_NAME) else text)
        if kind.accepts(match)
    ]
    apart, done = [], 0
    for finding in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if finding.start >= done:
            apart.append(finding)
            done = finding.end
    return apart


def pieces(text, known=()):
    """A text in (kind, part) pairs, the kind being what the part looks like, and None for all between."""
    done = 0
    for kind, start, end in findings(text, known):
        yield None, text[done:start]
        yield kind, text[start:end]
        done = end
    yield None, text[done:]


def by_kind(parts):
    """What `pieces` gave, as {kind: its different parts in order}, without the words between."""
    found = {}
    for kind, part in parts:
        if kind:
            found.setdefault(kind, {})[part] = None
    return {kind: list(different) for kind, different in found.items()}
