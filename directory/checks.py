"""What in a text may tell who somebody is: shown to who writes it and again to who reads it, and never refused."""

import re

from django.utils.translation import gettext_lazy as _

IDENTIFYING = (
    (_("a prison number"), re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.IGNORECASE)),
    (_("a phone number"), re.compile(r"(?<![\w+])(?:\+44|0044|0)(?:[ ().-]{0,3}\d){9,11}(?!\d)")),
    (_("an e-mail address"), re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
)


def pieces(text):
    """A text in (kind, part) pairs, the kind being what the part looks like, and "" for all between."""
    found = [(match.span(), kind) for kind, pattern in IDENTIFYING for match in pattern.finditer(text)]
    done = 0
    for (start, end), kind in sorted(found, key=lambda hit: hit[0]):
        if start >= done:
            yield "", text[done:start]
            yield kind, text[start:end]
            done = end
    yield "", text[done:]


def findings(text):
    """The (kind, part) pairs of `pieces` that look like something."""
    return [(kind, part) for kind, part in pieces(text) if kind]
