"""What is restricted, in one table: who may see it, how long it is kept, how what is a person's is found and erased.

Each app adds its own rows in a module `restricted`, which is imported once all models are there. Every model of the
project, and of what it is built on, is either in the table or named as unrestricted: tests/hub/test_restricted.py.
From the table come the retention task (hub/retention.py), a person's data (hub/people.py), the log of who looked at
what (hub/accesses.py) and docs/data.md (hub/schedule.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.db.models.deletion import Collector
from wagtail.models import ModelLogEntry

FILES = ("FileField", "ImageField")
FORGOTTEN = "–"  # in a history, in place of what something was called


@dataclass(frozen=True)
class Kept:
    """For how many days something is kept after an event, in words, and what happens then, in words and in deed.

    `due` takes a moment and returns the rows whose event was before it, without those where all is done already;
    `act` takes such rows. Running it again does no harm.
    """

    after: str
    days: int
    then: str
    due: Callable[[datetime], QuerySet]
    act: Callable[[QuerySet], None]


@dataclass(frozen=True)
class Restricted:
    """One kind of restricted data: the rows of the model `label`.

    `kept` says how long; where that is nothing, `goes_with` is the model whose rows take these with them, or `stays`
    the reason why there is no end. `email`, `account` and `receipt` are lookups that lead to an address, to accounts
    and to the reference that somebody without an account was given, so that a person's rows are found; `name` is the
    field with what they are called. `erase` takes those rows when the person is erased. Without it they stay, and who
    wrote them becomes a removed person.
    """

    label: str
    holds: str
    why: str
    seen_by: str
    kept: tuple[Kept, ...] = ()
    goes_with: str = ""
    stays: str = ""
    email: str = ""
    account: tuple[str, ...] = ()
    receipt: str = ""
    name: str = ""
    erase: Callable[[QuerySet], None] | None = None

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def called(self):
        return self.model._meta.verbose_name_plural


RESTRICTED = {}
UNRESTRICTED = set()


def restricted(label, **facts):
    """Add the model of a label, such as "directory.Concern", to the table."""
    RESTRICTED[label] = Restricted(label, **facts)


def unrestricted(app, names):
    """Say that models of an app, by their names with spaces between, hold nothing that is restricted."""
    UNRESTRICTED.update(f"{app}.{name}" for name in names.split())


def is_restricted(model):
    return model._meta.label in RESTRICTED


# What is done to rows


def delete(rows):
    """Delete rows with what hangs on them. Files go before their rows: should this stop in between, it can go on."""
    collector = Collector(using=rows.db, origin=rows)
    collector.collect(rows)
    for found in map(list, filter(None, [*collector.data.values(), *collector.fast_deletes])):
        for row in found:
            delete_files(row)
        forget_in_history(type(found[0]), [row.pk for row in found])
    rows.delete()


def delete_files(row):
    for field in row._meta.concrete_fields:
        file = getattr(row, field.name) if field.get_internal_type() in FILES else None
        if file:
            file.storage.delete(file.name)


def change(**values):
    """What sets fields of rows to `values`, and takes what a history called the rows out of it."""

    def act(rows):
        pks = list(rows.values_list("pk", flat=True))
        rows.model._base_manager.filter(pk__in=pks).update(**values)
        forget_in_history(rows.model, pks)

    return act


def forget_in_history(model, pks):
    """Who did what and when stays; what the rows were called, and what was noted of them, does not."""
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks])
    entries.update(label=FORGOTTEN, data={})
