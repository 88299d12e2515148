"""All that the hub holds, in open formats, for who leaves it: lines of JSON and the files themselves, in a ZIP.

It is for people and other programs; no release of the hub reads it back. What is restricted is left out unless asked
for, and what only opens doors is never in it.
"""

import json

from django.db import connection
from django.utils import timezone

from ..restricted import FILES as FILE_FIELDS
from ..restricted import is_restricted
from . import archive, files, rows

# Secrets, and what is of use to this program alone.
NEVER = {
    *("hub.Tries", "mfa.Authenticator", "wagtailcore.APIToken", "wagtailadmin.FormState"),
    *("wagtailadmin.EditingSession", "wagtailcore.ReferenceIndex", "auth.Permission", "wagtailadmin.Admin"),
}
SECRET_COLUMNS = {"hub.User": {"password"}}


def owner(model):
    """The model whose data a row is of: of a table between two models, the one that made it."""
    return model._meta.auto_created or model


def exported(restricted):
    """The tables of an export, those that hold restricted data only where they are asked for."""
    return [
        table
        for table in rows.tables()
        if table.label not in NEVER and (restricted or not is_restricted(owner(table.model)))
    ]


def objects(table):
    """Each row as a line of JSON: an object of the columns; what is JSON itself stands in it as such."""
    columns, hidden = table.columns, SECRET_COLUMNS.get(table.label, set())
    for row in table.rows():
        found = {
            column.name: json.loads(value) if column.is_json and value is not None else value
            for column, value in zip(columns, row, strict=True)
            if column.name not in hidden
        }
        yield json.dumps(found, ensure_ascii=False).encode() + b"\n"


def stored(tables):
    """(alias, name) of each file that a row of the tables names and that is there."""
    there = set(files.all_files())
    for table in tables:
        fields = [
            field for field in table.model._meta.local_concrete_fields if field.get_internal_type() in FILE_FIELDS
        ]
        for field in fields:
            names = set(table.model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
            yield from sorted(file for file in there if file[1] in names and files.holds(*file, field.storage))


def export(path, *, restricted=False, recipients=()):
    """Write the export to a file. Returns the labels of the restricted tables that are in it."""
    keys = archive.recipients_of(recipients)
    with rows.snapshot():
        tables = exported(restricted)
        about = {"made_at": timezone.now().isoformat(), "database": connection.vendor, "restricted": restricted}
        parts = [(f"rows/{table.label}.jsonl", objects(table)) for table in tables]
        found = dict.fromkeys(stored(tables))
        parts += [(f"files/{alias}/{name}", files.chunks(alias, name)) for alias, name in found]
        archive.write(path, archive.zipped(parts, about), keys)
    return [table.label for table in tables if is_restricted(table.model)]
