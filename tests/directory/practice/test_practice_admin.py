import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from directory.models import Submission, SubmissionFile
from directory.practice.acceptance import CLEANED as NAMES
from directory.practice.keying import add_document, key_in
from directory.practice.states import State
from resources.models import CaseStudyPage
from tests.factories import CLEANED, STORY, MembershipFactory, SubmissionFactory
from tests.files import pdf

from ..conftest import new_editor


@pytest.fixture
def submission(prison, contributor, at_state):
    row = SubmissionFactory(
        prison=prison, started_by=contributor, need="Mr A1234BC could not. <script>alert(1)</script>"
    )
    return at_state(row, State.SUBMITTED)


@pytest.fixture
def address(submission):
    return reverse("submissions:edit", args=[submission.pk])


@pytest.fixture
def at_desk(client, reader):
    client.force_login(reader)
    return client


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html5lib")


def sheet(**changes):
    """What the page posts."""
    return {**{name: CLEANED[name] for name in NAMES}, "revision": 0, "version": 0, "reason": "", **changes}


def test_an_editor_reads_what_was_sent_marked_beside_the_cleaned_text(at_desk, address):
    page = soup(at_desk.get(address))

    assert {mark.text for mark in page.select("mark")} == {"A1234BC"}
    assert page.find("textarea", {"name": "need"}).text.strip() == "Mr A1234BC could not. <script>alert(1)</script>"
    assert "<script>alert(1)" not in at_desk.get(address).content.decode()
    assert STORY["consent"] in page.text


def test_the_cleaned_text_is_stored_and_the_original_stays(at_desk, address, submission):
    at_desk.post(address, sheet(need="Somebody could not."))

    submission.refresh_from_db()
    assert submission.cleaned["need"] == "Somebody could not."
    assert "A1234BC" in submission.need
    assert submission.state == State.SUBMITTED


def test_two_editors_lose_nothing(at_desk, address, submission, client):
    at_desk.post(address, sheet(need="The first editor’s."))
    client.force_login(new_editor())
    answer = client.post(address, sheet(need="The second editor’s."))

    page = soup(answer)
    assert "The first editor’s." in page.select_one("main, #main, body").text
    assert page.find("textarea", {"name": "need"}).text.strip() == "The second editor’s."
    submission.refresh_from_db()
    assert submission.cleaned["need"] == "The first editor’s."
    client.post(address, sheet(need="Both.", revision=page.find("input", {"name": "revision"})["value"]))
    submission.refresh_from_db()
    assert submission.cleaned["need"] == "Both."


def test_acceptance_leads_to_a_draft_page(at_desk, address, submission, reader):
    assert at_desk.post(address, sheet(verb="accept")).status_code == 302

    page = CaseStudyPage.objects.get()
    assert (page.live, page.owner) == (False, reader)
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in at_desk.get(address).content.decode()


def test_a_second_click_on_accept_makes_no_second_page(at_desk, address):
    for _click in range(2):
        at_desk.post(address, sheet(verb="accept"))

    assert CaseStudyPage.objects.count() == 1


def test_what_is_marked_in_the_cleaned_text_is_looked_at_before_it_is_accepted(at_desk, address, submission):
    named = "We asked Gareth Pugh."
    answer = at_desk.post(address, sheet(verb="accept", need=named))
    assert "tick this box" in soup(answer).text
    assert not CaseStudyPage.objects.exists()

    at_desk.post(address, sheet(verb="accept", need=named, revision=1, read_marked="on"))
    assert CaseStudyPage.objects.exists()


def test_a_prison_number_is_never_accepted(at_desk, address):
    answer = at_desk.post(address, sheet(verb="accept", need="Ask A1234BC.", read_marked="on"))

    assert "This tells who somebody is: A1234BC. Take it out." in soup(answer).text
    assert not CaseStudyPage.objects.exists()


def test_a_jigsaw_in_the_cleaned_text_is_looked_at_before_it_is_accepted(at_desk, address):
    story = "One man had a stroke. He was moved to HMP Exeter."
    answer = at_desk.post(address, sheet(verb="accept", need=story))

    assert "Could somebody work out who this is?" in soup(answer).text
    assert not CaseStudyPage.objects.exists()


def test_what_is_missing_for_acceptance_is_said_beside_it_and_what_was_typed_is_kept(at_desk, address, submission):
    page = soup(at_desk.post(address, sheet(verb="accept", summary="", need="Typed")))

    assert "Write this first." in page.text
    assert page.find("textarea", {"name": "need"}).text.strip() == "Typed"
    submission.refresh_from_db()
    assert submission.state == State.SUBMITTED
    assert submission.cleaned["need"] == "Typed"


@pytest.mark.parametrize(("verb", "after"), [("ask_changes", "changes_requested"), ("decline", "declined")])
def test_a_decision_against_wants_a_reason_which_the_prison_reads(
    verb, after, at_desk, address, submission, contributor, client
):
    assert "Say why." in soup(at_desk.post(address, sheet(verb=verb))).text
    at_desk.post(address, sheet(verb=verb, reason="Who pays for it?"))

    submission.refresh_from_db()
    assert submission.state == after
    client.force_login(contributor)
    assert (
        "Who pays for it?"
        in client.get(f"/my-prison/{submission.prison_id}/practice/{submission.reference}/").content.decode()
    )


def test_what_the_prison_changed_meanwhile_is_not_accepted_unread(at_desk, address, submission):
    Submission.objects.update(revisions={"need": 1})

    assert "Read it again" in soup(at_desk.post(address, sheet(verb="accept"))).text
    assert not CaseStudyPage.objects.exists()


@pytest.mark.parametrize("verb", ["sign_off", "withdraw", "publish", "nonsense"])
def test_an_editor_has_no_other_verbs(verb, at_desk, address, submission):
    at_desk.post(address, sheet(verb=verb, reason="x"))

    submission.refresh_from_db()
    assert submission.state == State.SUBMITTED


def test_an_editor_of_the_team_sees_no_buttons_and_changes_no_cleaned_text(at_desk, address, submission, reader):
    MembershipFactory(prison=submission.prison, user=reader)

    assert not soup(at_desk.get(address)).select("button[name=verb], textarea[name=need]")
    at_desk.post(address, sheet())
    assert at_desk.post(address, sheet(verb="accept")).url == "/admin/"
    submission.refresh_from_db()
    assert submission.cleaned == {}


def test_editors_and_prison_write_to_each_other(at_desk, address, submission, django_capture_on_commit_callbacks):
    assert at_desk.post(address, {"message": 1, "text": " "}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        at_desk.post(address, {"message": 1, "text": "Which year?"})

    assert "Which year?" in at_desk.get(address).content.decode()
    assert len(mail.outbox) == 1


def test_an_appeal_is_for_another_editor(at_desk, address, submission, client):
    at_desk.post(address, sheet(verb="decline", reason="No."))
    Submission.objects.update(state="appealed")

    assert not soup(at_desk.get(address)).select("button[name=verb]")
    client.force_login(new_editor())
    assert len(soup(client.get(address)).select("button[name=verb]")) == 3


def test_a_correction_request_is_answered(at_desk, address, submission, at_state):
    at_state(submission, State.CORRECTION_REQUESTED)
    at_desk.post(address, sheet(verb="answer_correction", reason="Put right."))

    submission.refresh_from_db()
    assert submission.state == State.PUBLISHED


def test_editors_take_files_as_attachments(at_desk, submission, contributor):
    kept = SubmissionFile(submission=submission, name="a.txt", size=1, sha256="a")
    kept.file.save("a.txt", ContentFile(b"text"))

    answer = at_desk.get(reverse("submissions:file", args=[kept.pk]))

    assert answer["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"


# The queue


def test_the_queue_has_the_longest_wait_first_and_filters(at_desk, submission, at_state, django_assert_max_num_queries):
    long_ago = timezone.now() - datetime.timedelta(days=20)
    older = at_state(SubmissionFactory(title="Older", created_at=long_ago), State.APPEALED)
    at_state(SubmissionFactory(title="Decided", created_at=long_ago), State.DECLINED)
    index = reverse("submissions:index")

    def names(**query):
        rows = soup(at_desk.get(index, query)).select("table.listing tbody tr")
        return [row.select("td")[1].get_text(strip=True) for row in rows]

    assert names()[-1] == submission.title
    assert names(waiting=14) == ["Older"]
    assert names(waiting=28) == []
    assert names(prison=submission.prison_id) == [submission.title]
    assert names(state="declined") == ["Decided"]
    assert names(state="draft", waiting="x", prison="ZZZ") is not None
    assert names(q=older.reference) == ["Older"]
    with django_assert_max_num_queries(25):
        at_desk.get(index)


# Keying in


def paper(prison, **changes):
    about = {"prison": prison.pk, "language": "en-gb", "title": "On paper", "started": "2024", "role": "prison"}
    return about | STORY | {"signed_off_by": "Governor", "token": "t"} | changes


def test_what_came_signed_on_paper_goes_to_another_editor(at_desk, prison, reader, client):
    for _click in range(2):
        at_desk.post(reverse("submissions:key_in"), paper(prison))

    row = Submission.objects.get()
    assert (row.state, row.channel, row.started_by) == (State.SUBMITTED, "paper", reader)
    assert "Governor" in row.transitions.get().reason
    assert not soup(at_desk.get(reverse("submissions:edit", args=[row.pk]))).select("button[name=verb]")
    client.force_login(new_editor())
    assert soup(client.get(reverse("submissions:edit", args=[row.pk]))).select("button[name=verb]")


def test_what_came_unsigned_waits_for_the_team(at_desk, prison, contributor, client):
    at_desk.post(reverse("submissions:key_in"), paper(prison, signed_off_by="", need=""))

    row = Submission.objects.get()
    assert row.state == State.DRAFT
    client.force_login(contributor)
    assert "On paper" in client.get(f"/my-prison/{prison.pk}/practice/").content.decode()


@pytest.mark.parametrize(
    "changes", [{"need": ""}, {"title": ""}, {"cost": "word " * 151}, {"prison": "ZZZ"}, {"language": "fr"}]
)
def test_what_cannot_be_stored_is_shown_back(changes, at_desk, prison):
    page = soup(at_desk.post(reverse("submissions:key_in"), paper(prison) | changes))

    assert page.find("textarea", {"name": "learning"}).text.strip() == STORY["learning"]
    assert page.find("input", {"name": "token"})["value"] == "t"
    assert not Submission.objects.exists()


def scan(name, content=None):
    return SimpleUploadedFile(name, content or pdf())


@pytest.mark.parametrize("signed_off_by", ["Governor", ""])
def test_documents_that_came_on_paper_are_kept_with_it_once(signed_off_by, at_desk, prison):
    for _click in range(2):
        files = [scan("a.pdf"), scan("b.txt", b"text")]
        at_desk.post(reverse("submissions:key_in"), paper(prison, signed_off_by=signed_off_by, files=files))

    row = Submission.objects.get()
    assert list(row.files.values_list("name", flat=True)) == ["a.pdf", "b.txt"]
    assert row.state == (State.SUBMITTED if signed_off_by else State.DRAFT)


@pytest.mark.parametrize(
    "files", [[scan("a.exe")], [scan("a.pdf"), scan("b.pdf", b"no PDF")], [scan(f"{n}.pdf") for n in range(11)]]
)
def test_documents_that_are_not_taken_store_nothing_and_lose_nothing_typed(files, at_desk, prison):
    page = soup(at_desk.post(reverse("submissions:key_in"), paper(prison, files=files)))

    assert page.find("textarea", {"name": "learning"}).text.strip() == STORY["learning"]
    assert not Submission.objects.exists()
    assert not SubmissionFile.objects.exists()


def test_whoever_imported_it_adds_documents_until_another_editor_has_decided(at_desk, prison, reader, client, at_state):
    cleaned = {"prison": prison, "language": "en-gb", "title": "In a table", "started": "2024", "role": "prison"}
    cleaned |= STORY | {"recommendations": [], "signed_off_by": "Governor"}
    row, _new = key_in(cleaned, channel="table", once="row", by=reader)
    address = reverse("submissions:edit", args=[row.pk])

    assert at_desk.post(address, {"document": 1, "file": scan("a.exe")}).status_code == 200
    assert at_desk.post(address, {"document": 1, "file": scan("a.pdf")}).status_code == 302
    assert row.files.get().added_by == reader

    other = new_editor()
    client.force_login(other)
    assert not soup(client.get(address)).select("button[name=document]")
    assert client.post(address, {"document": 1, "file": scan("b.pdf")}).status_code == 200
    client.force_login(reader)
    at_state(row, State.ACCEPTED)
    assert "nothing was added" in client.post(address, {"document": 1, "file": scan("c.pdf")}).text
    assert row.files.count() == 1
    assert not row.writers.filter(pk=other.pk).exists()


def test_a_document_that_is_added_makes_what_another_editor_has_read_stale(at_desk, prison, reader, client):
    at_desk.post(reverse("submissions:key_in"), paper(prison))
    row = Submission.objects.get()
    read = row.version
    add_document(row, scan("a.pdf"), {"after": "a" * 64}, reader)

    client.force_login(new_editor())
    answer = client.post(reverse("submissions:edit", args=[row.pk]), sheet(verb="accept", version=read))

    assert "Read it again" in answer.text


def test_an_editor_of_the_team_has_it_signed_off_online(at_desk, prison, reader):
    MembershipFactory(prison=prison, user=reader)

    page = soup(at_desk.post(reverse("submissions:key_in"), paper(prison)))

    assert "signed off online" in page.text
    assert not Submission.objects.exists()
