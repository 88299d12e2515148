"""The kinds of detail that may tell who somebody is, each with its patterns and what to write instead.

They are the project's rule for practice examples and for voices: no name, number, date of birth, wing or cell, offence
or sentence. To find too little is better than to find nonsense: writers who see that stop reading.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .vocabulary import (
    BODY,
    BORN,
    CAPITALS,
    CELL,
    DATE,
    DAY,
    FIRST_NAMES,
    INITIAL,
    LETTER,
    LONG_AGO,
    MANY,
    MONTH,
    NAME,
    NO_SURNAME,
    NUMERIC,
    PREPOSITION,
    SPACE,
    SPELT,
    UNIT,
    UPPER,
    WING_NAME,
    YEAR,
    unless_after,
)


def is_nhs_number(match):
    """Whether ten digits are an NHS number: its last digit is a check by eleven, as the NHS Data Dictionary says."""
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    return any(digits) and sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def is_first_name(match):
    return match["first"] in FIRST_NAMES


def is_full_name(match):
    first = match["first"]
    return (first.capitalize() if match["name"].isupper() else first) in FIRST_NAMES


@dataclass(frozen=True, eq=False)
class Kind:
    """What words look like, and what to write instead. A `certain` kind is known by its form, not by its words."""

    label: str
    instead: str
    pattern: re.Pattern
    accepts: Callable[[re.Match], bool] = bool
    certain: bool = False

    def __str__(self):
        return str(self.label)


def looks_like(label, instead, *patterns, **options):
    """A kind that any of some patterns finds."""
    return Kind(label, instead, re.compile("|".join(patterns)), **options)


NEEDLESS = _("Leave it out. Nobody needs it to learn from what you did.")
TEAM = _("Write which team to ask, such as “the safer custody team”.")

PRISON_NUMBER = looks_like(
    _("a prison number"),
    NEEDLESS,
    r"\b(?i:[A-Z]\d{4}[A-Z]{2})\b",
    r"\b[A-Z]\d{4} [A-Z]{2}\b",
    certain=True,
)
INSURANCE_NUMBER = looks_like(
    _("a National Insurance number"),
    NEEDLESS,
    r"(?i:\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D]\b)",
    certain=True,
)
NHS_NUMBER = looks_like(
    _("an NHS number"),
    NEEDLESS,
    r"(?<![\d£.,+-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-])",
    accepts=is_nhs_number,
    certain=True,
)
# Numbers that begin with 03 or 08 are those of organisations and helplines.
PHONE = looks_like(
    _("a phone number"),
    TEAM,
    r"(?<![\w+])(?<!\d[.-])(?:\+44|0044|0(?![38]|\d\.\d\d(?!\d)))(?:[ ().-]{0,3}\d){9,11}(?!\d)",
    certain=True,
)
EMAIL = looks_like(
    _("an e-mail address"),
    TEAM,
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    certain=True,
)
POSTCODE = looks_like(
    _("a postcode"),
    _("Write the county or the region."),
    r"(?i:\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?(?!\d(?-i:st|nd|rd|th))\d[ABD-HJLNP-UW-Z]{2}\b)",
)
BIRTH = looks_like(
    _("a date of birth"),
    _("Write an age group, such as “in his sixties”. For any other date, the year is enough."),
    rf"(?i:{BORN}[\s:,–-]{{0,5}}(?:(?:on|in|is|was|yn|ym|mis|ar|yw|oedd|ef|hi) ){{0,3}}"
    rf"(?:{DATE}|{DAY}{NUMERIC}\d\d|(?:{MONTH} )?{YEAR})\b)",
    rf"(?i:(?<![\d/.-])(?:{LONG_AGO})(?![\d/-]))",
)
STAFF = looks_like(
    _("a name with a title"),
    _("Write the role in place of the name, such as “a wing officer” or “a nurse”."),
    rf"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Revd?|Parch)\.?{SPACE}{NAME}(?:{SPACE}{NAME})?",
    rf"\b(?:MR|MRS|MISS|DR)\.?{SPACE}{CAPITALS}",
    rf"\bmrs?\.?{SPACE}(?!(?:and|or|a|ac|neu)\b){LETTER}{{2,30}}",
    rf"\b(?:(?i:officers?|governors?|nurses?|director|doctors?|chaplain|imam|rabbi|reverend|father|sister|matron|professor"
    rf"|swyddog|llywodraethwr|nyrs|caplan|parchedig)|Gov|SO|CM|OSG)"
    rf"{SPACE}{SPELT}(?:{SPACE}{SPELT})?",
)
PERSON = looks_like(
    _("the name of a person"),
    _("Write the role in place of the name, such as “a buddy” or “a man in his sixties”."),
    rf"(?<![\w’'-])(?<!\bSt )(?=(?P<name>(?P<first>[{UPPER}]{LETTER}{{1,20}})\b(?:-{LETTER}{{1,20}})?"
    rf"(?!{BODY}\b){SPACE}{INITIAL}{NAME}))",
    accepts=is_full_name,
)
FIRST_NAME = looks_like(
    _("a first name"),
    _("If it is a person, write the role, such as “a buddy” or “one man”."),
    rf"(?<![\w’'-]){unless_after('St St[.] Saint King Queen Prince')}(?P<first>[{UPPER}]{LETTER}{{1,20}})\b"
    rf"(?:-{LETTER}{{1,20}})?(?!{SPACE}(?:{NO_SURNAME})\b|{BODY}\b|['’]s{SPACE}[{UPPER}])",
    accepts=is_first_name,
)
PLACE = looks_like(
    _("a wing, a unit or a cell"),
    _("Write “one wing” or “the unit for older people”."),
    rf"(?<![\w-]){unless_after('[Cc]ategory [Cc]at [Bb]and [Gg]rade [Hh]epatitis')}[B-HJ-Z]\d?[ -]{UNIT}",
    rf"\bA(?:\d[ -]|-){UNIT}|\bA[ -](?:Wing|Unit|Landing|Spur)\b|(?<=[a-z,;(] )A {UNIT}",
    rf"\b(?:{CELL}|(?i:unit|uned))(?i: number| no\.?| rhif)? [A-HJ-Z]\d{{0,3}}(?:[-/]\d{{1,3}}){{0,2}}\b(?!['’])",
    rf"{unless_after('each every per the a an one our of out')}\b(?:{CELL}|{PREPOSITION}(?i:unit|uned))"
    rf"(?i: number| no\.?| rhif)? (?!24/7)\d{{1,3}}(?:[-/]\d{{1,3}})?\b"
    r"(?![.,:]\d|%| ?(?:hours?|hrs?|h|minutes?|mins?|days?|weeks?|months?|times?|men|women|people|buddies|to)\b"
    r"| (?:awr|munud|diwrnod|wythnos|o)\b)",
    r"\b[1-5]['’]?s landing\b|\b[A-Z]\d?-\d-\d{2,3}\b",
    r"\bVPUs?\b|(?i:\bvulnerable prisoners?['’]?s? (?:unit|wing)\b|\buned carcharorion (?:agored i niwed|bregus)\b)",
    rf"\b{WING_NAME} (?:Wing|Houseblock)\b|{PREPOSITION}{WING_NAME} (?:wing|Unit)\b"
    rf"|\bAdain {SPELT}",
)
OFFENCE = looks_like(
    _("an offence or a sentence"),
    _("Leave it out if it is about one person."),
    rf"(?i:{MANY}\b(?:convicted|found guilty) (?:of|for)\b)",
    rf"(?i:{MANY}\b(?:sentenced to|serving) (?:an? )?(?:\d{{1,2}}[ -](?:years?|months?)|life|IPP)\b)",
    r"(?i:\b\d{1,2}[ -](?:year|month) (?:prison )?sentence\b|\blife sentence\b|\blifer\b|\bindex offence\b)",
    r"(?i:\b(?:his|her) (?:offen[cs]e|crime|conviction|victims?|co-defendants?|tariff|release date)\b)",
    rf"(?i:{MANY}\bmurder(?:ed|er)?\b(?! mystery)|\b(?:manslaughter|rap(?:ed|ist)|arson(?:ist)?|robbery|burglary?"
    r"|grievous bodily harm|GBH|paedophile)\b|\bsex offender\b(?! (?:treatment|register)))",
    r"\bIPP\b(?! (?:sentences|prisoners|progression|panel))|(?i:\bimprisonment for public protection\b)",
    r"(?i:\b(?:yn euog o|dd?edfryd oes|dd?edfrydwyd|l?lofruddi\w{1,8}|dd?ynladdiad|treisio|ei drosedd)\b)",
)
KINDS = (
    PRISON_NUMBER,
    INSURANCE_NUMBER,
    NHS_NUMBER,
    PHONE,
    EMAIL,
    POSTCODE,
    BIRTH,
    STAFF,
    PERSON,
    FIRST_NAME,
    PLACE,
    OFFENCE,
)
