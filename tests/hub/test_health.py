"""What a supervisor or a load balancer asks."""

import pytest
from django.core.cache import caches
from django.db import OperationalError

from hub import health


def test_a_process_lives_without_asking_the_database(client, settings):
    settings.ALLOWED_HOSTS = []
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/health/live", headers={"host": "10.0.0.1"})
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert not answer.cookies


def test_it_can_serve_where_all_that_it_needs_is_there(client, db):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "database": True, "migrations": True, "cache": True, "files": True}
    assert answer["Cache-Control"] == "no-store"


def unreachable(*args, **kwargs):
    raise OperationalError("password of the database is secret")


@pytest.mark.parametrize(
    ("missing", "broken"),
    [
        (["database", "migrations"], lambda patch: patch(health.connection, "ensure_connection", unreachable)),
        (["migrations"], lambda patch: patch(health.MigrationExecutor, "migration_plan", lambda *args: ["hub.9999"])),
        (["cache"], lambda patch: patch(caches["default"], "get", lambda *args: None)),
        (["files"], lambda patch: patch(health.os, "access", lambda *args: False)),
    ],
)
def test_what_is_missing_is_named_and_nothing_said_of_why(client, db, monkeypatch, missing, broken):
    with monkeypatch.context() as patches:
        broken(patches.setattr)
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, works in answer.json().items() if not works] == ["ok", *missing]
    assert "secret" not in answer.text
