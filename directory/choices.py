"""Controlled values of the prison record. Blank always means "not known"."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Country(models.TextChoices):
    ENGLAND = "England", _("England")
    WALES = "Wales", _("Wales")


class Region(models.TextChoices):
    EAST_MIDLANDS = "East Midlands", _("East Midlands")
    EAST_OF_ENGLAND = "East of England", _("East of England")
    LONDON = "London", _("London")
    NORTH_EAST = "North East", _("North East")
    NORTH_WEST = "North West", _("North West")
    SOUTH_EAST = "South East", _("South East")
    SOUTH_WEST = "South West", _("South West")
    WALES = "Wales", _("Wales")
    WEST_MIDLANDS = "West Midlands", _("West Midlands")
    YORKSHIRE = "Yorkshire and the Humber", _("Yorkshire and the Humber")


class Gender(models.TextChoices):
    MEN = "men", _("Men")
    WOMEN = "women", _("Women")
    MIXED = "mixed", _("Men and women")


class Designation(models.TextChoices):
    HMP = "HMP", _("Prison (HMP)")
    HMP_YOI = "HMP/YOI", _("Prison and young offender institution (HMP/YOI)")
    YOI = "YOI", _("Young offender institution (YOI)")
    IRC = "IRC", _("Immigration removal centre (IRC)")
    STC = "STC", _("Secure training centre (STC)")
    YCS = "YCS", _("Youth Custody Service site (YCS)")


class Function(models.TextChoices):
    HIGH_SECURITY = "high_security", _("High security")
    RECEPTION = "reception", _("Reception")
    CATEGORY_B_TRAINER = "category_b_trainer", _("Category B trainer")
    CATEGORY_C_TRAINER = "category_c_trainer", _("Category C trainer")
    CATEGORY_C_TRAINER_RESETTLEMENT = "category_c_trainer_resettlement", _("Category C trainer and resettlement")
    CATEGORY_C_RESETTLEMENT = "category_c_resettlement", _("Category C resettlement")
    CATEGORY_C_FOREIGN_NATIONAL = "category_c_foreign_national", _("Category C for foreign nationals")
    OPEN = "open", _("Open")
    WOMEN = "women", _("Women’s prison")
    YOI_18_PLUS = "yoi_18_plus", _("Young adults")
    YOUTH_UNDER_18 = "youth_under_18", _("Children under 18")


# Who runs prisons, as the register has it: names, the same in both languages. The last is made up.
OPERATORS = [
    (name, name)
    for name in ("HM Prison Service (public)", "G4S", "Mitie Care & Custody", "Serco", "Sodexo", "Example Custody")
]


class SecurityCategory(models.TextChoices):
    """Categories of men's prisons. A prison may hold several; women's prisons have none."""

    A = "A", _("Category A")
    B = "B", _("Category B")
    C = "C", _("Category C")
    D = "D", _("Category D")


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("a prison that is in use", "Open")
    TEMPORARILY_CLOSED = "temporarily_closed", _("Temporarily closed")
    CLOSED = "closed", _("Closed")
    NOT_YET_OPEN = "not_yet_open", _("Not yet open")
    UNKNOWN = "unknown", _("Not known")


class SchemeStatus(models.TextChoices):
    """What was reported of a scheme. A prison of which nothing was reported has no scheme here, whatever is so."""

    PLANNED = "planned", pgettext_lazy("a scheme", "Planned")
    PILOT = "pilot", pgettext_lazy("a scheme", "Being tried out")
    ACTIVE = "active", pgettext_lazy("a scheme", "Running")
    PAUSED = "paused", pgettext_lazy("a scheme", "Paused")
    INFORMAL_ONLY = "informal_only", pgettext_lazy("a scheme", "Informal only")
    ENDED = "ended", pgettext_lazy("a scheme", "Ended")


# Schemes that are there to do what is recommended: begun and not ended. A pause is no end.
RUNNING = (SchemeStatus.PILOT, SchemeStatus.ACTIVE, SchemeStatus.PAUSED, SchemeStatus.INFORMAL_ONLY)
