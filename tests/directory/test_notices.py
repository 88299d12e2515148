import datetime

import pytest
from django.core import mail
from django.utils import timezone, translation

from directory.models import Concern, Return, Submission
from directory.models.concerns import OTHER_DAYS, URGENT, URGENT_DAYS, Kind, Triage
from directory.monitoring import returning
from directory.notices import NOTICES, tell
from directory.practice.states import Verb
from directory.reporting import MOST_ACKNOWLEDGED, report, step
from hub.working_days import working_days_from
from tests.factories import (
    AccessRequestFactory,
    AppealFactory,
    ConcernFactory,
    EnquiryFactory,
    InvitationFactory,
    MembershipFactory,
    RatingFactory,
    ReturnFactory,
    ReturnValueFactory,
    SchemeFactory,
    SubmissionFactory,
    UserFactory,
)

REPORTED = {"about": "/voices/ann/", "kind": "harm", "text": "The secret detail.", "email": "reader@example.org"}
JUNE = datetime.datetime(2026, 6, 5, 12, tzinfo=datetime.UTC)  # a Friday


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """A function that calls another and returns {address: message} of what was mailed once that was settled."""

    def call(function, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            function(*args, **kwargs)
        return {message.to[0]: message for message in mail.outbox}

    return call


@pytest.fixture
def row_of(prison, contributor):
    """A function that makes a row of a model of the table, with somebody to tell."""

    def make(model):
        scheme = SchemeFactory(prison=prison)
        return {
            "Submission": lambda: SubmissionFactory(prison=prison, started_by=contributor),
            "Concern": lambda: ConcernFactory(email="reader@example.org"),
            "Enquiry": lambda: EnquiryFactory(prison=prison),
            "Return": lambda: ReturnFactory(scheme=scheme, sent=True),
            "Appeal": lambda: AppealFactory(rating=RatingFactory(scheme=scheme)),
            "AccessRequest": lambda: AccessRequestFactory(prison=prison),
        }[model.__name__]()

    return make


# The table


def test_every_move_of_a_practice_example_and_every_end_of_a_concern_has_its_notices():
    assert set(Verb) <= set(NOTICES[Submission])
    assert {Triage.ACTED_ON, Triage.NO_ACTION} <= set(NOTICES[Concern])


@pytest.mark.parametrize("model", NOTICES)
@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_every_notice_has_its_words_and_leads_to_a_page_there_is(model, language, row_of, editor, approver, client):
    row = row_of(model)
    row.language = language
    for what, notices in NOTICES[model].items():
        mail.outbox.clear()
        tell(row, what)
        assert len(mail.outbox) >= len(notices)
        for message in mail.outbox:
            assert message.subject.strip()
            assert "%(" not in message.subject + message.body
            assert ("http://localhost:8000/" in message.body) == (message.to != ["reader@example.org"])


# Editors


def test_editors_are_told_of_what_is_theirs_and_not_of_what_they_did(prison, reader, told):
    other = UserFactory(is_superuser=True)
    UserFactory(is_superuser=True, is_active=False)
    row = SubmissionFactory(prison=prison)

    assert set(told(tell, row, Verb.APPEAL)) >= {reader.email, other.email}
    assert reader.email not in told(tell, row, Verb.APPEAL, reader)
    assert reader.email not in told(tell, ReturnFactory(sent=True), "sent")


def test_a_mailbox_of_the_editors_is_told_instead(reader, settings, told):
    settings.EDITORS_MAILBOX = "hub@example.org"

    assert set(told(tell, ConcernFactory(), "reported")) == {"hub@example.org"}


@pytest.mark.parametrize(
    ("model", "what"),
    [(Concern, "reported"), (Submission, Verb.SIGN_OFF), (Submission, Verb.APPEAL), (Return, "sent")],
)
def test_editors_are_mailed_no_detail(model, what, row_of, editor, told):
    row = row_of(model)
    message = told(tell, row, what)[editor.email]

    for name in ("text", "about", "title", "need", "email"):
        said = getattr(row, name, "")
        assert not said or said not in message.body + message.subject


# Concerns


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_who_reports_a_concern_is_told_at_once_what_happens_and_by_when(language, told, reader):
    sent = told(report, REPORTED, language, at=JUNE)

    message, concern = sent["reader@example.org"], Concern.objects.get()
    assert set(sent) == {"reader@example.org", reader.email}
    assert concern.reference in message.subject
    with translation.override(language):
        due = {"en-gb": "8 June 2026", "cy": "8 Mehefin 2026"}[language]
        assert due in message.body
        assert translation.gettext("You need not answer this message. We use your address for nothing else.") in (
            message.body
        )
    assert not [text for text in ("secret", "ann", "harm") if text in message.body + message.subject]


def test_a_double_click_is_acknowledged_once_and_no_address_none_at_all(told, db):
    assert len(told(report, REPORTED, "en-gb")) == 1
    assert told(report, REPORTED, "en-gb") == {}
    assert told(report, REPORTED | {"email": ""}, "en-gb") == {}


def test_nobodys_mailbox_is_filled_by_others_and_every_concern_is_stored(told, db):
    for number in range(MOST_ACKNOWLEDGED):
        assert told(report, REPORTED | {"text": f"Number {number}"}, "en-gb")

    assert told(report, REPORTED | {"email": "READER@example.org"}, "en-gb") == {}
    assert Concern.objects.count() == MOST_ACKNOWLEDGED + 1


def test_the_outcome_is_told_once_in_general_words_and_in_the_language_of_the_report(told, reader):
    concern = ConcernFactory(email="reader@example.org", language="cy")

    assert told(step, concern, Triage.LOOKING, reader, "Asked HMP Place.") == {}
    closed = told(step, concern, Triage.ACTED_ON, reader, "Took the name of Ann out.")
    assert told(step, concern, Triage.ACTED_ON, reader, "Wrote a note.") == {}
    assert told(step, concern, Triage.LOOKING, reader, "Again.") == {}
    again = told(step, concern, Triage.NO_ACTION, reader, "It was right.")

    for message in (closed["reader@example.org"], again["reader@example.org"]):
        with translation.override("cy"):
            assert translation.gettext("Reference: %(reference)s") % {"reference": concern.reference} in message.body
        assert not [text for text in ("Ann", "right", concern.text) if text in message.body]


@pytest.mark.parametrize("kind", Kind)
def test_a_concern_is_late_once_nobody_has_looked_at_it_by_its_day(kind, db):
    days = URGENT_DAYS if kind in URGENT else OTHER_DAYS
    concern = ConcernFactory(kind=kind, reported_at=JUNE)
    due = working_days_from(JUNE.date(), days)
    day = datetime.timedelta(days=1)

    assert concern.due_on == due
    assert [bool(Concern.objects.late(due + n * day)) for n in (-1, 0, 1)] == [False, False, True]
    Concern.objects.update(state=Triage.LOOKING)
    assert not Concern.objects.late(due + day)


@pytest.mark.parametrize("address", ["/report-a-concern/", "/report-a-concern/thank-you/"])
def test_the_pages_promise_the_clock_that_is_kept(address, home, client):
    page = client.get(address).text

    assert f"within {URGENT_DAYS} working day." in page
    assert f"within {OTHER_DAYS} working days." in page


# Returns


@pytest.fixture
def returned(prison):
    row = ReturnFactory(scheme=SchemeFactory(prison=prison, status="active"), sent=True)
    ReturnValueFactory(returned=row, part="O1", value=4321)
    return row


def test_the_team_is_told_of_each_question_and_of_acceptance_each_in_their_language(
    returned, prison, reader, contributor, approver, told
):
    InvitationFactory(email=approver.email, prison=prison, language="cy", accepted_at=timezone.now())
    MembershipFactory()

    asked = told(returning.ask, returned, "Is it 4321?", reader)
    again = told(returning.ask, returned, "Is it 4321?", reader)
    Return.objects.update(status="sent")
    accepted = told(returning.accept, returned, reader)

    assert again == {}
    for sent in (asked, accepted):
        assert set(sent) == {contributor.email, approver.email}
        address = f"/my-prison/{prison.pk}/returns/{returned.scheme.code}/{returned.year}/"
        assert f"http://localhost:8000{address}\n" in sent[contributor.email].body
        assert f"http://localhost:8000/cy{address}\n" in sent[approver.email].body
        assert returned.scheme.code in sent[contributor.email].subject
        assert "4321" not in "".join(message.body + message.subject for message in sent.values())


def test_editors_of_returns_are_told_when_one_is_sent_or_answered(returned, contributor, reader, editor, told):
    replied = told(returning.reply, returned, "Yes: 4321.", contributor)

    assert set(replied) == {editor.email}
    assert f"/admin/monitoring_returns/read/{returned.pk}/" in replied[editor.email].body
    assert "4321" not in replied[editor.email].body
    assert told(returning.reply, returned, "Yes: 4321.", contributor) == {}


def test_sending_a_return_tells_its_editors(returned, approver, editor, told, monkeypatch):
    monkeypatch.setattr(returning, "problems_of", lambda row: [])
    Return.objects.update(status="queried")

    assert set(told(returning.send, returned, approver, JUNE)) == {editor.email}
    assert told(returning.send, returned, approver, JUNE) == {}


def test_a_post_office_that_is_shut_undoes_nothing(returned, contributor, reader, told, monkeypatch, caplog):
    def shut(*args, **kwargs):
        raise OSError("shut")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", shut)

    assert told(returning.accept, returned, reader) == {}
    assert Return.objects.get().status == "accepted"
    assert returned.scheme.code in caplog.text
    assert "@" not in caplog.text
