"""Where the words that a reader looks for stand in a text, as pieces to mark (templates/components/marked.html)."""

import re
from itertools import islice

from .words import folded

LENGTH, BEFORE = 240, 60
MOST_PLACES = 300


def extract(text, patterns, length=LENGTH):
    """The part of `text` with the most of what `patterns` find, as [(whether it was found, piece)].

    About `length` characters, cut between words. It is the beginning where that has as much as any other part.
    """
    # The index puts a comma after each part of a page, a sentence too.
    text = re.sub(r"(?<=[.:;?!]), ", " ", re.sub(r"\s+", " ", text)).strip()
    plain = folded(text)
    places = sorted(
        (match.start(), match.end(), number)
        for number, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(plain), MOST_PLACES)
    )
    start = best_start(places, length)
    if start:
        start = text.find(" ", max(start - BEFORE, 0)) + 1
    end = len(text) if start + length >= len(text) else max(text.rfind(" ", start, start + length), start + 1)
    pieces, here = [(False, "… ")] if start else [], start
    for begins, ends, _number in places:
        if here <= begins and ends <= end:
            pieces += [(False, text[here:begins]), (True, text[begins:ends])]
            here = ends
    pieces += [(False, text[here:end]), (False, "…" if end < len(text) else "")]
    return [piece for piece in pieces if piece[1]]


def best_start(places, length):
    """Where to begin so that the most different terms are within reach; 0 where the beginning is as good."""
    best, most = 0, len({number for _begins, ends, number in places if ends <= length})
    for begins, _ends, _number in places:
        within = {number for other, ends, number in places if begins <= other and ends <= begins + length - BEFORE}
        if len(within) > most:
            best, most = begins, len(within)
    return best


def matched(text, patterns):
    """How many of `patterns` find something in `text`."""
    plain = folded(text)
    return sum(1 for pattern in patterns if pattern.search(plain))
