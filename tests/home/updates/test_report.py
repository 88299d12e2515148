"""What the admin tells of subscriptions: how many, and how their mail goes; nothing of whose they are."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.mail.backends import locmem
from django.test import Client

from home.models import Mailing, MailRun
from home.updates.mailing import send
from home.updates.report import by_filter, by_list, in_doubt

ADDRESS = "/admin/reports/subscriptions/"


@pytest.fixture
def followers(subscriber):
    """Five people: three follow everything, two of them with a filter, and two follow news."""
    subscriber("a@example.org", frequency="weekly")
    subscriber("b@example.org", query="kind=news", frequency="daily")
    subscriber("c@example.org", query="q=Somebody%27s+name&kind=news", frequency="daily", language="cy")
    subscriber("d@example.org", source="news", frequency="each")
    subscriber("e@example.org", source="news", confirmed_at=None)


def test_confirmed_subscriptions_are_counted_by_list_frequency_and_language(followers):
    found = {str(row["label"]): (row["total"], row["parts"]) for row in by_list()}

    # Frequencies in their order (each, daily, weekly), then English and Welsh.
    assert found == {"Everything that is new": (3, [0, 2, 1, 2, 1]), "News": (1, [1, 0, 0, 1, 0])}


def test_filters_are_told_without_what_a_reader_typed(followers):
    assert dict(by_filter()) == {
        "Everything that is new · News": 1,
        "Everything that is new · News · with a keyword": 1,
    }


def test_report_shows_nobody(followers, home, editor_client):
    html = editor_client.get(ADDRESS).text

    assert "@example.org" not in html.replace("editor@example.org", "")
    assert "Somebody" not in html
    assert Client().get(ADDRESS).status_code == 302


def test_report_says_when_mail_last_went_and_how(followers, home, editor_client, now, monkeypatch):
    send("daily", now)
    monkeypatch.setattr(locmem.EmailBackend, "open", refuse(ConnectionRefusedError()), raising=False)
    with pytest.raises(ConnectionRefusedError):
        send("each", now)

    rows = BeautifulSoup(editor_client.get(ADDRESS).content, "html5lib").select("table")[-1].select("tbody tr")

    assert ["broke off" in row.text for row in rows] == [True, False, False]
    assert ["Never" in row.text for row in rows] == [False, False, True]
    assert MailRun.objects.get(frequency="daily").at == now


def test_run_is_kept_once_for_each_frequency_with_the_mails_that_went(subscriber, tell, now):
    subscriber(frequency="daily")
    tell("News", at=now)

    send("daily", now)
    assert MailRun.objects.get().sent == 1

    send("daily", now + datetime.timedelta(days=1))
    assert (MailRun.objects.get().sent, MailRun.objects.get().went_through) == (0, True)


def test_mail_is_in_doubt_once_it_was_claimed_and_nobody_saw_it_go(subscriber, now):
    subscription = subscriber()
    for state, minutes in (("sent", 90), ("claimed", 30), ("claimed", 90), ("uncertain", 90)):
        claimed = now - datetime.timedelta(minutes=minutes)
        Mailing.objects.create(subscription=subscription, state=state, claimed_at=claimed)

    assert in_doubt(now) == 2


def refuse(error):
    def refuse(*args, **kwargs):
        raise error

    return refuse
