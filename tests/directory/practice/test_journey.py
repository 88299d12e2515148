import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Submission, SubmissionFile
from directory.practice.questions import DECLARATIONS, GROUPS, QUESTIONS, TEXTS, words_in
from directory.practice.states import State
from tests import files
from tests.factories import STORY, UNANSWERED, MembershipFactory, SubmissionFactory

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ request }} {% include 'x' %} {# c #} %(name)s {0}",
    "entities": "&lt;b&gt; &amp; ]]> --> </textarea></p>",
    "bidi": "abc \u202egnitirw\u202c \u2066isolate \u05d0",
    "lines": "One\n\n\tTwo\nThree",
    "accents": "ŵ ŷ â ê î ô û “quoted” 👩🏽‍🦽",
}
ABOUT = {"title": "Help with meals", "started": "2025", "role": "prison", "revision": "0"}
NEED = {"context": "A prison.", "need": "Meals were missed.", "revision": "0", "next": "1"}


class Desk:
    """Somebody of a prison's team at its practice pages."""

    def __init__(self, user, prison, language=""):
        self.home = f"{language}/my-prison/{prison.pk}/practice/"
        self.client = Client()
        self.client.force_login(user)

    def get(self, rest="", status=200):
        response = self.client.get(self.home + rest)
        assert response.status_code == status, response.status_code
        if status == 200 and response["Content-Type"].startswith("text/html"):
            HTMLParser(strict=True).parse(response.content.decode())
        return response

    def post(self, rest="", **data):
        response = self.client.post(self.home + rest, data)
        if response.status_code == 200:
            HTMLParser(strict=True).parse(response.content.decode())
        return response

    def soup(self, rest=""):
        return BeautifulSoup(self.get(rest).content.decode(), "html5lib")


@pytest.fixture
def desk(contributor, prison, home):
    return Desk(contributor, prison)


@pytest.fixture
def draft(prison, contributor):
    return SubmissionFactory(prison=prison, started_by=contributor, **UNANSWERED)


@pytest.fixture
def full(prison, contributor):
    return SubmissionFactory(prison=prison, started_by=contributor)


# Beginning and going on


def test_a_practice_example_is_written_checked_sent_and_signed_off(desk, approver, prison):
    token = desk.soup().find("input", {"name": "token"})["value"]
    desk.post(token=token)
    written = Submission.objects.get()
    place = written.reference

    for group in GROUPS:
        answers = {question.name: STORY[question.name] for question in group.questions if question.name in STORY}
        if group.questions:
            desk.post(
                f"{place}/part/{group.slug}/", **answers | (ABOUT if group.slug == "about" else {}), revision_="0"
            )
    assert desk.post(f"{place}/check/").url.endswith("?note=sent")
    signing = Desk(approver, prison)
    assert (
        signing.post(f"{place}/sign-off/", version=7, sign_off=1, **dict.fromkeys(DECLARATIONS, "on")).status_code
        == 302
    )

    written.refresh_from_db()
    assert written.state == State.SUBMITTED
    assert {name: getattr(written, name) for name in STORY} == STORY
    assert written.writers.get() == written.started_by
    assert written.transitions.last().reason.splitlines() == [str(label) for label in DECLARATIONS.values()]


def test_a_double_click_begins_one(desk):
    for token in ("a", "a", "b"):
        assert desk.post(token=token).status_code == 302

    assert Submission.objects.count() == 2


def test_the_same_token_of_somebody_else_opens_nothing_of_theirs(desk, stranger):
    desk.post(token="a")
    other = Desk(stranger, stranger.memberships.get().prison)

    other.post(token="a")

    assert Submission.objects.count() == 2


def test_it_is_in_the_language_in_which_it_was_begun(contributor, prison, home):
    Desk(contributor, prison, "/cy").post(token="a")

    assert Submission.objects.get().language == "cy"


def test_what_was_saved_is_there_on_another_computer(desk, draft, prison, contributor):
    desk.post(f"{draft.reference}/part/need/", **NEED)

    elsewhere = Desk(contributor, prison).soup(f"{draft.reference}/part/need/")

    assert elsewhere.find("textarea", {"name": "need"}).text.strip() == "Meals were missed."


def test_a_colleague_goes_on_where_somebody_stopped(desk, draft, prison):
    colleague = MembershipFactory(prison=prison).user

    Desk(colleague, prison).post(f"{draft.reference}/part/need/", **NEED)

    draft.refresh_from_db()
    assert draft.need == "Meals were missed."
    assert colleague in draft.writers.all()


def test_go_on_leads_to_the_next_part_and_later_to_the_status(desk, draft):
    on = desk.post(f"{draft.reference}/part/need/", **NEED)
    later = {**NEED, "need": "More.", "revision": "1"} | {"later": "1"}
    stop = desk.post(f"{draft.reference}/part/need/", **later)

    assert on.url.endswith("/part/practice/")
    assert stop.url.endswith(f"/{draft.reference}/?note=saved")


def test_every_part_leads_to_one_that_is_there_and_the_last_to_the_check(desk, full):
    for group in GROUPS:
        if group.questions:
            answers = {
                question.name: getattr(full, question.name)
                for question in group.questions
                if question.name != "recommendations"
            }
            address = desk.post(f"{full.reference}/part/{group.slug}/", **answers).url
            desk.get(address.removeprefix(desk.home))
    assert address.endswith("/check/")


def test_the_list_says_what_is_done_and_how_long_each_takes(desk, draft):
    desk.post(f"{draft.reference}/part/need/", **NEED)

    steps = desk.soup(f"{draft.reference}/").select(".steps li")

    done = {step.a.text: step.select_one(".tag").text for step in steps if step.select_one(".tag")}
    assert done.pop("Why it was needed") == "Done"
    assert done.pop("Documents") == "If you have any"
    assert set(done.values()) == {"To do"}
    assert len(steps) == len(GROUPS) + 1
    assert "about 10 minutes" in steps[1].text


# Words


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), max_size=50))
def test_words_are_what_stands_between_spaces(words):
    assert words_in("  \n".join(words) + " ") == sum(len(word.split()) for word in words)


def test_every_text_has_room_for_150_to_600_words():
    assert TEXTS
    assert all(150 <= QUESTIONS[name].words <= 600 for name in TEXTS)


def test_a_text_that_is_too_long_is_saved_and_counted_and_not_sent(desk, full):
    long = "word " * 301
    answer = desk.post(f"{full.reference}/part/need/", context="A prison.", need=long, next=1)

    full.refresh_from_db()
    assert full.need == long.strip()
    page = desk.soup(f"{full.reference}/part/need/").text
    assert answer.url.endswith("/part/need/?note=long")
    assert "301 words so far." in page
    assert "There is room for 300" in page
    sent = desk.post(f"{full.reference}/check/")
    assert "Too long:" in sent.content.decode()
    full.refresh_from_db()
    assert full.state == State.DRAFT


def test_a_line_that_is_too_long_is_shown_back_whole(desk, draft):
    answer = desk.post(f"{draft.reference}/part/about/", **ABOUT | {"title": "x" * 121})

    assert "x" * 121 in answer.content.decode()
    assert "1 character too long" in answer.content.decode()


# Two tabs


def test_two_tabs_lose_nothing(desk, draft):
    part = f"{draft.reference}/part/need/"
    desk.post(part, **NEED)
    second = desk.post(part, **NEED | {"need": "Written in the other tab."})

    page = BeautifulSoup(second.content.decode(), "html5lib")
    assert "This was changed in the meantime" in page.text
    assert page.select_one(".status p[dir]").text.strip() == "Meals were missed."
    assert page.find("textarea", {"name": "need"}).text.strip() == "Written in the other tab."
    draft.refresh_from_db()
    assert draft.need == "Meals were missed."

    revision = page.find("input", {"name": "revision"})["value"]
    desk.post(part, **NEED | {"need": "Both.", "revision": revision})
    draft.refresh_from_db()
    assert draft.need == "Both."


def test_the_same_text_twice_is_a_double_click(desk, draft):
    for _click in range(2):
        assert desk.post(f"{draft.reference}/part/need/", **NEED).status_code == 302
    draft.refresh_from_db()
    assert draft.revisions == {"need": 1}


def test_tabs_on_different_parts_do_not_meet(desk, draft):
    desk.post(f"{draft.reference}/part/need/", **NEED)

    assert desk.post(f"{draft.reference}/part/people/", involved="Yes", revision="0").status_code == 302
    draft.refresh_from_db()
    assert (draft.need, draft.involved) == ("Meals were missed.", "Yes")


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "²"])
def test_a_revision_that_is_none_saves_the_first_time_and_overwrites_nothing(revision, desk, draft):
    part = f"{draft.reference}/part/need/"
    desk.post(part, **NEED | {"revision": "0"})
    answer = desk.post(part, **NEED | {"need": "Other", "revision": revision})

    assert "This was changed in the meantime" in answer.content.decode()


def test_what_was_sent_meanwhile_is_not_changed_and_the_text_is_shown_back(desk, full):
    Submission.objects.update(state="with_approver")

    answer = desk.post(f"{full.reference}/part/need/", **NEED)

    assert "Meals were missed." in answer.content.decode()
    assert "Waiting for local sign-off" in answer.content.decode()
    full.refresh_from_db()
    assert full.need == STORY["need"]


@pytest.mark.parametrize("state", [state for state in State if state not in ("draft", "changes_requested")])
@pytest.mark.parametrize("part", ["part/need/", "part/documents/", "check/"])
def test_the_pages_to_write_on_lead_to_the_status_once_it_has_moved_on(state, part, desk, full, at_state):
    at_state(full, state)

    assert desk.get(f"{full.reference}/{part}", status=302).url.endswith(f"/{full.reference}/")


# The session runs out


def token_of(response):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())[1]


def hidden(response):
    soup = BeautifulSoup(response.content.decode(), "html5lib")
    return {row["name"]: row["value"] for row in soup.select("main input[type=hidden]")}


def test_what_is_typed_survives_the_end_of_the_session(draft, prison, contributor, home):
    address = f"/my-prison/{prison.pk}/practice/{draft.reference}/part/need/"
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(contributor)
    data = NEED | {"need": "One\n\n<b>Two</b> & three", "csrfmiddlewaretoken": token_of(browser.get(address))}
    browser.logout()

    kept = browser.post(address, data)
    again = browser.post(address, hidden(kept))
    browser.force_login(contributor)  # in another tab
    browser.cookies["csrftoken"] = "x" * 32  # as signing in does
    stale = browser.post(address, hidden(again))
    saved = browser.post(address, hidden(stale))

    assert "signed out" in kept.content.decode()
    assert "/sign-in/" in kept.content.decode()
    assert "signed in again" in stale.content.decode()
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert draft.need == "One\n\n<b>Two</b> & three"
    for page in (kept, again, stale):
        HTMLParser(strict=True).parse(page.content.decode())
        assert "no-store" in page["Cache-Control"]


def test_the_session_keeps_nothing_of_what_was_typed(draft, prison, home):
    browser = Client()
    browser.post(f"/my-prison/{prison.pk}/practice/{draft.reference}/part/need/", NEED)

    assert "sessionid" not in browser.cookies


def test_a_form_on_another_site_changes_nothing(draft, prison, contributor, home):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(contributor)

    for part in ("part/need/", "check/", "ask/withdraw/", ""):
        answer = browser.post(f"/my-prison/{prison.pk}/practice/{draft.reference}/{part}", NEED | {"text": "Hi there"})
        assert answer.status_code == 200
        assert "Not saved yet" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.need, draft.state, draft.messages.count()) == ("", State.DRAFT, 0)


def test_nobody_learns_what_there_is_from_the_page_that_keeps_what_was_typed(draft, prison, home):
    there = Client().post(f"/my-prison/{prison.pk}/practice/{draft.reference}/part/need/", NEED)
    nowhere = Client().post(f"/my-prison/{prison.pk}/practice/S-00000000/part/need/", NEED)

    assert there.status_code == nowhere.status_code == 200
    same = [
        re.sub(r'value="\w{64}"', "", page.content.decode()).replace(draft.reference, "S-00000000")
        for page in (there, nowhere)
    ]
    assert same[0] == same[1]


# Identifying detail


def test_what_may_tell_who_somebody_is_is_marked_for_writer_and_approver(desk, full, prison, approver):
    full.need = "Mr A1234BC rang 01234 567890."
    full.save()

    checked = desk.soup(f"{full.reference}/check/")
    full.state = "with_approver"
    full.save()
    read = Desk(approver, prison).soup(f"{full.reference}/sign-off/")

    for page in (checked, read):
        assert [mark.text for mark in page.select("#q-need mark")] == ["A1234BC", "01234 567890"]
        assert "a prison number" in page.select_one(".status").text


def test_details_that_together_tell_who_somebody_is_are_shown_wherever_they_stand(desk, full):
    Submission.objects.update(need="One man had a stroke.", learning="He was moved to HMP Exeter in May 2024.")

    assert "Could somebody work out who this is?" in desk.soup(f"{full.reference}/check/").text


def test_what_is_marked_may_be_sent(desk, full):
    Submission.objects.update(need="Mr A1234BC")

    assert desk.post(f"{full.reference}/check/").status_code == 302


def test_who_sends_it_is_not_told_of_a_mail_to_an_approver_where_there_is_none(desk, full):
    sent = desk.client.post(f"{desk.home}{full.reference}/check/", follow=True)

    assert "your prison has no approver who wrote none of it" in sent.text


# Hostile text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_kept_as_typed_and_shown_as_text(text, desk, full, prison, approver):
    desk.post(f"{full.reference}/part/need/", context=text, need=text, revision=0)
    full.refresh_from_db()
    assert full.need == text.strip()

    edit = desk.soup(f"{full.reference}/part/need/")
    assert edit.find("textarea", {"name": "need"}).text.lstrip("\n") == text
    for page in ("check/", "part/need/", ""):
        assert "<script>alert" not in desk.get(f"{full.reference}/{page}").content.decode()
    assert text.split("\n")[0] in desk.soup(f"{full.reference}/check/").select_one("#q-need p[dir]").text


def test_control_characters_are_left_out(desk, draft):
    desk.post(f"{draft.reference}/part/need/", **NEED | {"need": "a\x00b\x07\r\nc"})

    draft.refresh_from_db()
    assert draft.need == "ab\nc"


# Files


GOOD = {
    "a.pdf": files.pdf(),
    "a.txt": "Llŷn".encode(),
    "a.csv": b"a,b\r\n\xa31,2",
    "a.DOCX": files.word(),
    "a.xlsx": files.book(),
    "a.odt": files.open_document(),
}
BAD = {
    "a.exe": b"MZ\x90\x00",
    "a.pdf": b"MZ\x90\x00\x03" * 300,
    "a.docx": files.word_with_a_change(),
    "a.xlsx": files.zipped({"../../evil": "b"}),
    "a.txt": b"MZ\x90\x00",
    "a.zip": files.zipped({"a": "b"}),
    "a.jpg": files.jpeg(),
    "empty.txt": b"",
}


def upload(desk, place, name, content):
    return desk.post(f"{place}/part/documents/", file=SimpleUploadedFile(name, content, "application/pdf"))


def test_files_are_kept_without_what_programs_noted_and_the_team_is_told(desk, draft):
    for name, content in GOOD.items():
        assert upload(desk, draft.reference, name, content).status_code == 302, name

    for kept in SubmissionFile.objects.all():
        data = kept.file.read()
        assert "documents" in kept.file.path
        assert not kept.file.name.endswith(f"/{kept.name}")
        assert kept.sha256 == hashlib.sha256(data).hexdigest() == kept.report["after"]
        assert kept.size == len(data)
        assert files.SECRET.encode() not in data
    page = desk.get(f"{draft.reference}/part/documents/").content.decode()
    assert page.count("Properties: author") == 4
    assert page.count("The words are as they were") == 6


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_not_are_refused(name, desk, draft):
    answer = upload(desk, draft.reference, name, BAD[name])

    assert answer.status_code == 200
    assert BeautifulSoup(answer.content.decode(), "html5lib").select(".error-summary")
    assert not SubmissionFile.objects.exists()
    assert not storages["documents"].exists("practice")


def test_a_file_of_21_mb_is_refused(desk, draft):
    answer = upload(desk, draft.reference, "a.txt", b"x" * (21 * 1024 * 1024))

    assert "too large" in answer.content.decode()
    assert not SubmissionFile.objects.exists()


def test_a_file_sent_twice_is_kept_once_and_there_is_room_for_ten(desk, draft):
    for number in (1, 1, *range(2, 13)):
        answer = upload(desk, draft.reference, "a.txt", b"x" * number)

    assert SubmissionFile.objects.count() == 10
    assert "room for 10 files" in answer.content.decode()


def test_a_file_is_handed_out_as_an_attachment_of_no_type(desk, draft):
    upload(desk, draft.reference, "My list.txt", b"Look: <script>alert(1)</script>")

    answer = desk.get(f"{draft.reference}/files/{SubmissionFile.objects.get().pk}/")

    assert answer["Content-Disposition"].startswith('attachment; filename="My list.txt"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer) == b"Look: <script>alert(1)</script>"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "a\r\nSet-Cookie: b.txt", 'a"b.txt', "ŵ.txt", "x" * 300 + ".txt"]
)
def test_a_name_of_a_file_does_no_harm(name, desk, draft):
    upload(desk, draft.reference, name, b"text")

    for kept in SubmissionFile.objects.all():
        answer = desk.get(f"{draft.reference}/files/{kept.pk}/")
        assert "\n" not in answer["Content-Disposition"]
        assert "/" not in kept.name
    desk.get(f"{draft.reference}/part/documents/")


def test_a_file_that_is_removed_is_gone_from_the_disk(desk, draft, django_capture_on_commit_callbacks):
    upload(desk, draft.reference, "a.txt", b"text")
    kept = SubmissionFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{draft.reference}/files/{kept.pk}/remove/")

    assert not SubmissionFile.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)
    assert desk.post(f"{draft.reference}/files/{kept.pk}/remove/").status_code == 302


def test_files_no_longer_change_once_it_was_sent(desk, draft):
    upload(desk, draft.reference, "a.txt", b"text")
    Submission.objects.update(state="with_approver")
    kept = SubmissionFile.objects.get()

    desk.post(f"{draft.reference}/files/{kept.pk}/remove/")
    upload(desk, draft.reference, "b.txt", b"other text")

    assert SubmissionFile.objects.get() == kept


def test_a_new_file_makes_what_the_approver_read_out_of_date(desk, draft):
    upload(desk, draft.reference, "a.txt", b"text")
    draft.refresh_from_db()

    assert draft.version == 1


# Signing off, status, messages, and what a team asks for


@pytest.fixture
def waiting(full):
    full.state = "with_approver"
    full.save()
    return full


def test_an_approver_declares_everything_or_signs_nothing(waiting, approver, prison, home):
    desk = Desk(approver, prison)
    for missing in DECLARATIONS:
        ticks = {name: "on" for name in DECLARATIONS if name != missing}
        assert desk.post(f"{waiting.reference}/sign-off/", sign_off=1, version=0, **ticks).status_code == 200

    waiting.refresh_from_db()
    assert waiting.state == State.WITH_APPROVER


def test_what_was_changed_since_is_read_again_before_it_is_signed_off(waiting, approver, prison, home):
    Submission.objects.update(revisions={"need": 2})

    answer = Desk(approver, prison).post(
        f"{waiting.reference}/sign-off/", sign_off=1, version=1, **dict.fromkeys(DECLARATIONS, "on")
    )

    assert answer.url.endswith("?note=changed")


def test_an_approver_sends_back_with_a_reason(waiting, approver, prison, home, desk):
    signing = Desk(approver, prison)
    assert signing.post(f"{waiting.reference}/sign-off/", send_back=1, reason="").status_code == 200
    signing.post(f"{waiting.reference}/sign-off/", send_back=1, reason="Say how many <b>buddies</b>.")

    status = desk.soup(f"{waiting.reference}/").text
    assert "Being written" in status
    assert "Say how many <b>buddies</b>." in status


def test_an_approver_who_wrote_some_of_it_is_told_that_another_signs_off(waiting, approver, prison, home):
    waiting.writers.add(approver)
    desk = Desk(approver, prison)

    assert "another approver" in desk.soup(f"{waiting.reference}/sign-off/").text
    assert (
        desk.post(
            f"{waiting.reference}/sign-off/", sign_off=1, version=0, **dict.fromkeys(DECLARATIONS, "on")
        ).status_code
        == 403
    )


def test_the_status_says_where_it_is_who_acts_next_and_roles_for_names(waiting, approver, contributor, prison, desk):
    Desk(approver, prison).post(
        f"{waiting.reference}/sign-off/", version=0, sign_off=1, **dict.fromkeys(DECLARATIONS, "on")
    )

    text = desk.soup(f"{waiting.reference}/").get_text(" ", strip=True)

    assert "The editors: read it and decide." in text
    assert "0 days" in text
    assert "Signed off and sent to the editors, Approver" in text
    assert approver.email not in text


def test_messages_are_kept_in_order_and_shown_as_text(desk, full, approver, prison):
    desk.post(f"{full.reference}/", text="<i>First</i>")
    Desk(approver, prison).post(f"{full.reference}/", text="Second")

    thread = [row.get_text(" ", strip=True) for row in desk.soup(f"{full.reference}/").select("#messages + ul li")]
    assert re.fullmatch(r"Contributor , .* <i>First</i>", thread[0])
    assert re.fullmatch(r"Approver , .* Second", thread[1])


@pytest.mark.parametrize(
    ("verb", "state", "after", "reason"),
    [
        ("withdraw", "draft", "withdrawn", ""),
        ("withdraw", "accepted", "withdrawn", "Somebody asked."),
        ("appeal", "declined", "appealed", "It was misread."),
        ("request_correction", "published", "correction_requested", "It is seven."),
    ],
)
def test_a_team_withdraws_appeals_and_asks_for_corrections(verb, state, after, reason, desk, full, at_state):
    at_state(full, state)
    place = f"{full.reference}/ask/{verb}/"
    assert f'href="{desk.home}{place}"' in desk.get(f"{full.reference}/").content.decode()
    desk.get(place)

    for _click in range(2):
        assert desk.post(place, reason=reason).status_code in (200, 302)

    full.refresh_from_db()
    assert full.state == after
    assert full.transitions.count() == 1


@pytest.mark.parametrize("verb", ["appeal", "request_correction"])
def test_an_appeal_and_a_correction_want_a_reason(verb, desk, full, at_state):
    at_state(full, "declined" if verb == "appeal" else "published")

    assert desk.post(f"{full.reference}/ask/{verb}/", reason=" ").status_code == 200
    assert not full.transitions.exists()


@pytest.mark.parametrize("verb", ["accept", "sign_off", "send", "nonsense"])
def test_there_are_no_pages_for_other_verbs(verb, desk, full):
    desk.get(f"{full.reference}/ask/{verb}/", status=404)


def test_what_is_published_is_linked_and_its_draft_is_not(desk, full, at_state):
    at_state(full, "published")
    page = full.case_study
    published = desk.get(f"{full.reference}/").content.decode()
    page.live = False
    page.save()

    assert page.url in published
    assert page.url not in desk.get(f"{full.reference}/").content.decode()


# Pages


PAGES = ["", "{0}/", "{0}/part/about/", "{0}/part/need/", "{0}/part/documents/", "{0}/check/", "{0}/ask/withdraw/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/cy"])
def test_pages_are_private_whole_and_constant_in_queries(page, language, contributor, prison, home, full):
    desk = Desk(contributor, prison, language)
    desk.get(page.format(full.reference))
    with CaptureQueriesContext(connection) as one:
        answer = desk.get(page.format(full.reference))
    for _other in range(3):
        SubmissionFactory(prison=prison)
        full.messages.create(text="Hello", at=full.created_at, role="editor")
    with CaptureQueriesContext(connection) as more:
        desk.get(page.format(full.reference))

    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert len(one) == len(more) <= 20
