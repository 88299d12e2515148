"""Where somebody is signed in: they see it, and end what they do not know."""

import re
from urllib.parse import unquote

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from hub.models import User
from hub.sessions import SEEN, SIGNED_IN, browser_of
from tests.factories import MembershipFactory
from tests.hub.test_second_factor import code_of, give

PAGE = "/sign-in/where/"
PASSWORD = "a long password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 "
    "Edg/139.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def staff(home):
    return User.objects.create_superuser("staff@example.gov.uk", PASSWORD)


def by_password(user, browser=FIREFOX):
    client = Client(headers={"user-agent": browser})
    client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    return client


def by_code(user, browser=FIREFOX):
    client = Client(headers={"user-agent": browser})
    client.post("/sign-in/", {"email": user.email})
    client.post("/sign-in/code/", {"code": re.search(r"^\d{4}-\d{4}$", mail.outbox[-1].body, re.MULTILINE)[0]})
    return client


def names(page):
    """What says, in the forms of the page, which session is to be ended."""
    return re.findall(r'name="end" value="(\w+)"', page.text)


def is_signed_in(client):
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("says", "is_called"),
    [
        (FIREFOX, "Firefox, Linux"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        (ANDROID, "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_browser_is_told_in_a_word_or_two(says, is_called):
    assert browser_of(says) == is_called


def test_somebody_sees_their_own_sessions_and_no_key_or_address_of_any(staff):
    other = User.objects.create_superuser("other@example.gov.uk", PASSWORD)
    here, elsewhere, _theirs = by_password(staff), by_password(staff, EDGE), by_password(other, IPHONE)

    page = here.get(PAGE)

    assert page.text.index("Firefox, Linux</b> (this one)") < page.text.index("Edge, Windows</b>")
    assert "iPhone" not in page.text
    assert len(names(page)) == 1
    for hidden in (here.session.session_key, elsewhere.session.session_key, "127.0.0.1", "Gecko"):
        assert hidden not in page.text
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    kept = {key for session in Session.objects.all() for key in session.get_decoded()}
    assert not any("ip" in key.split("_") or "agent" in key for key in kept)
    assert FIREFOX not in str([session.get_decoded() for session in Session.objects.all()])


def test_one_session_is_ended_and_the_others_stay(staff, caplog):
    here, elsewhere, third = by_password(staff), by_password(staff, EDGE), by_password(staff, ANDROID)
    session = elsewhere.session
    session[SEEN] -= 400
    session.save()

    answer = here.post(PAGE, {"end": names(here.get(PAGE))[1]})

    assert answer.headers["Location"] == PAGE
    assert [is_signed_in(client) for client in (here, elsewhere, third)] == [True, False, True]
    assert f"Account {staff.pk} ended 1 of its sessions." in caplog.text


def test_all_but_this_one_are_ended(staff):
    other = User.objects.create_superuser("other@example.gov.uk", PASSWORD)
    here, *elsewhere, theirs = by_password(staff), by_password(staff), by_password(staff), by_password(other)

    here.post(PAGE)

    assert [is_signed_in(client) for client in elsewhere] == [False, False]
    assert is_signed_in(here)
    assert is_signed_in(theirs)


def test_nobody_ends_a_session_of_somebody_else(staff):
    other = User.objects.create_superuser("other@example.gov.uk", PASSWORD)
    theirs, here = [by_password(other) for _each in range(2)], by_password(staff)
    name = names(theirs[0].get(PAGE))[0]

    for said in (name, "", "x", theirs[1].session.session_key):
        here.post(PAGE, {"end": said})

    assert all(is_signed_in(client) for client in theirs)


def test_session_that_has_run_out_is_not_in_the_list(staff):
    here, elsewhere = by_password(staff), by_password(staff, EDGE)
    session = elsewhere.session
    session[SIGNED_IN] -= 11 * 3600
    session.save()

    assert "Edge" not in here.get(PAGE).text


def test_after_a_while_an_editor_gives_the_factor_again_and_what_they_asked_for_is_done(staff, settings):
    settings.MFA_REQUIRED = True
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    here, elsewhere = by_password(staff), by_password(staff)
    assert here.get(PAGE).headers["Location"] == f"/sign-in/second-factor/give/?next={PAGE}"
    give(here, code_of(secret, -1), PAGE)
    assert is_signed_in(here)

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = here.post(PAGE)
    assert unquote(answer.headers["Location"]) == f"/sign-in/second-factor/give/?next={PAGE}"
    assert elsewhere.session.exists(elsewhere.session.session_key)

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    give(here, code_of(secret), PAGE)
    assert not elsewhere.session.exists(elsewhere.session.session_key)
    assert is_signed_in(here)


@pytest.mark.parametrize(
    ("prefix", "heading"), [("", "Where you are signed in"), ("/cy", "Ble rydych chi wedi mewngofnodi")]
)
def test_who_acts_for_a_prison_has_the_page_in_both_languages(prefix, heading, home):
    member = MembershipFactory(user__email="lead@example.gov.uk")
    here, elsewhere = by_code(member.user), by_code(member.user, EDGE)
    address = prefix + PAGE
    assert f'href="{address}"' in here.get(f"{prefix}/my-prison/{member.prison_id}/").text

    page = here.get(address)
    assert f"<h1>{heading}</h1>" in page.text
    here.post(address, {"end": names(page)[0]})

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_pages_of_a_prison_say_when_somebody_was_last_there(home):
    member = MembershipFactory(user__email="lead@example.gov.uk")
    client = by_code(member.user)
    session = client.session
    session[SEEN] -= 3600
    session.save()

    client.get(f"/my-prison/{member.prison_id}/")

    assert client.session[SEEN] > session[SEEN] + 3000


def test_account_page_of_the_admin_leads_there(staff):
    page = by_password(staff).get("/admin/account/").text

    assert f'href="{PAGE}"' in page
    assert 'href="/sign-in/second-factor/"' in page


def test_strangers_have_no_such_page(client, home):
    for answer in (client.get(PAGE), client.post(PAGE)):
        assert answer.headers["Location"] == f"/sign-in/?next={PAGE}"
