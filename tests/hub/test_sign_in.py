import re
from urllib.parse import quote

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client

from hub.accounts import CODE_BACKEND
from hub.mail import send_mail
from hub.models import User
from tests.factories import MembershipFactory, UserFactory

PASSWORD = "a long password"
SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"
SIGN_OUT = "/sign-in/out/"


@pytest.fixture(autouse=True)
def _pages(home):
    """Our pages have the header and footer of the site."""


@pytest.fixture
def user(db):
    return UserFactory(email="someone@example.gov.uk")


@pytest.fixture
def staff(db):
    return User.objects.create_superuser("staff@example.gov.uk", PASSWORD)


def ask(client, email, prefix="", query=""):
    return client.post(f"{prefix}{SIGN_IN}{query}", {"email": email})


def code_in(message):
    return re.search(r"^\d{4}-\d{4}$", message.body, re.MULTILINE)[0]


def code_for(client, email):
    """The code that was mailed, of one who has asked for it."""
    ask(client, email)
    return code_in(mail.outbox[-1])


def give(client, code, query=""):
    return client.post(f"{CODE}{query}", {"code": code})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def sign_in(client, user):
    return give(client, code_for(client, user.email))


def other_than(code):
    return code[:-1] + str((int(code[-1]) + 1) % 10)


# The code


def test_a_code_is_mailed_and_signs_in(client, user):
    asked = ask(client, user.email)

    assert asked.headers["Location"] == CODE
    assert mail.outbox[0].to == [user.email]
    answer = give(client, code_in(mail.outbox[0]))
    assert answer.headers["Location"] == "/my-prison/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    "typed", [str.strip, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_a_code_may_be_typed_with_or_without_its_hyphen(typed, client, user):
    give(client, typed(code_for(client, user.email)))

    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["SOMEONE@Example.gov.uk", " someone@example.gov.uk "])
def test_an_address_may_be_typed_in_any_case(email, client, user):
    give(client, code_for(client, email))

    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["", "nobody", "a@", "\x00", "a@b", "x" * 5000 + "@example.gov.uk"])
def test_what_is_no_address_is_refused_in_words_and_shown_back(email, client):
    answer = ask(client, email)

    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert 'href="#id_email"' in answer.text
    assert not mail.outbox


@pytest.mark.parametrize("code", ["0", "", "\x00", "ŵ", "9" * 5000, "' OR 1=1 --"])
def test_a_wrong_code_does_not_sign_in(code, client, user):
    ask(client, user.email)

    answer = give(client, code)

    assert answer.status_code == 200
    assert 'href="#id_code"' in answer.text
    assert not is_signed_in(client)


def test_after_a_wrong_code_the_right_one_still_signs_in(client, user):
    code = code_for(client, user.email)
    give(client, other_than(code))

    give(client, code)

    assert is_signed_in(client)


def test_too_many_wrong_codes_end_the_code(client, user):
    code = code_for(client, user.email)

    answers = [give(client, other_than(code)) for _n in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "Too many attempts" in answers[-1].text
    give(client, code)
    assert not is_signed_in(client)


def test_a_form_sent_empty_is_no_attempt(client, user):
    code = code_for(client, user.email)
    for _n in range(6):
        give(client, "")

    give(client, code)

    assert is_signed_in(client)


def test_a_code_expires(client, user, settings):
    code = code_for(client, user.email)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    answer = give(client, code, "?next=/my-prison/EXI/")

    assert answer.headers["Location"] == "/sign-in/?note=unusable&next=%2Fmy-prison%2FEXI%2F"
    assert "There is no code that can still be used" in client.get(answer.headers["Location"]).text
    assert not is_signed_in(client)


def test_a_code_holds_only_in_the_browser_that_asked(client, user):
    code = code_for(client, user.email)
    other = Client()

    answer = give(other, code)

    assert answer.headers["Location"].startswith(SIGN_IN)
    assert not is_signed_in(other)


def test_the_code_of_another_person_does_not_sign_in(client, user):
    mine = UserFactory()
    stolen = code_for(Client(), user.email)
    ask(client, mine.email)

    give(client, stolen)

    assert not is_signed_in(client)


def test_a_code_works_once(client, user):
    code = code_for(client, user.email)
    give(client, code)
    client.post(SIGN_OUT)

    give(client, code)

    assert not is_signed_in(client)


def test_a_new_code_takes_the_place_of_the_one_before(client, user):
    first, second = code_for(client, user.email), code_for(client, user.email)

    give(client, first)
    assert not is_signed_in(client)
    give(client, second)
    assert is_signed_in(client)


def test_whoever_typed_a_wrong_address_may_begin_again(client, user):
    ask(client, "smeone@example.gov.uk")

    assert client.get(SIGN_IN).status_code == 200


def test_an_account_that_is_switched_off_gets_no_code(client, user):
    user.is_active = False
    user.save()

    ask(client, user.email)

    assert [message.subject for message in mail.outbox] == ["You have no account at Common Thread"]


def test_an_account_switched_off_meanwhile_does_not_sign_in(client, user):
    code = code_for(client, user.email)
    User.objects.update(is_active=False)

    give(client, code)

    assert not is_signed_in(client)


def test_a_session_ends_when_the_account_is_switched_off(client, user):
    sign_in(client, user)
    User.objects.update(is_active=False)

    assert client.get("/my-prison/").headers["Location"].startswith(SIGN_IN)


def test_the_message_says_how_long_the_code_holds_and_that_nobody_asks_for_it(client, user):
    ask(client, user.email)

    message = mail.outbox[0]
    assert message.subject == "Your code to sign in to Common Thread"
    assert "15 minutes" in message.body
    assert "Nobody will ever ask you for this code" in message.body
    assert not getattr(message, "alternatives", [])


def test_a_post_office_that_is_shut_does_not_break_the_page(client, user, settings, caplog):
    settings.EMAIL_BACKEND = "tests.hub.test_sign_in.ShutBackend"

    answer = ask(client, user.email)

    assert answer.status_code == 302
    assert "sign_in_code" in caplog.text
    assert user.email not in caplog.text


class ShutBackend:
    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_what_a_mail_says_is_not_escaped():
    asked = {"prison": "A & B", "reason": "<b> & “that”"}

    assert send_mail("request_declined", "a@example.gov.uk", "en-gb", asked=asked)
    assert asked["reason"] in mail.outbox[0].body
    assert "A & B" in mail.outbox[0].subject


# Who has an account stays unsaid


def shown(client, email, prefix=""):
    """Headers and text of what somebody sees who asks for a code, without what differs each time."""
    answers = [ask(client, email, prefix), client.get(prefix + CODE), client.post(prefix + CODE, {"code": "0"})]
    return [
        (
            answer.status_code,
            answer.headers.get("Location"),
            sorted(answer.cookies),
            re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.text).replace(email, "…"),
        )
        for answer in answers
    ]


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("unknown", ["nobody@example.gov.uk", "nobody@example.com"])
def test_pages_are_the_same_with_and_without_an_account(unknown, prefix, user):
    assert shown(Client(), unknown, prefix) == shown(Client(), user.email, prefix)


def test_pages_with_and_without_an_account_end_after_as_many_tries(user):
    def tries(email):
        client = Client()
        ask(client, email)
        return [give(client, "0").status_code for _n in range(6)]

    assert tries("nobody@example.gov.uk") == tries(user.email)


def test_an_address_for_work_without_an_account_is_told_what_to_do(client):
    ask(client, "nobody@example.gov.uk")

    assert mail.outbox[0].to == ["nobody@example.gov.uk"]
    assert "There is no account with it" in mail.outbox[0].body
    assert "http://localhost:8000/sign-in/ask/" in mail.outbox[0].body


def test_other_addresses_without_an_account_get_no_mail(client):
    ask(client, "nobody@example.com")

    assert not mail.outbox


def test_no_code_signs_in_an_address_without_an_account(client):
    ask(client, "nobody@example.gov.uk")

    for code in ("", "0000-0000", "None"):
        give(client, code)

    assert not is_signed_in(client)
    assert not User.objects.filter(email="nobody@example.gov.uk").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/sign-in/signup/",
        "/sign-in/login/",
        "/sign-in/email/",
        "/sign-in/password/reset/",
        "/sign-in/password/set/",
        "/sign-in/password/change/",
        "/sign-in/reauthenticate/",
        "/sign-in/social/signup/",
    ],
)
def test_nothing_else_of_the_library_can_be_reached(address, client, user):
    client.force_login(user)

    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "new@example.gov.uk"}).status_code == 404


# Limits


def test_codes_for_one_address_are_limited(client, user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/h/key"}

    answers = [ask(Client(), user.email) for _n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "Too many codes were asked for" in answers[-1].text
    assert user.email in answers[-1].text
    assert len(mail.outbox) == 2


def test_codes_asked_from_one_place_are_limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/h/ip"}

    answers = [ask(Client(), f"person{n}@example.gov.uk") for n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 200]


def test_behind_a_proxy_places_are_told_apart(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/h/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask_from(address):
        headers = {"x-forwarded-for": f"192.0.2.99, {address}"}  # what a sender adds in front counts for nothing
        return Client().post(SIGN_IN, {"email": "a@example.gov.uk"}, headers=headers).status_code

    assert [ask_from(f"198.51.100.{n}") for n in (1, 2, 1)] == [302, 302, 200]


def test_without_a_proxy_nobody_chooses_the_place_that_counts(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/h/ip"}

    answers = [
        Client().post(SIGN_IN, {"email": "a@example.gov.uk"}, headers={"x-forwarded-for": f"198.51.100.{n}"})
        for n in (1, 2)
    ]

    assert [answer.status_code for answer in answers] == [302, 200]


def test_tries_for_one_address_are_limited_over_all_its_codes(user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_login_code": "2/h/key"}
    clients = [Client() for _n in range(3)]
    codes = [code_for(client, user.email) for client in clients]

    answers = [give(client, other_than(code)) for client, code in zip(clients[:2], codes, strict=False)]
    answers.append(give(clients[2], codes[2]))

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert not is_signed_in(clients[2])


def test_limits_are_set_for_all_that_can_be_tried(settings):
    assert set(settings.ACCOUNT_RATE_LIMITS) == {
        "request_login_code",
        "confirm_login_code",
        "ask_to_join",
        "login_failed",
    }
    rates = {action: rate for action, rate in settings.ACCOUNT_RATE_LIMITS.items() if action != "login_failed"}
    assert all("/ip" in rate and "/key" in rate for rate in rates.values())


# Where it leads


@pytest.mark.parametrize("next_", ["/my-prison/EXI/", "/cy/my-prison/", "/directory/?q=a&region=Wales"])
def test_signing_in_leads_on_within_the_hub(next_, client, user):
    query = f"?next={quote(next_)}"
    asked = ask(client, user.email, query=query)

    answer = client.post(asked.headers["Location"], {"code": code_in(mail.outbox[0])})

    assert answer.headers["Location"] == next_


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver.evil.example/",
        "http://localhost/",
        "\x00//evil.example",
    ],
)
def test_signing_in_never_leads_elsewhere(next_, client, user):
    query = f"?next={quote(next_)}"
    code = ask(client, user.email, query=query) and code_in(mail.outbox[0])

    answer = give(client, code, query)

    assert answer.headers["Location"] == "/my-prison/"
    assert ask(client, user.email, query=query).headers["Location"] == "/my-prison/"


def test_the_way_on_is_kept_through_the_form_and_escaped(client):
    answer = client.get(SIGN_IN, {"next": '/a"><script>'})

    assert '<input type="hidden" name="next" value="/a&quot;&gt;&lt;script&gt;">' in answer.text


def test_who_is_signed_in_is_led_on_at_once(client, user):
    client.force_login(user)

    assert client.get(SIGN_IN).headers["Location"] == "/my-prison/"
    assert client.get(CODE).headers["Location"] == "/my-prison/"


def test_the_code_page_without_a_code_leads_back(client):
    assert client.get(CODE).headers["Location"] == "/sign-in/?note=unusable"


# Signing out


@pytest.mark.parametrize("address", [SIGN_OUT, "/admin/logout/"])
def test_browser_is_told_to_forget_what_it_kept_once_somebody_signs_out_and_not_before(address, editor_client, home):
    before, after = editor_client.get("/sign-in/out/"), editor_client.post(address)

    assert "Clear-Site-Data" not in before.headers
    assert after.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_is_by_post(client, user):
    client.force_login(user)

    shown = client.get(SIGN_OUT)
    assert "You are still signed in" in shown.text
    assert is_signed_in(client)
    answer = client.post(SIGN_OUT)
    assert "You are signed out" in answer.text
    assert not is_signed_in(client)
    assert answer.cookies["sessionid"].value == ""
    assert "You are signed out" in client.get(SIGN_OUT).text


@pytest.mark.parametrize("address", [SIGN_IN, SIGN_OUT])
def test_forms_are_guarded_against_other_sites(address, user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.post(address, {"email": user.email}).status_code == 403
    assert is_signed_in(client)


# The admin


def test_a_code_does_not_open_the_admin(client, staff):
    sign_in(client, staff)

    assert client.session[BACKEND_SESSION_KEY] == CODE_BACKEND
    for address in ("/admin/", "/admin/pages/", "/admin/users/", "/admin/account/", "/admin/invitations/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")
    assert client.post("/admin/users/new/", {"email": "x@example.org"}).status_code == 302
    assert User.objects.count() == 1


def test_a_code_does_not_open_the_admin_for_who_becomes_an_editor_later(client, user):
    sign_in(client, user)
    group = Group.objects.create(name="New editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)

    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_after_a_code_a_password_opens_the_admin(client, staff):
    sign_in(client, staff)

    assert client.get("/admin/login/").status_code == 200
    client.post("/admin/login/", {"username": staff.email, "password": PASSWORD, "next": "/admin/"})
    assert client.get("/admin/").status_code == 200
    assert client.get("/my-prison/").status_code == 200


def test_a_wrong_password_after_a_code_opens_nothing(client, staff):
    sign_in(client, staff)

    client.post("/admin/login/", {"username": staff.email, "password": "wrong"})

    assert client.get("/admin/").status_code == 302


def test_an_editor_with_a_password_acts_for_a_prison_too(client, staff):
    prison = MembershipFactory(user=staff).prison
    client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})

    assert client.get(f"/my-prison/{prison.pk}/").status_code == 200


def test_a_code_takes_the_right_to_the_admin_from_nobody_else(client, staff, user):
    sign_in(Client(), user)
    client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})

    assert client.get("/admin/").status_code == 200


def test_a_contributor_is_sent_no_password(client, user):
    user.set_unusable_password()
    user.save()

    client.post("/admin/password_reset/", {"email": user.email})

    assert not mail.outbox


# Sessions and cookies


def test_a_session_lasts_a_working_day(client, user, settings):
    assert settings.SESSION_COOKIE_AGE == 10 * 3600
    answer = sign_in(client, user)

    cookie = answer.cookies["sessionid"]
    assert cookie["max-age"] == 10 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_session_goes_over_https_only_where_the_hub_does(client, user, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert sign_in(client, user).cookies["sessionid"]["secure"]


def test_signing_in_gives_a_new_session(client, user):
    code = code_for(client, user.email)
    before = client.session.session_key

    give(client, code)

    assert client.session.session_key != before


@pytest.mark.parametrize("address", ["/", "/cy/", "/directory/", "/search/", "/no-such-page/", "/sign-in/ask/"])
def test_public_pages_set_no_cookie_and_do_not_vary_by_reader(address, client):
    answer = client.get(address)

    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert 'href="/sign-in/"' in answer.text or 'href="/cy/sign-in/"' in answer.text


@pytest.mark.parametrize("address", ["/", "/directory/"])
def test_public_pages_are_the_same_for_who_is_signed_in(address, client, user):
    stranger = client.get(address).text
    sign_in(client, user)

    assert client.get(address).text == stranger


@pytest.mark.parametrize("address", [SIGN_IN, CODE, SIGN_OUT])
def test_pages_of_signing_in_are_stored_nowhere(address, client, user):
    ask(client, user.email)

    assert "no-store" in client.get(address).headers["Cache-Control"]
    assert client.get(SIGN_IN).cookies.keys() <= {"csrftoken"}


def test_nothing_is_left_to_be_told_in_the_admin(client, staff):
    sign_in(client, staff)

    assert "messages" not in client.cookies
    assert "_messages" not in client.session


# Welsh, and the forms themselves


def test_signing_in_works_in_welsh(client, user, monkeypatch):
    languages = []
    monkeypatch.setattr("hub.accounts.send_mail", lambda name, to, language, **said: languages.append((language, said)))

    page = client.get("/cy/sign-in/")
    asked = ask(client, user.email, "/cy")
    code_page = client.get(asked.headers["Location"])
    answer = client.post(asked.headers["Location"], {"code": languages[0][1]["code"]})

    assert '<html lang="cy">' in page.text
    assert asked.headers["Location"] == "/cy/sign-in/code/"
    assert '<html lang="cy">' in code_page.text
    assert languages[0][0] == "cy"
    assert answer.headers["Location"] == "/cy/my-prison/"


def test_a_welsh_reader_without_an_account_is_led_to_the_welsh_form(client):
    ask(client, "nobody@example.gov.uk", "/cy")

    assert "http://localhost:8000/cy/sign-in/ask/" in mail.outbox[0].body


def test_the_code_is_asked_for_so_that_a_telephone_can_fill_it_in(client, user):
    ask(client, user.email)

    text = client.get(CODE).text
    assert 'autocomplete="one-time-code"' in text
    assert 'inputmode="numeric"' in text


def test_the_address_can_be_filled_in_by_the_browser(client):
    assert 'autocomplete="email"' in client.get(SIGN_IN).text


def test_what_was_typed_is_escaped(client):
    answer = ask(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("address", [SIGN_IN, SIGN_OUT])
def test_pages_cost_few_queries(address, client, django_assert_max_num_queries):
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address)
