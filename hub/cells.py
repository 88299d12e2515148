"""The cells of the tables that people take away and open with a spreadsheet."""

import re

# A text that a spreadsheet would run, and characters that no spreadsheet may hold.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def printable(value):
    """The text of a cell without the characters that no spreadsheet may hold."""
    return UNPRINTABLE.sub("", str(value))


def neutral(value):
    """A cell of a table that a spreadsheet shows and never runs: formulas get an apostrophe in front."""
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA) else text
