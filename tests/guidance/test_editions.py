"""Editions: made by publishing, numbered by what changed, shared between languages, and never altered."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from pypdf import PdfReader

from guidance.models import Clause, Edition, EditionPDF, GuidancePage, Recommendation
from guidance.stages import Change
from tests.factories import (
    RECOMMENDATION,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

BODY = GuidancePage._meta.get_field("body").stream_block
PARAGRAPH = {"type": "paragraph", "value": "<p>Something new.</p>"}


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


@pytest.fixture
def page(index):
    page = GuidancePageFactory(
        parent=index,
        body=[
            ("section", "First"),
            ("paragraph", "<p>One paragraph.</p>"),
            ("recommendation", RECOMMENDATION),
            ("recommendation", {**RECOMMENDATION, "text": "<p>Another action.</p>"}),
        ],
    )
    page.save_revision().publish()
    return GuidancePage.objects.get(pk=page.pk)


@pytest.fixture
def edit():
    """A function that changes the body of a page, as a list of blocks, and publishes it."""

    def publish(page, change, kind=Change.MINOR, note="Something was learned."):
        page = GuidancePage.objects.get(pk=page.pk)
        blocks = list(page.body.raw_data)
        change(blocks)
        page.body = BODY.to_python(blocks)
        page.change, page.change_note = kind, note
        page.save_revision().publish()
        return GuidancePage.objects.get(pk=page.pk)

    return publish


def add_paragraph(blocks):
    blocks.append({**PARAGRAPH, "id": str(uuid.uuid4())})


def correct(blocks):
    blocks[1] = {**blocks[1], "value": "<p>One paragraph, corrected.</p>"}


def versions(page, language="en-gb"):
    return [edition.version for edition in Edition.objects.of(page.document, language)]


# Publishing


def test_first_edition_is_a_draft_that_says_it_is_the_first(page):
    edition = page.edition

    assert edition.version == "0.1.0"
    assert edition.change_note == "First published."
    assert edition.title == page.title
    assert [clause.kind for clause in edition.ordered_clauses] == [
        "section",
        "paragraph",
        "recommendation",
        "recommendation",
    ]


def test_publishing_the_same_text_again_makes_no_edition(page):
    page.save_revision().publish()
    page.unpublish()
    page.save_revision().publish()

    assert versions(page) == ["0.1.0"]


def test_new_text_with_no_word_on_it_is_not_published(page, edit):
    with pytest.raises(ValidationError) as error:
        edit(page, add_paragraph, kind="", note="")

    assert "change" in error.value.message_dict
    page = GuidancePage.objects.get(pk=page.pk)
    assert versions(page) == ["0.1.0"]
    assert "Something new" not in str(page.body.raw_data)


@pytest.mark.parametrize("kind", [Change.MAJOR, Change.MINOR])
def test_change_of_substance_needs_a_note(page, edit, kind):
    with pytest.raises(ValidationError) as error:
        edit(page, add_paragraph, kind=kind, note="  ")

    assert "change_note" in error.value.message_dict


def test_correction_needs_no_note_and_raises_the_patch(page, edit):
    page = edit(page, correct, kind=Change.PATCH, note="")

    assert versions(page) == ["0.1.1", "0.1.0"]
    assert page.edition.change_note


def test_adding_or_removing_is_more_than_a_correction(page, edit):
    with pytest.raises(ValidationError) as error:
        edit(page, add_paragraph, kind=Change.PATCH)

    assert "change" in error.value.message_dict


@pytest.mark.parametrize("kind", [Change.MINOR, Change.PATCH])
def test_removing_a_recommendation_is_a_major_change(page, edit, kind):
    with pytest.raises(ValidationError) as error:
        edit(page, lambda blocks: blocks.pop(), kind=kind)

    assert "R2" in str(error.value.message_dict["change"])


@pytest.mark.parametrize(
    ("published", "kind", "version"),
    [
        (False, Change.MAJOR, "0.2.0"),
        (False, Change.MINOR, "0.2.0"),
        (False, Change.PATCH, "0.1.1"),
        (True, Change.MAJOR, "2.0.0"),
        (True, Change.MINOR, "1.1.0"),
        (True, Change.PATCH, "1.0.1"),
    ],
)
def test_version_follows_the_kind_of_change(index, edit, published, kind, version):
    page = GuidancePageFactory(parent=index, document__stage="published" if published else "draft")
    page.save_revision().publish()

    page = edit(page, correct, kind=kind)

    assert page.edition.version == version


def test_title_is_part_of_what_an_edition_keeps(page):
    before = page.title
    page.title, page.change, page.change_note = "Another title", Change.MINOR, "Renamed."
    page.save_revision().publish()

    assert [edition.title for edition in Edition.objects.of(page.document, "en-gb")] == ["Another title", before]


def test_page_without_a_reference_is_not_published(index):
    page = GuidancePageFactory(parent=index, document=None)

    with pytest.raises(ValidationError) as error:
        page.save_revision().publish()

    assert "document" in error.value.message_dict


def test_ended_document_takes_no_new_text(page, edit):
    page.document.move("withdrawn", reason="No longer needed.")

    with pytest.raises(ValidationError):
        edit(page, correct)


def test_edition_that_is_scheduled_is_made_when_it_goes_live(page):
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    blocks = list(page.body.raw_data)
    correct(blocks)
    page.body = BODY.to_python(blocks)
    page.change, page.change_note = Change.MINOR, "Clearer."
    page.save_revision().publish()
    assert versions(page) == ["0.1.0"]

    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - datetime.timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")

    assert versions(page) == ["0.2.0", "0.1.0"]


# Clauses


def test_uids_are_the_same_in_every_edition_and_language(page, edit, in_welsh):
    in_welsh(page)
    uids = [clause.uid for clause in page.edition.ordered_clauses]

    page = edit(page, lambda blocks: blocks.reverse())
    welsh = in_welsh(page)

    assert [clause.uid for clause in page.edition.ordered_clauses] == uids[::-1]
    assert [clause.uid for clause in welsh.edition.ordered_clauses] == uids[::-1]


def test_quoted_voice_is_kept_as_a_reference_and_never_as_its_words(index, home):
    voice = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), quote="Unmistakable words.", live=True)
    page = GuidancePageFactory(parent=index, body=[("voice", voice)])
    page.save_revision().publish()

    [clause] = Clause.objects.filter(edition__document=page.document)

    assert "Unmistakable" not in clause.html + clause.text
    assert clause.html == f'<embed embedtype="voice" id="{voice.pk}" />'


def test_link_is_kept_as_a_reference_so_that_it_follows_its_page(index, home, client):
    page = GuidancePageFactory(parent=index, body=[("paragraph", f'<p><a linktype="page" id="{index.pk}">All</a></p>')])
    page.save_revision().publish()
    index.slug = "elsewhere"
    index.save_revision().publish()
    page = GuidancePage.objects.get(pk=page.pk)

    assert '<a href="/elsewhere/">All</a>' in client.get(page.url).text


def test_text_of_a_clause_has_every_word_of_it(page):
    recommendation = page.edition.recommendations[0]

    for words in ("Should do", "Evidence: limited", "every fortnight", "Scheme lead", "Support was uneven."):
        assert words in recommendation.text


# Recommendations


def test_register_knows_since_when_and_until_when_each_recommendation_stood(page, edit):
    page = edit(page, lambda blocks: blocks.pop(), kind=Change.MAJOR)

    first, second = Recommendation.objects.filter(document=page.document)
    assert (first.number, first.since.version, first.removed_in) == (1, "0.1.0", None)
    assert (second.number, second.since.version, second.removed_in.version) == (2, "0.1.0", "0.2.0")


def test_name_of_a_long_recommendation_ends_with_a_whole_word(page):
    named = Recommendation(document=page.document, number=3, text="Must do\n" + "unmistakeable " * 20)

    assert str(named).endswith(": " + "unmistakeable " * 13 + "unmistakeable…")


def test_number_of_a_removed_recommendation_is_refused_to_another(page, edit):
    page = edit(page, lambda blocks: blocks.pop(), kind=Change.MAJOR)
    another = {"type": "recommendation", "value": {**RECOMMENDATION, "number": 2}}
    page = edit(page, lambda blocks: blocks.append(another))

    assert [clause.number for clause in page.edition.recommendations] == ["R1", "R3"]


def test_recommendation_that_comes_back_has_its_number_again(page, edit):
    removed = list(page.body.raw_data)[-1]
    page = edit(page, lambda blocks: blocks.pop(), kind=Change.MAJOR)
    page = edit(page, lambda blocks: blocks.append({**removed, "value": {**removed["value"], "number": None}}))

    assert [clause.number for clause in page.edition.recommendations] == ["R1", "R2"]
    assert not Recommendation.objects.filter(removed_in__isnull=False).exists()


# Never altered


def test_database_refuses_to_change_an_edition_or_a_clause(page):
    for model, change in ((Edition, {"title": "Forged"}), (Clause, {"text": "Forged"})):
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            model.objects.update(**change)
        row = model.objects.first()
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            row.save()


def test_database_refuses_to_delete_an_edition_or_a_clause(page):
    for model in (Clause, Edition):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            model.objects.all()._raw_delete(model.objects.db)
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            model.objects.first().delete()

    assert versions(page) == ["0.1.0"]


def test_editions_survive_the_purging_of_revisions(page, edit, client):
    edit(page, correct)
    text = client.get(f"{page.url}editions/0.1.0/").text

    call_command("purge_revisions")

    assert versions(page) == ["0.2.0", "0.1.0"]
    assert client.get(f"{page.url}editions/0.1.0/").text == text


def test_published_document_is_not_deleted_in_the_admin(page, editor_client):
    response = editor_client.post(f"/admin/pages/{page.pk}/delete/", follow=True)

    assert "Withdraw it under Stages instead." in response.text
    assert GuidancePage.objects.filter(pk=page.pk).exists()


def test_index_with_published_documents_is_not_deleted_in_the_admin(page, index, editor_client):
    editor_client.post(f"/admin/pages/{index.pk}/delete/")
    editor_client.post(f"/admin/bulk/wagtailcore/page/delete/?id={index.pk}")

    assert GuidancePage.objects.filter(pk=page.pk).exists()


def test_published_document_is_not_deleted_by_code(page):
    with pytest.raises(ProtectedError):
        page.delete()


def test_document_that_was_never_published_can_be_deleted(index, editor_client):
    page = GuidancePageFactory(parent=index, live=False)

    editor_client.post(f"/admin/pages/{page.pk}/delete/")

    assert not GuidancePage.objects.filter(pk=page.pk).exists()


# Welsh


def test_translation_has_the_version_of_what_it_translates(page, edit, in_welsh):
    in_welsh(page)
    page = edit(page, correct)
    welsh = in_welsh(page)

    assert versions(page, "cy") == ["0.2.0", "0.1.0"]
    assert welsh.edition.translation_of == page.edition


def test_corrected_translation_is_a_patch_of_its_own(page, in_welsh):
    welsh = GuidancePage.objects.get(pk=in_welsh(page).pk)
    blocks = list(welsh.body.raw_data)
    blocks[1] = {**blocks[1], "value": "<p>Un paragraff.</p>"}
    welsh.body = BODY.to_python(blocks)
    welsh.save_revision().publish()

    assert versions(page, "cy") == ["0.1.1", "0.1.0"]
    assert {edition.translation_of for edition in Edition.objects.of(page.document, "cy")} == {page.edition}


def test_translation_adds_nothing_to_the_register(page, in_welsh):
    in_welsh(page)

    assert Recommendation.objects.count() == 2


# Voices in stored PDFs


def test_withdrawn_voice_is_gone_from_the_pdf_of_an_old_edition(index, home, edit, django_capture_on_commit_callbacks):
    voice = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), quote="Unmistakable words.", live=True)
    with django_capture_on_commit_callbacks(execute=True):
        page = GuidancePageFactory(parent=index, body=[("section", "One"), ("voice", voice)])
        page.save_revision().publish()
    old = GuidancePage.objects.get(pk=page.pk).edition
    assert "Unmistakable words." in text_of_pdf(old)

    with django_capture_on_commit_callbacks(execute=True):
        voice.unpublish()

    assert "Unmistakable" not in text_of_pdf(old)


def text_of_pdf(edition):
    with EditionPDF.objects.get(edition=edition, form="document").file.open() as file:
        return " ".join(page.extract_text() for page in PdfReader(file).pages)


# What must not become an edition


def test_alias_has_no_edition_of_its_own(page, edit, welsh_home, welsh):
    alias = page.copy_for_translation(welsh, copy_parents=True, alias=True)

    page = edit(page, correct)

    alias.refresh_from_db()
    assert alias.live
    assert versions(page, "cy") == []
    assert versions(page) == ["0.2.0", "0.1.0"]


def test_reference_of_a_published_page_is_refused_to_another(page, index):
    second = GuidancePageFactory(parent=index, document=page.document)

    with pytest.raises(ValidationError) as error:
        second.save_revision().publish()

    assert "document" in error.value.message_dict
    assert versions(page) == ["0.1.0"]


def test_bulk_publication_says_what_is_missing_and_publishes_nothing(page, editor_client):
    blocks = list(page.body.raw_data)
    correct(blocks)
    page.body = BODY.to_python(blocks)
    page.change = page.change_note = ""
    page.save_revision()

    response = editor_client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", follow=True)

    assert response.status_code == 200
    assert "Say how much has changed since version 0.1.0." in response.text
    assert versions(page) == ["0.1.0"]


def test_scheduled_text_that_cannot_be_published_does_not_stop_the_others(page, index):
    def due(page):
        page.go_live_at = timezone.now() - datetime.timedelta(minutes=1)
        revision = page.save_revision()
        page.revisions.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)

    blocks = list(page.body.raw_data)
    correct(blocks)
    page.body = BODY.to_python(blocks)
    page.change = page.change_note = ""
    due(page)
    other = GuidancePageFactory(parent=index, live=False)
    due(other)

    call_command("publish_scheduled")

    assert versions(page) == ["0.1.0"]
    assert versions(other) == ["0.1.0"]
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_database_takes_no_clause_more_into_an_edition(page):
    [last] = page.edition.clauses.order_by("-position")[:1]

    for position in (last.position, last.position + 1, 99):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clause.objects.create(
                edition=page.edition,
                position=position,
                uid="forged",
                anchor="c-forged",
                kind="paragraph",
                html="<p>X</p>",
            )

    assert page.edition.clauses.count() == page.edition.clause_count == 4


@pytest.mark.parametrize("table", ["guidance_clause", "guidance_edition"])
def test_postgresql_refuses_to_empty_the_tables(page, table):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has TRUNCATE.")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the end of the transaction that wrote the rows
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_pdf_of_a_withdrawn_document_says_so(page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page.document.move("withdrawn", reason="No longer needed.", reason_cy="Nid oes ei angen.")

    assert "Withdrawn: not current guidance" in text_of_pdf(page.edition)


# A language that is not public


def test_edition_in_a_language_that_was_unpublished_is_not_read_through_the_other(page, in_welsh, client):
    welsh = GuidancePage.objects.get(pk=in_welsh(page).pk)
    blocks = list(welsh.body.raw_data)
    blocks[1] = {**blocks[1], "value": "<p>Un paragraff.</p>"}
    welsh.body = BODY.to_python(blocks)
    welsh.save_revision().publish()
    address = f"{page.url}editions/0.1.1/clause/c-{blocks[1]['id'][:8]}/"
    assert client.get(address).status_code == 200

    GuidancePage.objects.get(pk=welsh.pk).unpublish()

    assert client.get(address).status_code == 404
    assert client.get(f"/cy{page.url}editions/0.1.1/").status_code == 404
