"""Where somebody is mentioned: every text column of the database, searched for a pattern, and cut."""

import json
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import JSONField, TextField, Value
from django.db.models.functions import Cast
from wagtail.search import index

CUT = "[…]"
WORDS = {"CharField", "TextField", "EmailField", "URLField", "SlugField", "JSONField"}
SEARCH = "wagtailsearch"  # its tables follow from the others


@dataclass(frozen=True)
class Mention:
    """Rows of a model in whose column `name` something stands."""

    model: type
    name: str
    pks: tuple

    @property
    def called(self):
        return self.model._meta.verbose_name_plural

    @property
    def column(self):
        return self.model._meta.get_field(self.name).verbose_name


def mentions(pattern, part):
    """[Mention] of every column that a pattern is found in. Rows without the text `part` are not looked at."""
    return [Mention(model, name, pks) for model, name in columns() if (pks := pks_in(model, name, pattern, part))]


def pks_in(model, name, pattern, part):
    rows = stored(model, name).filter(as_stored__icontains=part)
    return tuple(pk for pk, text in rows if pattern.search(text))


def columns():
    """(model, name) of every column of the database that holds text, keys aside."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != SEARCH:
            for field in model._meta.local_concrete_fields:
                if field.get_internal_type() in WORDS and not field.primary_key:
                    yield model, field.name


def stored(model, name):
    """(primary key, text as the database holds it) of all rows."""
    rows = model._base_manager.annotate(as_stored=Cast(name, TextField())).order_by()
    return rows.values_list("pk", "as_stored")


def cut(pattern, mention):
    """Cut what a pattern finds out of a column; returns whether the database let it."""
    model, name = mention.model, mention.name
    holds_json = model._meta.get_field(name).get_internal_type() == "JSONField"
    try:
        with transaction.atomic():
            for pk, text in stored(model, name).filter(pk__in=mention.pks):
                new = pattern.sub(CUT, text)
                value = Value(json.loads(new), JSONField()) if holds_json else Value(new, TextField())
                model._base_manager.filter(pk=pk).update(**{name: value})
    except DatabaseError:
        return False
    if issubclass(model, index.Indexed):
        for row in model._base_manager.filter(pk__in=mention.pks):
            index.insert_or_update_object(row)
    return True
