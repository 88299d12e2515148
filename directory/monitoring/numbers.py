"""Numbers as people type them: read without guessing, so that what cannot be read is asked about."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

# Figures, with commas between thousands or not, and at most one point. Nothing here means two things.
NUMBER = re.compile(r"[-−]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
LARGEST = Decimal(10) ** 9

UNREADABLE = _("Type a number in figures, such as 12 or 1250.50, with nothing else.")
TOO_FINE = _("Give at most two figures after the point.")
TOO_LARGE = _("This is more than any scheme could have. Look at the point and the noughts.")


class UnreadableError(ValueError):
    """What was typed is no number that can be kept. Its first argument says why, for the person who typed."""


def read_number(typed):
    """The number that somebody typed, None for nothing. A £ in front and a % behind are theirs to type.

    Raises UnreadableError.
    """
    text = typed.strip().removeprefix("£").removesuffix("%").strip()
    if not text:
        if typed.strip():
            raise UnreadableError(UNREADABLE)
        return None
    if not NUMBER.fullmatch(text):
        raise UnreadableError(UNREADABLE)
    number = Decimal(text.replace(",", "").replace("−", "-"))
    if abs(number) >= LARGEST:
        raise UnreadableError(TOO_LARGE)
    if number != round(number, 2):
        raise UnreadableError(TOO_FINE)
    return round(number, 2)
