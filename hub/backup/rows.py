"""Rows of all tables, as plain values that no database owns: read in one snapshot, written in one transaction."""

import base64
import datetime
import json
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Cast

# What is made anew, as each database has its own kind of search index; and who is signed in: a session that was ended
# since must not open again.
LEFT_OUT = {"sessions.Session", "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"}
# Tables that the migrations fill: rows in them are no content that anybody would miss.
FILLED_BY_MIGRATIONS = {
    *("auth.Group", "auth.Group_permissions", "auth.Permission", "contenttypes.ContentType", "home.HomePage"),
    *(
        "hub.SecondPersonTask",
        "hub.SecondPersonTask_groups",
        "hub.Synonym",
        "wagtailadmin.Admin",
        "wagtailcore.Collection",
        "wagtailcore.GroupApprovalTask",
    ),
    *("wagtailcore.GroupApprovalTask_groups", "wagtailcore.GroupCollectionPermission"),
    *("wagtailcore.GroupPagePermission", "wagtailcore.GroupSitePermission", "wagtailcore.Locale", "wagtailcore.Page"),
    *("wagtailcore.ReferenceIndex", "wagtailcore.Site", "wagtailcore.Task", "wagtailcore.Workflow"),
    *("wagtailcore.WorkflowPage", "wagtailcore.WorkflowTask"),
}
AT_ONCE = 500  # rows
# Fields whose column holds what another kind of field reads as it stands.
AS_STORED = {"AutoField": "IntegerField", "BigAutoField": "BigIntegerField", "FileField": "TextField"}


def field_of_column(field):
    """The plain field of Django's whose kind a column is: without what a field of ours makes of it, or a relation."""
    while field.remote_field:
        field = field.target_field
    kind = AS_STORED.get(field.get_internal_type(), field.get_internal_type())
    given = {"max_digits": field.max_digits, "decimal_places": field.decimal_places} if kind == "DecimalField" else {}
    return getattr(models, kind)(**given)


@dataclass(frozen=True)
class Column:
    """A column of a table, by the plain field that reads and writes it."""

    name: str
    attname: str
    plain: models.Field

    @property
    def is_json(self):
        return isinstance(self.plain, models.JSONField)

    @property
    def expression(self):
        """What a query asks for. JSON comes as text: a null in it is not the absence of a value."""
        if self.is_json:
            return Cast(self.attname, models.TextField())
        return ExpressionWrapper(F(self.attname), output_field=self.plain)

    def read(self, value):
        """What JSON has of a value: a text of it, where JSON has no such kind. Raises TypeError for an unknown kind."""
        match value:
            case None | bool() | int() | float() | str():
                return value
            case datetime.datetime() | datetime.date() | datetime.time():
                return value.isoformat()
            case Decimal() | UUID() | datetime.timedelta():
                return str(value)
            case bytes() | memoryview():
                return base64.b64encode(value).decode()
        raise TypeError(f"{self.name}: {type(value).__name__} is not known")

    def write(self, value):
        """What the database takes of what `read` returned."""
        if value is None:
            return None
        if self.is_json:
            return connection.ops.adapt_json_value(json.loads(value), None)
        return self.plain.get_db_prep_save(self.plain.to_python(value), connection)


@dataclass(frozen=True)
class Table:
    """The table of a model."""

    model: type[models.Model]

    @property
    def label(self):
        return self.model._meta.label

    @property
    def name(self):
        return self.model._meta.db_table

    @property
    def columns(self):
        return [
            Column(field.column, field.attname, field_of_column(field))
            for field in self.model._meta.local_concrete_fields
            if not field.generated
        ]

    def rows(self):
        """Each row as a list of values that JSON has, in the order of `columns`."""
        columns = self.columns
        rows = self.model._base_manager.order_by("pk").values_list(*(column.expression for column in columns))
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield [column.read(value) for column, value in zip(columns, row, strict=True)]

    def insert(self, rows):
        """Write rows as `rows` gives them; no signal is sent, and no `save` of a model is called."""
        columns, quote = self.columns, connection.ops.quote_name
        names, places = ", ".join(quote(one.name) for one in columns), ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {quote(self.name)} ({names}) VALUES ({places})"
        rows = iter(rows)
        with connection.cursor() as cursor:
            while some := list(islice(rows, AT_ONCE)):
                cursor.executemany(
                    statement,
                    [[one.write(value) for one, value in zip(columns, row, strict=True)] for row in some],
                )


def all_tables():
    """Every table of every model, those between models that relate many to many among them."""
    found = apps.get_models(include_auto_created=True)
    return [Table(model) for model in found if model._meta.managed and not model._meta.proxy]


def tables():
    """The tables that a backup holds."""
    return [table for table in all_tables() if table.label not in LEFT_OUT]


def has_content():
    """The label of a table with rows that no migration put there, or None."""
    for table in tables():
        if table.label not in FILLED_BY_MIGRATIONS and table.model._base_manager.exists():
            return table.label
    return None


@contextmanager
def snapshot():
    """All that is read within is of one moment, and nobody who writes has to wait."""
    mode = getattr(connection, "transaction_mode", None)
    try:
        connection.transaction_mode = None  # on SQLite: to begin with a lock on writing is for who writes
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            if outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        connection.transaction_mode = mode


@contextmanager
def without_triggers():
    """The database refuses to delete what is citable. A restore may, in a transaction that is undone as a whole."""
    names = [table.name for table in all_tables()]
    connection.check_constraints()  # PostgreSQL changes no table that has a check to come
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            switch_triggers(cursor, names, "DISABLE")
            yield
            connection.check_constraints()
            switch_triggers(cursor, names, "ENABLE")
        else:
            # Those of the index of search stay: they fill it.
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name NOT LIKE 'wagtailsearch%%'"
            )
            triggers = cursor.fetchall()
            for name, _statement in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            connection.check_constraints()
            for _name, statement in triggers:
                cursor.execute(statement)


def switch_triggers(cursor, names, how):
    for name in names:
        cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} {how} TRIGGER USER")


def empty():
    """Delete every row of every table. To be called within `without_triggers`."""
    names = [connection.ops.quote_name(table.name) for table in all_tables()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")


def count_on():
    """Let the numbers of new rows begin after those that are there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables()]):
            cursor.execute(statement)
