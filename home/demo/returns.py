"""Returns of the made-up schemes for the last two full years, and the release of their figures."""

from datetime import timedelta
from hashlib import sha256

from django.test import override_settings
from django.utils import timezone

from directory.models import Release, Return, Scheme
from directory.models.returns import ReturnStatus
from directory.monitoring import returning
from directory.monitoring.indicators import catalogue
from directory.monitoring.releases import release
from directory.monitoring.reporting_years import snapshot_day, year_of

from .content import midday, read

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


def answers_of(scheme, year):
    """{key: what is said of it} of a whole return, consistent with itself."""
    described, numbers = read("returns"), {}
    comment = described["comment"]["text"]
    answers = {key: returning.NOTHING | {"marker": "x", "reason": "no_time"} for key in catalogue().typed}
    for row in described["part"]:
        key = row["key"]
        numbers[key] = number_of(row, scheme, year, numbers)
        if row.get("does_not_apply"):
            answers[key] = returning.NOTHING | {"marker": "z"}
        elif not row.get("always") and is_missing(scheme, key, year):
            answers[key] = returning.NOTHING | {"marker": "x", "reason": "not_recorded"}
        else:
            answers[key] = returning.NOTHING | {"typed": str(numbers[key]), "comment": comment}
    return answers


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def return_of(scheme, year, status):
    """A return at a status, by the same steps that people take. Nobody is written to: the schemes are made up."""
    returned = Return(scheme=scheme, year=year)
    answers = answers_of(scheme, year)
    if status == ReturnStatus.IN_PROGRESS:
        answers = dict(list(answers.items())[: len(answers) // 3])
    returning.save(returned, answers)
    if status != ReturnStatus.IN_PROGRESS:
        returning.send(returned, None, midday(snapshot_day(year) + timedelta(days=20)))
    if status == ReturnStatus.QUERIED:
        query = read("returns")["query"]
        returning.ask(returned, query["asked"], None)
        returning.reply(returned, query["answered"], None)
    if status == ReturnStatus.ACCEPTED:
        returning.accept(returned, None)
    return Return.objects.get(scheme=scheme, year=year)


def returns():
    """The returns of all made-up schemes that run and had begun; those that are there are left alone."""
    waiting = read("returns")["waiting"]
    for place, scheme in enumerate(Scheme.objects.running().filter(prison__is_example=True).order_by("code")):
        for year in years():
            begun = scheme.started_on is None or scheme.started_on <= snapshot_day(year)
            if not begun or Return.objects.filter(scheme=scheme, year=year).exists():
                continue
            status = waiting.get(str(place), ReturnStatus.ACCEPTED) if year == years()[1] else ReturnStatus.ACCEPTED
            yield return_of(scheme, year, status)


def figures():
    """The release of each of those years, made-up prisons only."""
    for year in years():
        if not Release.objects.filter(year=year, is_example=True).exists():
            yield release(year, is_example=True)
