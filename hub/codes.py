"""Codes that are printed, read out and typed again: Crockford's base32 (https://www.crockford.com/base32.html).

It has no I, L, O or U, and ends with a check character that finds one wrong character, or two that changed places.
"""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8  # the check character among them
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None})


def check_character(body):
    """The check character of a code without one, or "" where it would be a mark that no address should hold."""
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return f"{ALPHABET}     "[value % 37].strip()


def new_code():
    """A random code, of LENGTH characters, in small letters."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        if check := check_character(body):
            return body + check


def read_code(text):
    """The code that somebody typed, with what looks alike put right; "" where its check character says it is none."""
    code = text.lower().translate(MISREAD)
    right = len(code) == LENGTH and all(character in ALPHABET for character in code)
    return code if right and check_character(code[:-1]) == code[-1] else ""
