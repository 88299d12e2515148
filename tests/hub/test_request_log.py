"""Lines of the log: found by the id of their request, and without anything of who asked, or for what."""

import io
import json
import logging
import logging.config
from uuid import UUID

import pytest
from django.conf import settings as hub_settings
from django.core.cache import caches

from directory.views import concerns
from hub.logs import AsJSON, WithoutCodes

CODE, WORD, ADDRESS = "Z1M9-4TS5", "zanzibarquilt", "ann@zanzibarquilt.gov.uk"


@pytest.fixture
def written():
    """What the console is written, with every logger that writes there listening to all."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutCodes())
    handler.setFormatter(AsJSON())
    logger = logging.getLogger()
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def fails(*args, **kwargs):
    raise ValueError(f"Not understood: {ADDRESS}")


def test_each_request_has_a_line_with_its_route_and_not_its_address(client, home, written):
    answer = client.get("/report-a-concern/?from=zanzibarquilt", REMOTE_ADDR="203.0.113.9")

    [line] = [line for line in written() if line["logger"] == "hub.request_log"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert UUID(line["request_id"])
    assert (line["method"], line["route"], line["status"], line["kept"]) == ("GET", "concerns:report", 200, "never")
    assert 0 <= line["milliseconds"] < 60_000
    assert "/report-a-concern/" not in json.dumps(line)


def test_every_line_of_a_request_has_its_id(client, db, written, monkeypatch):
    monkeypatch.setattr(concerns, "report", fails)
    client.raise_request_exception = False

    answer = client.post("/report-a-concern/", {"about": "/", "kind": "wrong", "text": "Said.", "email": ""})

    assert answer.status_code == 500
    assert len(written()) == 2
    assert {line["request_id"] for line in written()} == {answer["X-Request-ID"]}
    missing = client.get("/x/y.z@/")
    assert [line["request_id"] for line in written()[-2:]] == [missing["X-Request-ID"]] * 2
    logging.getLogger("hub").warning("After it")
    assert "request_id" not in written()[-1]


@pytest.mark.parametrize(
    ("behind", "given", "believed"),
    [
        (True, "0123456789abcdef0123456789abcdef", True),
        (True, "8b2f7a3e-0000-4000-8000-1234567890ab", True),
        (False, "0123456789abcdef0123456789abcdef", False),
        (True, "ann-jones-of-zanzibar", False),
        (True, "0123456789abcdef\n{}", False),
        (True, "0" * 65, False),
        (True, "", False),
    ],
)
def test_id_of_a_proxy_is_taken_where_there_is_one_and_it_says_nothing(client, settings, behind, given, believed):
    settings.BEHIND_PROXY = behind

    answer = client.get("/health/live", headers={"x-request-id": given})

    assert (answer["X-Request-ID"] == given) is believed


def test_kept_page_says_so(client, home, written, settings):
    settings.PAGE_CACHE = settings.ANNOUNCE_CHANGES = True
    caches["pages"].clear()

    first, second = client.get("/"), client.get("/")

    lines = [line for line in written() if line["logger"] == "hub.request_log"]
    assert [(line["route"], line["kept"]) for line in lines] == [("wagtail_serve", "no"), ("kept", "yes")]
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_probes_leave_no_line(client, written):
    client.get("/health/live")

    assert written() == []


def test_no_line_holds_what_was_typed_sent_or_opened(client, db, written, monkeypatch):
    monkeypatch.setattr(concerns, "report", fails)
    client.raise_request_exception = False
    paths = (
        f"/guidance/a/consultation/0.1.0/respond/{CODE}/",
        f"/updates/mail/{CODE}/",
        f"/preview/{CODE}/",
        f"/admin/password_reset/confirm/MQ/{CODE}/",
        f"/{ADDRESS}/",
        f"/x/{ADDRESS.replace('@', '%40')}/",
        f"/search/?q={WORD}&email={ADDRESS}",
    )
    for path in paths:
        client.get(path, headers={"user-agent": WORD, "referer": f"/{WORD}/", "cookie": f"a={WORD}"})
    client.post(f"/report-a-concern/?from={WORD}", {"about": "/", "kind": "wrong", "text": WORD, "email": ADDRESS})
    client.generic("BREW", "/")
    logging.getLogger("hub").error("Mail to %s, <%s> and “%s” failed.", ADDRESS, ADDRESS, ADDRESS)

    lines = written()

    text = json.dumps(lines).lower()
    assert [word for word in (CODE.lower(), WORD, "ann@", "ann%40", "127.0.0.1") if word in text] == []
    assert "builtins.valueerror" in text
    assert "mail to …@…, <…@…> and “…@…” failed." in json.dumps(lines, ensure_ascii=False).lower()
    assert len([line for line in lines if line["logger"] == "hub.request_log"]) == len(paths) + 2


def test_both_formats_can_be_configured():
    for name in ("json", "without_words"):
        maker = logging.config.DictConfigurator(hub_settings.LOGGING)
        formatter = maker.configure_formatter(dict(hub_settings.LOGGING["formatters"][name]))
        record = logging.LogRecord("hub", logging.INFO, "", 0, "Said", (), None)
        assert WithoutCodes().filter(record)
        assert "Said" in formatter.format(record)
