"""Which state of the hub's data is the newest: a name that changes once anything that readers may see has changed.

What was made from the data is kept under the name that was in force when its making began. A change gives a new name
when it is committed, so what was made from older data, or while it changed, is never asked for again.

Every statement of every program that uses Django's connections is looked at, whatever road it takes: an instance, a
queryset, a bulk operation, SQL. A table that is not known to be of no interest to readers counts as one that is.
"""

import datetime
import os
import re
from functools import cache as once
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

try:
    from redis.exceptions import RedisError
except ImportError:  # another cache is used
    RedisError = OSError

UNREACHABLE = (OSError, RedisError)
KEY = "generation"

# What only reads or opens; PostgreSQL puts the parts of a union in brackets. All else, known or not, is a change.
HARMLESS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|START|SET|SHOW|EXPLAIN|PRAGMA|DECLARE|FETCH|CLOSE|VACUUM|ANALYZE|"
    r"LISTEN|NOTIFY|LOCK)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
SET = re.compile(r'"(\w+)" = ')

# What no public page shows: by the beginning of the table's name.
QUIET = (
    *("account_", "auth_", "mfa_", "django_admin_log", "django_migrations", "django_session", "django_tasks_"),
    *("wagtailcore_comment", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_pagesubscription"),
    *("wagtailcore_revision", "wagtailcore_taskstate", "wagtailcore_uploadedfile", "wagtailcore_workflowstate"),
    *(
        "wagtailadmin_",
        "wagtailusers_",
        "wagtail_localize_",
        "wagtailsearch_",
        "hub_access",
        "hub_previewlink",
        "hub_tries",
    ),
    *("home_brokenlink", "home_bundle", "home_bundledpage", "home_mail", "home_pageanswer", "home_pagereading"),
    *("home_subscription", "directory_accessrequest", "directory_enquiry", "directory_invitation"),
    *("directory_message", "directory_submission", "directory_transition"),
)
# Columns that say only that there is a draft, or that somebody signed in.
QUIET_COLUMNS = {
    "wagtailcore_page": {"latest_revision_created_at", "draft_title", "latest_revision_id", "has_unpublished_changes"},
    "hub_user": {"last_login"},
}

# Functions of a moment that give the datetimes after it at which pages change though no data does. Apps add theirs.
MOMENTS = []


def kept():
    """The cache of pages. It is not that of limits, which pages would push out."""
    return caches["pages"]


class InFile:
    """For a cache that each process has to itself: the name is the state of a file, which all on one machine see."""

    def __init__(self):
        self.path = Path(settings.VAR_DIR) / KEY

    def name(self):
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            self.change()
            found = os.stat(self.path)
        return f"{found.st_ino}-{found.st_mtime_ns}"

    def change(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.path.parent, prefix=KEY, delete=False) as file:
            file.write(uuid4().bytes)
        os.replace(file.name, self.path)

    def with_entry(self, key):
        return self.name(), kept().get(key)


class InCache:
    """For a cache that all processes share: the name stands in it. One that was lost is never given again.

    Who could not tell it of a change does so before it asks it anything else.
    """

    owed = False

    def name(self):
        self.settle()
        return kept().get_or_set(KEY, new_name, timeout=None)

    def change(self):
        self.owed = True
        kept().set(KEY, new_name(), timeout=None)
        self.owed = False

    def settle(self):
        if self.owed:
            self.change()

    def with_entry(self, key):
        """The name and what is kept under a key, in one question."""
        self.settle()
        found = kept().get_many([KEY, key])
        return found.get(KEY) or self.name(), found.get(key)


def new_name():
    """A name that was never given; where there is a copy of the database, with how far the primary has written."""
    return f"{uuid4().hex}@{position()}" if "replica" in settings.DATABASES else uuid4().hex


def position():
    """How far the log of the primary is, as PostgreSQL writes it, such as 0/16B3748; nothing where it is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()")
            return cursor.fetchone()[0]
    except DatabaseError:
        return ""


@once
def store_of(backend, folder):
    return InFile() if backend.endswith(".LocMemCache") else InCache()


def store():
    return store_of(settings.CACHES["pages"]["BACKEND"], str(settings.VAR_DIR))


def changes_pages(sql):
    """Whether a statement may change what a public page shows."""
    if not isinstance(sql, str) or not (change := CHANGE.match(sql)):
        return not (isinstance(sql, str) and HARMLESS.match(sql))
    table = change[1].lower()
    kept_apart = {options.get("LOCATION", "") for options in settings.CACHES.values()}
    if table.startswith(QUIET) or table in kept_apart:
        return False
    columns, _where, _rest = sql.partition(" WHERE ")
    written = set(SET.findall(columns)) if sql.lstrip()[:6].upper() == "UPDATE" and "SELECT" not in columns else set()
    return not (written and written <= QUIET_COLUMNS.get(table, set()))


def announce():
    """Give the data a new name. Where the cache cannot be told, that is logged, and what it kept runs out by itself."""
    store().change()


def look(connection, execute, sql, params, many, context):
    """Run a statement; once what it changed is committed, announce that."""
    result = execute(sql, params, many, context)
    if settings.ANNOUNCE_CHANGES and changes_pages(sql):
        last = connection.run_on_commit[-1:]
        if not (last and last[0][0] == set(connection.savepoint_ids) and last[0][1] is announce):
            connection.on_commit(announce, robust=True)
    return result


@receiver(connection_created)
def look_at_every_statement(connection, **kwargs):
    watching = partial(look, connection)
    if not any(getattr(wrapper, "func", None) is look for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(watching)


def until(moment=None):
    """When pages change next though no data does, as a timestamp: at midnight, or at a moment that an app names."""
    now = moment or timezone.localtime()
    midnight = timezone.make_aware(
        datetime.datetime.combine(timezone.localdate(now) + datetime.timedelta(days=1), datetime.time())
    )
    found = [one for moments in MOMENTS for one in moments(now) if one and one > now]
    return min([midnight, *found]).timestamp()
