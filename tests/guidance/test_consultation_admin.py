import csv
import io

import html5lib
import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from guidance.models import Consultation
from hub.models import User
from tests.factories import (
    CommentFactory,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    QuestionFactory,
    ResponseFactory,
)

HOSTILE = "<script>alert(1)</script> \u202e{{ 7|add:7 }}"
DECIDED = {
    "redacted_text": "",
    "redaction_reason": "",
    "summary": "It should be clearer.",
    "summary_cy": "Dylai fod yn gliriach.",
    "decision": "accept",
    "reason": "We agree.",
    "reason_cy": "Rydym yn cytuno.",
    "changed_in": "",
    "changed_anchor": "",
}


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


@pytest.fixture
def page(index):
    return published(GuidancePageFactory(parent=index))


def published(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def revised(page):
    """The page with a new edition in which its paragraph is another."""
    body = page.body.get_prep_value()
    body[1]["value"] = "<p>A clearer paragraph.</p>"
    page.body, page.change, page.change_note = body, "minor", "Clearer."
    return published(page)


@pytest.fixture
def consultation(page):
    return ConsultationFactory(page=page)


@pytest.fixture
def comment(consultation):
    return CommentFactory(response__consultation=consultation, text="My own words.")


@pytest.fixture
def staff_client(client):
    """A function that signs in somebody with permissions such as "change_comment"."""

    def signed_in(*permissions):
        user = User.objects.create_user("staff@example.org", "a long password")
        found = own_permissions("access_admin", *permissions)
        assert len(found) == len(permissions) + 1
        user.user_permissions.set(found)
        client.force_login(user)
        return client

    return signed_in


def own_permissions(*codenames):
    """Permissions by their codenames; Wagtail has a model called Comment too."""
    return Permission.objects.filter(codename__in=codenames, content_type__app_label__in=["guidance", "wagtailadmin"])


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def listed(response):
    """[[cell]] of the rows of a listing"""
    tables = [table for table in tree_of(response).iter("table") if "listing" in table.get("class", "").split()]
    return [[words(cell) for cell in row.iter("td")] for table in tables for row in table.findall("tbody/tr")]


def sent(consultation, **changes):
    """What the editing form of a consultation posts, with its questions."""
    local = timezone.localtime
    data = {
        name: getattr(consultation, name)
        for name in ("what", "what_cy", "who", "who_cy", "next_steps", "next_steps_cy", "email", "address")
    }
    data |= {
        "edition": consultation.edition_id,
        "opens_at": f"{local(consultation.opens_at):%Y-%m-%d %H:%M}",
        "closes_at": f"{local(consultation.closes_at):%Y-%m-%d %H:%M}",
        "outcome_due_on": f"{consultation.outcome_due_on:%Y-%m-%d}",
        "outcome": consultation.outcome,
        "outcome_cy": consultation.outcome_cy,
        "outcome_published_at": "",
    }
    questions = list(consultation.questions.all()) if consultation.pk else []
    data |= {
        "questions-TOTAL_FORMS": len(questions),
        "questions-INITIAL_FORMS": len(questions),
        "questions-MIN_NUM_FORMS": 0,
        "questions-MAX_NUM_FORMS": 1000,
    }
    for place, question in enumerate(questions):
        data |= {
            f"questions-{place}-id": question.pk,
            f"questions-{place}-ORDER": place,
            f"questions-{place}-text": question.text,
            f"questions-{place}-text_cy": question.text_cy,
            f"questions-{place}-offers_view": "on",
            f"questions-{place}-DELETE": "",
        }
    return data | changes


def edit(client, consultation, **changes):
    return client.post(f"/admin/consultations/edit/{consultation.pk}/", sent(consultation, **changes))


def decide(client, comment, **changes):
    response = client.post(f"/admin/comments/edit/{comment.pk}/", DECIDED | changes)
    comment.refresh_from_db()
    return response


def actions_on(row):
    return list(ModelLogEntry.objects.for_instance(row).order_by("timestamp", "pk").values_list("action", flat=True))


# Consultations


def test_consultation_is_set_up_with_its_questions(page, editor_client):
    new = ConsultationFactory.build(page=page)
    question = {
        "questions-TOTAL_FORMS": 1,
        "questions-0-ORDER": 1,
        "questions-0-text": "Is it clear?",
        "questions-0-text_cy": "A yw’n glir?",
        "questions-0-offers_view": "on",
    }

    response = editor_client.post("/admin/consultations/new/", sent(new, edition=page.edition_id, **question))

    assert response.status_code == 302
    made = Consultation.objects.get()
    assert (made.document, made.edition) == (page.document, page.edition)
    assert [str(question) for question in made.questions.all()] == ["Is it clear?"]


def test_form_has_both_languages_and_names_the_editions(page, editor_client):
    tree = tree_of(editor_client.get("/admin/consultations/new/"))

    assert {"what", "what_cy", "outcome", "outcome_cy"} <= {area.get("name") for area in tree.iter("textarea")}
    choice = next(select for select in tree.iter("select") if select.get("name") == "edition")
    assert any(words(option).startswith(f"{page.document}, version 0.1.0") for option in choice.iter("option"))


def test_only_english_editions_without_a_consultation_can_be_chosen(consultation, index, in_welsh, editor_client):
    free = published(GuidancePageFactory(parent=index))
    in_welsh(free)

    tree = tree_of(editor_client.get("/admin/consultations/new/"))

    choice = next(select for select in tree.iter("select") if select.get("name") == "edition")
    assert [option.get("value") for option in choice.iter("option")] == ["", str(free.edition_id)]


def test_consultation_stays_with_its_document(consultation, index, editor_client):
    other = published(GuidancePageFactory(parent=index))

    response = edit(editor_client, consultation, edition=other.edition_id)

    assert "Select a valid choice." in response.text
    consultation.refresh_from_db()
    assert consultation.edition != other.edition


def test_edition_stays_once_somebody_has_answered(consultation, comment, page, editor_client):
    later = revised(page)

    response = edit(editor_client, consultation, edition=later.edition_id)

    assert response.status_code == 302
    consultation.refresh_from_db()
    assert consultation.edition.version == "0.1.0"


def test_welsh_is_asked_for(page, editor_client):
    new = ConsultationFactory.build(page=page)

    response = editor_client.post("/admin/consultations/new/", sent(new, edition=page.edition_id, what_cy=""))

    assert "This field is required." in response.text
    assert not Consultation.objects.exists()


def test_consultation_that_takes_post_is_open_for_twelve_weeks(page, editor_client):
    new = ConsultationFactory.build(page=page, open=True)
    late = timezone.localtime(new.opens_at) + timezone.timedelta(weeks=11)

    response = editor_client.post(
        "/admin/consultations/new/", sent(new, edition=page.edition_id, closes_at=f"{late:%Y-%m-%d %H:%M}")
    )

    assert "Leave at least 12 weeks for answers to come in." in response.text


def test_answered_question_cannot_be_removed(consultation, editor_client):
    question = QuestionFactory(consultation=consultation, text="Is it clear?")
    CommentFactory(response__consultation=consultation, question=question)

    response = edit(editor_client, consultation, **{"questions-0-DELETE": "1"})

    assert "“Is it clear?” has been answered: it cannot be removed." in response.text
    assert consultation.questions.count() == 1


def test_question_nobody_answered_can_be_removed(consultation, editor_client):
    QuestionFactory(consultation=consultation)

    edit(editor_client, consultation, **{"questions-0-DELETE": "1"})

    assert not consultation.questions.exists()


def test_list_shows_window_state_and_number_of_responses(consultation, editor_client):
    CommentFactory(response__consultation=consultation)
    ResponseFactory(consultation=consultation, unsent=True)
    consultation.opens_at, consultation.closes_at = (timezone.now() + timezone.timedelta(weeks=w) for w in (-9, 9))
    consultation.save()
    consultation.document.move("consultation", consultation=consultation)

    (row,) = listed(editor_client.get("/admin/consultations/"))

    assert row[0].startswith(f"{consultation.document}, 0.1.0")
    assert row[-2:] == ["Open", "1"]


@pytest.mark.parametrize(
    ("opens", "closes", "due", "published", "state"),
    [
        (4, 20, 40, None, "Planned"),
        (-4, 20, 40, None, "Not begun: move the document to consultation"),
        (-40, -4, 4, None, "Closed"),
        (-40, -14, -1, None, "Closed, outcome overdue"),
        (-40, -14, -1, -1, "Outcome published"),
    ],
)
def test_list_says_how_far_a_consultation_is(opens, closes, due, published, state, page, editor_client):
    now = timezone.now()
    weeks = timezone.timedelta(weeks=1)
    ConsultationFactory(
        page=page,
        opens_at=now + opens * weeks,
        closes_at=now + closes * weeks,
        outcome_due_on=(now + due * weeks).date(),
        outcome_published_at=published and now + published * weeks,
    )

    (row,) = listed(editor_client.get("/admin/consultations/"))

    assert row[-2] == state


def test_list_takes_as_many_queries_for_nine_consultations_as_for_one(index, editor_client):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            editor_client.get("/admin/consultations/")
        return len(captured)

    def more(times):
        for _n in range(times):
            new = ConsultationFactory(page=published(GuidancePageFactory(parent=index)), open=True)
            new.document.move("consultation", consultation=new)

    more(1)
    queries()
    few = queries()
    more(8)

    assert queries() == few


def test_consultation_with_responses_cannot_be_deleted(consultation, comment, editor_client):
    address = f"/admin/consultations/delete/{consultation.pk}/"

    asked = editor_client.get(address)
    tried = editor_client.post(address, follow=True)

    assert "This consultation cannot be deleted." in asked.text
    assert "Yes, delete" not in asked.text
    assert "It was not deleted. Somebody has answered." in tried.text
    assert Consultation.objects.filter(pk=consultation.pk).exists()


def test_consultation_that_a_document_is_in_cannot_be_deleted(page, editor_client):
    consultation = ConsultationFactory(page=page, open=True)
    page.document.move("consultation", consultation=consultation)

    tried = editor_client.post(f"/admin/consultations/delete/{consultation.pk}/", follow=True)

    assert "The document has been moved to this consultation." in tried.text
    assert Consultation.objects.filter(pk=consultation.pk).exists()


def test_consultation_nobody_knows_of_can_be_deleted(consultation, editor_client):
    QuestionFactory(consultation=consultation)
    address = f"/admin/consultations/delete/{consultation.pk}/"

    assert "Yes, delete" in editor_client.get(address).text
    editor_client.post(address)

    assert not Consultation.objects.exists()


# Publishing the outcome

PUBLISHED = {"outcome": "We heard you.", "outcome_cy": "Fe’ch clywsom.", "outcome_published_at": "2026-11-01 09:00"}


def test_outcome_is_published(consultation, editor_client):
    CommentFactory(decided=True, response__consultation=consultation)

    response = edit(editor_client, consultation, **PUBLISHED)

    assert response.status_code == 302
    consultation.refresh_from_db()
    assert consultation.outcome_published_at


def test_outcome_is_not_published_while_a_comment_waits(consultation, comment, editor_client):
    response = edit(editor_client, consultation, **PUBLISHED)

    assert "Decide first on every comment. Still waiting: 1." in response.text
    assert "Fe’ch clywsom." in response.text
    consultation.refresh_from_db()
    assert consultation.outcome_published_at is None


@pytest.mark.parametrize("unsaid", ["outcome", "outcome_cy"])
def test_outcome_is_not_published_without_both_languages(unsaid, consultation, editor_client):
    response = edit(editor_client, consultation, **PUBLISHED | {unsaid: ""})

    assert "Write it in both languages." in response.text
    consultation.refresh_from_db()
    assert consultation.outcome_published_at is None


def test_outcome_is_not_published_before_the_end(consultation, editor_client):
    response = edit(editor_client, consultation, **PUBLISHED | {"outcome_published_at": "2026-07-01 09:00"})

    assert "The outcome comes after the consultation has closed." in response.text


def test_answer_that_comes_late_does_not_keep_the_outcome_from_being_corrected(consultation, comment, editor_client):
    consultation.outcome_published_at = timezone.make_aware(timezone.datetime(2026, 11, 1, 9))
    consultation.save()

    response = edit(editor_client, consultation, **PUBLISHED)

    assert response.status_code == 302


def test_comments_without_words_and_unsent_ones_keep_nothing_waiting(consultation, editor_client):
    CommentFactory(response__consultation=consultation, view="yes", text="")
    CommentFactory(response=ResponseFactory(consultation=consultation, unsent=True))

    assert edit(editor_client, consultation, **PUBLISHED).status_code == 302


def test_consultation_that_closed_early_can_still_be_edited(consultation, editor_client):
    consultation.close(consultation.opens_at + timezone.timedelta(weeks=1))

    assert edit(editor_client, consultation, **PUBLISHED).status_code == 302


def test_page_of_a_consultation_says_what_waits_and_leads_on(consultation, comment, editor_client, page):
    response = editor_client.get(f"/admin/consultations/edit/{consultation.pk}/")

    assert "Responses sent: 1. Comments waiting for a decision: 1." in response.text
    addresses = {link.get("href") for link in tree_of(response).iter("a")}
    assert f"/admin/consultations/key-in/{consultation.pk}/" in addresses
    assert f"/admin/comments/?consultation={consultation.pk}" in addresses
    assert f"{page.url}{consultation.path}outcome/" in addresses


# The queue


def test_queue_has_what_was_sent_and_says_something(consultation, comment, editor_client):
    CommentFactory(response__consultation=consultation, view="yes", text="")
    CommentFactory(response=ResponseFactory(consultation=consultation, unsent=True))

    rows = listed(editor_client.get("/admin/comments/"))

    assert rows == [
        ["The whole document", "My own words.", "I am in prison and I am a buddy", "English",
         "Publish it, but not who I am", "–"]
    ]  # fmt: skip


def test_newest_undecided_comments_come_first(consultation, editor_client):
    def comment(text, day, **fields):
        at = consultation.opens_at + timezone.timedelta(days=day)
        CommentFactory(response__consultation=consultation, response__submitted_at=at, text=text, **fields)

    comment("decided, new", 9, decided=True)
    comment("old", 1)
    comment("refused, newest", 10, decided=True, decision="no")
    comment("new", 8)

    rows = listed(editor_client.get("/admin/comments/"))

    assert [row[1] for row in rows] == ["new", "old", "refused, newest", "decided, new"]


def test_queue_shows_what_may_be_read(comment, editor_client):
    comment.redacted_text, comment.redaction_reason = "[taken out]", "names somebody"
    comment.save()

    response = editor_client.get("/admin/comments/")

    assert "[taken out]" in response.text
    assert "My own words." not in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"decision": "undecided"}, {"clause", "question"}),
        ({"decision": "part"}, {"redacted"}),
        ({"who": "in_prison"}, {"clause"}),
        ({"who": "prison_staff"}, {"question"}),
        ({"clause": "r1"}, {"clause"}),
        ({"redacted": "yes"}, {"redacted"}),
        ({"redacted": "no"}, {"clause", "question"}),
        ({"q": "quest"}, {"question"}),
        ({"decision": "rubbish"}, {"clause", "question", "redacted"}),
    ],
)
def test_queue_is_filtered(query, found, consultation, editor_client):
    asked = QuestionFactory(consultation=consultation)
    CommentFactory(response__consultation=consultation, text="clause", anchor="r1", label="R1")
    CommentFactory(
        response__consultation=consultation, response__respondent="prison_staff", text="question", question=asked
    )
    CommentFactory(
        response__consultation=consultation,
        response__respondent="charity",
        text="redacted?",
        redacted_text="redacted",
        redaction_reason="names somebody",
        decided=True,
        decision="part",
    )

    rows = listed(editor_client.get("/admin/comments/", query))

    assert {row[1] for row in rows} == found


def test_queue_is_filtered_by_consultation_and_question(index, consultation, comment, editor_client):
    other = ConsultationFactory(page=published(GuidancePageFactory(parent=index)))
    question = QuestionFactory(consultation=other)
    CommentFactory(response__consultation=other, question=question, text="Of another.")

    for query in ({"consultation": other.pk}, {"question": question.pk}):
        rows = listed(editor_client.get("/admin/comments/", query))
        assert [row[1] for row in rows] == ["Of another."]


def test_queue_takes_as_many_queries_for_forty_comments_as_for_one(consultation, comment, editor_client):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            editor_client.get("/admin/comments/")
        return len(captured)

    queries()
    few = queries()
    question = QuestionFactory(consultation=consultation)
    CommentFactory.create_batch(39, response__consultation=consultation, question=question)

    assert queries() == few


def test_nobody_adds_or_deletes_a_comment(comment, editor_client):
    for address in ("new/", f"delete/{comment.pk}/", f"copy/{comment.pk}/"):
        assert editor_client.get(f"/admin/comments/{address}").status_code == 404


# The table to take away


def exported(client, **query):
    response = client.get("/admin/comments/", {"export": "csv", **query})
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_export_says_what_was_said_and_decided_and_not_who(consultation, editor_client):
    comment = CommentFactory(
        response__consultation=consultation,
        response__organisation="Made-up Charity",
        response__name="A. Person",
        response__email="a.person@example.org",
        anchor="r1",
        label="R1",
        author="AP",
        text="Officer Madeup said so.",
        redacted_text="[taken out] said so.",
        redaction_reason="names somebody",
        decided=True,
        changed_in=consultation.edition,
    )

    (row,) = exported(editor_client)

    assert row == {
        "Response": comment.response.reference,
        "Consultation": str(consultation),
        "Language": "English",
        "Came": "Online",
        "Who is answering": "I am in prison and I am a buddy",
        "Organisation": "",
        "May we publish it": "Publish it, but not who I am",
        "Question": "",
        "Clause": "R1",
        "View": "",
        "Comment": "[taken out] said so.",
        "Decision": "Accepted",
        "Reason": "It is clearer.",
        "Changed in": "0.1.0",
        "Changed clause": "",
    }


def test_export_names_an_organisation_that_wants_it(consultation, editor_client):
    CommentFactory(
        response__consultation=consultation, response__organisation="Made-up Charity", response__publish="named"
    )

    assert exported(editor_client)[0]["Organisation"] == "Made-up Charity"


def test_export_is_filtered_as_the_queue_is(consultation, comment, editor_client):
    CommentFactory(response__consultation=consultation, decided=True)

    assert [row["Comment"] for row in exported(editor_client, decision="undecided")] == ["My own words."]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_an_export_is_a_formula(start, consultation, editor_client):
    formula = f'{start}HYPERLINK("http://example.org")'
    CommentFactory(
        response__consultation=consultation,
        response__publish="named",
        response__organisation=formula,
        text=formula,
        label=formula,
        decided=True,
        reason=formula,
    )

    (row,) = exported(editor_client)
    workbook = editor_client.get("/admin/comments/", {"export": "xlsx"})

    assert len([cell for cell in row.values() if "HYPERLINK" in cell]) == 4
    assert not [cell for cell in row.values() if cell.startswith(start)]
    cells = list(load_workbook(io.BytesIO(workbook.getvalue())).active.iter_rows())[1]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_export_survives_characters_that_no_spreadsheet_may_hold(consultation, editor_client):
    CommentFactory(response__consultation=consultation, text="a\x0bb\x1bc\ufffed" + HOSTILE)

    workbook = editor_client.get("/admin/comments/", {"export": "xlsx"})

    cells = [cell.value for cell in list(load_workbook(io.BytesIO(workbook.getvalue())).active.iter_rows())[1]]
    assert "abcd" + HOSTILE in cells
    assert exported(editor_client)[0]["Comment"] == "abcd" + HOSTILE


def test_export_is_recorded(consultation, comment, editor_client):
    exported(editor_client)

    assert "guidance.export" in actions_on(consultation)


# One comment


def test_comment_is_read_beside_its_clause_then_and_now(page, consultation, editor_client):
    clause = page.edition.ordered_clauses[1]
    comment = CommentFactory(response__consultation=consultation, anchor=clause.anchor, label=clause.label)
    revised(page)

    response = editor_client.get(f"/admin/comments/edit/{comment.pk}/")

    assert [words(quote) for quote in tree_of(response).iter("blockquote")] == ["A paragraph.", "A clearer paragraph."]
    addresses = {link.get("href") for link in tree_of(response).iter("a")}
    assert f"{page.url}compare/0.1.0/0.2.0/" in addresses


def test_comment_on_a_clause_that_has_gone_says_so(page, consultation, editor_client):
    clause = page.edition.ordered_clauses[1]
    comment = CommentFactory(response__consultation=consultation, anchor=clause.anchor, label=clause.label)
    lost = CommentFactory(response__consultation=consultation, anchor="c-gone0000", label="9.9")
    page.body = [block for place, block in enumerate(page.body.get_prep_value()) if place != 1]
    page.change, page.change_note = "minor", "Shorter."
    published(page)

    assert "It was removed." in editor_client.get(f"/admin/comments/edit/{comment.pk}/").text
    assert "has no such clause." in editor_client.get(f"/admin/comments/edit/{lost.pk}/").text


def test_editor_sees_what_may_tell_who_somebody_is_marked(consultation, editor_client):
    comment = CommentFactory(response__consultation=consultation, text="Ask Officer Smith on B Wing.")

    response = editor_client.get(f"/admin/comments/edit/{comment.pk}/")

    assert [words(mark) for mark in tree_of(response).iter("mark")] == ["Officer Smith", "B Wing"] * 2
    assert "This looks like a wing, a unit or a cell." in response.text


def test_number_of_somebody_is_taken_out_before_a_decision(consultation, editor_client):
    text = "Ask A1234BC or 01234 567890."
    comment = CommentFactory(response__consultation=consultation, response__publish="anonymous", text=text)

    refused = decide(editor_client, comment)
    decide(editor_client, comment, redacted_text="Ask them.", redaction_reason="numbers")

    assert "may tell who someone is: “A1234BC”, “01234 567890”. Take it out." in refused.text
    assert comment.decision == "accept"


def test_words_that_may_mean_somebody_are_left_to_the_judgement_of_the_editor(consultation, editor_client):
    text = "Thank the Mr Men books on B Wing."
    comment = CommentFactory(response__consultation=consultation, response__publish="anonymous", text=text)

    decide(editor_client, comment)

    assert comment.decision == "accept"


def test_decision_is_stored_with_who_and_when(comment, editor, editor_client):
    response = decide(editor_client, comment)

    assert response.status_code == 302
    assert (comment.decision, comment.reason_cy, comment.decided_by) == ("accept", "Rydym yn cytuno.", editor)
    assert comment.decided_at
    assert actions_on(comment) == ["wagtail.edit", "guidance.decide"]


def test_what_was_sent_never_changes(comment, editor_client):
    decide(editor_client, comment, text="Something else.", view="no", anchor="r1", response="")

    assert (comment.text, comment.view, comment.anchor) == ("My own words.", "", "")


@pytest.mark.parametrize("unsaid", ["summary", "summary_cy", "reason", "reason_cy"])
def test_decision_needs_summary_and_reason_in_both_languages(unsaid, comment, editor_client):
    response = decide(editor_client, comment, **{unsaid: " "})

    assert "A decision needs this." in response.text
    assert comment.decision == ""


@pytest.mark.parametrize("unsaid", ["summary", "summary_cy", "reason", "reason_cy"])
def test_summary_and_reason_are_written_in_both_languages_even_before_a_decision(unsaid, comment, editor_client):
    response = decide(editor_client, comment, decision="", **{unsaid: ""})

    assert "Write it in both languages." in response.text


def test_decision_can_be_taken_back(comment, editor_client):
    decide(editor_client, comment)

    decide(editor_client, comment, decision="")

    assert (comment.decision, comment.decided_by, comment.decided_at) == ("", None, None)


def test_redaction_needs_a_reason(comment, editor_client):
    response = decide(editor_client, comment, redacted_text="[taken out] words.")

    assert "Say why parts were taken out." in response.text
    assert comment.redacted_text == ""


def test_redaction_is_stored_beside_what_was_sent(comment, editor_client):
    decide(editor_client, comment, redacted_text="[taken out] words.", redaction_reason="names somebody")

    assert (comment.readable_text, comment.text) == ("[taken out] words.", "My own words.")
    assert "guidance.redact" in actions_on(comment)


def test_redaction_that_takes_nothing_out_is_refused(comment, editor_client):
    response = decide(editor_client, comment, redacted_text=comment.text, redaction_reason="names somebody")

    assert "Nothing has been taken out." in response.text


def test_reason_without_a_redaction_is_refused(comment, editor_client):
    response = decide(editor_client, comment, redaction_reason="names somebody")

    assert "Give the text without the parts, or take the reason away." in response.text


def test_redaction_begins_with_the_whole_comment(comment, editor_client):
    tree = tree_of(editor_client.get(f"/admin/comments/edit/{comment.pk}/?redact"))

    box = next(area for area in tree.iter("textarea") if area.get("name") == "redacted_text")
    assert words(box) == "My own words."


def test_change_is_looked_for_in_later_english_editions_of_the_document(
    page, consultation, comment, index, in_welsh, editor_client
):
    in_welsh(page)
    later = revised(page)
    published(GuidancePageFactory(parent=index))

    tree = tree_of(editor_client.get(f"/admin/comments/edit/{comment.pk}/"))
    response = decide(editor_client, comment, changed_in=later.edition_id)

    choice = next(select for select in tree.iter("select") if select.get("name") == "changed_in")
    assert [option.get("value") for option in choice.iter("option")] == ["", str(later.edition_id)]
    assert response.status_code == 302
    assert comment.changed_in == later.edition


def test_decision_names_the_clause_that_the_edition_changed(page, comment, editor_client):
    later = revised(page)
    changed, same = later.edition.ordered_clauses[1].anchor, later.edition.ordered_clauses[0].anchor

    tree = tree_of(editor_client.get(f"/admin/comments/edit/{comment.pk}/"))
    refused = decide(editor_client, comment, changed_in=later.edition_id, changed_anchor=same)
    alone = decide(editor_client, comment, changed_anchor=changed)
    accepted = decide(editor_client, comment, changed_in=later.edition_id, changed_anchor=changed)

    choice = next(select for select in tree.iter("select") if select.get("name") == "changed_anchor")
    assert [option.get("value") for option in choice.iter("option")] == ["", changed]
    assert "Version 0.2.0 did not change this clause." in refused.text
    assert "Choose the edition in which this clause changed." in alone.text
    assert accepted.status_code == 302
    assert (comment.changed_in, comment.changed_anchor) == (later.edition, changed)


def test_what_was_not_accepted_has_changed_nothing(page, comment, editor_client):
    later = revised(page)

    response = decide(editor_client, comment, decision="no", changed_in=later.edition_id)

    assert "Only what was accepted, at least in part, has changed the text." in response.text


def test_hostile_words_are_shown_as_words(consultation, editor_client):
    comment = CommentFactory(
        response__consultation=consultation,
        response__publish="named",
        response__organisation=HOSTILE,
        text=HOSTILE,
        label=HOSTILE,
        anchor="c-gone0000",
    )

    for address in ("/admin/comments/", f"/admin/comments/edit/{comment.pk}/"):
        response = editor_client.get(address)
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;alert" in response.text


def test_comment_that_was_not_sent_cannot_be_read(consultation, editor_client):
    comment = CommentFactory(response=ResponseFactory(consultation=consultation, unsent=True))

    assert editor_client.get(f"/admin/comments/edit/{comment.pk}/").status_code == 404


def test_name_and_address_of_a_person_are_not_shown(consultation, editor_client):
    comment = CommentFactory(
        response__consultation=consultation, response__name="A. Person", response__email="a.person@example.org"
    )

    shown = editor_client.get(f"/admin/comments/edit/{comment.pk}/").text

    assert "A. Person" not in shown
    assert "a.person@example.org" not in shown


# Who may


def test_comments_are_for_those_who_decide_on_them(comment, staff_client):
    client = staff_client("change_consultation", "view_comment")

    for address in ("/admin/comments/", "/admin/comments/?export=csv", f"/admin/comments/edit/{comment.pk}/"):
        assert client.get(address).status_code == 302
    assert decide(client, comment).status_code == 302
    assert comment.decision == ""
    assert "/admin/comments/" not in client.get("/admin/").text


def test_who_may_decide_on_comments_sees_them(comment, staff_client):
    client = staff_client("change_comment")

    assert listed(client.get("/admin/comments/"))
    assert "/admin/comments/" in client.get("/admin/").text
    decide(client, comment)
    assert comment.decision == "accept"
    assert client.get("/admin/consultations/").status_code == 302


def test_who_keyed_a_response_in_may_decide_on_it(comment, staff_client):
    client = staff_client("change_comment", "add_response")
    comment.response.keyed_by = User.objects.get(email="staff@example.org")
    comment.response.save()

    decide(client, comment)

    assert comment.decision == "accept"


def test_permissions_can_be_given_to_a_group(editor_client):
    response = editor_client.get("/admin/groups/new/")

    given = {field.get("value") for field in tree_of(response).iter("input") if field.get("name") == "permissions"}
    wanted = own_permissions("change_comment", "add_response", "change_consultation")
    assert {str(permission.pk) for permission in wanted} <= given
    (unwanted,) = own_permissions("delete_comment")
    assert str(unwanted.pk) not in given
