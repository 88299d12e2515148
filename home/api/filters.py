"""The filters of the hub's lists, as parameters of the API: one registry of facets for both."""

from typing import Literal

from django.utils.choices import CallableChoiceIterator
from ninja import Schema
from pydantic import Field, create_model

PER_PAGE, MOST_PER_PAGE = 50, 200


class Paging(Schema):
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(PER_PAGE, ge=1, le=MOST_PER_PAGE)


def parameters(form_class):
    """A schema of the query: paging, the keyword, and each facet with its values where those are fixed.

    A value that there is not is refused with 422, unlike in the form, where it means "not filtered".
    """
    fields = {"q": (str, Field("", max_length=200, description="Words that must all occur."))}
    for name, field in form_class.base_fields.items():
        if name == "q":
            continue
        fixed = not isinstance(field.choices, CallableChoiceIterator)
        kind = Literal[tuple(str(value) for value, _label in field.choices)] if fixed else str
        fields[name] = (list[kind], Field([], description=str(field.label)))
    return create_model(f"{form_class.__name__.removesuffix('Form')}Parameters", __base__=Paging, **fields)
