import logging

import pytest
from django.core import mail

from directory.views import concerns
from hub.logs import Reporter, WithoutCodes, WithoutWords

SAID = "A quiet word about zanzibar" + "quilt."  # a report shows lines of this file


def test_code_of_a_response_is_cut_from_what_is_logged():
    record = logging.LogRecord(
        "django.request",
        logging.WARNING,
        "",
        0,
        "Not Found: %s",
        ("/guidance/a/consultation/0.1.0/respond/Z1M9-4TS5/x/",),
        None,
    )

    assert WithoutCodes().filter(record)
    assert record.getMessage() == "Not Found: /guidance/a/consultation/0.1.0/respond/…/x/"


def fails(*args, **kwargs):
    """An error that quotes what somebody typed, and another while it is handled; both hold it in their variables."""
    try:
        raise KeyError(SAID)
    except KeyError as error:
        error.add_note(SAID)
        raise ValueError(f"Not understood: {SAID}") from error


@pytest.fixture
def failed(client, db, settings, caplog, monkeypatch):
    """The log record and the mail to administrators of a report that the hub failed to store."""
    settings.ADMINS = [("Admin", "admin@example.org")]
    monkeypatch.setattr(concerns, "report", fails)
    client.raise_request_exception = False
    client.cookies["planted"] = "zanzibarquilt"
    answer = client.post(
        "/report-a-concern/?from=zanzibarquilt",
        {"about": "/", "kind": "wrong", "text": SAID, "email": "ann@zanzibarquilt.gov.uk"},
    )
    assert answer.status_code == 500
    assert "zanzibarquilt" not in answer.text
    return next(record for record in caplog.records if record.exc_info), mail.outbox[-1]


def test_report_of_an_error_tells_where_it_was_and_nothing_that_was_typed(failed):
    record, sent = failed
    page = Reporter(record.request, *record.exc_info).get_traceback_html()

    for text in (f"{sent.subject} {sent.body}", page):
        assert "zanzibarquilt" not in text
        assert "ValueError" in text
        assert "test_logs.py" in text
    assert "/report-a-concern/" in sent.subject


def test_log_of_an_error_tells_where_it_was_and_nothing_that_was_typed(failed):
    record, _sent = failed
    WithoutCodes().filter(record)

    text = WithoutWords().format(record)

    assert "zanzibarquilt" not in text
    assert "/report-a-concern/" in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "in fails" in text
