"""Who reads from the copy of the database, and when: nobody ever sees there what is older than elsewhere."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory

from directory.models import Prison
from hub import replica
from hub.generation import new_name
from hub.remembered import name_now
from hub.replica import COPY, PRIMARY, ReplicaMiddleware, ReplicaRouter, is_of_a_reader, reading


@pytest.fixture(autouse=True)
def _two_databases(settings):
    settings.DATABASES = {**settings.DATABASES, COPY: {}}
    yield
    reading.set(PRIMARY)


@pytest.fixture
def state(monkeypatch):
    """What the databases and the cache say: a name of the data's state, and whether the copy has reached it."""
    state = {"name": "one@0/10", "reached": True, PRIMARY: True, COPY: True, "asked": []}

    def has_reached(position):
        state["asked"].append(position)
        return state["reached"]

    monkeypatch.setattr(replica, "name_now", lambda: state["name"])
    monkeypatch.setattr(replica, "has_reached", has_reached)
    monkeypatch.setattr(replica, "is_there", lambda alias: state[alias])
    return state


@pytest.fixture
def answer():
    """Asks for an address; gives the database that was read from, and the response."""
    middleware = ReplicaMiddleware(lambda request: HttpResponse(ReplicaRouter().db_for_read(Prison)))

    def answer(path="/search/?q=buddy"):
        response = middleware(RequestFactory().get(path))
        return response.content.decode(), response

    return answer


@pytest.mark.parametrize(
    ("path", "is_a_readers"),
    [
        ("/", True),
        ("/cy/search/?q=gair", True),
        ("/directory/schemes.csv", True),
        ("/guidance/a-guide/consultation/1/respond/abc/", False),
        ("/cy/updates/mail/abc/", False),
        ("/my-prison/", False),
        ("/cy/sign-in/", False),
        ("/admin/", False),
        ("/preview/abc/", False),
        ("/share-your-practice/form/", False),
    ],
)
def test_what_was_just_written_is_never_read_from_the_copy(path, is_a_readers):
    assert is_of_a_reader(RequestFactory().get(path)) is is_a_readers


def test_who_is_signed_in_or_posts_reads_from_the_primary(settings):
    signed_in = RequestFactory().get("/")
    signed_in.META["HTTP_COOKIE"] = f"{settings.SESSION_COOKIE_NAME}=abc"

    assert not is_of_a_reader(signed_in)
    assert not is_of_a_reader(RequestFactory().post("/search/"))


def test_reader_is_given_the_copy_once_it_holds_all_that_was_announced(state, answer):
    assert answer()[0] == COPY
    assert state["asked"] == ["0/10"]


def test_copy_that_lags_is_not_given(state, answer):
    state["reached"] = False

    assert answer()[0] == PRIMARY


@pytest.mark.parametrize("name", [None, "one", "one@"])
def test_copy_is_not_given_where_nobody_knows_what_it_must_hold(state, answer, name):
    state["name"] = name

    assert answer()[0] == PRIMARY
    assert state["asked"] == []


def test_copy_is_asked_once_for_each_state(state, answer):
    answer(), answer()
    state["name"] = "two@0/20"
    answer(), answer()

    assert state["asked"] == ["0/10", "0/20"]


def test_reader_is_given_a_copy_that_lags_where_the_primary_is_away_and_nobody_keeps_it(state, answer):
    state["reached"], state[PRIMARY] = False, False

    read_from, response = answer()

    assert read_from == COPY
    assert response["Cache-Control"] == "no-store"


def test_reader_whose_database_goes_away_meanwhile_is_answered_by_the_copy(state):
    state["reached"], asked = False, []

    def view(request):
        asked.append(ReplicaRouter().db_for_read(Prison))
        return HttpResponse(status=503 if asked[-1] == PRIMARY else 200)

    response = ReplicaMiddleware(view)(RequestFactory().get("/search/"))

    assert asked == [PRIMARY, COPY]
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_primary_is_asked_where_both_are_away(state, answer):
    state["reached"], state[PRIMARY], state[COPY] = False, False, False

    assert answer()[0] == PRIMARY


def test_nothing_is_remembered_of_a_copy_that_lags(state, monkeypatch):
    state["reached"], state[PRIMARY], names = False, False, []

    ReplicaMiddleware(lambda request: names.append(name_now()) or HttpResponse())(RequestFactory().get("/"))

    assert names == [None]


def test_what_follows_a_write_is_read_from_the_primary():
    reading.set(COPY)
    router = ReplicaRouter()

    assert router.db_for_read(Prison) == COPY
    assert router.db_for_write(Prison) == PRIMARY
    assert router.db_for_read(Prison) == PRIMARY


def test_next_request_begins_at_the_primary(state, answer):
    answer()

    assert answer("/my-prison/")[0] == PRIMARY


def test_schema_changes_at_the_primary_alone():
    assert ReplicaRouter().allow_migrate(PRIMARY, "hub")
    assert not ReplicaRouter().allow_migrate(COPY, "hub")


def test_name_of_the_data_says_how_far_the_primary_has_written(monkeypatch):
    class Cursor(nullcontext):
        def execute(self, sql):
            assert sql == "SELECT pg_current_wal_insert_lsn()"

        def fetchone(self):
            return ("0/16B3748",)

    monkeypatch.setattr("hub.generation.connection.cursor", lambda: (c := Cursor()).__class__(c))

    assert new_name().endswith("@0/16B3748")


def test_name_says_nothing_where_the_primary_is_away(monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr("hub.generation.connection.cursor", away)

    assert new_name().endswith("@")
