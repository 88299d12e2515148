"""Who reaches what: every address of practice examples and concerns, for everybody who should not."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse

from directory.models import Submission, SubmissionFile
from directory.practice.moves import move
from directory.practice.states import State, Verb
from tests.factories import STORY, ConcernFactory, MembershipFactory, SubmissionFactory, UserFactory

SECRET = "Only for the team A1234BC"


def addresses_in(namespace):
    """{name: the names of its arguments} of every address of a namespace."""
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return {
        name: resolver.reverse_dict.getlist(name)[0][0][0][1] for name in resolver.reverse_dict if isinstance(name, str)
    }


PRACTICE = ["index", "status", "group", "documents", "check", "sign_off", "ask", "file", "remove_file"]
ADMIN = ["index", "index_results", "edit", "file", "key_in", "import", "template", "rejected"]


@pytest.fixture
def submission(prison, home):
    row = SubmissionFactory(
        prison=prison, need=SECRET, title="Secret title", started_by=MembershipFactory(prison=prison).user
    )
    row.messages.create(text=SECRET, at=row.created_at, role="contributor")
    kept = SubmissionFile(submission=row, name="a.txt", size=1, sha256="a" * 64)
    kept.file.save("a.txt", ContentFile(SECRET.encode()))
    return row


@pytest.fixture
def addresses(submission):
    """Every address of the practice pages of a submission."""
    known = {
        "code": submission.prison_id,
        "reference": submission.reference,
        "slug": "need",
        "pk": submission.files.get().pk,
        "verb": "withdraw",
    }
    return {
        name: reverse(f"practice:{name}", kwargs={argument: known[argument] for argument in ["code", *arguments]})
        for name, arguments in addresses_in("practice").items()
    }


def stored():
    return (
        list(Submission.objects.values()),
        list(SubmissionFile.objects.values()),
        Submission.objects.get().messages.count(),
    )


POSTED = {
    "need": "Changed",
    "context": "Changed",
    "text": "Hello",
    "reason": "Because",
    "send_back": "1",
    "revision": 0,
    "token": "x",
}


def test_the_table_has_every_address(addresses):
    assert sorted(addresses) == sorted(PRACTICE)
    assert sorted(addresses_in("submissions")) == sorted(ADMIN)


@pytest.mark.parametrize("name", PRACTICE)
@pytest.mark.parametrize("state", State)
def test_nobody_but_the_team_reads_or_changes_a_submission(name, state, addresses, stranger, reader, submission):
    Submission.objects.update(state=state)
    before = stored()
    plain, everything = UserFactory(), UserFactory(is_superuser=True, is_staff=True)
    for user in (None, stranger, plain, reader, everything):
        browser = Client()
        if user:
            browser.force_login(user)
        for answer in (browser.get(addresses[name]), browser.post(addresses[name], POSTED)):
            assert answer.status_code == 404 if user else answer.status_code in (200, 302, 405), (user, answer)
            assert SECRET not in answer.content.decode()
            assert "Secret title" not in answer.content.decode()
            if answer.status_code == 302:
                assert answer.url.startswith("/sign-in/?next=/my-prison/")
    assert stored() == before


@pytest.mark.parametrize("name", [name for name in PRACTICE if name != "index"])
def test_a_team_reaches_nothing_of_another_prison_by_way_of_its_own(name, addresses, stranger, submission):
    own = stranger.memberships.get().prison_id
    address = addresses[name].replace(f"/{submission.prison_id}/", f"/{own}/")
    before = stored()
    browser = Client()
    browser.force_login(stranger)

    assert browser.get(address).status_code in (404, 405)
    assert browser.post(address, POSTED).status_code in (404, 405)
    assert stored() == before


def test_a_team_reaches_no_file_of_another_submission_of_its_own(submission, contributor):
    other = SubmissionFactory(prison=submission.prison)
    kept = submission.files.get()
    browser = Client()
    browser.force_login(contributor)

    assert browser.get(reverse("practice:file", args=[other.prison_id, other.reference, kept.pk])).status_code == 404
    browser.post(reverse("practice:remove_file", args=[other.prison_id, other.reference, kept.pk]))
    assert SubmissionFile.objects.exists()


def test_a_contributor_does_not_reach_the_sign_off(addresses, contributor):
    browser = Client()
    browser.force_login(contributor)

    assert browser.get(addresses["sign_off"]).status_code == 404


def test_somebody_who_left_the_team_reaches_nothing(addresses, contributor):
    browser = Client()
    browser.force_login(contributor)
    assert browser.get(addresses["status"]).status_code == 200
    contributor.memberships.all().delete()

    assert {browser.get(address).status_code for address in addresses.values()} == {404}


# Admin


def admin_addresses(submission):
    known = {"pk": submission.pk}
    return [
        reverse(f"submissions:{name}", kwargs={argument: known[argument] for argument in arguments})
        for name, arguments in addresses_in("submissions").items()
    ]


@pytest.mark.parametrize("state", State)
def test_nobody_but_editors_reaches_the_admin_of_practice(state, submission, approver, client):
    Submission.objects.update(state=state)
    before = stored()
    other_staff = UserFactory(is_staff=True)
    for user in (None, approver, other_staff):
        browser = Client()
        if user:
            browser.force_login(user)
        for address in [*admin_addresses(submission), reverse("concerns_admin:index")]:
            for answer in (browser.get(address), browser.post(address, POSTED | {"verb": Verb.DECLINE})):
                assert answer.status_code in (302, 403, 404, 405)
                assert SECRET not in answer.content.decode()
    assert stored() == before


@pytest.mark.parametrize("state", [State.DRAFT, State.WITH_APPROVER, State.WITHDRAWN])
def test_editors_do_not_reach_what_is_not_with_them(state, submission, client, reader):
    Submission.objects.update(state=state)
    client.force_login(reader)

    assert "Secret title" not in client.get(reverse("submissions:index")).content.decode()
    assert client.get(reverse("submissions:edit", args=[submission.pk])).status_code == 404
    assert client.post(reverse("submissions:edit", args=[submission.pk]), POSTED).status_code == 404
    assert client.get(reverse("submissions:file", args=[submission.files.get().pk])).status_code == 404


def test_a_reader_of_concerns_needs_the_permission(submission, client):
    concern = ConcernFactory(text=SECRET)
    client.force_login(UserFactory(is_staff=True))

    assert SECRET not in client.get(reverse("concerns_admin:edit", args=[concern.pk])).content.decode()


# Public pages


@pytest.mark.parametrize("state", State)
def test_nothing_of_a_submission_is_on_a_public_page(state, submission, client, case_studies, at_state):
    at_state(submission, state)
    public = [
        "/",
        "/case-studies/",
        "/directory/",
        submission.prison.get_absolute_url(),
        "/search/?q=secret",
        "/sitemap.xml",
        "/share-your-practice/",
    ]

    for address in public:
        text = client.get(address).content.decode()
        assert submission.reference not in text
        assert "Secret title" not in text
        assert SECRET not in text


def test_a_draft_that_was_accepted_is_nowhere_public(submission, client, reader, case_studies):
    Submission.objects.update(
        state="submitted", cleaned={**STORY, "title": "Cleaned title", "summary": "S", "started": "2025"}
    )
    page = move(submission, Verb.ACCEPT, reader, version=0).case_study

    for address in ("/case-studies/", "/search/?q=cleaned", submission.prison.get_absolute_url(), "/sitemap.xml", "/"):
        assert "Cleaned title" not in client.get(address).content.decode()
    assert client.get(page.url).status_code == 404
