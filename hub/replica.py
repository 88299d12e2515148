"""Reading from a copy of the database, where there is one (`DATABASE_REPLICA_URL`): for readers, never for who writes.

A copy lags. A reader gets it only once it holds all that was announced when the request came (hub/generation.py), so
that no page is older there than elsewhere. Where it lags, the primary is asked; where that cannot be reached, readers
get the copy as it is, and nobody keeps what was made of it.
"""

from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, connections

from .middleware import KEY_IN_ADDRESS
from .page_cache import has_session
from .remembered import name_now, without_memory

PRIMARY, COPY = "default", "replica"
AWAY = 503  # what hub.views.server_error answers where a database is
# What somebody has just written is read there, or what nobody announces.
OF_WRITERS = (
    *("/admin/", "/preview/", "/my-prison/", "/sign-in/", "/updates/", "/_util/"),
    *("/ask-a-prison/", "/share-your-practice/", "/report-a-concern/"),
)

reading = ContextVar("the database that a request is answered from", default=PRIMARY)


class ReplicaRouter:
    """Sends what a reader's request reads where `ReplicaMiddleware` said; all else to the primary."""

    def db_for_read(self, model, **hints):
        return reading.get()

    def db_for_write(self, model, **hints):
        reading.set(PRIMARY)  # what follows may want to read what was written
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY


def is_of_a_reader(request):
    """Whether nothing that somebody has just written is asked for."""
    path = request.path_info.removeprefix("/cy")
    return (
        request.method in ("GET", "HEAD")
        and not path.startswith(OF_WRITERS)
        and not KEY_IN_ADDRESS.search(path)
        and not has_session(request.META.get("HTTP_COOKIE", ""))
    )


def has_reached(position):
    """Whether the copy holds all that the primary had written at a position of its log."""
    try:
        with connections[COPY].cursor() as cursor:
            cursor.execute("SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
            return cursor.fetchone()[0]
    except DatabaseError:
        return False


def is_there(alias):
    """Whether a database can be asked now."""
    try:
        connections[alias].ensure_connection()
    except DatabaseError:
        return False
    return connections[alias].is_usable()


class ReplicaMiddleware:
    """Decides for each request from where it is read."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.reached = None  # the newest name that the copy is known to hold

    def __call__(self, request):
        reading.set(PRIMARY)  # for good: what is streamed is read after the answer has left
        if COPY not in settings.DATABASES or not is_of_a_reader(request):
            return self.get_response(request)
        if self.is_up_to_date():
            reading.set(COPY)
            response = self.get_response(request)
        elif is_there(PRIMARY) or not is_there(COPY):
            response = self.get_response(request)
        else:
            return self.as_it_is(request)
        # Where the one that was asked has just gone, whoever reads has changed nothing: another may be asked the same.
        return self.as_it_is(request) if response.status_code == AWAY and is_there(COPY) else response

    def as_it_is(self, request):
        """What the copy says, however old."""
        reading.set(COPY)
        with without_memory():
            response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    def is_up_to_date(self):
        """Whether the copy holds all that was announced."""
        name = name_now()
        if name is None or name != self.reached:
            position = (name or "").partition("@")[2]
            if not position or not has_reached(position):
                return False
            self.reached = name
        return True
