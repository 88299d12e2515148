"""What Prometheus is told: of the running hub, on a port of its own, in few words that are ours."""

import re
from urllib.request import urlopen

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import OperationalError
from prometheus_client import REGISTRY, generate_latest

from hub import jobs, metrics
from hub.mail import send_mail


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.fixture
def var(settings, tmp_path, monkeypatch):
    """A folder of its own for what the processes of one machine share."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    return tmp_path


def test_requests_are_counted_by_route_and_status(client, home):
    labels = {"method": "GET", "route": "wagtail_serve"}
    found, missing = (
        value("hub_requests_total", **labels, status="200"),
        value("hub_requests_total", **labels, status="404"),
    )
    took = value("hub_request_seconds_count", route="wagtail_serve")

    client.get("/")
    client.get("/nowhere-zanzibarquilt/?q=zanzibarquilt")

    assert value("hub_requests_total", **labels, status="200") == found + 1
    assert value("hub_requests_total", **labels, status="404") == missing + 1
    assert value("hub_request_seconds_count", route="wagtail_serve") == took + 2
    assert b"zanzibarquilt" not in generate_latest(REGISTRY)


def test_kept_pages_are_counted(client, home, settings):
    settings.PAGE_CACHE = settings.ANNOUNCE_CHANGES = True
    caches["pages"].clear()
    hits, misses = value("hub_kept_pages_total", kept="yes"), value("hub_kept_pages_total", kept="no")

    client.get("/")
    client.get("/")

    assert value("hub_kept_pages_total", kept="yes") == hits + 1
    assert value("hub_kept_pages_total", kept="no") == misses + 1


def test_no_public_address_leads_to_them(client, home):
    assert [client.get(path).status_code for path in ("/metrics/", "/health/metrics/")] == [404, 404]


def test_prometheus_is_answered_on_a_port_of_its_own(var, db):
    jobs.succeeded("backup")
    server, thread = metrics.start(0)
    try:
        text = urlopen(f"http://127.0.0.1:{server.server_port}/metrics").read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    assert server.server_address[0] == "127.0.0.1"
    assert re.search(r'^hub_job_last_success_timestamp_seconds\{job="backup"\} 1\.', text, re.MULTILINE)
    assert "hub_database_reachable" in text


def test_database_that_does_not_answer_is_told(var, monkeypatch):
    def unreachable():
        raise OperationalError("password is secret")

    monkeypatch.setattr(metrics.connection, "ensure_connection", unreachable)

    told = {family.name: family for family in metrics.State().collect()}

    assert told["hub_database_reachable"].samples[0].value == 0
    assert told["hub_tasks"].samples == []


def test_without_a_port_none_is_opened(settings):
    settings.METRICS_PORT = 0

    with pytest.raises(CommandError, match="METRICS_PORT"):
        call_command("metrics")


def test_mail_that_is_not_taken_is_counted(settings, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    before = value("hub_mails_total", taken="no")

    assert not send_mail("factor_changed", "ann@example.org", "en-gb")

    assert value("hub_mails_total", taken="no") == before + 1
