"""Asking for updates by mail: only the mailbox's owner can, and nobody learns who did."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from home.models import Subscription

ASK = "/updates/mail/"
GIVEN = {"email": "reader@example.org", "frequency": "weekly"}


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """A function that sends the form of an address; returns the answer."""

    def ask(address=ASK, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, GIVEN | fields)

    return ask


def link_in(message):
    return "/" + re.search(r"https?://[^/]+/(\S+)", message.body)[1]


def test_nothing_is_sent_until_the_link_in_the_mail_was_followed(home, ask, client):
    assert ask().url == "/updates/mail/sent/"
    [subscription] = Subscription.objects.all()
    assert subscription.confirmed_at is None

    [message] = mail.outbox
    assert message.to == ["reader@example.org"]
    path = link_in(message)
    assert "Yes, send me updates" in client.get(path).text
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None, "a program that looks into the mail follows links: it confirms nothing"

    client.post(path, {"confirm": "yes"})
    subscription.refresh_from_db()
    assert subscription.confirmed_at


def test_the_answer_does_not_tell_whether_the_address_is_known(home, ask, client):
    first = ask()
    Subscription.objects.update(confirmed_at="2026-01-01T00:00Z")
    again = ask(email="READER@example.org", frequency="each")

    assert (again.status_code, again.url) == (first.status_code, first.url)
    assert "already" in mail.outbox[-1].subject
    assert Subscription.objects.get().frequency == "weekly", "somebody else's asking changes nothing"


def test_a_filter_goes_with_it_without_what_it_does_not_know(home, ask):
    ask(f"{ASK}?to=news&kind=blog&kind=nonsense&page=3&to=voices")
    ask(f"{ASK}?to=voices&x=1")

    kept = set(Subscription.objects.values_list("source", "query"))

    assert ("voices", "") in kept
    assert ("voices", "") in kept or ("news", "kind=blog") in kept


def test_the_page_says_what_is_subscribed_to(home, client):
    content = client.get(f"{ASK}?to=news&kind=blog").text

    assert "News" in content
    assert "<li>Blog</li>" in content


def test_an_unknown_list_is_not_found(home, client):
    assert client.get(f"{ASK}?to=secrets").status_code == 404


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": ""}, "Give your e-mail address"),
        ({"email": "reader at example"}, "Type an e-mail address"),
        ({"frequency": "hourly"}, "hourly"),
        ({"trap": "on"}, "Take the tick out"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(home, ask, fields, message):
    answer = ask(**fields)

    assert answer.status_code == 200
    assert message in answer.text
    assert (GIVEN | fields)["email"] in answer.text
    assert not Subscription.objects.exists()


def test_nobodys_mailbox_is_filled(home, ask):
    for number in range(8):
        ask(f"{ASK}?to=news&q=word{number}")

    assert len(mail.outbox) == 5


def test_too_many_from_one_network_are_asked_to_wait(settings, home, ask):
    settings.LIMIT_FACTOR = 1
    answers = [ask(email=f"reader{n}@example.org") for n in range(21)]

    assert answers[-1].status_code == 200
    assert "Too many requests" in answers[-1].text
    assert Subscription.objects.count() == 20


def test_its_page_changes_how_often_and_ends_it(home, subscriber, client):
    subscription = subscriber()
    address = reverse("subscription", args=[subscription.token])

    client.post(address, {"frequency": "each"})
    subscription.refresh_from_db()
    assert subscription.frequency == "each"
    assert "Saved." in client.get(f"{address}?saved=1").text

    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.get(address)["Referrer-Policy"] == "no-referrer"
    ended = client.post(f"{address}end/")
    assert "has ended" in ended.text
    assert not Subscription.objects.exists()
    assert "has ended" in client.get(address).text


def test_no_page_of_it_sets_a_cookie(home, subscriber, client):
    token = subscriber().token
    for address in (ASK, f"{ASK}sent/", f"{ASK}{token}/", f"{ASK}{token}/end/", "/updates/", "/feeds/updates.atom"):
        assert not client.get(address).cookies, address


def test_welsh_asks_for_welsh(home, welsh_home, ask):
    ask(f"/cy{ASK}")

    assert Subscription.objects.get().language == "cy"
    assert "/cy/updates/mail/" in mail.outbox[0].body
