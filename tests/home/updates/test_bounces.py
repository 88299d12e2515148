"""Mail that comes back."""

import io
import sys
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from home.models import Mailing

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: back+{key}@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; reader@example.org
Action: {action}
Status: {status}
--b--
"""


@pytest.fixture
def mailing(subscriber):
    return Mailing.objects.create(subscription=subscriber())


@pytest.fixture
def arrives(monkeypatch):
    """A function that pipes a mail to the command; returns what it says."""

    def arrives(message):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(message)))
        out = io.StringIO()
        call_command("read_bounce", stdout=out)
        return out.getvalue()

    return arrives


def report(mailing, action, status):
    return REPORT.format(key=mailing.key.hex, action=action, status=status).replace("\n", "\r\n").encode()


def test_where_there_is_no_such_mailbox_no_more_is_sent(mailing, arrives):
    arrives(report(mailing, "failed", "5.1.1"))

    mailing.subscription.refresh_from_db()
    assert mailing.subscription.bounced_at


def test_a_full_mailbox_is_tried_again_until_it_was_full_three_times(mailing, arrives):
    subscription, states = mailing.subscription, []
    for _time in range(3):
        arrives(report(mailing, "failed", "4.2.2"))
        subscription.refresh_from_db()
        states.append(bool(subscription.bounced_at))

    assert states == [False, False, True]


def test_an_answer_that_is_no_report_changes_nothing(mailing, arrives):
    away = EmailMessage()
    away["To"] = f"back+{mailing.key.hex}@example.org"
    away.set_content("I am away. Status: 5.1.1")

    assert "No report" in arrives(away.as_bytes())
    mailing.subscription.refresh_from_db()
    assert mailing.subscription.bounced_at is None


@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff\x00", b"To: back+zz@example.org\r\n\r\n", b"To: a, b+@c, <<>>\r\n\r\nx"]
)
def test_rubbish_is_no_report(mailing, arrives, rubbish):
    assert "No report" in arrives(rubbish)


def test_who_saves_again_is_tried_again(mailing, arrives, client):
    arrives(report(mailing, "failed", "5.1.1"))
    address = f"/updates/mail/{mailing.subscription.token}/"
    assert "came back" in client.get(address).text

    client.post(address, {"frequency": "weekly"})

    mailing.subscription.refresh_from_db()
    assert (mailing.subscription.frequency, mailing.subscription.bounced_at) == ("weekly", None)
