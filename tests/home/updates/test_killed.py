"""A worker that is killed while it sends: a real post office, a process of its own, and nothing comes twice."""

import datetime
import os
import signal
import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from home.models import Mailing, MailRun, Subscription, Update
from home.models.subscriptions import MailState
from home.updates import mailing
from tests.factories import SubscriptionFactory

ROOT = Path(__file__).parents[3]
READERS = 6


class PostOffice:
    """Takes mails, and kills whoever sends when the mail of the number `fatal` comes in, taking that one or not."""

    def __init__(self):
        self.taken, self.kill, self.fatal, self.answers = Counter(), None, None, True

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content)
        if sum(self.taken.values()) + 1 == self.fatal:
            if self.answers:
                self.taken[mail["To"]] += 1
            os.kill(self.kill(), signal.SIGKILL)
            return "451 Nobody is there to hear this"
        self.taken[mail["To"]] += 1
        return "250 OK"


@pytest.fixture
def post_office(free_tcp_port):
    office = PostOffice()
    office.port = free_tcp_port
    controller = Controller(office, hostname="127.0.0.1", port=free_tcp_port)
    controller.start()
    yield office
    controller.stop()


@pytest.fixture
def run(post_office):
    """A function that runs the command in a process of its own on this test's database; returns how it ended."""

    def run():
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        environment = os.environ | {
            "DATABASE_URL": url,
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(post_office.port),
        }
        command = [sys.executable, "manage.py", "send_updates", "daily"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        post_office.kill = lambda: process.pid
        return process.wait(timeout=120)

    return run


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that another process sees, taken away again: no test may empty tables, whose triggers refuse it."""
    with django_db_blocker.unblock():
        before = timezone.now() - datetime.timedelta(hours=2)
        Update.objects.create(once="one", kind="news", happened="new", title="News", path="/news/", at=before)
        for _reader in range(READERS):
            SubscriptionFactory(confirmed_at=before - datetime.timedelta(days=1))
        yield
        Subscription.objects.all().delete()
        Update.objects.all().delete()
        MailRun.objects.all().delete()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it takes a database that two processes share")
@pytest.mark.parametrize("taken", [True, False], ids=["after it took the mail", "before it took the mail"])
def test_a_worker_killed_in_the_middle_sends_nothing_twice_and_loses_only_what_nobody_can_know(
    committed, post_office, run, taken
):
    post_office.fatal, post_office.answers = 3, taken

    assert run() == -signal.SIGKILL
    [halfway] = Mailing.objects.filter(state=MailState.CLAIMED)
    post_office.fatal = None
    assert run() == 0
    assert run() == 0

    readers = set(Subscription.objects.values_list("email", flat=True))
    lost = set() if taken else {halfway.subscription.email}
    assert post_office.taken == dict.fromkeys(readers - lost, 1)


def test_a_mail_that_was_claimed_long_ago_is_nobodys_any_more(db):
    now = timezone.now()
    mails = [
        Mailing.objects.create(subscription=SubscriptionFactory(), claimed_at=now - datetime.timedelta(minutes=minutes))
        for minutes in (5, 61)
    ]

    mailing.send("weekly", now)

    for mail in mails:
        mail.refresh_from_db()
    assert [mail.state for mail in mails] == [MailState.CLAIMED, MailState.UNCERTAIN]
