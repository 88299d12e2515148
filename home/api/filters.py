"""The filters of the hub's lists, as parameters of the API: one registry of facets for both."""

import datetime
from typing import Literal

from django.utils.choices import CallableChoiceIterator
from ninja import Schema
from pydantic import Field, create_model

from directory.monitoring.picture import AREAS, shown_parts

PER_PAGE, MOST_PER_PAGE = 50, 200


class Paging(Schema):
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(PER_PAGE, ge=1, le=MOST_PER_PAGE)


class Since(Paging):
    """For lists of what has a day on which it changed."""

    changed_since: datetime.date | None = Field(
        None,
        description="Only what was published, for the first time or anew, on this day or later. A new rating alone "
        "does not count, and what was taken away is not told: compare codes now and then.",
    )

    def changed(self, queryset, name):
        """What changed since the day that is asked for; `name` is the field with the moment of the last change."""
        return queryset.filter(**{f"{name}__date__gte": self.changed_since}) if self.changed_since else queryset


def parameters(form_class, base=Paging):
    """A schema of the query: `base`, the keyword, and each facet with its values where those are fixed.

    A value that there is not is refused with 422, unlike in the form, where it means "not filtered".
    """
    fields = {"q": (str, Field("", max_length=200, description="Words that must all occur."))}
    for name, field in form_class.base_fields.items():
        if name == "q":
            continue
        fixed = not isinstance(field.choices, CallableChoiceIterator)
        kind = Literal[tuple(str(value) for value, _label in field.choices)] if fixed else str
        fields[name] = (list[kind], Field([], description=str(field.label)))
    return create_model(f"{form_class.__name__.removesuffix('Form')}Parameters", __base__=base, **fields)


class FigureParameters(Since):
    part: list[Literal[tuple(shown_parts())]] = Field([], description="Parts of indicators.")
    area: list[Literal[tuple(AREAS)]] = Field([], description="Areas.")
    year: list[int] = Field([], description="Years, named by that of their first day, 1 April.")
    examples: bool = Field(False, description="Of made-up prisons, also where real ones have figures.")

    def takes(self, part, year, area):
        """Whether a figure is asked for; what is not asked about may be anything."""
        asked = ((self.part, part.key), (self.year, year), (self.area, area))
        return all(not values or value in values for values, value in asked)
