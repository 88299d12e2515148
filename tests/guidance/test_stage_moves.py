"""What a move of a document leaves behind: a record, version 1.0.0, and nothing that makes no sense."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.models import Document, Edition, GuidancePage
from tests.factories import ConsultationFactory, DocumentFactory
from tests.guidance.wording import reword, words


def test_move_is_recorded(at_stage, editor):
    at = timezone.now()

    move = at_stage("draft").move("withdrawn", by=editor, at=at, reason="Wrong.", reason_cy="Anghywir.")

    assert (move.before, move.after, move.at, move.by) == ("draft", "withdrawn", at, editor)
    assert (move.reason, move.reason_cy) == ("Wrong.", "Anghywir.")


def test_consultation_that_closed_by_itself_is_recorded_as_closed(at_stage, needed):
    needed["consultation"].close(timezone.now())

    move = at_stage("consultation").move("draft")

    assert (move.before, move.after, move.by) == ("consultation_closed", "draft", None)


def test_consultation_is_closed_early_by_hand(at_stage, needed, guide, read):
    document = at_stage("consultation")
    at = timezone.now()

    document.move("consultation_closed", at=at)

    needed["consultation"].refresh_from_db()
    assert needed["consultation"].closes_at == at
    assert not needed["consultation"].is_open(at)
    assert "Consultation closed" in words(read(guide.url).select_one(".status"))


def test_draft_that_comes_into_force_is_version_one_in_both_languages_in_the_same_words(guide, ready, in_welsh, read):
    welsh = in_welsh(guide)
    ready.stage = "consultation_closed"

    ready.move("published", reason="Agreed by the board.", reason_cy="Cytunwyd gan y bwrdd.")

    for page, note in ((guide, "Agreed by the board."), (welsh, "Cytunwyd gan y bwrdd.")):
        first, draft = Edition.objects.of(ready, page.locale.language_code)
        assert (first.version, first.stage, first.change, first.change_note) == ("1.0.0", "published", "major", note)
        assert [(c.uid, c.html) for c in first.ordered_clauses] == [(c.uid, c.html) for c in draft.ordered_clauses]
        assert GuidancePage.objects.get(pk=page.pk).edition == first
        assert "1.0.0" in words(read(page.url).select_one("dl.meta"))
        assert not read(page.url).select(".status")
    assert Edition.objects.of(ready, "cy").first().translation_of == Edition.objects.of(ready, "en-gb").first()


def test_version_one_says_that_it_is_in_force_where_no_reason_is_given(at_stage):
    document = at_stage("pilot")

    document.move("published")

    assert Edition.objects.of(document, "en-gb").first().change_note


def test_document_that_was_in_force_gets_no_new_version_by_coming_back_from_review(at_stage):
    document = at_stage("pilot")
    document.move("published")
    document.move("under_review")
    document.move("published")

    assert [edition.version for edition in Edition.objects.of(document, "en-gb")] == ["1.0.0", "0.1.0"]


def test_translation_that_was_behind_is_still_behind_in_version_one(welsh_guide, ready, read):
    ready.stage = "consultation_closed"

    ready.move("published", reason="Agreed.")

    edition = Edition.objects.of(ready, "cy").first()
    assert (edition.version, edition.translation_of.version) == ("1.0.0", "0.1.0")
    [notice] = read(welsh_guide.url).select(".status")
    assert "0.1.0" in words(notice)
    assert "1.0.0" in words(notice)


def test_translation_of_a_draft_that_is_in_force_by_now_translates_version_one(guide, at_stage, in_welsh, edited):
    at_stage("pilot").move("published")
    [source] = [edition for edition in Edition.objects.all() if edition.version == "1.0.0"]

    welsh = edited(in_welsh(guide), reword("twodays1-paragraph", "Mae’r hyfforddiant yn para deuddydd."))

    assert [(e.version, e.translation_of) for e in Edition.objects.of(welsh.document, "cy")][-1] == ("1.0.0", source)


# What the database refuses


@pytest.mark.parametrize("change", [{"stage": "consultation"}, {"stage": "superseded"}, {"reference": "PSSC-G-99"}])
def test_database_refuses_a_stage_without_what_it_needs_and_a_reference_twice(ready, change):
    DocumentFactory(reference="PSSC-G-99")

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=ready.pk).update(**change)


def test_database_refuses_a_consultation_that_closes_before_it_opens(guide):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsultationFactory(page=guide, opens_at=timezone.now(), closes_at=timezone.now() - datetime.timedelta(1))
