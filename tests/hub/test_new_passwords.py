"""Asking for a new password tells nobody whether there is an account, and the mail leads nowhere else."""

from unittest.mock import patch

import pytest
from django.core import mail

from tests.factories import UserFactory

ASK = "/admin/password_reset/"


@pytest.fixture
def user(db):
    user = UserFactory(is_staff=True)
    user.set_password("a long password")
    user.save()
    return user


def test_the_same_is_done_with_and_without_an_account(client, user, django_assert_num_queries):
    with patch("hub.new_passwords.mail") as later:
        answers = []
        for email in (user.email, "nobody@example.org"):
            with django_assert_num_queries(0):
                answers.append(client.post(ASK, {"email": email}))

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{ASK}done/")}
    assert [call.args[0] for call in later.enqueue.call_args_list] == [user.email, "nobody@example.org"]
    assert not mail.outbox


def test_the_mail_leads_to_the_host_of_the_admin_whatever_host_was_asked(client, user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.WAGTAILADMIN_BASE_URL = "https://admin.example.org"

    client.post(ASK, {"email": user.email}, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    client.post(ASK, {"email": "nobody@example.org"})

    [sent] = mail.outbox
    assert sent.to == [user.email]
    assert "evil.example" not in sent.body + sent.subject
    link = next(
        line for line in sent.body.split() if line.startswith("https://admin.example.org/admin/password_reset/")
    )
    assert client.get(link.removeprefix("https://admin.example.org")).status_code == 302
