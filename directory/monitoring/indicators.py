"""The indicator catalogue: what a scheme may be asked about one year, read once from data/indicators.toml.

What each indicator means, and which ten are the core, is rule 2.3 of the project's data dictionary. None of it has
been adopted by anybody: the catalogue says so with its `status`.
"""

import datetime
import tomllib
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .indicator_terms import CORE, TIMES, Group, Kind, Source, Supplier, Unit, When

FILE = Path(__file__).parent / "data" / "indicators.toml"


class CatalogueError(Exception):
    """The file of the catalogue breaks a rule: it says which and where."""


@dataclass(frozen=True)
class Wording:
    """A text of the catalogue in both languages; printed in the reader's."""

    en: str
    cy: str

    def __str__(self):
        return self.cy if get_language() == "cy" else self.en


@dataclass(frozen=True)
class Task:
    """A piece of work: `minutes` each time, for the scheme or `per` each of its "buddies" or "recipients"."""

    when: When
    minutes: int
    per: str = ""

    def times(self, buddies, recipients):
        """How often it is done in a year."""
        return TIMES[self.when] * {"": 1, "buddies": buddies, "recipients": recipients}[self.per]


@dataclass(frozen=True)
class Part:
    """One number of an indicator. With `sum` it is worked out, as `times` x (sum of parts) / `over`, never typed."""

    key: str
    name: Wording
    kind: Kind
    unit: Unit
    base: str = ""
    least: int = 0
    sum: tuple[str, ...] = ()
    over: str = ""
    times: int = 1

    @property
    def is_derived(self):
        return bool(self.sum)

    @property
    def rests_on(self):
        """The key of the count that must be at least `least`; empty where there is no such rule."""
        return self.base or self.over


@dataclass(frozen=True)
class Indicator:
    id: str
    group: Group
    name: Wording
    definition: Wording
    source: Source
    supplier: Supplier
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    core: bool = False
    about: str = ""

    @property
    def section(self):
        """Where it stands in a return and in the catalogue: the core comes first, whatever the group."""
        return CORE if self.core else self.group

    @property
    def typed_parts(self):
        return [part for part in self.parts if not part.is_derived]

    def minutes(self, buddies, recipients):
        """Minutes in a year that it takes a scheme of this size."""
        return sum(task.minutes * task.times(buddies, recipients) for task in self.tasks)


@dataclass(frozen=True)
class Section:
    """A page of a return: the ten core indicators, or what is left of a group."""

    slug: str
    name: str
    indicators: tuple[Indicator, ...]

    @cached_property
    def parts(self):
        """The parts that are typed, by key."""
        return {part.key: part for indicator in self.indicators for part in indicator.typed_parts}


@dataclass(frozen=True)
class Catalogue:
    """All indicators in their order, and the size of scheme that `minutes` are worked out for."""

    status: str
    proposed_on: datetime.date
    buddies: int
    recipients: int
    indicators: tuple[Indicator, ...]

    @cached_property
    def by_id(self):
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def parts(self):
        """Every part, by key."""
        return {part.key: part for indicator in self.indicators for part in indicator.parts}

    @cached_property
    def typed(self):
        """The parts that people type, by key."""
        return {key: part for key, part in self.parts.items() if not part.is_derived}

    @cached_property
    def derived(self):
        """The parts that are worked out, by key."""
        return {key: part for key, part in self.parts.items() if part.is_derived}

    @cached_property
    def indicator_of(self):
        """{key of a part: its indicator}"""
        return {part.key: indicator for indicator in self.indicators for part in indicator.parts}

    @cached_property
    def sections(self):
        """The pages of a return by slug, the core first."""
        names = {CORE: _("Ten core indicators"), **dict(Group.choices)}
        return {
            slug: Section(slug, name, tuple(found for found in self.indicators if found.section == slug))
            for slug, name in names.items()
        }

    def minutes_of(self, indicator):
        """Minutes a year that an indicator takes a typical scheme."""
        return indicator.minutes(self.buddies, self.recipients)

    def minutes_in(self, section):
        return sum(map(self.minutes_of, section.indicators))

    @cached_property
    def minutes(self):
        """Minutes a year that all of it takes a typical scheme."""
        return sum(map(self.minutes_of, self.indicators))

    @cached_property
    def core_minutes(self):
        return self.minutes_in(self.sections[CORE])


def worded(row, name):
    """Take a text out of a row of the file, in both languages. Raises CatalogueError where one is missing."""
    texts = [row.pop(key, "") for key in (name, f"{name}_cy")]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise CatalogueError(f"{row.get('id')}: {name} is wanted in both languages.")
    return Wording(*texts)


def made(model, row, **values):
    """A dataclass from what is left of a row. Raises CatalogueError for an unknown, missing or wrong value."""
    choices = {field.name: field.type for field in fields(model) if isinstance(field.type, type)}
    where = f"{model.__name__} {row.get('id') or values}"
    try:
        for name, value in row.items():
            if isinstance(value, list):
                row[name] = tuple(value)
            elif issubclass(choices.get(name, object), models.TextChoices):
                row[name] = choices[name](value)
        return model(**row, **values)
    except (TypeError, ValueError) as error:
        raise CatalogueError(f"{where}: {error}") from error


def indicator_from(row):
    """An indicator from its table in the file. Raises CatalogueError."""
    row = dict(row)
    name, definition = worded(row, "name"), worded(row, "definition")
    parts = tuple(part_from(dict(part), row["id"], name) for part in row.pop("parts", ()))
    tasks = tuple(made(Task, dict(task)) for task in row.pop("tasks", ()))
    return made(Indicator, row, name=name, definition=definition, parts=parts, tasks=tasks)


def part_from(row, indicator_id, name):
    suffix = row.pop("id", "")
    if suffix:
        name = worded(row | {"id": suffix}, "name")
        del row["name"], row["name_cy"]
    return made(Part, row, key=f"{indicator_id}-{suffix}" if suffix else indicator_id, name=name)


def problems(catalogue):
    """What makes no sense in a catalogue, in words."""
    ids = [indicator.id for indicator in catalogue.indicators]
    keys = [part.key for indicator in catalogue.indicators for part in indicator.parts]
    yield from (f"{name} is there twice." for names in (ids, keys) for name in set(names) if names.count(name) > 1)
    for key, part in catalogue.parts.items():
        others = (*part.sum, part.rests_on)
        yield from (
            f"{key} rests on {other}, which nobody types." for other in others if other not in ("", *catalogue.typed)
        )
        if bool(part.sum) != bool(part.over) or bool(part.least) > bool(part.rests_on):
            yield f"{key}: a part that is worked out needs sum and over, a smallest number something to rest on."
    for indicator in catalogue.indicators:
        people = {indicator.about, *(task.per for task in indicator.tasks)}
        if not people <= {"", "buddies", "recipients"} or not indicator.parts:
            yield f"{indicator.id}: it has no parts, or is about people whom nobody knows."


def load(path=FILE):
    """The catalogue in the file at `path`. Raises CatalogueError where the file breaks a rule."""
    with Path(path).open("rb") as file:
        data = tomllib.load(file)
    rows, typical = data.pop("indicator"), data.pop("typical")
    catalogue = made(Catalogue, data | typical, indicators=tuple(indicator_from(row) for row in rows))
    found = list(problems(catalogue))
    if found:
        raise CatalogueError(" ".join(found))
    return catalogue


@cache
def catalogue():
    """The catalogue that the site uses, read once."""
    return load()
