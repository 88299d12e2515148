"""The terms of the indicator catalogue: what a number is, where it comes from, who supplies it and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The section of the indicators that every scheme is asked for first.
CORE = "core"


class Group(models.TextChoices):
    OPERATIONAL = "operational", _("How the scheme runs")
    COST = "cost", _("What it costs")
    RECIPIENTS = "recipients", _("What it does for people receiving support")
    BUDDIES = "buddies", _("What it does for buddies")
    SAFETY = "safety", _("Safety")


OUTCOMES = (Group.RECIPIENTS, Group.BUDDIES)


class Kind(models.TextChoices):
    """What a number is, which decides what may be done with it in public."""

    PEOPLE = "people", _("count of people")
    EVENTS = "events", _("count of events")
    HOURS = "hours", _("hours")
    MONEY = "money", _("money")
    PERCENT = "percent", _("percentage")
    MEDIAN = "median", _("median")
    MEAN = "mean", _("mean")
    RATE = "rate", _("rate")
    COST = "cost", _("cost for each person")


class Unit(models.TextChoices):
    """What a number is counted in, which decides what may be typed."""

    PEOPLE = "people", _("people")
    NUMBER = "number", _("number")
    HOURS = "hours", _("hours")
    HOURS_A_WEEK = "hours_a_week", _("hours a week")
    POUNDS = "pounds", _("£")
    PERCENT = "percent", _("%")
    DAYS = "days", _("days")
    POINTS = "points", _("points")
    PER_1000_DAYS = "per_1000_days", _("for every 1,000 days of support")
    PER_100_BUDDIES = "per_100_buddies", _("for every 100 buddies")


class Source(models.TextChoices):
    RECORDS = "records", _("Records")
    LOGS = "logs", _("Logs of the scheme")
    SURVEY = "survey", _("Survey")
    TIMETABLE = "timetable", _("Timetable")
    ACCOUNTS = "accounts", _("Accounts")


class Supplier(models.TextChoices):
    LEAD = "lead", _("Lead officer of the scheme")
    ACTIVITIES = "activities", _("Activities and regime")
    FINANCE = "finance", _("Finance")
    HEALTHCARE = "healthcare", _("Healthcare")
    SAFETY = "safety", _("Safer custody")
    SECURITY = "security", _("Security")
    EDUCATION = "education", _("Education")
    RESETTLEMENT = "resettlement", _("Resettlement")
    AUTHORITY = "authority", _("Local authority social care team")


class When(models.TextChoices):
    START = "start", _("When a person starts")
    WEEK_12 = "week_12", _("12 weeks after the start")
    MONTH_6 = "month_6", _("6 months after the start")
    MONTHLY = "monthly", _("Every month")
    SAMPLE_WEEKS = "sample_weeks", _("In 4 sample weeks: May, August, November and February")
    SURVEY = "survey", _("Once a year, in February")
    SNAPSHOT = "snapshot", _("On the snapshot day, 31 March")
    YEAR_END = "year_end", _("In April, when the year has ended")


# How often in a year a task comes round, for the scheme or for each person.
TIMES = dict.fromkeys(When, 1) | {When.MONTHLY: 12, When.SAMPLE_WEEKS: 4}
