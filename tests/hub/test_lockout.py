import datetime

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

from hub.lockout import FORGOTTEN_AFTER, LIMITS, guess, wait
from hub.models import Tries, User
from hub.sessions import SEEN, SIGNED_IN

PASSWORD = "a long password"
FREE, FIRST, MOST = LIMITS["account and place"]


@pytest.fixture
def staff(db):
    return User.objects.create_superuser("staff@example.gov.uk", PASSWORD)


def sign_in(email, password, address="198.51.100.1", client=None):
    client = client or Client()
    answer = client.post("/admin/login/", {"username": email, "password": password}, REMOTE_ADDR=address)
    cache.clear()  # each try may be answered by another process
    return answer


def wrong(email, times, address="198.51.100.1"):
    return [sign_in(email, "wrong", address) for _n in range(times)]


def is_in(answer):
    return answer.status_code == 302


def test_wait_doubles_up_to_a_limit():
    assert [wait(count, 5, 60, 3600) for count in (0, 4, 5, 6, 7, 10, 11, 12, 10_000)] == [
        *(0, 0, 60, 120, 240),
        *(1920, 3600, 3600, 3600),
    ]


def test_after_some_wrong_passwords_the_right_one_has_to_wait(staff):
    wrong(staff.email, FREE)

    answer = sign_in(staff.email, PASSWORD)

    assert not is_in(answer)
    assert "There were too many tries. Wait 1 minute, then try again" in answer.text


def test_who_waited_signs_in_and_begins_anew(staff):
    wrong(staff.email, FREE)
    Tries.objects.update(last=timezone.now() - datetime.timedelta(seconds=FIRST + 1))

    assert is_in(sign_in(staff.email, PASSWORD))
    assert not Tries.objects.exists()


def test_tries_while_waiting_are_not_looked_at_and_lengthen_nothing(staff):
    wrong(staff.email, FREE + 3)

    assert set(Tries.objects.values_list("count", flat=True)) == {FREE}


def test_each_further_wrong_password_doubles_the_wait(staff):
    wrong(staff.email, FREE)
    Tries.objects.update(last=timezone.now() - datetime.timedelta(seconds=FIRST + 1))

    wrong(staff.email, 1)

    assert "Wait 2 minutes" in sign_in(staff.email, PASSWORD).text


def test_somebody_elsewhere_is_not_kept_out_by_a_few_guesses(staff):
    wrong(staff.email, FREE)

    assert is_in(sign_in(staff.email, PASSWORD, "203.0.113.9"))


def test_guesses_from_many_places_are_counted_together(staff):
    for n in range(LIMITS["account"][0]):
        wrong(staff.email, 1, f"198.51.100.{n}")

    assert not is_in(sign_in(staff.email, PASSWORD, "203.0.113.9"))


@pytest.mark.parametrize("email", ["STAFF@example.gov.uk", " staff@example.gov.uk "])
def test_spelling_an_address_otherwise_begins_no_new_count(email, staff):
    wrong(staff.email, FREE)

    assert not is_in(sign_in(email, PASSWORD))


def test_what_is_said_is_the_same_without_an_account(staff, home):
    def said(email):
        return [answer.context["form"].non_field_errors() for answer in wrong(email, FREE + 1)]

    assert said("nobody@example.gov.uk") == said(staff.email)


def test_a_right_password_among_wrong_ones_begins_anew(staff):
    wrong(staff.email, FREE - 1)
    sign_in(staff.email, PASSWORD)
    wrong(staff.email, FREE - 1)

    assert is_in(sign_in(staff.email, PASSWORD))


def test_tries_are_forgotten_after_a_day(db):
    request = RequestFactory().get("/")
    Tries.objects.all().delete()
    for _n in range(2):
        for _m in range(FREE):
            with pytest.raises(KeyError), guess(request, "code", "a"):
                raise KeyError
        with pytest.raises(ValidationError), guess(request, "code", "a"):
            pass
        Tries.objects.update(last=timezone.now() - FORGOTTEN_AFTER - datetime.timedelta(seconds=1))


def test_nothing_that_is_kept_says_who_it_was(staff):
    wrong(staff.email, 1)

    assert {len(row.digest) for row in Tries.objects.all()} == {64}
    assert staff.email not in str(list(Tries.objects.values()))


@pytest.mark.parametrize("email", ["\x00", "ŵ", "a" * 250])
def test_odd_addresses_are_counted_too(email, db):
    assert sign_in(email, "wrong").status_code == 200


# Sessions


def test_signing_in_by_password_gives_a_new_session_key(client, staff):
    client.get("/admin/login/")
    client.session["a"] = 1
    client.session.save()
    before = client.session.session_key

    sign_in(staff.email, PASSWORD, client=client)

    assert client.session.session_key != before


def test_new_password_ends_other_sessions(staff):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(staff.email, PASSWORD, "127.0.0.1", client)
        assert client.get("/admin/").status_code == 200
    given = {"password-old_password": PASSWORD, "password-new_password1": "another long one"}

    here.post("/admin/account/", given | {"password-new_password2": "another long one"} | ACCOUNT)

    assert User.objects.get().check_password("another long one")
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


ACCOUNT = {
    "name_email-first_name": "Ann",
    "name_email-last_name": "Example",
    "name_email-email": "staff@example.gov.uk",
    "locale-current_time_zone": "Europe/London",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
}


def test_nobody_changes_the_address_that_a_new_password_goes_to(client, staff):
    client.force_login(staff)

    client.post("/admin/account/", ACCOUNT | {"name_email-email": "evil@example.org"})

    assert User.objects.get().email == "staff@example.gov.uk"


def test_idle_session_ends_in_the_admin_and_a_busy_one_does_not(client, staff):
    client.force_login(staff)
    for minutes, status in ((50, 200), (50, 200), (61, 302)):
        session = client.session
        session[SEEN] -= minutes * 60
        session.save()
        answer = client.get("/admin/")
        assert answer.status_code == status
        assert ("Clear-Site-Data" in answer.headers) == (status == 302)

    assert client.get("/my-prison/").headers["Location"].startswith("/sign-in/")


def test_session_ends_a_working_day_after_signing_in_however_busy(client, staff):
    client.force_login(staff)
    session = client.session
    session[SIGNED_IN] -= 10 * 3600 - 60
    session.save()
    assert client.get("/admin/").status_code == 200

    session[SIGNED_IN] -= 120
    session.save()

    assert client.get("/admin/").status_code == 302
    assert not client.session.exists(session.session_key)
