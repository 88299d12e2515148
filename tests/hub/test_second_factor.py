import json
import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import ModelLogEntry

from hub.accounts import CODE_BACKEND
from hub.models import User
from tests.factories import UserFactory
from tests.hub.test_security_headers import LONG_KEY, manage
from tests.passkey import Passkey

PASSWORD = "a long password"
FACTORS = "/sign-in/second-factor/"
GIVE = f"{FACTORS}give/"
APP = f"{FACTORS}app/"
CODES = f"{FACTORS}recovery-codes/"
PAGES = [FACTORS, APP, f"{APP}remove/", f"{FACTORS}passkey/", CODES, f"{CODES}new/"]


@pytest.fixture(autouse=True)
def _asked_for(settings, home):
    settings.MFA_REQUIRED = True


@pytest.fixture
def staff(db):
    """An editor who is no administrator."""
    user = User.objects.create_user("staff@example.gov.uk", PASSWORD)
    group = Group.objects.create(name="Into the admin")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


@pytest.fixture
def secret(staff):
    """The secret of the app that the editor has set up."""
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    return secret


def by_password(client, user, next_="/admin/"):
    return client.post("/admin/login/", {"username": user.email, "password": PASSWORD, "next": next_})


def code_of(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def give(client, code, next_="/admin/"):
    return client.post(f"{GIVE}?next={next_}", {"code": code})


def is_in(client):
    return client.get("/admin/").status_code == 200


def signed_in(user, secret):
    client = Client()
    by_password(client, user)
    give(client, code_of(secret))
    return client


def signed_in_anew(user):
    client = Client()
    by_password(client, user)
    return client


# The admin stays shut


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/account/", "/admin/no-such-page/"])
def test_password_alone_leads_to_setting_a_factor_up(address, client, staff):
    by_password(client, staff)

    assert client.get(address).headers["Location"] == f"{FACTORS}?next={address}"
    assert client.post(address).status_code == 302


def test_password_alone_leads_to_giving_the_factor(client, staff, secret):
    by_password(client, staff)

    assert client.get("/admin/pages/?q=a&p=2").headers["Location"] == f"{GIVE}?next=/admin/pages/%3Fq%3Da%26p%3D2"


def test_code_of_the_app_opens_the_admin_and_leads_on(client, staff, secret):
    by_password(client, staff)
    before = client.session.session_key

    answer = give(client, code_of(secret), "/admin/pages/")

    assert answer.headers["Location"] == "/admin/pages/"
    assert is_in(client)
    assert client.session.session_key != before


def test_factor_counts_in_its_own_session_alone(client, staff, secret):
    signed_in(staff, secret)

    by_password(client, staff)

    assert not is_in(client)


def test_password_given_anew_asks_for_the_factor_anew(staff, secret):
    client = signed_in(staff, secret)

    by_password(client, staff)

    assert not is_in(client)


def test_same_code_does_not_work_twice(client, staff, secret):
    signed_in(staff, secret)
    cache.clear()  # as in another process
    by_password(client, staff)

    assert "This code is not right" in give(client, code_of(secret)).text
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "000", "\x00", "ŵ" * 8, "9" * 5000])
def test_wrong_code_is_refused_in_words(code, client, staff, secret):
    by_password(client, staff)

    answer = give(client, code)

    assert answer.status_code == 200
    assert 'href="#id_code"' in answer.text
    assert not is_in(client)


def test_recovery_code_opens_the_admin_once(client, staff, secret):
    [code, *_rest] = RecoveryCodes.activate(staff).generate_codes()
    by_password(client, staff)

    give(client, code)
    assert is_in(client)

    by_password(client, staff)
    give(client, code)
    assert not is_in(client)


def test_code_by_mail_opens_neither_the_admin_nor_the_pages_on_factors(client, staff, secret):
    client.post("/sign-in/", {"email": staff.email})
    client.post("/sign-in/code/", {"code": re.search(r"^\d{4}-\d{4}$", mail.outbox[0].body, re.MULTILINE)[0]})
    assert client.session["_auth_user_backend"] == CODE_BACKEND

    give(client, code_of(secret))

    assert not is_in(client)
    for address in [*PAGES, GIVE]:
        assert client.get(address).headers["Location"].startswith("/admin/login/"), address


def test_new_password_by_mail_does_not_go_past_the_factor(client, staff, secret):
    uid, token = urlsafe_base64_encode(force_bytes(staff.pk)), default_token_generator.make_token(staff)
    asked = client.get(f"/admin/password_reset/confirm/{uid}/{token}/")
    client.post(asked.headers["Location"], {"new_password1": "another long one", "new_password2": "another long one"})
    assert not is_in(client)

    client.post("/admin/login/", {"username": staff.email, "password": "another long one"})

    assert not is_in(client)


def test_wagtails_other_sign_in_page_leads_to_the_one_of_the_admin(client, staff):
    assert client.get("/_util/login/?next=/a/").headers["Location"] == "/admin/login/?next=/a/"
    assert client.post("/_util/login/", {"username": staff.email, "password": PASSWORD}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_who_may_not_use_the_admin_sets_nothing_up(client, db):
    user = User.objects.create_user("reader@example.org", PASSWORD)
    client.force_login(user)

    for address in PAGES:
        assert client.get(address).headers["Location"].startswith("/admin/login/"), address


@pytest.mark.parametrize("address", PAGES)
def test_password_alone_changes_no_factor_that_is_there(address, client, staff, secret):
    by_password(client, staff)

    for answer in (client.get(address), client.post(address)):
        assert answer.headers["Location"].startswith(GIVE)
    assert Authenticator.objects.filter(user=staff).count() == 1


def test_pages_around_signing_in_stay_open(client):
    for address in ("/admin/login/", "/admin/password_reset/"):
        assert client.get(address).status_code == 200


# Setting up


def test_app_is_set_up_by_its_code_and_opens_the_admin(client, staff, django_capture_on_commit_callbacks):
    by_password(client, staff)
    page = client.get(APP)
    secret = client.session["mfa.totp.secret"]
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert secret in page.text

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(APP, {"code": code_of(secret)})

    assert answer.headers["Location"] == CODES
    assert is_in(client)
    assert [message.to for message in mail.outbox] == [[staff.email]]
    assert ModelLogEntry.objects.filter(action="hub.add_factor", user=staff).exists()


def test_wrong_code_sets_nothing_up_and_keeps_the_secret(client, staff):
    by_password(client, staff)
    client.get(APP)
    secret = client.session["mfa.totp.secret"]

    answer = client.post(APP, {"code": "000"})

    assert "This code is not right" in answer.text
    assert secret in answer.text
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_once_with_a_file_of_them(staff, secret):
    RecoveryCodes.activate(staff)
    client = signed_in(staff, secret)

    first, second = client.get(CODES).text, client.get(CODES).text

    codes = re.findall(r'<li class="code">(\d{8})</li>', first)
    assert len(codes) == 10
    assert "%0D%0A".join(codes) in first
    assert not re.search(r"\d{8}", second)
    assert "10 codes are left" in second


def test_recovery_codes_that_were_shown_work_once_and_can_be_read_by_nobody(staff, secret):
    row = RecoveryCodes.activate(staff).instance
    codes = re.findall(r'<li class="code">(\d{8})</li>', signed_in(staff, secret).get(CODES).text)

    row.refresh_from_db()
    assert "seed" not in row.data
    assert not set(codes) & set(row.wrap().get_unused_codes())
    kept = row.wrap().get_unused_codes()[0]

    client = signed_in_anew(staff)
    assert not is_in(client)
    give(client, kept)
    assert not is_in(client)
    give(client, codes[3])
    assert is_in(client)
    assert "9 codes are left" in client.get(CODES).text

    client = signed_in_anew(staff)
    give(client, codes[3])
    assert not is_in(client)
    give(client, f"{codes[4][:4]} {codes[4][4:]}")
    assert is_in(client)


def test_new_recovery_codes_end_the_old_ones(staff, secret):
    [old, *_rest] = RecoveryCodes.activate(staff).generate_codes()
    client = signed_in(staff, secret)

    assert client.post(f"{CODES}new/").headers["Location"] == CODES

    assert old not in client.get(CODES).text


def test_after_a_while_changing_a_factor_asks_for_it_again(staff, secret, settings):
    client = signed_in(staff, secret)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

    answer = client.post(f"{APP}remove/")

    assert answer.headers["Location"].startswith(GIVE)
    assert Authenticator.objects.filter(user=staff).exists()


def test_app_is_removed_and_then_the_admin_wants_a_new_one(staff, secret, django_capture_on_commit_callbacks):
    client = signed_in(staff, secret)
    assert client.get(f"{APP}remove/").status_code == 200

    elsewhere = signed_in_anew(staff)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{APP}remove/")

    assert not Authenticator.objects.filter(user=staff).exists()
    assert ModelLogEntry.objects.filter(action="hub.remove_factor", user=staff).exists()
    assert client.get(FACTORS).status_code == 200
    assert elsewhere.get("/my-prison/").headers["Location"].startswith("/sign-in/")


def test_passkey_page_has_the_scripts_of_our_own_and_what_the_browser_needs(client, staff):
    by_password(client, staff)

    page = client.get(f"{FACTORS}passkey/")

    assert 'id="passkey-options"' in page.text
    assert '"challenge"' in page.text
    assert set(re.findall(r'<script src="([^"]+)"', page.text)) >= {"/static/passkey.js", "/static/mfa/js/webauthn.js"}
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("credential", ["", "{}", "[]", "x", '{"id": 1}'])
def test_what_is_no_passkey_is_refused(credential, client, staff):
    by_password(client, staff)
    client.get(f"{FACTORS}passkey/")

    answer = client.post(f"{FACTORS}passkey/", {"credential": credential, "name": "My telephone"})

    assert answer.status_code == 200
    assert "The passkey did not work" in answer.text
    assert 'value="My telephone"' in answer.text
    assert not Authenticator.objects.exists()


def options_of(client, address):
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', client.get(address).text)
    return next(iter(json.loads(found[1]).values()))["publicKey"]


def test_passkey_is_set_up_and_opens_the_admin(client, staff):
    key = Passkey("testserver")
    by_password(client, staff)
    made = key.made(options_of(client, f"{FACTORS}passkey/"))
    answer = client.post(f"{FACTORS}passkey/", {"credential": made, "name": "Work telephone"})
    assert answer.headers["Location"] == CODES
    assert is_in(client)

    by_password(client, staff)
    assert not is_in(client)
    for wrong in ("", "[]", '{"id": 1}', Passkey("testserver").given(options_of(client, f"{GIVE}passkey/"))):
        assert "The passkey did not work" in client.post(f"{GIVE}passkey/", {"credential": wrong}).text
        assert not is_in(client)
    given = key.given(options_of(client, f"{GIVE}passkey/"))
    answer = client.post(f"{GIVE}passkey/?next=/admin/pages/", {"credential": given})

    assert answer.headers["Location"] == "/admin/pages/"
    assert is_in(client)
    assert "Work telephone" in client.get(FACTORS).text
    client.post(f"{FACTORS}passkey/{Authenticator.objects.get(type='webauthn').pk}/remove/")
    assert not Authenticator.objects.exists()


def test_passkey_of_another_site_is_refused(client, staff):
    by_password(client, staff)
    made = Passkey("evil.example").made(options_of(client, f"{FACTORS}passkey/"))

    client.post(f"{FACTORS}passkey/", {"credential": made})

    assert not Authenticator.objects.exists()


# Secrets


def test_secrets_are_encrypted_and_lost_with_the_key(staff, secret, client, settings):
    assert secret not in str(Authenticator.objects.get().data)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    by_password(client, staff)
    give(client, code_of(secret))
    assert is_in(client)

    settings.SECRET_KEY_FALLBACKS = []
    by_password(client, staff)

    assert give(client, code_of(secret, 1)).status_code == 200


# Taking them away


def reset(*arguments):
    call_command("reset_mfa", *arguments, stdout=StringIO())


def test_administrator_takes_factors_away_and_it_is_logged(staff, secret, django_capture_on_commit_callbacks):
    boss = User.objects.create_superuser("boss@example.org", PASSWORD)
    client = signed_in(staff, secret)

    with django_capture_on_commit_callbacks(execute=True):
        reset(staff.email, "--by", boss.email, "--checked", "in-person")

    assert not Authenticator.objects.exists()
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    entry = ModelLogEntry.objects.get(action="hub.reset_factor")
    assert (entry.user, entry.object_id, entry.data) == (boss, str(staff.pk), {"checked": "in-person"})
    assert mail.outbox[0].to == [staff.email]


def test_nobody_but_another_administrator_takes_factors_away(staff, secret):
    boss = User.objects.create_superuser("boss@example.org", PASSWORD)

    for email, by in ((staff.email, staff.email), (staff.email, "nobody@example.org"), (boss.email, boss.email)):
        with pytest.raises(CommandError):
            reset(email, "--by", by, "--checked", "in-person")
    assert Authenticator.objects.exists()


# Doing without


def test_demonstration_on_this_machine_does_without_and_says_so(client, staff, settings):
    settings.MFA_REQUIRED = False

    assert "no second factor is asked for" in client.get("/admin/login/").text
    by_password(client, staff)
    assert is_in(client)


def test_what_comes_from_another_machine_is_asked_all_the_same(staff, settings):
    settings.MFA_REQUIRED = False
    client = Client(REMOTE_ADDR="198.51.100.1")

    assert "no second factor is asked for" not in client.get("/admin/login/").text
    by_password(client, staff)
    assert not is_in(client)


@pytest.mark.parametrize(
    "unsafe", [{"HTTPS": "on"}, {"BEHIND_PROXY": "on"}, {"ALLOWED_HOSTS": "localhost,hub.example.org"}]
)
def test_hub_refuses_to_start_without_it_for_others(unsafe):
    environment = {"SECRET_KEY": LONG_KEY, "HTTPS": "off", "DEBUG": "off", "ALLOWED_HOSTS": "localhost"}

    done = manage("check", **environment | unsafe, MFA_REQUIRED="off")

    assert ImproperlyConfigured.__name__ in done.stderr
    assert "MFA_REQUIRED=off is for this machine alone" in done.stderr


def test_it_is_asked_for_unless_told_otherwise():
    done = manage("shell", "-c", "from django.conf import settings; print(settings.MFA_REQUIRED)", DEBUG="on")

    assert done.stdout.splitlines()[-1] == "True"


# Pages


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_pages_open_in_both_languages_and_are_stored_nowhere(prefix, staff, secret):
    client = signed_in(staff, secret)
    RecoveryCodes.activate(staff)
    Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": "x"})

    for address in [FACTORS, f"{APP}remove/", f"{FACTORS}passkey/", CODES, f"{CODES}new/", GIVE]:
        page = client.get(prefix + address)
        assert page.status_code == 200, address
        assert "no-store" in page.headers["Cache-Control"]


def test_names_of_pages_are_the_librarys():
    assert reverse("mfa_reauthenticate") == GIVE
