"""The order of names in Welsh, whose alphabet has ch, dd, ff, ng, ll, ph, rh and th as letters of their own."""

import re

from django.utils.translation import get_language

from .words import folded

# Geiriadur Prifysgol Cymru's alphabet, with the letters that only names from elsewhere have in their English places.
WELSH = tuple(re.findall(r"\S+", "a b c ch d dd e f ff g ng h i j k l ll m n o p ph q r rh s t th u v w x y z"))
SIGN = re.compile("|".join(sorted([*WELSH, "[0-9]", "[^a-z0-9]+"], key=len, reverse=True)))
PLACES = {sign: f"{place:02}" for place, sign in enumerate([*"0123456789", *WELSH], 1)}
BETWEEN_WORDS = "00"


def welsh_key(text):
    """Two digits for each letter of `text`, a str: keys sort, in whatever collation, as the names do in Welsh.

    Marks and capitals count for nothing. An n and a g that only meet, as in Bangor, are taken for the letter ng, as
    the Unicode collation for Welsh (CLDR) takes them.
    """
    return "".join(PLACES.get(sign, BETWEEN_WORDS) for sign in SIGN.findall(folded(text).strip()))


def alphabetical(text):
    """The key that puts a name, a str or a lazy one, in its place in the active language."""
    return welsh_key(str(text)) if get_language() == "cy" else folded(str(text))
