import time

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.test import Client

from hub.limits import LIMITS, Limit, limit_of, seconds_to_wait

NAMES = {limit.name: limit for limit in LIMITS}
TWICE = Limit("twice", ("/",), ("GET",), 2, 60)


@pytest.fixture(autouse=True)
def _limited(settings, monkeypatch):
    """Every limit of the table stops the third request, in a window that does not end meanwhile."""
    settings.LIMIT_FACTOR = 1
    few = tuple(Limit(one.name, one.paths, one.methods, 2, 86400 * 365, one.for_programs) for one in LIMITS)
    monkeypatch.setattr("hub.limits.LIMITS", few)


def answers(ask, times=3):
    return [ask().status_code for _n in range(times)]


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/api/v1/prisons", "API"),
        ("HEAD", "/api/v1/prisons", "API"),
        ("GET", "/oai", "harvesting"),
        ("GET", "/search/suggestions.json", "suggestions"),
        ("GET", "/search/", "search"),
        ("GET", "/cy/search/", "search"),
        ("GET", "/cy/offline/all.zip", "large files"),
        ("POST", "/admin/password_reset/", "new passwords"),
        ("POST", "/my-prison/EXI/", "signed in"),
        ("POST", "/cy/report-a-concern/", "forms"),
        ("POST", "/cyn/", "forms"),
    ],
)
def test_what_is_limited(method, path, name):
    assert limit_of(method, path).name == name


@pytest.mark.parametrize("path", ["/", "/guidance/", "/directory/?q=a", "/documents/1/a.pdf", "/admin/"])
def test_reading_is_not_limited(path):
    assert limit_of("GET", path) is None


def test_offices_behind_one_address_have_room():
    assert NAMES["search"].times >= 100
    assert NAMES["forms"].times >= 100


def test_who_asks_too_often_is_told_how_long_to_wait(client, home):
    assert answers(lambda: client.get("/search/?q=tea")) == [200, 200, 429]

    answer = client.get("/search/?q=tea")

    assert int(answer.headers["Retry-After"]) > 0
    assert "Wait a moment" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert client.get("/").status_code == 200


def test_page_is_there_in_welsh(client, home):
    answers(lambda: client.get("/cy/search/"))

    assert '<html lang="cy">' in client.get("/cy/search/").text


def test_programs_are_told_in_json_that_pages_of_other_sites_can_read(client, home):
    answer = [client.get("/api/v1/prisons") for _n in range(3)][-1]

    assert (answer.status_code, answer.json()) == (429, {"detail": "Too many requests."})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert int(answer.headers["Retry-After"]) > 0


def test_nothing_typed_is_lost(client, home):
    typed = {"text": "“Tea” & <b>\nbread", "page": ["/a/", "/b/"], "email": ""}
    answers(lambda: client.post("/report-a-concern/", {}))

    page = client.post("/report-a-concern/", typed)

    assert page.status_code == 429
    assert 'name="text" value="“Tea” &amp; &lt;b&gt;\nbread"' in page.text
    assert page.text.count('<input type="hidden" name="page"') == 2
    assert "Send it again" in page.text
    assert not page.cookies


def test_passwords_are_not_given_back(client, home):
    given = {"email": "a@example.org", "new_password1": "secret words"}
    answers(lambda: client.post("/admin/password_reset/", given))

    page = client.post("/admin/password_reset/", given)

    assert page.status_code == 429
    assert "a@example.org" in page.text
    assert "secret words" not in page.text


def test_other_sites_cannot_have_the_page_filled(home, editor):
    client = Client(enforce_csrf_checks=True)

    assert set(answers(lambda: client.post("/sign-in/", {"email": "a@example.org"}), 4)) == {403}


def test_places_are_told_apart_and_nobody_chooses_theirs(home):
    def ask(address, said):
        return Client().get("/search/", REMOTE_ADDR=address, headers={"x-forwarded-for": said}).status_code

    assert [ask("198.51.100.1", f"192.0.2.{n}") for n in range(3)] == [200, 200, 429]
    assert ask("198.51.100.2", "192.0.2.1") == 200


@pytest.mark.parametrize(
    "backend",
    [
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"},
        {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits"},
        {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"},
    ],
    ids=lambda backend: backend["BACKEND"].rsplit(".", 1)[1],
)
def test_every_cache_counts(backend, settings, tmp_path, db):
    settings.CACHES = {"default": {"LOCATION": str(tmp_path), **backend}}
    if "db" in backend["BACKEND"]:
        call_command("createcachetable", verbosity=0)
    now = time.time()
    start = now - now % 60

    counted = [seconds_to_wait(TWICE, "198.51.100.1", start + n) for n in range(4)]

    assert counted == [0, 0, 59, 58]
    assert seconds_to_wait(TWICE, "198.51.100.1", start + 60) == 0
    caches["default"].clear()


def test_factor_makes_limits_wider_or_turns_them_off(client, home, settings):
    settings.LIMIT_FACTOR = 2
    assert answers(lambda: client.get("/search/"), 5) == [200] * 4 + [429]

    cache.clear()
    settings.LIMIT_FACTOR = 0
    assert answers(lambda: client.get("/search/"), 5) == [200] * 5
