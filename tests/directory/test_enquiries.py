import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from html5lib import HTMLParser

from directory.enquiring import MOST_TOLD, close, send
from directory.models import Concern, Enquiry
from directory.models.enquiries import DAYS_ANSWERED, DAYS_OPEN, LATE, EnquiryState
from directory.reporting import MOST_ACKNOWLEDGED
from hub.retention import enforce
from hub.senders import MOST_AN_HOUR
from tests.factories import CaseStudyPageFactory, EnquiryFactory, MembershipFactory, SchemeFactory, UserFactory

DAY = datetime.timedelta(days=1)
SAID = {
    "text": "How did you train the buddies?",
    "name": "Ann Reader",
    "organisation": "A charity",
    "email": "reader@example.org",
    "language": "en-gb",
}


def soup(response):
    HTMLParser(strict=True).parse(response.content.decode())
    return BeautifulSoup(response.content.decode(), "html5lib")


@pytest.fixture
def scheme(prison):
    return SchemeFactory(prison=prison, name="Buddies of the south")


@pytest.fixture
def case_study(case_studies, prison):
    page = CaseStudyPageFactory(parent=case_studies, prison=prison, title="Help with meals")
    page.save_revision().publish()
    return page


@pytest.fixture
def pages(home, prison, scheme, case_study):
    """{address of a public page: address of its form}"""
    return {
        prison.get_absolute_url(): f"/ask-a-prison/prison/{prison.slug}/",
        scheme.get_absolute_url(): f"/ask-a-prison/scheme/{scheme.code}/",
        case_study.url: f"/ask-a-prison/case-study/{case_study.pk}/",
    }


@pytest.fixture
def form(home, contributor, scheme):
    return reverse("enquiries:scheme", args=[scheme.code])


def ask_link(client, address):
    return soup(client.get(address)).find("a", string="Ask the people who run this")


# Where it is


def test_a_prison_its_schemes_and_its_case_studies_lead_to_a_form_that_knows_what_it_is_about(
    pages, contributor, client
):
    abouts = []
    for page, form in pages.items():
        assert ask_link(client, page)["href"] == form
        answer = client.get(form)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert contributor.email not in answer.text + client.get(page).text
        abouts.append(soup(answer).select_one("main .lede").get_text(strip=True))

    assert "HMP" in abouts[0]
    assert "Buddies of the south" in abouts[1]
    assert "Help with meals" in abouts[2]


def test_where_nobody_acts_for_the_prison_there_is_no_link_and_no_form(pages, prison, client):
    MembershipFactory(prison=prison, user__is_active=False)
    MembershipFactory()

    for page, form in pages.items():
        assert ask_link(client, page) is None
        assert client.get(form).status_code == client.post(form, SAID).status_code == 404
    assert not Enquiry.objects.exists()


def test_of_what_is_not_published_there_is_no_form(prison, contributor, case_study, client):
    case_study.unpublish()
    draft = SchemeFactory(prison=prison, live=False)

    for address in (
        f"/ask-a-prison/scheme/{draft.code}/",
        f"/ask-a-prison/case-study/{case_study.pk}/",
        "/ask-a-prison/scheme/%00/",
        "/ask-a-prison/case-study/99999999999999999999/",
    ):
        assert client.get(address).status_code == 404


# Sending


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_anybody_asks_with_no_account_no_cookie_and_no_token(language, form, scheme, prison):
    browser = Client(enforce_csrf_checks=True)
    prefix = "/cy" if language == "cy" else ""
    chosen = soup(browser.get(prefix + form)).select_one("input[name=language][checked]")["value"]
    answer = browser.post(prefix + form, SAID | {"language": chosen})

    assert answer.url == f"{prefix}/ask-a-prison/sent/"
    assert browser.get(answer.url).status_code == 200
    assert not browser.cookies
    row = Enquiry.objects.get()
    assert (row.prison, row.scheme, row.case_study, row.about) == (prison, scheme, None, scheme)
    assert {name: getattr(row, name) for name in SAID} == SAID | {"language": language}
    assert row.state == "open"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " "},
        {"text": "x" * 3001},
        {"name": ""},
        {"email": ""},
        {"email": "no"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"language": "fr"},
        {"trap": "on"},
    ],
)
def test_what_is_not_taken_is_shown_back(changes, form, client):
    said = SAID | {"text": "Keep this."} | changes
    page = soup(client.post(form, said))

    assert page.select(".error-summary")
    assert page.find("textarea", {"name": "text"}).text.strip() == said["text"].strip()
    assert page.find("input", {"name": "organisation"})["value"] == "A charity"
    assert not Enquiry.objects.exists()


def test_what_may_tell_who_somebody_is_is_shown_first_and_sent_only_when_it_is_sent_again(form, client):
    said = SAID | {"text": "Is A1234BC still a buddy?"}

    shown = soup(client.post(form, said))
    assert "A1234BC" in [mark.text for mark in shown.select("section.status mark")]
    assert not Enquiry.objects.exists()
    assert mail.outbox == []

    seen = shown.find("input", {"name": "seen"})["value"]
    other = soup(client.post(form, said | {"seen": seen, "text": "And is B4321CD one?"}))
    assert "B4321CD" in other.select_one("section.status").text  # found since, so it is shown, too
    assert not Enquiry.objects.exists()

    assert client.post(form, said | {"seen": seen}).status_code == 302
    assert Enquiry.objects.get().text == said["text"]


def test_so_many_an_hour_come_from_one_address_and_what_was_typed_is_kept(form, client, settings):
    settings.LIMIT_FACTOR = 1
    for number in range(MOST_AN_HOUR):
        assert client.post(form, SAID | {"text": f"Number {number}"}).status_code == 302

    answer = client.post(form, SAID | {"text": "One too many"})

    assert "Too many questions" in answer.text
    assert "One too many" in answer.text
    assert Enquiry.objects.count() == MOST_AN_HOUR


def test_a_double_click_asks_once_and_of_something_else_it_is_another_question(prison, scheme):
    now = timezone.now()
    fields = {**SAID, "prison": prison, "scheme": scheme, "case_study": None}
    first, second = send(fields, at=now), send(fields, at=now)

    assert first == second
    assert send(fields | {"scheme": None}, at=now) != first
    assert send(fields, at=now + 2 * DAY) != first


# Mail


def test_the_team_and_who_asks_are_told_without_a_word_of_it(
    form, contributor, approver, stranger, editor, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(form, SAID)

    row, sent = Enquiry.objects.get(), {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {contributor.email, approver.email, "reader@example.org"}
    for address, message in sent.items():
        words = message.subject + message.body
        assert row.reference in words
        assert not [word for word in ("train", "Ann Reader", "charity") if word in words]
        assert not [other for other in {*sent, contributor.email} - {address} if other in words]
        assert message.from_email not in sent
    assert f"/my-prison/{row.prison_id}/#enquiries" in sent[contributor.email].body
    assert "/my-prison/" not in sent["reader@example.org"].body


def test_nobodys_mailbox_is_filled(prison, contributor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(MOST_TOLD + 5):
            send({**SAID, "prison": prison, "text": f"Number {number}"})

    to = [message.to[0] for message in mail.outbox]
    assert to.count(contributor.email) == MOST_TOLD
    assert to.count("reader@example.org") == MOST_ACKNOWLEDGED
    assert Enquiry.objects.count() == MOST_TOLD + 5


# The team


@pytest.fixture
def enquiry(prison, scheme, home):
    return EnquiryFactory(prison=prison, scheme=scheme, text="<b>How</b> did you begin?", email="o'neil+x@example.org")


@pytest.fixture
def at_desk(client, contributor):
    client.force_login(contributor)
    return client


def my_prison(prison):
    return f"/my-prison/{prison.pk}/"


def test_the_team_reads_it_with_the_address_to_answer_to(enquiry, prison, at_desk):
    EnquiryFactory(text="Asked of another prison")
    EnquiryFactory(prison=prison, text="Answered already", state="answered")

    page = soup(at_desk.get(my_prison(prison)))

    section = page.select_one("#enquiries")
    assert "<b>How</b> did you begin?" in section.text
    assert "Buddies of the south" in section.text
    assert section.select_one('a[href^="mailto:"]')["href"] == (
        f"mailto:o%27neil%2Bx@example.org?subject={enquiry.reference}"
    )
    assert "Asked of another prison" not in page.text
    assert "Answered already" not in page.text
    duty = page.find("a", string=lambda text: text and text.startswith("Answer the question of"))
    assert page.select_one(duty["href"]) is not None


@pytest.mark.parametrize("verb", ["answered", "abuse"])
def test_one_press_closes_it_and_a_second_changes_nothing(verb, enquiry, prison, at_desk):
    address = reverse(f"my_enquiries:{verb}", args=[prison.pk, enquiry.reference])
    assert at_desk.get(address).status_code == 405

    for _press in range(2):
        assert at_desk.post(address).url == f"{my_prison(prison)}?note={verb}"
        enquiry.refresh_from_db()
        closed = (enquiry.state, enquiry.closed_at)
    other = "abuse" if verb == "answered" else "answered"
    at_desk.post(reverse(f"my_enquiries:{other}", args=[prison.pk, enquiry.reference]))

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.closed_at) == closed
    assert enquiry.state == verb
    assert Concern.objects.count() == (verb == "abuse")
    assert enquiry.reference not in at_desk.get(my_prison(prison)).text


def test_what_is_reported_as_abuse_is_a_concern_with_its_words_and_sender(enquiry, contributor, prison, at_desk):
    at_desk.post(reverse("my_enquiries:abuse", args=[prison.pk, enquiry.reference]))

    concern = Concern.objects.get()
    assert enquiry.reference in concern.about
    assert enquiry.text in concern.text
    assert enquiry.email in concern.text
    assert concern.email == contributor.email
    assert enquiry.email not in concern.about


@pytest.mark.parametrize("verb", ["answered", "abuse"])
def test_nobody_but_the_team_closes_it(verb, enquiry, prison, contributor, stranger, editor):
    address = reverse(f"my_enquiries:{verb}", args=[prison.pk, enquiry.reference])
    by_way_of_own = address.replace(prison.pk, stranger.memberships.get().prison_id)
    for user, expected in ((None, 302), (UserFactory(), 404), (stranger, 404), (editor, 404)):
        browser = Client()
        if user:
            browser.force_login(user)
        assert browser.post(address).status_code == expected
        if user == stranger:
            assert browser.post(by_way_of_own).status_code == 404

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(contributor)
    assert browser.post(address).status_code == 403
    assert Enquiry.objects.get().state == "open"
    assert not Concern.objects.exists()


# Editors


def test_editors_see_how_many_wait_and_for_how_long_and_nothing_else(enquiry, prison, editor_client):
    Enquiry.objects.update(asked_at=timezone.now() - LATE)
    EnquiryFactory(prison=prison)
    EnquiryFactory(state="answered")

    page = soup(editor_client.get(reverse("questions_waiting"))).select_one("table.listing tbody")

    assert [cell.get_text(" ", strip=True) for cell in page.select("th, td")] == [str(prison), "2", "14 Late"]
    for word in ("begin", enquiry.name, enquiry.email, enquiry.reference):
        assert word not in page.text


def test_late_ones_are_late_after_two_weeks(db):
    now = timezone.now()
    EnquiryFactory(asked_at=now - LATE + DAY)
    late = EnquiryFactory(asked_at=now - LATE)

    assert list(Enquiry.objects.late(now)) == [late]


# Erasure


def test_words_and_sender_are_erased_after_an_answer_and_in_any_case_after_a_year(db):
    now = timezone.now()
    answered = EnquiryFactory(asked_at=now - 300 * DAY)
    close(answered, EnquiryState.ANSWERED, at=now)
    waiting = EnquiryFactory(asked_at=now)

    def left(days):
        enforce(now + datetime.timedelta(days=days))
        return set(Enquiry.objects.exclude(text="", name="", email="").values_list("pk", flat=True))

    assert left(DAYS_ANSWERED - 1) == {answered.pk, waiting.pk}
    assert left(DAYS_ANSWERED + 1) == left(DAYS_OPEN - 1) == {waiting.pk}
    assert left(DAYS_OPEN + 1) == set()
    assert set(Enquiry.objects.values_list("state", flat=True)) == {"answered", "lapsed"}
    assert not Enquiry.objects.open().exists()
