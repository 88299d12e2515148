"""Filling in, sending, asking about and accepting returns.

Every verb that writes holds the row of the return locked meanwhile, so that two tabs, a double click and
two people each find a settled state. A contributor fills a return in; an approver sends it, as whoever signs off
for a prison does; editors ask about it and accept it.
"""

import hashlib
import json
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.log_actions import log

from ..models import Return, ReturnQuery, ReturnValue
from ..models.returns import INSTEAD, WITH_EDITORS, ReturnStatus
from ..notices import tell_once_settled
from .checks import check, given
from .indicators import catalogue
from .numbers import UnreadableError, read_number
from .reporting_years import year_of

# What people say of one part, as fields of ReturnValue.
SAID = ("typed", "marker", "reason", "comment")
NOTHING = dict.fromkeys(SAID, "")


class RefusedError(Exception):
    """The return is not at a stage where this can be done."""


class StaleError(Exception):
    """Somebody, perhaps in another tab, saved since. Carries {key: ReturnValue} as it is stored."""

    def __init__(self, stored):
        super().__init__("saved since")
        self.stored = stored


class UnfinishedError(Exception):
    """Something keeps the return from being sent: a problem that `check` names, or the year has not ended."""


def years(at=None):
    """The years that may be filled in at a day (default: today): the one that runs, and the one before."""
    running = year_of(at or timezone.localdate())
    return [running, running - 1]


def ask_for(scheme, year, at=None):
    """Ask the team of a scheme for its return of a year that has ended, once; returns whether it was asked now.

    Nobody is asked for what the editors have. Raises UnfinishedError before the snapshot day.
    """
    at = at or timezone.now()
    with writing(Return(scheme=scheme, year=year)) as row:
        if timezone.localdate(at) < row.snapshot_day:
            raise UnfinishedError
        if row.asked_at or row.status in WITH_EDITORS:
            return False
        row.asked_at = at
        row.save(update_fields=["asked_at"])
        tell_once_settled(row, "asked")
        return True


def return_of(scheme, year):
    """The return of a scheme for a year, which may not have been stored yet."""
    found = Return.objects.filter(scheme=scheme, year=year).first()
    if found is None:
        return Return(scheme=scheme, year=year)
    found.scheme = scheme
    return found


def values_of(returned):
    """{key of a part: ReturnValue} of what is stored."""
    rows = ReturnValue.objects.filter(returned__scheme=returned.scheme_id, returned__year=returned.year)
    return {row.part: row for row in rows if row.part in catalogue().typed}


def numbers_before(returned):
    """{key: number} that the same scheme sent for the year before."""
    rows = ReturnValue.objects.filter(
        returned__scheme=returned.scheme_id, returned__year=returned.year - 1, returned__status__in=WITH_EDITORS
    )
    return given({row.part: row for row in rows})


def said(row):
    """What a ReturnValue holds, as people said it; `row` may be None."""
    return {name: getattr(row, name) for name in SAID} if row else NOTHING


def seen(values, keys):
    """A digest of what `values` say of some parts: a form carries it to tell whether somebody saved since."""
    state = [[key, *said(values.get(key)).values()] for key in keys]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


@contextmanager
def writing(returned):
    """The row of a return, locked until the end of the block; made where there is none yet."""
    with transaction.atomic():
        Return.objects.get_or_create(scheme=returned.scheme, year=returned.year)
        rows = Return.objects.select_for_update(of=("self",)).select_related("scheme")
        yield rows.get(scheme=returned.scheme, year=returned.year)


def become(row, status):
    """Move a locked row to a status. Raises RefusedError where `TRANSITIONS` has no such step."""
    if not row.may_become(status):
        raise RefusedError(row.status)
    row.status = status


def number_in(answer):
    """The number of an answer; None where there is none, or none that can be kept."""
    try:
        return None if answer["marker"] in INSTEAD else read_number(answer["typed"])
    except UnreadableError:
        return None


def save(returned, answers, *, saw=None, page=()):
    """Store {key of a part: {field of `SAID`: text}}, right or wrong, as it was typed; returns the keys that changed.

    `saw` is the digest of the keys of the `page` that the form carried, None for what overwrites on purpose. Raises
    RefusedError where the return may not be written now, StaleError where others have saved something else since.
    """
    with writing(returned) as row:
        if not row.is_writable:
            raise RefusedError(row.status)
        stored = values_of(row)
        changed = {key: answer for key, answer in answers.items() if said(stored.get(key)) != answer}
        if not changed:
            return []
        if saw is not None and saw != seen(stored, page):
            raise StaleError(stored)
        rows = [ReturnValue(returned=row, part=key, value=number_in(said), **said) for key, said in changed.items()]
        ReturnValue.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["returned", "part"], update_fields=["value", *SAID]
        )
        if row.status == ReturnStatus.NOT_STARTED:
            become(row, ReturnStatus.IN_PROGRESS)
            row.save(update_fields=["status"])
        return list(changed)


def problems_of(returned, values=None):
    """What `check` finds in a return as it is stored."""
    return check(values_of(returned) if values is None else values, numbers_before(returned))


def send(returned, user, at=None):
    """Send a return to the editors; sending it again changes nothing. Raises RefusedError and UnfinishedError."""
    at = at or timezone.now()
    with writing(returned) as row:
        if row.status == ReturnStatus.SENT:
            return
        if timezone.localdate(at) < row.snapshot_day or any(found.blocks for found in problems_of(row)):
            raise UnfinishedError
        become(row, ReturnStatus.SENT)
        row.sent_at, row.sent_by, row.language = at, user, get_language()
        row.save(update_fields=["status", "sent_at", "sent_by", "language"])
        tell_once_settled(row, "sent", user)


def write(row, text, user, *, from_editors):
    """Add a message to the thread of a locked row, which is told; what was said last, said again, is a double click."""
    last = row.queries.last()
    if last is None or (last.text, last.from_editors) != (text, from_editors):
        ReturnQuery.objects.create(returned=row, text=text, written_by=user, from_editors=from_editors)
        tell_once_settled(row, "queried" if from_editors else "answered", user)


def ask(returned, text, user):
    """Ask the prison about its return, which opens it again. Raises RefusedError."""
    with writing(returned) as row:
        if row.status != ReturnStatus.QUERIED:
            become(row, ReturnStatus.QUERIED)
            row.save(update_fields=["status"])
        write(row, text, user, from_editors=True)
        log(row, "directory.query_return", user=user)


def reply(returned, text, user):
    """Write to the editors about a return that they have. Raises RefusedError."""
    with writing(returned) as row:
        if row.status not in WITH_EDITORS:
            raise RefusedError(row.status)
        write(row, text, user, from_editors=False)


def accept(returned, user):
    """Accept a return that was sent; accepting it again changes nothing. Raises RefusedError."""
    with writing(returned) as row:
        if row.status != ReturnStatus.ACCEPTED:
            become(row, ReturnStatus.ACCEPTED)
            row.save(update_fields=["status"])
            log(row, "directory.accept_return", user=user)
            tell_once_settled(row, "accepted", user)
