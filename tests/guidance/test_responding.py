import datetime
import zoneinfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from guidance import responding
from guidance.models import Comment, Response
from guidance.models.responses import digest
from guidance.responding import Full, Refused, Stale, Unfinished
from guidance.stages import Stage
from tests.factories import (
    CommentFactory,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    QuestionFactory,
)

LONDON = zoneinfo.ZoneInfo("Europe/London")
DURING = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
AFTER = datetime.datetime(2026, 10, 1, 12, tzinfo=datetime.UTC)
INSTANT = datetime.timedelta(microseconds=1)


@pytest.fixture
def page(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    page.save_revision().publish()
    return page


@pytest.fixture
def consultation(page):
    """Open from June to September 2026."""
    consultation = ConsultationFactory(page=page)
    page.document.move(Stage.CONSULTATION, consultation=consultation, at=DURING)
    return consultation


@pytest.fixture
def question(consultation):
    return QuestionFactory(consultation=consultation)


@pytest.fixture
def opened(consultation):
    return responding.start(consultation, "en-gb", at=DURING)


@pytest.fixture
def response(opened):
    return opened.response


def complete(response):
    """Fill in all that a response needs to be sent."""
    fields = {"respondent": "buddy", "publish": "anonymous", "email": "someone@example.org"}
    responding.save_about(response, fields, at=DURING)
    return responding.save_comment(response, "Every week would be better.", at=DURING)


def send(response, at=DURING):
    responding.submit(response, title="A guide", address="https://example.org/guidance/", at=at)


def texts(response):
    return list(response.comments.order_by("pk").values_list("text", flat=True))


def open_with(consultation, code):
    return responding.open_with(code, consultation.document_id, consultation.edition.version)


# Codes


def test_a_code_is_sixteen_letters_in_groups_of_four_and_never_the_same(consultation):
    codes = [responding.start(consultation, "en-gb", at=DURING).code for _n in range(20)]

    assert len(set(codes)) == 20
    assert all(len(code) == 19 and code[4::5] == "---" for code in codes)


def test_the_code_is_stored_nowhere(opened):
    row = Response.objects.values().get(pk=opened.response.pk)

    plain = opened.code.replace("-", "")
    assert row["code_digest"] == digest(opened.code)
    assert not [name for name, value in row.items() if plain in str(value).replace("-", "")]
    assert opened.code not in repr(opened)


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code} ",
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_opens_however_it_is_typed(typed, consultation, opened):
    found = open_with(consultation, typed(opened.code))

    assert found.response == opened.response
    assert found.code == opened.code
    assert found.leads


@pytest.mark.parametrize("code", ["", "-", "0000-0000-0000-0000", "x" * 5000, "\x00", "ŵ", "‮", "' OR 1=1 --", "ß"])
def test_what_is_no_code_opens_nothing(code, consultation, opened):
    with pytest.raises(Response.DoesNotExist):
        open_with(consultation, code)


def test_a_code_opens_nothing_in_another_consultation(home, page, opened):
    other = GuidancePageFactory(parent=page.get_parent())
    other.save_revision().publish()

    with pytest.raises(Response.DoesNotExist):
        open_with(ConsultationFactory(page=other), opened.code)


def test_the_digest_itself_opens_nothing(consultation, opened):
    with pytest.raises(Response.DoesNotExist):
        open_with(consultation, opened.response.code_digest)


def test_a_code_for_colleagues_opens_the_same_response_but_does_not_lead(consultation, opened):
    code = responding.make_colleague_code(opened.response, at=DURING)

    found = open_with(consultation, code)

    assert found.response == opened.response
    assert not found.leads
    assert code not in str(Response.objects.values().get(pk=opened.response.pk))


def test_a_new_code_for_colleagues_takes_the_place_of_the_one_before(consultation, opened):
    first = responding.make_colleague_code(opened.response, at=DURING)
    second = responding.make_colleague_code(opened.response, at=DURING)

    assert open_with(consultation, second).response == opened.response
    with pytest.raises(Response.DoesNotExist):
        open_with(consultation, first)


# Which consultations there are, and when they take responses


def test_a_consultation_that_is_still_being_prepared_is_not_announced(page):
    ConsultationFactory(page=page)

    assert responding.announced(page.document_id) == []


def test_announced_are_the_present_and_the_earlier_ones_newest_first(page, consultation):
    page.change, page.change_note, page.title = "minor", "Reworded.", "Another title"
    page.save_revision().publish()
    year = datetime.timedelta(days=365)
    later = ConsultationFactory(
        page=page, opens_at=consultation.opens_at + year, closes_at=consultation.closes_at + year
    )

    before = responding.announced(page.document_id)
    page.document.move(Stage.CONSULTATION_CLOSED, at=AFTER - datetime.timedelta(days=30))
    page.document.move(Stage.DRAFT)
    page.document.move(Stage.CONSULTATION, consultation=later)

    assert before == [consultation]
    assert responding.announced(page.document_id) == [later, consultation]


def test_nothing_is_announced_of_a_page_without_a_reference(db):
    assert responding.announced(None) == []


@pytest.mark.parametrize("zone", [datetime.UTC, LONDON], ids=["winter time", "summer time"])
@pytest.mark.parametrize(
    ("moment", "taken"),
    [("before it opens", False), ("opening", True), ("just before it closes", True), ("closing", False)],
)
def test_the_moment_of_closing_is_too_late(moment, taken, zone, consultation):
    consultation.opens_at = datetime.datetime(2026, 6, 1, tzinfo=zone)
    consultation.closes_at = datetime.datetime(2026, 9, 1, tzinfo=zone)
    consultation.save()
    at = {
        "before it opens": consultation.opens_at - INSTANT,
        "opening": consultation.opens_at,
        "just before it closes": consultation.closes_at - INSTANT,
        "closing": consultation.closes_at,
    }[moment]
    consultation.refresh_from_db()
    consultation.document.refresh_from_db()

    assert responding.takes_responses(consultation, at) is taken
    if taken:
        assert responding.start(consultation, "cy", at=at).response.language == "cy"
    else:
        with pytest.raises(Refused):
            responding.start(consultation, "cy", at=at)
        assert not Response.objects.exists()


def test_midnight_in_summer_is_an_hour_before_midnight_utc(consultation, response):
    consultation.closes_at = datetime.datetime(2026, 9, 1, 0, 0, tzinfo=LONDON)
    consultation.save()

    complete(response)

    with pytest.raises(Refused):
        send(response, at=datetime.datetime(2026, 8, 31, 23, 0, tzinfo=datetime.UTC))
    send(response, at=datetime.datetime(2026, 8, 31, 22, 59, 59, tzinfo=datetime.UTC))
    assert Response.objects.submitted().get() == response


def test_no_responses_are_taken_to_a_document_withdrawn_before_the_consultation(page):
    consultation = ConsultationFactory(page=page)
    early = consultation.opens_at - datetime.timedelta(days=10)
    page.document.move(Stage.CONSULTATION, consultation=consultation, at=early)
    page.document.move(Stage.WITHDRAWN, at=early, reason="Not needed.")

    assert consultation.is_open(DURING)
    assert not responding.takes_responses(responding.announced(page.document_id)[0], DURING)


@pytest.mark.parametrize(
    "write",
    [
        lambda response, question, at: responding.save_about(response, {"respondent": "buddy"}, at=at),
        lambda response, question, at: responding.save_comment(response, "Late", at=at),
        lambda response, question, at: responding.save_answer(response, question, text="Late", at=at),
        lambda response, question, at: responding.delete_comment(response, 1, revision=1, at=at),
        lambda response, question, at: responding.make_colleague_code(response, at=at),
    ],
    ids=["about", "comment", "answer", "delete", "colleagues"],
)
def test_nothing_is_written_after_closing_nor_after_sending(write, response, question):
    complete(response)
    before = Response.objects.values().get(), texts(response)

    with pytest.raises(Refused):
        write(response, question, AFTER)

    assert (Response.objects.values().get(), texts(response)) == before
    send(response)
    sent = Response.objects.values().get()
    with pytest.raises(Refused):
        write(response, question, DURING)
    assert (Response.objects.values().get(), texts(response)) == (sent, before[1])


def test_nothing_is_sent_after_closing(response):
    complete(response)

    with pytest.raises(Refused):
        send(response, at=AFTER)

    assert not Response.objects.submitted().exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database instead")
def test_the_response_is_locked_while_it_is_written(response):
    with CaptureQueriesContext(connection) as queries:
        responding.save_comment(response, "One", at=DURING)

    assert [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]


# Comments


def test_two_tabs_that_add_comments_make_two(response):
    responding.save_comment(response, "From one tab", anchor="r1", label="R1", at=DURING)
    responding.save_comment(response, "From another", anchor="r1", label="R1", at=DURING)

    assert texts(response) == ["From one tab", "From another"]


def test_a_double_click_makes_one_comment(response):
    first, second = (responding.save_comment(response, "Same", anchor="r1", at=DURING) for _n in range(2))

    assert first == second
    assert texts(response) == ["Same"]


def test_the_same_words_on_another_clause_are_another_comment(response):
    responding.save_comment(response, "Same", anchor="r1", at=DURING)
    responding.save_comment(response, "Same", anchor="r2", at=DURING)
    responding.save_comment(response, "Same", author="AB", at=DURING)

    assert response.comments.count() == 3


def test_a_comment_keeps_the_label_it_was_made_on(response):
    comment = responding.save_comment(response, "Text", anchor="r7", label="R7", at=DURING)

    assert (comment.anchor, comment.label, comment.revision) == ("r7", "R7", 1)


def test_a_long_title_is_cut_to_fit_the_label(response):
    assert len(responding.save_comment(response, "Text", anchor="c-1", label="x" * 500, at=DURING).label) == 120


def test_changing_a_comment_counts_its_saves(response):
    comment = responding.save_comment(response, "One", at=DURING)

    changed = responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    assert (changed.pk, changed.text, changed.revision) == (comment.pk, "Two", 2)


def test_an_older_tab_does_not_overwrite_what_was_saved_since(response):
    comment = responding.save_comment(response, "One", at=DURING)
    responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    with pytest.raises(Stale) as stale:
        responding.save_comment(response, "Three", pk=comment.pk, revision=1, at=DURING)

    assert (stale.value.stored.text, stale.value.stored.revision) == ("Two", 2)
    assert texts(response) == ["Two"]


def test_a_double_click_on_a_change_is_no_conflict(response):
    comment = responding.save_comment(response, "One", at=DURING)

    for _n in range(2):
        responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    assert texts(response) == ["Two"]


def test_changing_a_comment_that_was_deleted_is_a_conflict_with_nothing(response):
    comment = responding.save_comment(response, "One", at=DURING)
    responding.delete_comment(response, comment.pk, revision=1, at=DURING)

    with pytest.raises(Stale) as stale:
        responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    assert stale.value.stored is None


def test_who_leads_changes_a_comment_without_putting_their_name_to_it(response):
    comment = responding.save_comment(response, "One", author="AB", at=DURING)

    responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    assert response.comments.get().author == "AB"


def test_no_comment_of_another_response_can_be_changed_or_deleted(consultation, response):
    other = responding.start(consultation, "en-gb", at=DURING).response
    theirs = responding.save_comment(other, "Theirs", at=DURING)

    with pytest.raises(Stale):
        responding.save_comment(response, "Mine", pk=theirs.pk, revision=1, at=DURING)
    responding.delete_comment(response, theirs.pk, revision=1, at=DURING)

    assert texts(other) == ["Theirs"]


def test_deleting_what_was_changed_since_is_a_conflict(response):
    comment = responding.save_comment(response, "One", at=DURING)
    responding.save_comment(response, "Two", pk=comment.pk, revision=1, at=DURING)

    with pytest.raises(Stale):
        responding.delete_comment(response, comment.pk, revision=1, at=DURING)
    responding.delete_comment(response, comment.pk, revision=2, at=DURING)
    responding.delete_comment(response, comment.pk, revision=2, at=DURING)

    assert texts(response) == []


def test_there_is_room_for_three_hundred_comments(response):
    Comment.objects.bulk_create([CommentFactory.build(response=response) for _n in range(299)])

    last = responding.save_comment(response, "The last", at=DURING)

    with pytest.raises(Full):
        responding.save_comment(response, "One too many", at=DURING)
    assert responding.save_comment(response, "Changed", pk=last.pk, revision=1, at=DURING).text == "Changed"


# Answers


def test_a_question_has_one_answer(response, question):
    responding.save_answer(response, question, view="yes", text="One", at=DURING)
    responding.save_answer(response, question, revision=1, view="no", text="Two", at=DURING)

    answer = response.comments.get()
    assert (answer.question, answer.view, answer.text, answer.revision) == (question, "no", "Two", 2)


def test_a_second_tab_does_not_overwrite_a_first_answer_it_has_not_seen(response, question):
    responding.save_answer(response, question, text="One", at=DURING)

    with pytest.raises(Stale) as stale:
        responding.save_answer(response, question, text="Two", at=DURING)

    assert stale.value.stored.text == "One"


def test_a_view_alone_is_an_answer(response, question):
    responding.save_answer(response, question, view="unsure", at=DURING)

    assert response.comments.get().view == "unsure"


def test_an_empty_answer_stores_nothing(response, question):
    assert responding.save_answer(response, question, at=DURING) is None
    assert not response.comments.exists()


def test_an_emptied_answer_says_nothing_and_is_not_sent(response, question):
    complete(response)
    responding.save_answer(response, question, text="One", at=DURING)
    responding.save_answer(response, question, revision=1, at=DURING)

    assert question not in [comment.question for comment in responding.written(response)]
    send(response)
    assert not response.comments.filter(question=question).exists()


def test_an_answer_that_was_emptied_and_given_anew_is_not_taken_for_the_first(response, question):
    responding.save_answer(response, question, text="One", at=DURING)
    responding.save_answer(response, question, revision=1, at=DURING)
    responding.save_answer(response, question, revision=2, text="Other", at=DURING)

    with pytest.raises(Stale):
        responding.save_answer(response, question, revision=1, text="Late", at=DURING)


@pytest.mark.parametrize(("language", "words"), [("en-gb", "text"), ("cy", "text_cy")])
def test_questions_are_in_the_language_of_the_reader(language, words, consultation, question):
    with translation.override(language):
        [found] = responding.questions_of(consultation)

    assert found.words == getattr(question, words)


# Sending


def test_sending_takes_who_what_for_and_something_said(response):
    def missing():
        return [place for place, _message in responding.missing(Response.objects.get(), response.comments.exists())]

    assert missing() == ["about/#id_respondent", "about/#id_publish", "#questions"]
    responding.save_about(response, {"respondent": "buddy"}, at=DURING)
    assert missing() == ["about/#id_publish", "#questions"]
    with pytest.raises(Unfinished):
        send(response)
    assert Response.objects.get().submitted_at is None

    complete(response)
    assert missing() == []
    send(response)
    assert Response.objects.get().submitted_at == DURING


def test_sending_twice_sends_once(response, django_capture_on_commit_callbacks):
    complete(response)

    with django_capture_on_commit_callbacks(execute=True):
        send(response)
        send(response, at=DURING + datetime.timedelta(seconds=1))
        send(response, at=AFTER)

    assert Response.objects.get().submitted_at == DURING
    assert len(mail.outbox) == 1


def test_the_language_of_a_response_is_the_one_it_was_sent_in(response):
    complete(response)

    with translation.override("cy"):
        send(response)

    assert Response.objects.get().language == "cy"


def test_a_mail_that_fails_does_not_undo_what_was_sent(response, django_capture_on_commit_callbacks, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    complete(response)

    with django_capture_on_commit_callbacks(execute=True):
        send(response)

    assert Response.objects.submitted().exists()


# The receipt by e-mail


@pytest.fixture
def receipt(consultation, response, opened, django_capture_on_commit_callbacks):
    """A function that sends the response and returns the mail that goes out."""

    def sent(title="A guide"):
        complete(response)
        with django_capture_on_commit_callbacks(execute=True):
            responding.submit(response, title=title, address="https://example.org/cy/a/", at=DURING)
        [message] = mail.outbox
        return message

    return sent


def test_the_receipt_says_what_arrived_and_what_happens_next(consultation, response, receipt):
    message = receipt()

    assert message.to == ["someone@example.org"]
    assert response.reference in message.subject
    for expected in ("A guide", "0.1.0", response.reference, "1 July 2026, 1 p.m.", "1 December 2026", "/cy/a/"):
        assert expected in message.body
    assert consultation.next_steps in message.body


def test_the_receipt_holds_neither_what_was_said_nor_the_code(receipt, opened):
    message = receipt()

    everything = message.message().as_string()
    assert "Every week" not in everything
    assert opened.code not in everything
    assert opened.code.replace("-", "") not in everything


def test_the_receipt_is_in_the_language_of_the_response(consultation, receipt):
    with translation.override("cy"):
        message = receipt()

    assert consultation.next_steps_cy in message.body
    assert consultation.next_steps not in message.body


def test_the_receipt_is_plain_text_whatever_the_title(receipt):
    message = receipt(title="Care & <b>“support”</b>\r\nBcc: x@example.org {{ 1 }}")

    assert "Care & <b>“support”</b>" in message.body
    assert "{{ 1 }}" in message.body
    assert "\n" not in message.subject
    assert message.bcc == []
    assert message.content_subtype == "plain"


def test_no_address_no_mail(response, django_capture_on_commit_callbacks):
    complete(response)
    responding.save_about(response, {"email": ""}, at=DURING)

    with django_capture_on_commit_callbacks(execute=True):
        send(response)

    assert mail.outbox == []
