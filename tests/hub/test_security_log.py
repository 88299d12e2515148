import logging
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from hub.models import User
from hub.security_log import digest_of
from tests.factories import MembershipFactory
from tests.hub.test_second_factor import code_of

PASSWORD = "a long password"


@pytest.fixture
def staff(home):
    return User.objects.create_superuser("staff@example.gov.uk", PASSWORD)


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO, logger="hub.security")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "hub.security"]


def test_log_tells_of_signing_in_and_out_and_names_nobody(staff, said):
    client, secret = Client(), generate_totp_secret()
    TOTP.activate(staff, secret)
    client.post("/admin/login/", {"username": staff.email, "password": "wrong"})
    client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})
    client.post("/sign-in/second-factor/give/", {"code": "000"})
    client.post("/sign-in/second-factor/give/", {"code": code_of(secret)})
    client.post("/sign-in/out/")

    assert said() == [
        f"A wrong password was given for {digest_of(staff.email)}.",
        f"Account {staff.pk} signed in, by ModelBackend.",
        f"A wrong second factor was given for account {staff.pk}.",
        f"Account {staff.pk} gave its second factor, totp.",
        f"Account {staff.pk} signed out.",
    ]
    assert not any(staff.email in line or "127.0.0.1" in line for line in said())


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/sites/", "/admin/redirects/"])
def test_log_tells_what_an_account_was_refused_in_the_admin(address, editor_client, said, home):
    user = User.objects.get(pk=editor_client.session["_auth_user_id"])
    user.is_superuser = False
    user.save()
    user.groups.add(Group.objects.get(name="Editors"))
    editor_client.get("/admin/")
    assert said() == []

    editor_client.get(address)

    [line] = said()
    assert re.fullmatch(rf"Account {user.pk} was refused wagtail\w+:\w+\.", line)


def test_log_tells_who_asked_for_the_pages_of_another_prison(client, said, home):
    member, other = MembershipFactory(), MembershipFactory()
    client.force_login(member.user)

    assert client.get(f"/my-prison/{member.prison_id}/").status_code == 200
    assert client.get(f"/my-prison/{other.prison_id}/").status_code == 404

    assert said()[-1] == f"Account {member.user_id} was refused my_prison:prison."
    assert other.prison_id not in " ".join(said())


def test_log_tells_that_somebody_has_to_wait(staff, said):
    for _n in range(6):
        Client().post("/admin/login/", {"username": staff.email, "password": "wrong"})

    assert said()[-1] == "A password came too soon after wrong ones; the wait is 60 seconds."
