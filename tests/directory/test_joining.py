import pytest
from django.core import mail
from django.test import Client

from directory.models import AccessRequest
from hub.models import User
from tests.factories import AccessRequestFactory, MembershipFactory, PrisonFactory

ASK = "/sign-in/ask/"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _pages(home):
    """Our pages have the header and footer of the site."""


@pytest.fixture
def filled(prison):
    return {
        "email": "asking@example.gov.uk",
        "prison": prison.pk,
        "role": "approver",
        "work": "I run the buddy scheme.",
    }


def stored():
    return AccessRequest.objects.get()


# The form


def test_somebody_asks_to_act_for_a_prison(client, filled, prison):
    answer = client.post(ASK, filled)

    assert answer.headers["Location"] == "/sign-in/ask/sent/"
    asked = stored()
    assert (asked.email, asked.prison, asked.role) == ("asking@example.gov.uk", prison, "approver")
    assert (asked.work, asked.language, asked.decision) == ("I run the buddy scheme.", "en-gb", "")
    assert "Your request has arrived" in client.get(answer.headers["Location"]).text


def test_asking_makes_no_account_and_tells_editors_alone_once(
    client, filled, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            client.post(ASK, filled)

    assert list(User.objects.all()) == [editor]
    (told,) = mail.outbox
    assert told.to == [editor.email]
    assert f"/admin/access_requests/edit/{stored().pk}/" in told.body
    assert filled["email"] not in told.body


def test_asking_in_welsh_is_answered_in_welsh(client, filled):
    page = client.get("/cy" + ASK)
    answer = client.post("/cy" + ASK, filled)

    assert '<html lang="cy">' in page.text
    assert answer.headers["Location"] == "/cy/sign-in/ask/sent/"
    assert '<html lang="cy">' in client.get(answer.headers["Location"]).text
    assert stored().language == "cy"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "nobody"),
        ("email", "a@gmail.com"),
        ("email", "a@evilgov.uk"),
        ("email", "a\x00@example.gov.uk"),
        ("prison", ""),
        ("prison", "ZZZ"),
        ("prison", "\x00"),
        ("role", ""),
        ("role", "editor"),
        ("work", ""),
        ("work", "  "),
        ("work", "x" * 501),
        ("trap", "on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(field, value, client, filled):
    answer = client.post(ASK, filled | {field: value})

    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert f'href="#id_{field}"' in answer.text
    for name in {"email", "work"} - {field}:
        assert filled[name] in answer.text
    assert not AccessRequest.objects.exists()


def test_the_box_for_programs_is_seen_only_by_them(client, filled):
    assert '<div hidden><label for="id_trap">' in client.get(ASK).text
    assert '<div hidden><label for="id_trap">' not in client.post(ASK, filled | {"trap": "on"}).text


def test_the_domains_that_are_accepted_are_said(client, filled, settings):
    settings.CONTRIBUTOR_EMAIL_DOMAINS = ["gov.uk", "example.net"]

    answer = client.post(ASK, filled | {"email": "a@gmail.com"})

    assert "gov.uk, example.net" in answer.text


def test_control_characters_are_not_stored(client, filled):
    client.post(ASK, filled | {"work": "I run\x07 it.\x00"})

    assert stored().work == "I run it."


def test_what_was_typed_is_escaped(client, filled):
    answer = client.post(ASK, dict.fromkeys(filled, HOSTILE))

    assert "<script>alert" not in answer.text


def test_a_prison_can_be_chosen_by_the_address(client, prison):
    assert f'<option value="{prison.pk}" selected>' in client.get(ASK, {"prison": prison.pk}).text
    assert "<option value=" in client.get(ASK, {"prison": HOSTILE}).text


def test_nobody_asks_to_act_for_a_prison_that_has_closed(client, filled):
    closed = PrisonFactory(status="closed")

    assert f'value="{closed.pk}"' not in client.get(ASK).text
    client.post(ASK, filled | {"prison": closed.pk})
    assert not AccessRequest.objects.exists()


# The same answer whatever is known


def test_the_answer_is_the_same_for_members_and_for_who_has_asked_before(client, filled):
    member = MembershipFactory()
    waiting = AccessRequestFactory()
    declined = AccessRequestFactory(decision="declined")
    addresses = ["nobody@example.gov.uk", member.user.email, waiting.email, declined.email]

    answers = [Client().post(ASK, filled | {"email": email}) for email in addresses]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/sign-in/ask/sent/")}


def test_asking_twice_is_one_request_and_the_first_words_stay(client, filled):
    client.post(ASK, filled)
    client.post(ASK, filled | {"email": "Asking@Example.gov.uk", "work": "Other words."})

    assert stored().work == "I run the buddy scheme."


def test_after_a_decision_one_may_ask_again(client, filled, prison):
    AccessRequestFactory(email=filled["email"], prison=prison, decision="declined")

    client.post(ASK, filled)

    assert AccessRequest.objects.filter(decision="").count() == 1


# Limits


def test_requests_of_one_address_are_limited(client, filled, settings):
    settings.ACCOUNT_RATE_LIMITS = {"ask_to_join": "1/d/key"}
    client.post(ASK, filled)

    answer = Client().post(ASK, filled | {"email": "ASKING@example.gov.uk", "work": "Another prison."})

    assert "Too many requests have come" in answer.text
    assert "Another prison." in answer.text
    assert AccessRequest.objects.count() == 1


def test_requests_from_one_place_are_limited(filled, settings):
    settings.ACCOUNT_RATE_LIMITS = {"ask_to_join": "2/h/ip"}

    for n in range(4):
        Client().post(ASK, filled | {"email": f"person{n}@example.gov.uk"})

    assert AccessRequest.objects.count() == 2


def test_what_was_put_right_counts_once(client, filled, settings):
    settings.ACCOUNT_RATE_LIMITS = {"ask_to_join": "1/d/key"}
    client.post(ASK, filled | {"work": ""})

    assert client.post(ASK, filled).status_code == 302


# No cookie, few queries


@pytest.mark.parametrize("address", [ASK, "/sign-in/ask/sent/", "/cy/sign-in/ask/"])
def test_asking_needs_no_cookie(address, client, filled):
    answers = [client.get(address), Client(enforce_csrf_checks=True).post(ASK, filled)]

    for answer in answers:
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_form_costs_few_queries_however_many_prisons(client, django_assert_max_num_queries):
    client.get(ASK)
    PrisonFactory.create_batch(30)

    with django_assert_max_num_queries(12):
        client.get(ASK)
