"""Public pages that are kept whole are never older than the data, whoever changed that and by whichever road."""

import datetime
import gzip

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from directory.models import Prison
from hub import page_cache
from hub.generation import changes_pages, store, until
from hub.page_cache import Entry, waited_for
from tests.factories import PrisonFactory, StandardPageFactory
from tests.planted import consultation_below

CACHES = {
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
    "files": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"},
    "database": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kept_pages"},
}


@pytest.fixture(autouse=True)
def _pages_made_anew(settings, tmp_path):
    """In this file they are kept."""
    settings.PAGE_CACHE = settings.ANNOUNCE_CHANGES = True
    settings.VAR_DIR = tmp_path
    caches["pages"].clear()


@pytest.fixture
def page(home):
    page = StandardPageFactory(parent=home, slug="about", title="What we did")
    page.save_revision().publish()
    return page


@pytest.fixture
def changed(django_capture_on_commit_callbacks):
    """Runs what is to be done once a transaction is committed: no transaction of a test is."""

    def changed(change):
        with django_capture_on_commit_callbacks(execute=True):
            change()

    return changed


@pytest.fixture
def asked(page, django_assert_num_queries):
    """Asks for the page, which has been kept: that costs no query."""

    def asked(client=None, **headers):
        with django_assert_num_queries(0):
            return (client or Client()).get("/about/", headers=headers)

    Client().get("/about/")
    return asked


def test_a_kept_page_is_given_without_session_language_or_database(asked):
    answer = asked()
    assert "What we did" in answer.text
    assert answer["Content-Security-Policy"]
    assert answer["Permissions-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_what_has_not_changed_is_not_sent_again(asked):
    tag = asked()["ETag"]
    again = asked(if_none_match=tag)
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == tag
    assert asked(if_none_match='W/"older"').status_code == 200


def test_compressed_and_plain_are_kept_apart_and_have_one_tag(asked, page):
    Client().get("/about/", headers={"accept-encoding": "gzip"})
    packed, plain = asked(accept_encoding="gzip"), asked()
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert packed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]


def test_head_is_answered_from_what_was_kept(asked, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().head("/about/")["ETag"] == asked()["ETag"]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.save_revision().publish(),
        lambda page: page.unpublish(),
        lambda page: type(page).objects.filter(pk=page.pk).update(summary="By a queryset"),
        lambda page: Prison.objects.bulk_create([PrisonFactory.build()]),
        lambda page: page.delete(),
        lambda page: connection.cursor().execute("UPDATE wagtailcore_page SET title = 'By SQL'"),
    ],
    ids=["publish", "unpublish", "update", "bulk_create", "delete", "SQL"],
)
def test_no_change_leaves_an_old_page_standing(asked, page, changed, change):
    page.title = "What we do"
    before = store().name()
    changed(lambda: change(page))
    assert store().name() != before


def test_after_a_change_readers_have_the_new_page(asked, page, changed):
    page.title = "What we do"
    changed(lambda: page.save_revision().publish())
    assert "What we do" in Client().get("/about/").text
    assert "What we do" in asked().text


def test_saving_a_draft_leaves_what_readers_see_where_it_is(asked, page, changed):
    page.title = "Not for readers yet"
    changed(page.save_revision)
    assert "What we did" in asked().text


def test_what_a_change_took_back_is_announced_no_more_and_what_it_kept_is(page, django_capture_on_commit_callbacks):
    def undone():
        with transaction.atomic():
            page.save()
            transaction.set_rollback(True)

    before = store().name()
    with django_capture_on_commit_callbacks(execute=True):
        undone()
    assert store().name() == before
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        page.save()
        undone()
    assert store().name() != before


def test_a_page_made_while_something_changed_is_not_kept_for_later(page, monkeypatch, changed):
    """A reader began before the change and ended after it: whoever comes next has the new page."""
    made = page_cache.entry_of

    def change_meanwhile(response, name, ends):
        monkeypatch.setattr(page_cache, "entry_of", made)
        page.title = "What we do"
        changed(lambda: page.save_revision().publish())
        return made(response, name, ends)

    monkeypatch.setattr(page_cache, "entry_of", change_meanwhile)
    assert "What we did" in Client().get("/about/").text
    assert "What we do" in Client().get("/about/").text


def test_a_page_changes_when_its_time_has_come_though_no_data_does(page, monkeypatch):
    soon = timezone.now() + datetime.timedelta(minutes=1)
    monkeypatch.setattr("hub.generation.MOMENTS", [lambda after: [None, soon, after - datetime.timedelta(days=1)]])
    Client().get("/about/")
    served = []
    monkeypatch.setattr(page_cache.Entry, "answer", lambda self, request: served.append(1) or HttpResponse())
    Client().get("/about/")
    assert served
    monkeypatch.setattr(page_cache.time, "time", lambda: soon.timestamp())
    served.clear()
    monkeypatch.setattr(page_cache.PageCacheMiddleware, "make", lambda *args: HttpResponse("anew"))
    assert Client().get("/about/").text == "anew"
    assert not served


def test_pages_change_at_midnight_where_people_are(monkeypatch):
    monkeypatch.setattr("hub.generation.MOMENTS", [])
    summer = datetime.datetime(2026, 7, 1, 22, 59, tzinfo=datetime.UTC)
    assert until(timezone.localtime(summer)) == (summer + datetime.timedelta(minutes=1)).timestamp()


def test_pages_change_when_a_consultation_opens_or_closes(home):
    now = timezone.localtime()
    opening, closing = now + datetime.timedelta(seconds=2), now + datetime.timedelta(days=90)
    consultation = consultation_below(home)
    type(consultation).objects.update(opens_at=opening, closes_at=closing)
    assert until(now) == opening.timestamp()
    type(consultation).objects.update(opens_at=now - datetime.timedelta(days=1), closes_at=opening)
    assert until(now) == opening.timestamp()


@pytest.mark.parametrize("cookies", ["{}=x", "messages=x", "a b; {}=x", 'odd={{"a":1}}; {}=x'])
def test_who_has_a_session_gets_a_page_of_their_own(asked, cookies, settings):
    tag = asked()["ETag"]
    sent = cookies.format(settings.SESSION_COOKIE_NAME)
    assert Client().get("/about/", headers={"cookie": sent}).get("ETag") != tag
    assert asked(cookie="odd=1")["ETag"] == tag


@pytest.mark.parametrize(
    "path",
    [
        "/about/?unknown=1",
        "/about/?page=x",
        "/about/?page=2&page=3",
        "/directory/?region=wales",
        "/search/?q=meals",
        "/no-such-page/",
        "/sign-in/",
        "/directory/?q=meals",
        "/admin/login/",
    ],
)
def test_what_has_no_end_or_is_somebodys_own_is_not_kept(page, path, monkeypatch):
    kept = []
    monkeypatch.setattr(type(caches["pages"]), "set", lambda self, key, value, *args, **kwargs: kept.append(value))
    Client().get(path)
    assert [one for one in kept if isinstance(one, Entry)] == []


def test_parameters_of_others_are_no_pages_of_their_own_and_are_never_kept(asked, page):
    assert "utm_source" not in asked().text
    assert asked()["ETag"] == Client().get("/about/?utm_source=mail")["ETag"]
    caches["pages"].clear()
    Client().get("/about/?utm_source=poison")
    assert "poison" not in Client().get("/about/").text


def test_the_pages_of_a_list_are_kept(db, home, django_assert_num_queries):
    first = Client().get("/directory/?page=2")
    with django_assert_num_queries(0):
        assert Client().get("/directory/?page=2").content == first.content


def test_hosts_and_schemes_are_kept_apart(asked, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    tag = asked()["ETag"]
    assert Client().get("/about/", headers={"host": "other.example"}).get("ETag") != tag
    assert Client().get("/about/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        ('INSERT INTO "guidance_clause" ("uid") VALUES (1)', True),
        ("DELETE FROM hub_topic", True),
        ("((SELECT 1) UNION ALL (SELECT 2)) UNION ALL (SELECT 3)", False),
        ("WITH x AS (DELETE FROM hub_topic RETURNING 1) SELECT 1", True),
        ("TRUNCATE hub_topic", True),
        ('UPDATE "wagtailcore_page" SET "title" = %s, "draft_title" = %s WHERE "id" = 1', True),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s WHERE "title" = \'x\'', False),
        ('UPDATE "wagtailcore_page" SET "draft_title" = (SELECT 1 WHERE 1), "title" = %s WHERE "id" = 1', True),
        ('UPDATE "hub_user" SET "last_login" = %s WHERE "id" = 1', False),
        ('UPDATE "hub_user" SET "email" = %s WHERE "id" = 1', True),
        ('INSERT INTO "django_session" ("a") VALUES (1)', False),
        ('  select * from "hub_topic"', False),
        ("SAVEPOINT x", False),
        (b"SELECT 1", True),
    ],
)
def test_what_is_not_known_to_leave_pages_alone_counts_as_a_change(sql, changes):
    assert changes_pages(sql) is changes


@pytest.mark.parametrize("kind", ["files", "database"])
def test_a_cache_that_processes_share_keeps_the_name_too(page, settings, tmp_path, kind, changed, request):
    options = CACHES[kind] | ({"LOCATION": str(tmp_path / "pages")} if kind == "files" else {})
    settings.CACHES = settings.CACHES | {"pages": options}
    if kind == "database":
        call_command("createcachetable")
    Client().get("/about/")
    before = store().name()
    assert "What we did" in Client().get("/about/").text
    assert store().name() == before
    page.title = "What we do"
    changed(lambda: page.save_revision().publish())
    assert store().name() != before
    assert "What we do" in Client().get("/about/").text


def test_others_wait_for_whoever_makes_the_page_already(settings):
    pages, slept = caches["pages"], []
    name = store().name()
    ready = Entry(name, 10**12, (("ETag", '"x"'),), b"made")
    pages.set("lock", 1)

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 3:
            pages.set("key", ready)

    assert waited_for("key", "lock", name, sleep) == ready
    assert len(slept) == 3
    pages.delete("key")
    pages.delete("lock")
    assert waited_for("key", "lock", name, lambda seconds: None) is None


def test_nobody_waits_for_an_address_that_gives_nothing_to_keep(page, monkeypatch):
    monkeypatch.setattr(page_cache.time, "sleep", lambda seconds: pytest.fail("waited"))
    assert Client().get("/no-such-page/").status_code == 404
    assert Client().get("/no-such-page/").status_code == 404


@pytest.mark.parametrize("broken", ["get", "add", "set"])
def test_readers_are_answered_where_the_cache_is_not(page, monkeypatch, broken):
    def unreachable(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(caches["pages"], broken, unreachable)
    assert "What we did" in Client().get("/about/").text
    assert "What we did" in Client().get("/about/").text


def test_page_is_answered_and_not_kept_where_the_database_that_says_until_when_is_away(page, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(page_cache, "ends_at", away)

    assert Client().get("/about/").status_code == 200
    assert store().with_entry(page_cache.key_of(Client().get("/about/").wsgi_request)[0])[1] is None
