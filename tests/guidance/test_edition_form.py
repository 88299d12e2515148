"""The form of a guidance page: what it asks of an edition, and what it leaves for the next."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from guidance.models import Document, Edition, GuidancePage
from tests.factories import DocumentFactory, GuidanceIndexPageFactory, GuidancePageFactory
from tests.guidance.wording import errors, soup_of, words


@pytest.fixture
def page(home):
    page = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home), body=[("section", "Training"), ("paragraph", "<p>Two days.</p>")]
    )
    page.save_revision().publish()
    return GuidancePage.objects.get(pk=page.pk)


@pytest.fixture
def sent(editor_client, page):
    """A function that changes the paragraph and other fields in the form of the page and sends it."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def send(text, **fields):
        data = querydict_from_html(editor_client.get(address).text, form_id="page-edit-form")
        body = streamfield([("section", "Training"), ("paragraph", rich_text(f"<p>{text}</p>"))])
        for block, own in zip(page.body, ("0", "1"), strict=True):
            body[own]["id"] = block.id
        data.update(nested_form_data({"body": body}))
        for name, value in fields.items():
            data[name.replace("_", "-") if name.startswith("action") else name] = value
        return editor_client.post(address, data, follow=True)

    return send


@pytest.fixture
def form(editor_client, page):
    """A function that gives what the fields of the form of the page hold now."""

    def held(*names):
        soup = soup_of(editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
        chosen = soup.select_one("select[name=change] [selected]")
        return chosen["value"] if chosen else "", words(soup.select_one("textarea[name=change_note]"))

    return held


def versions(page):
    return [edition.version for edition in Edition.objects.of(page.document, "en-gb")]


@pytest.mark.parametrize("action", ["action_publish", "action_submit"])
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"change_note": "It was too short."}, "change"), ({"change": "minor"}, "change_note")],
)
def test_new_text_with_no_word_on_it_is_sent_back_with_all_that_was_typed(page, sent, action, fields, wrong):
    response = sent("Three days.", **fields, **{action: "1"})

    assert wrong in errors(response)
    for typed in ("Three days.", fields.get("change_note", "")):
        assert typed in response.text
    assert versions(page) == ["0.1.0"]


def test_draft_may_be_as_unfinished_as_it_likes(page, sent):
    sent("Three days.")

    assert GuidancePage.objects.get(pk=page.pk).has_unpublished_changes
    assert "Three days." in str(GuidancePage.objects.get(pk=page.pk).get_latest_revision_as_object().body)
    assert versions(page) == ["0.1.0"]


def test_what_was_said_of_one_edition_is_not_said_of_the_next(page, sent, form):
    for number, text in enumerate(("Three days.", "Four days.", "Five days."), start=2):
        assert form() == ("", "")
        assert "change" in errors(sent(text, action_publish="1"))

        sent(text, change="minor", change_note=f"Learned, {number}.", action_publish="1")

        assert versions(page)[0] == f"0.{number}.0"
    assert form() == ("", "")


def test_correction_with_no_note_is_not_said_of_the_next_edition(page, sent, form):
    sent("Two days", change="patch", action_publish="1")

    assert versions(page)[0] == "0.1.1"
    assert form() == ("", "")


def test_what_was_typed_into_a_draft_is_still_there(sent, form):
    sent("Three days.", change="minor", change_note="Half a thought")

    assert form() == ("minor", "Half a thought")


def test_what_was_said_of_the_last_draft_is_not_said_after_coming_into_force(page, sent, form):
    sent("Three days.", change="minor", change_note="Learned.", action_publish="1")
    GuidancePage.objects.update(review_on=timezone.localdate() + datetime.timedelta(100))
    document = Document.objects.get(pk=page.document.pk)
    document.stage = "pilot"

    document.move("published", reason="Agreed.")

    assert form() == ("", "")


def test_text_that_stays_as_it_is_needs_no_word(page, sent):
    response = sent("Two days.", action_publish="1", summary=page.summary)

    assert "could not be" not in errors(response)[""]
    assert versions(page) == ["0.1.0"]


def test_document_that_has_ended_says_that_its_text_stays(page, sent):
    page.document.move("withdrawn", reason="Wrong.")

    response = sent("Three days.", change="minor", change_note="Learned.", action_publish="1")

    assert "its text no longer changes" in errors(response)[""]
    assert versions(page) == ["0.1.0"]


def test_page_without_a_reference_is_sent_back(page, sent):
    response = sent("Two days.", document="", action_publish="1")

    assert "document" in errors(response)


# However it is published


def test_new_page_that_is_published_at_once_has_its_first_edition(page, editor_client):
    index, document = page.get_parent(), DocumentFactory()
    address = reverse("wagtailadmin_pages:add", args=["guidance", "guidancepage", index.pk])
    data = querydict_from_html(editor_client.get(address).text, form_id="page-edit-form")
    data.update(nested_form_data({"body": streamfield([("section", "Training")])}))
    typed = dict.fromkeys(("title", "summary", "audience", "owner_name"), "Something")
    for name, value in {**typed, "slug": "new", "document": document.pk, "action-publish": "1"}.items():
        data[name] = value

    response = editor_client.post(address, data, follow=True)

    assert "has been published" in errors(response)[""] or "created and published" in errors(response)[""]
    assert [edition.title for edition in document.editions.all()] == ["Something"]


def test_action_behind_every_way_of_publishing_writes_an_edition(page, editor):
    page.body[1].value.source, page.change, page.change_note = "<p>Three days.</p>", "minor", "Learned."

    PublishPageRevisionAction(page.save_revision(), user=editor).execute()

    assert versions(page) == ["0.2.0", "0.1.0"]
    assert GuidancePage.objects.get(pk=page.pk).edition.version == "0.2.0"


def test_copy_has_no_edition_until_it_has_a_reference(page):
    copy = page.copy(update_attrs={"slug": "copy"})

    assert copy.live
    assert GuidancePage.objects.get(pk=copy.pk).edition is None
    assert Edition.objects.count() == 1


def test_names_that_the_editor_gives_paragraphs_are_no_part_of_their_text(page, sent):
    sent("Two days.", action_publish="1")
    page = GuidancePage.objects.get(pk=page.pk)

    assert "data-block-key" in str(page.body.raw_data)
    assert "data-block-key" not in page.edition.ordered_clauses[1].html


def test_page_with_no_reference_yet_can_be_looked_at(page, read):
    copy = page.copy(update_attrs={"slug": "copy", "title": "A copy"})

    assert read(copy.url).h1.get_text() == "A copy"
    assert copy.make_preview_request().status_code == 200


@pytest.fixture
def due():
    """A function that lets the time come for what was scheduled of a page."""

    def bring_forward(page):
        moment = timezone.now() - datetime.timedelta(minutes=1)
        for revision in page.revisions.filter(approved_go_live_at__isnull=False):
            revision.approved_go_live_at = moment
            revision.content["go_live_at"] = moment.isoformat()
            revision.save()

    return bring_forward


def test_text_that_was_scheduled_is_not_published_once_the_document_has_ended(page, due):
    other = GuidancePageFactory(parent=page.get_parent(), live=False)
    for scheduled in (page, other):
        scheduled.body[1].value.source, scheduled.change, scheduled.change_note = "<p>Three days.</p>", "minor", "Why."
        scheduled.go_live_at = timezone.now() + datetime.timedelta(days=1)
        scheduled.save_revision().publish()
    page.document.move("withdrawn", reason="Wrong.")
    for scheduled in (page, other):
        due(scheduled)

    call_command("publish_scheduled")

    assert versions(page) == ["0.1.0"]
    assert versions(other) == ["0.1.0"]
    assert GuidancePage.objects.get(pk=other.pk).live
