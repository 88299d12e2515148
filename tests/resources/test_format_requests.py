import datetime

import html5lib
import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hub.models import User
from hub.senders import MOST_AN_HOUR
from resources.models import FormatRequest
from tests.factories import ToolkitIndexPageFactory, ToolkitPageFactory

SAID = {"format": "large_print", "needs": "24 point.", "email": "", "contact": ""}


@pytest.fixture
def toolkit(home):
    page = ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home))
    page.save_revision().publish()
    return page


@pytest.fixture
def address(toolkit):
    return f"/ask-for-a-format/{toolkit.slug}/a-form/"


def test_form_needs_no_account_no_cookie_and_is_not_kept(address, client):
    response = client.get(address)

    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_request_is_stored_once_and_acknowledged(address, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            response = client.post(address, {**SAID, "email": "reader@example.org"})

    [asked] = FormatRequest.objects.all()
    assert response.url == "/ask-for-a-format/sent/"
    assert (asked.format, asked.needs, asked.file.slug) == ("large_print", "24 point.", "a-form")
    [sent] = mail.outbox
    assert sent.to == ["reader@example.org"]
    assert asked.reference in sent.subject
    assert "24 point" not in sent.body


def test_editors_are_told_and_nothing_of_what_was_written_is_in_the_mail(
    address, client, editor, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, SAID)

    asked = FormatRequest.objects.get()
    [sent] = mail.outbox
    assert sent.to == [editor.email]
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/format_requests/edit/{asked.pk}/" in sent.body
    assert asked.reference in sent.body
    assert "24 point" not in sent.body


def test_nobodys_mailbox_is_filled(address, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(8):
            client.post(address, {**SAID, "needs": f"{number}", "email": "reader@example.org"})

    assert FormatRequest.objects.count() == 8
    assert len(mail.outbox) == 5


def test_nobody_need_say_who_they_are(address, client):
    client.post(address, {"format": "braille"})

    assert FormatRequest.objects.get().email == ""
    assert not mail.outbox


def test_what_was_typed_is_kept_when_the_format_is_missing(address, client):
    shown = client.post(address, {**SAID, "format": "", "contact": "PO Box 1"}).text

    assert "Choose the format you need" in shown
    assert "24 point." in shown
    assert "PO Box 1" in shown
    assert not FormatRequest.objects.exists()


def test_network_that_sends_too_many_is_asked_to_wait(address, client, settings):
    settings.LIMIT_FACTOR = 1
    for number in range(MOST_AN_HOUR):
        client.post(address, {**SAID, "needs": f"{number}"})

    assert "Too many requests" in client.post(address, SAID).text


def test_welsh_form_is_in_welsh_and_remembers_it(address, client):
    assert client.post(f"/cy{address}", {"format": "audio"}).url == "/cy/ask-for-a-format/sent/"
    assert FormatRequest.objects.get().language == "cy"


def request_of(days, **fields):
    return FormatRequest.objects.create(
        about="A form",
        format="audio",
        language="en-gb",
        asked_at=timezone.now() - datetime.timedelta(days=days),
        **fields,
    )


def test_clock_runs_until_the_request_is_closed(db, editor):
    late, new = request_of(16), request_of(1)

    assert (late.is_overdue(), new.is_overdue()) == (True, False)

    late.state = "sent"
    late.settle(editor)
    assert not late.is_overdue()
    assert late.closed_by == editor

    late.state = "working"
    late.settle(editor)
    assert late.closed_at is None


def test_queue_is_for_who_has_the_permission_and_shows_what_waits_first(db, client):
    done, late, new = request_of(30, state="sent"), request_of(20), request_of(1)
    user = User.objects.create_user("triage@example.org", "a long password")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    queue, edit = reverse("format_requests:index"), reverse("format_requests:edit", args=[late.pk])
    assert client.get(queue).status_code == client.get(edit).status_code == 302

    user.user_permissions.add(Permission.objects.get(codename="change_formatrequest"))
    shown = client.get(queue).text
    places = [shown.index(reverse("format_requests:edit", args=[row.pk])) for row in (late, new, done)]

    assert places == sorted(places)
    assert "Overdue since" in shown
    assert client.get(edit).status_code == 200
    client.post(edit, {"state": "sent", "done": "Posted."})
    late.refresh_from_db()
    assert (late.state, late.closed_by) == ("sent", user)
