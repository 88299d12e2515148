"""The records that a question asks for, in the order in which they changed."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from home import catalogue
from hub.models import Identifier

from .asking import OAIError, token

PER_ANSWER = 100


@dataclass(frozen=True)
class Record:
    """`items` is {language: CSL-JSON}; empty where the thing is gone."""

    identifier: Identifier
    items: dict

    @property
    def name(self):
        return f"{prefix()}{self.identifier.code}"


@dataclass(frozen=True)
class Answer:
    """`token` leads on and is empty at the end of a list; `is_part` says whether the list is in several answers."""

    records: list
    token: str
    is_part: bool
    total: int
    cursor: int


def prefix():
    """What the name of every record begins with. Our own address is in it, so it is not that of the request."""
    return f"oai:{urlsplit(settings.BASE_URL).hostname}:"


def record_of(name, root):
    """The record with a name such as "oai:example.org:4t7xk2m9". Raises OAIError."""
    code = name.removeprefix(prefix()) if name.startswith(prefix()) else ""
    identifier = Identifier.objects.filter(code=code).first() if code.isascii() and code.isalnum() else None
    if not identifier:
        raise OAIError("idDoesNotExist", "There is no such record.")
    return Record(identifier, catalogue.listed([identifier], root).get(identifier.pk, {}))


def answer(question, root):
    """The records of one answer to a question. Raises OAIError where there are none.

    They come by the time of their change and then by key, from after the last that was sent: what changes while
    somebody harvests moves to the end and is sent again, and nothing is left out.
    """
    if question.set and question.set not in catalogue.KINDS:
        raise OAIError("noRecordsMatch", "There is no such set.")
    rows = Identifier.objects.filter(kind=question.set) if question.set else Identifier.objects.all()
    if question.since:
        rows = rows.filter(changed_at__gte=question.since)
    if question.before:
        rows = rows.filter(changed_at__lt=question.before)
    total, left = rows.count(), rows
    if question.after:
        at, key = question.after
        left = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=key))
    found = list(left.order_by("changed_at", "pk")[: PER_ANSWER + 1])
    if not found and not question.after:
        raise OAIError("noRecordsMatch", "No record is of that set and time.")
    sending = found[:PER_ANSWER]
    items = catalogue.listed(sending, root)
    more = len(found) > PER_ANSWER
    last = sending[-1] if more else None
    return Answer(
        records=[Record(one, items.get(one.pk, {})) for one in sending],
        token=token(question, (last.changed_at, last.pk), question.sent + len(sending)) if more else "",
        is_part=more or bool(question.after),
        total=total,
        cursor=question.sent,
    )


def earliest():
    """The time of the record that has not changed for longest; now, where there are none."""
    first = Identifier.objects.order_by("made_at").first()
    return first.made_at if first else datetime.datetime.now(datetime.UTC)
