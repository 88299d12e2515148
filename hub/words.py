"""Words as search compares them: without case, marks or endings."""

import re
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")

# Words that say nothing of a subject. PostgreSQL leaves out the English ones by itself; SQLite leaves out none.
EMPTY = frozenset(
    WORD.findall(
        "a about an and are as at be been but by can could did do does for from had has have how i if in into is it "
        "its me my of on or our she should so than that the their them there they this to was we were what when where "
        "which who whom why will with would you your "
        "ar beth ble dw efo ei eich fel fy gan gyda mae mewn neu oes pam pan pwy rwy sut sy sydd un wedi y yn yng ym yr"
    )
)
WHOLE = 5  # a root shorter than this is the beginning of too many other words

# À to ɏ and Ḁ to ỿ without their marks: ŵ is w. One letter for one, so that places in a text stay where they were.
UNMARKED = {code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
english = stemmer("english")


def folded(text):
    """`text` in small letters without marks. It is as long as `text` is, letter for letter."""
    text = text.translate(UNMARKED)
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one if len(one) == 1 else " " for one in map(str.lower, text))


@lru_cache(maxsize=20_000)
def root(word):
    """What a folded word and its other English forms begin with: "train" of "training", "polic" of "policies"."""
    stem = english.stemWord(word)
    same = next((n for n, (one, other) in enumerate(zip(word, stem, strict=False)) if one != other), len(stem))
    return word[:same]


def key(words):
    """What two phrases share that differ in case, marks and number alone, as a tuple."""
    return tuple(singular(folded(word)) for word in words)


def singular(word):
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def pattern(phrase):
    """A regular expression, as text, that finds a phrase of words in folded text, whatever their endings."""
    return r"\b" + r"\W+".join(map(forms, phrase))


def forms(word):
    """The same for one word of a phrase. Marks within it may be any marks, as in "PSSC-G-01"."""
    parts = re.findall(r"\w+", folded(word))
    return r"\W+".join([*map(re.escape, parts[:-1]), ending(parts[-1])])


def ending(part):
    short = root(part)
    return rf"{re.escape(short)}\w*" if len(short) >= WHOLE else rf"(?:{re.escape(part)}|{re.escape(short)})s?\b"
