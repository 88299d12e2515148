"""Backing up the hub, and restoring it."""

import io
import json
import logging
from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ..caches import clear
from ..page_cache import release
from . import archive, files, rows
from .archive import Refused

logger = logging.getLogger(__name__)
ROWS, FILES = "rows", "files"


def migrations():
    """The names of all migrations that the database has had, in order."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def lines(table):
    for row in table.rows():
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def back_up(path, recipients=()):
    """Write all rows and files to an archive at a path. Returns how many bytes it has.

    `recipients` are public keys of age, as text; without any it is not encrypted. The files are listed after the
    moment that the rows are of, so each that a row names is among them unless it was deleted meanwhile.
    """
    keys = archive.recipients_of(recipients)
    tables = rows.tables()
    about = {
        "made_at": timezone.now().isoformat(),
        "release": release(),
        "database": connection.vendor,
        "migrations": migrations(),
        "tables": {table.label: [column.name for column in table.columns] for table in tables},
    }
    with rows.snapshot():
        parts = [(f"{ROWS}/{table.label}.jsonl", lines(table)) for table in tables]
        parts += [(f"{FILES}/{alias}/{name}", files.chunks(alias, name)) for alias, name in files.all_files()]
        archive.write(path, archive.zipped(parts, about), keys)
    return path.stat().st_size


def look_through(found):
    """The manifest of an opened archive that fits this release and its database. Raises Refused otherwise."""
    told = archive.checked(found)
    ours, theirs = set(migrations()), set(told["migrations"])
    if ours != theirs:
        missing, more = sorted(theirs - ours), sorted(ours - theirs)
        says = [f"this database lacks {', '.join(missing)}"] if missing else []
        says += [f"the backup lacks {', '.join(more)}"] if more else []
        raise Refused(
            f"The backup is of another state of the database: {'; '.join(says)}. Restore it with the release that made "
            "it, or after `migrate` to that state; then `migrate` to this one."
        )
    if told["tables"] != {table.label: [column.name for column in table.columns] for table in rows.tables()}:
        raise Refused("The backup has other tables or columns than this release.")
    return told


def restore(found, *, replace=False):
    """Put all that an opened archive holds in place of what is there. Raises Refused before anything is changed.

    All rows are written in one transaction. Before it is committed, files are only added; those that are of another
    content, or not in the backup, go after it. Where that stops, the same again ends it.
    """
    told = look_through(found)
    if not replace:
        if label := rows.has_content():
            raise Refused(f"There is content in the database already ({label}). To lose all of it, add --replace.")
        if any(files.all_files()):
            raise Refused("There are files already. To lose all of them, add --replace.")
    wanted = [tuple(part.split("/", 2)[1:]) for part in told["parts"] if part.startswith(f"{FILES}/")]
    if unknown := {alias for alias, _name in wanted} - set(files.aliases()):
        raise Refused(f"The backup has files of a storage that is not among STORAGES: {', '.join(sorted(unknown))}.")
    there = set(files.all_files())
    added = []
    try:
        with transaction.atomic():
            fill(found)
            for alias, name in wanted:
                if (alias, name) not in there:
                    added.append((alias, name))
                    put(found, alias, name)
    except DatabaseError as error:
        undo(added)
        logger.exception("A restore was undone.")
        raise Refused(f"The database refuses the backup, and is as it was: {type(error).__name__}.") from error
    except BaseException:
        undo(added)
        raise
    for alias, name in there.intersection(wanted):
        if differs(found, alias, name):
            storages[alias].delete(name)
            put(found, alias, name)
    for alias, name in there.difference(wanted):
        storages[alias].delete(name)
    ContentType.objects.clear_cache()
    clear()
    return told


def fill(found):
    """Write the rows of an opened archive in place of all that are there, and make the index of search anew."""
    with rows.without_triggers():
        rows.empty()
        for table in rows.tables():
            with found.open(f"{ROWS}/{table.label}.jsonl") as part:
                table.insert(json.loads(line) for line in part)
        rows.count_on()
    ContentType.objects.clear_cache()  # the numbers of kinds may be others now
    call_command("update_index", verbosity=0, stdout=io.StringIO())


def put(found, alias, name):
    with found.open(f"{FILES}/{alias}/{name}") as part:
        stored = storages[alias].save(name, File(part, name=name))
    if stored != name:
        storages[alias].delete(stored)
        raise Refused(f"The storage {alias} does not take a file by the name {name}.")


def undo(added):
    for alias, name in added:
        with suppress(OSError):
            storages[alias].delete(name)


def differs(found, alias, name):
    """Whether a file is another than that of the archive, whose parts have been checked."""
    sums = {}
    for chunks, where in (
        (files.chunks(alias, name), "ours"),
        (archive.chunks(found, f"{FILES}/{alias}/{name}"), "its"),
    ):
        for _chunk in archive.summed(where, chunks, sums):
            pass
    return sums["ours"] != sums["its"]
