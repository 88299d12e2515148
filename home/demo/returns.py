"""Returns of the made-up schemes for the last two full years, and the release of their figures."""

from datetime import timedelta
from functools import cache
from hashlib import sha256

from django.test import override_settings
from django.utils import timezone

from directory.models import EarlyAccess, Release, Return, ReturnValue, Scheme
from directory.models.returns import ReturnStatus
from directory.monitoring import returning
from directory.monitoring.indicators import catalogue
from directory.monitoring.releases import release
from directory.monitoring.reporting_years import snapshot_day, year_of

from .content import midday, read

BATCH = 500
MISSING_OF_100 = 8  # How many numbers of a hundred were not collected.


def chance(*names, of):
    """A whole number below `of` that looks random and depends on nothing but the names."""
    return int.from_bytes(sha256("/".join(map(str, names)).encode()).digest()[:6], "big") % of


def years():
    """The last two years that have ended, the earlier first."""
    running = year_of(timezone.localdate())
    return [running - 2, running - 1]


def number_of(row, scheme, year, numbers):
    """The number of a part: between its limits, a little more in each year than in the year before."""
    least, most = row["between"]
    drawn = least + chance(scheme.code, row["key"], of=most - least + 1)
    if "of" in row:
        return numbers[row["of"]] * drawn // 100
    return drawn + (year - years()[0]) * (drawn // 8)


def is_missing(scheme, key, year):
    """Whether a scheme did not collect an indicator: all of its parts are missing together."""
    return chance(scheme.code, catalogue().indicator_of[key].id, year, of=100) < MISSING_OF_100


@cache
def described():
    return read("returns")


def answers_of(scheme, year):
    """{key: what is said of it} of a whole return, consistent with itself."""
    numbers = {}
    comment = described()["comment"]["text"]
    answers = {key: returning.NOTHING | {"marker": "x", "reason": "no_time"} for key in catalogue().typed}
    for row in described()["part"]:
        key = row["key"]
        numbers[key] = number_of(row, scheme, year, numbers)
        if row.get("does_not_apply"):
            answers[key] = returning.NOTHING | {"marker": "z"}
        elif not row.get("always") and is_missing(scheme, key, year):
            answers[key] = returning.NOTHING | {"marker": "x", "reason": "not_recorded"}
        else:
            answers[key] = returning.NOTHING | {"typed": str(numbers[key]), "comment": comment}
    return answers


def sent_on(year):
    return midday(snapshot_day(year) + timedelta(days=20))


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def waiting(scheme, year, status):
    """A return that the editors have not accepted, by the steps that people take. They are made up: nobody is told."""
    returned, answers = Return(scheme=scheme, year=year), answers_of(scheme, year)
    if status == ReturnStatus.IN_PROGRESS:
        answers = dict(list(answers.items())[: len(answers) // 3])
    returning.save(returned, answers)
    if status != ReturnStatus.IN_PROGRESS:
        returning.send(returned, None, sent_on(year))
    if status == ReturnStatus.QUERIED:
        query = described()["query"]
        returning.ask(returned, query["asked"], None)
        returning.reply(returned, query["answered"], None)
    return returned


def accepted(asked):
    """The accepted returns of [(scheme, year)], stored together: there are many."""
    told = {"status": ReturnStatus.ACCEPTED, "language": "en-gb"}
    made = [Return(scheme=scheme, year=year, sent_at=sent_on(year), **told) for scheme, year in asked]
    made = Return.objects.bulk_create(made)
    rows = [
        ReturnValue(returned=returned, part=key, value=returning.number_in(said), **said)
        for returned in made
        for key, said in answers_of(returned.scheme, returned.year).items()
    ]
    ReturnValue.objects.bulk_create(rows, batch_size=BATCH)
    return made


def returns():
    """The returns of all made-up schemes that run and had begun; those that are there are left alone."""
    stages, known = described()["waiting"], set(Return.objects.values_list("scheme", "year"))
    asked = {}
    for place, scheme in enumerate(Scheme.objects.running().filter(prison__is_example=True).order_by("code")):
        for year in years():
            begun = scheme.started_on is None or scheme.started_on <= snapshot_day(year)
            if begun and (scheme.pk, year) not in known:
                asked[scheme, year] = stages.get(str(place)) if year == years()[1] else None
    # The earlier year first: what is sent for the later one is held against it.
    made = accepted([place for place, status in asked.items() if status is None])
    return made + [waiting(*place, status) for place, status in asked.items() if status]


def figures():
    """The release of each of those years, made-up prisons only."""
    for year in years():
        if not Release.objects.filter(year=year, is_example=True).exists():
            yield release(year, is_example=True)


def early_access():
    """Who saw those figures before they came out: a made-up editor and somebody of a made-up body."""
    year = years()[1]
    for row in described()["early_access"]:
        row, created = EarlyAccess.objects.get_or_create(
            year=year, is_example=True, email=row["email"], defaults=row | {"added_at": sent_on(year)}
        )
        if created:
            yield row
