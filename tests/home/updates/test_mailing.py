"""Mails of updates: to whom, when, with what; and never twice."""

import datetime
import smtplib
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from home.models import MailedUpdate, Mailing, Subscription
from home.models.subscriptions import MailState
from home.updates.mailing import send
from tests.factories import TopicFactory

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def sent():
    """The mails that went, as a mail program reads them."""
    return [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]


def test_a_day_of_updates_is_one_mail_newest_first(subscriber, tell, now):
    subscriber()
    tell("Earlier", now - 2 * HOUR)
    tell("Later", now - HOUR)

    assert send("daily", now) == 1

    [message] = sent()
    text = message.get_content()
    assert message["To"] == "reader@example.org"
    assert message["Subject"] == "Common Thread: Later, and 1 more"
    assert text.index("Later") < text.index("Earlier")


def test_who_wants_each_at_once_gets_a_mail_for_each(subscriber, tell, now):
    subscriber(frequency="each")
    tell("Earlier", now - 2 * HOUR)
    tell("Later", now - HOUR)

    assert send("each", now) == 2
    assert send("each", now) == 0


def test_nothing_is_mailed_twice_and_nothing_new_means_no_mail(subscriber, tell, now):
    subscriber()
    tell("Once", now - HOUR)

    counts = [send("daily", now + n * DAY) for n in range(3)]

    assert counts == [1, 0, 0]


@pytest.mark.parametrize(("frequency", "pause"), [("daily", DAY), ("weekly", 7 * DAY)])
def test_the_next_mail_waits_until_its_time(subscriber, tell, now, frequency, pause):
    subscriber(frequency=frequency)
    tell("First", now - HOUR)
    send(frequency, now)
    tell("Second", now + HOUR)

    assert send(frequency, now + 2 * HOUR) == 0
    assert send(frequency, now + pause) == 1


def test_what_came_before_the_confirmation_is_not_mailed(subscriber, tell, now):
    subscriber(confirmed_at=now)
    tell("Before", now - HOUR)

    assert send("daily", now + HOUR) == 0


def test_nothing_is_mailed_to_who_did_not_confirm(subscriber, tell, now):
    subscriber(confirmed_at=None)
    tell("News", now - HOUR)

    assert send("daily", now) == 0


def test_a_filter_is_kept_to(subscriber, tell, now):
    TopicFactory(slug="ageing")
    subscriber(source="news", query="kind=blog")
    tell("A blog", now - HOUR, kind="blog")
    tell("A notice", now - HOUR, kind="news")

    send("daily", now)

    [message] = sent()
    assert "A blog" in message.get_content()
    assert "A notice" not in message.get_content()
    assert "News · Blog" in message.get_content()


def test_a_reader_of_welsh_is_written_to_in_welsh(subscriber, tell, now):
    subscriber(language="cy")
    tell("News", now - HOUR)

    send("daily", now)

    [message] = sent()
    assert "/cy/updates/mail/" in message.get_content()


def test_one_press_ends_it_as_rfc_8058_says(subscriber, tell, now, client):
    subscription = subscriber()
    tell("News", now - HOUR)
    send("daily", now)
    [message] = sent()

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    response = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert not Subscription.objects.filter(pk=subscription.pk).exists()
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_mail_names_itself_and_its_list(subscriber, tell, now, settings):
    settings.BOUNCE_ADDRESS = "back@example.org"
    subscriber()
    tell("News", now - HOUR)
    send("daily", now)

    key = Mailing.objects.get().key
    [message] = sent()
    assert message["Message-ID"].startswith(f"<{key}@")
    assert message["List-ID"] == "<updates.localhost>"
    assert mail.outbox[0].from_email == f"back+{key.hex}@example.org"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL


def test_where_there_is_no_post_office_nothing_is_claimed(subscriber, tell, now, monkeypatch):
    subscriber()
    tell("News", now - HOUR)
    monkeypatch.setattr(locmem.EmailBackend, "open", refuse(ConnectionRefusedError()), raising=False)

    with pytest.raises(ConnectionRefusedError):
        send("daily", now)

    assert not MailedUpdate.objects.exists()


def refuse(error):
    def raising(*args, **kwargs):
        raise error

    return raising


def test_what_the_post_office_refused_is_given_back(subscriber, tell, now, monkeypatch):
    subscriber(frequency="each")
    tell("News", now - HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", refuse(smtplib.SMTPDataError(451, b"later")))
        assert send("each", now) == 0

    assert send("each", now) == 1


def test_an_address_that_is_refused_for_good_is_written_to_no_more(subscriber, tell, now, monkeypatch):
    subscription = subscriber()
    tell("News", now - HOUR)
    refused = smtplib.SMTPRecipientsRefused({subscription.email: (550, b"no such user")})
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", refuse(refused))
        send("daily", now)

    assert send("daily", now + DAY) == 0
    subscription.refresh_from_db()
    assert subscription.bounced_at


def test_what_nobody_knows_to_have_gone_is_not_sent_again_and_the_next_mail_says_so(subscriber, tell, now, monkeypatch):
    subscriber()
    tell("Perhaps", now - HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", refuse(smtplib.SMTPServerDisconnected()))
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send("daily", now)
    assert Mailing.objects.get().state == MailState.UNCERTAIN

    tell("Next", now + HOUR)
    send("daily", now + DAY)

    [message] = sent()
    assert "Perhaps" not in message.get_content()
    assert "/updates/" in message.get_content()
    assert "We do not know whether the mail before this one reached you." in message.get_content()
