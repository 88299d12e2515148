"""Word lists, and the patterns of names, dates and places that are made of them, in English and in Welsh.

Each pattern is bounded: it never looks further than a few hundred letters from where it begins.
"""

import re
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def entries(name):
    """The lines of a word list in `data/`, without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def words(name):
    return " ".join(entries(name)).split()


def one_of(several):
    """A pattern for any of some words, the longest first, with either apostrophe."""
    return "|".join(re.escape(word).replace("'", "['’]") for word in sorted(several, key=len, reverse=True))


def unless_after(several):
    return "".join(rf"(?<!\b{word} )" for word in several.split())


@lru_cache(maxsize=16)
def named(known):
    """The pattern of the names in a tuple, as whole words; of none, one that is never found."""
    names = one_of(filter(None, known))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)")


FIRST_NAMES = frozenset(words("first_names.txt"))

NO_SURNAME = one_of(words("no_surnames.txt"))

# Names of people
UPPER = "".join(filter(str.isupper, map(chr, range(0x250))))
LETTER = r"[^\W\d_]"
SPACE = r"[ \t\xa0]{1,3}"
NAME = rf"(?!(?:{NO_SURNAME})\b)[{UPPER}](?:{LETTER}|['’-](?={LETTER})){{1,30}}"
CAPITALS = rf"[{UPPER}][{UPPER}'’-]{{1,30}}\b"
SPELT = rf"(?!{CAPITALS}){NAME}"
INITIAL = rf"(?:[{UPPER}]\.?{SPACE})?"
BODY = (
    rf"(?:{SPACE}{NAME})?{SPACE}"
    "(?:Centre|College|Foundation|Hospice|Hospital|House|Institute|School|Society|Trust|University)"
)

# Dates
MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?|Ionawr|Chwefror|Mawrth|Fawrth|Ebrill|Mai|Fai|Mehefin|Fehefin|Gorffennaf|Orffennaf"
    "|Awst|Medi|Fedi|Hydref|Tachwedd|Dachwedd|Rhagfyr)"
)
DAY = r"\b(?:0?[1-9]|[12]\d|3[01])"
NTH = "(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)?"
YEAR = r"(?:19\d\d|200\d)"  # when whoever is grown up was born
NUMERIC = r"[/.-](?:0?[1-9]|1[0-2])[/.-]"
DATE = rf"{DAY}{NTH}(?: of| o)? {MONTH},? {YEAR}|{MONTH} {DAY}{NTH},? {YEAR}|{DAY}{NUMERIC}{YEAR}|{YEAR}-\d\d-\d\d"
LONG_AGO = DATE.replace(YEAR, r"19\d\d")
BORN = r"\b(?:born|dob\b|d\.o\.b\.?|date of birth|(?:ng|g)?anwyd|(?:ng|g)?aned|(?:dyddiad|ei|fy|dy) n?g?eni)"

# Wings and cells
UNIT = r"(?i:(?:wing|unit|landing|spur|house ?block)s?)\b"
CELL = r"(?i:(?:wing|landing|spur|house ?block|cell)s?|n?gh?ell|chell|landin|adain)"
WING_NAME = rf"(?!(?:{one_of(words('no_wing_names.txt'))})\b){SPELT}"
PREPOSITION = "(?:(?<=on )|(?<=from )|(?<=to )|(?<=off )|(?<=in )|(?<=ar )|(?<=o ))"

# Whoever is many or anybody, and so is not one person
MANY = unless_after("people men women anyone someone nobody those prisoners residents adults offenders person")
