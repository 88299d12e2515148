"""A scheme's profile as everybody reads it: its facts in sections, each with what was reported or that nothing was.

The page, the comparison, the downloads, the data dictionary and the admin's panels all follow `SECTIONS`.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .disclosure import band

# Counts of people. What is told of them comes from disclosure control only.
COUNTS = ("buddy_count", "recipient_count")

# (key, heading, names of the fields of Scheme)
SECTIONS = (
    (
        "kind",
        _("What kind of scheme it is"),
        (
            "status",
            "started_on",
            "ended_on",
            "role_title",
            "model",
            "formality",
            "overseeing_bodies",
            "cluster",
            "eligibility",
            "referral_routes",
            "matching",
            "units_covered",
        ),
    ),
    (
        "work",
        _("The work and its limits"),
        (
            "tasks_allowed",
            "tasks_excluded",
            "boundary_rule",
            "boundary_written",
            "night_cover",
            "weekday_hours",
            "weekend_hours",
        ),
    ),
    (
        "welfare",
        _("Looking after buddies"),
        (
            "supervision_frequency",
            "debrief_available",
            "rest_after_nights",
            "support_after_death",
            "staff_lead",
            "staff_hours",
        ),
    ),
    (
        "becoming",
        _("Becoming a buddy"),
        ("recruitment_steps", "risk_review", "contract", "pay_basis", "weekly_pay"),
    ),
    (
        "training",
        _("Training"),
        (
            "training_basis",
            "training_providers",
            "training_modules",
            "training_hours",
            "refresher_hours",
            "certificate",
        ),
    ),
    (
        "safety",
        _("Keeping people safe"),
        (
            "information_sharing",
            "information_agreed_on",
            "safeguarding_route",
            "complaints_route",
            "equality_checked_on",
            "formats",
        ),
    ),
    ("numbers", _("Numbers"), COUNTS),
    ("evidence", _("How we know"), ("evidence_level", "evidence_direction")),
)
NAMES = tuple(name for _key, _heading, names in SECTIONS for name in names)

# Weekly pay is published as a band: (below this, code, label). What somebody earns to the penny is theirs to tell.
PAY_BANDS = (
    (Decimal("0.01"), "none", _("Nothing")),
    (Decimal(10), "under_10", _("Less than £10")),
    (Decimal(15), "10_to_14.99", _("£10 to £14.99")),
    (Decimal(20), "15_to_19.99", _("£15 to £19.99")),
    (None, "20_or_more", _("£20 or more")),
)

# How a number is said: a whole one by its number, a half by the plural.
HOURS = ngettext_lazy("%(number)s hour", "%(number)s hours", "n")
HOURS_A_DAY = ngettext_lazy("%(number)s hour a day", "%(number)s hours a day", "n")
HOURS_A_WEEK = ngettext_lazy("%(number)s hour a week", "%(number)s hours a week", "n")
UNITS = {
    "weekday_hours": HOURS_A_DAY,
    "weekend_hours": HOURS_A_DAY,
    "training_hours": HOURS,
    "refresher_hours": HOURS,
    "staff_hours": HOURS_A_WEEK,
}

NOT_REPORTED, NOT_KNOWN = _("Not reported"), _("Asked, not known")


@dataclass(frozen=True)
class Fact:
    """One fact of one scheme. `codes` are for machines, `words` for the reader; both empty where it is missing."""

    name: str
    label: str
    meaning: str
    codes: tuple = ()
    words: tuple = ()
    is_not_known: bool = False
    is_own_text: bool = False  # the prison's own words, in the language in which they were sent

    @property
    def missing(self):
        """What to say where nothing is known; empty where something is."""
        if self.codes:
            return ""
        return NOT_KNOWN if self.is_not_known else NOT_REPORTED


def band_of(pay):
    """(code, label) of the band that a weekly pay in pounds is in."""
    return next((code, label) for below, code, label in PAY_BANDS if below is None or pay < below)


def banded(name, value):
    """(code, label) of the band that is published of a fact instead of its number; None where the fact has no bands."""
    if name == "weekly_pay":
        return band_of(value)
    return band(value) if name in COUNTS else None


def codes_of(scheme, name):
    """What was reported of a fact, for machines; empty where nothing was."""
    value = getattr(scheme, name)
    if value in (None, "", []):
        return ()
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str):
        return (value,)
    if found := banded(name, value):
        return (found[0],)
    if name == "units_covered" and scheme.units_in_prison is not None:
        return (f"{value}/{scheme.units_in_prison}",)
    if hasattr(value, "isoformat"):
        return (value.isoformat(),)
    if name in UNITS:
        return (value,)
    return (value.name if hasattr(value, "name") else str(value),)


def words_of(scheme, field):
    """The same for the reader."""
    value = getattr(scheme, field.name)
    if value in (None, "", []):
        return ()
    if isinstance(value, list):
        return tuple(field.labels_of(value))
    if field.choices:
        return (dict(field.flatchoices).get(value, value),)
    if found := banded(field.name, value):
        return (found[1],)
    if field.name == "units_covered" and scheme.units_in_prison is not None:
        return (_("%(covered)s of %(all)s units") % {"covered": value, "all": scheme.units_in_prison},)
    if hasattr(value, "isoformat"):
        return (date_format(value),)
    if field.name in UNITS:
        n = int(value) if value == int(value) else 2
        return (UNITS[field.name] % {"n": n, "number": localize(value.normalize())},)
    return (str(value),)


def cell(scheme, name):
    """One cell for machines: codes with semicolons between; "not_known"; empty for "not reported"."""
    return ";".join(map(str, codes_of(scheme, name))) or ("not_known" if name in scheme.not_known else "")


def fact(scheme, name):
    field = scheme._meta.get_field(name)
    return Fact(
        name=name,
        label=capfirst(field.verbose_name),
        meaning=field.help_text,
        codes=codes_of(scheme, name),
        words=words_of(scheme, field),
        is_not_known=name in scheme.not_known,
        is_own_text=field.get_internal_type() == "TextField",
    )


def facts(scheme):
    """Every `Fact` of a scheme, in the order of the sections."""
    return [fact(scheme, name) for name in NAMES]


def sections(scheme):
    """[(key, heading, facts)]. A date that cannot be yet, the end of what goes on, is left out."""
    hidden = () if scheme.ended_on else ("ended_on",)
    return [
        (key, heading, [fact(scheme, name) for name in names if name not in hidden]) for key, heading, names in SECTIONS
    ]
