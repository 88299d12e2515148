"""The life of a document: which moves there are, who may make them, and what each asks for."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.models import Document, Edition, GuidancePage, Pilot
from guidance.stages import ENDED, ISSUE, PREPARE, Stage
from hub.models import User
from tests.factories import ConsultationFactory, DocumentFactory, GuidancePageFactory
from tests.guidance.wording import reword, words
from tests.undone import undone

# (from, to): the permission it takes. Any other move is refused.
ALLOWED = {
    ("draft", "consultation"): PREPARE,
    ("draft", "withdrawn"): ISSUE,
    ("consultation", "consultation_closed"): PREPARE,
    ("consultation_closed", "draft"): PREPARE,
    ("consultation_closed", "pilot"): PREPARE,
    ("consultation_closed", "published"): ISSUE,
    ("pilot", "draft"): PREPARE,
    ("pilot", "published"): ISSUE,
    ("published", "under_review"): PREPARE,
    ("published", "superseded"): ISSUE,
    ("published", "withdrawn"): ISSUE,
    ("under_review", "published"): ISSUE,
    ("under_review", "superseded"): ISSUE,
    ("under_review", "withdrawn"): ISSUE,
}


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def pilot_of(document, **fields):
    dates = {"starts_on": days(-10), "ends_on": days(90)}
    return Pilot.objects.create(
        document=document, edition=document.editions.last(), asked="?", asked_cy="?", **{**dates, **fields}
    )


@pytest.fixture
def ready(guide):
    """A document that has all that any move asks for: a pilot and a date of review."""
    GuidancePage.objects.filter(document=guide.document).update(review_on=days(200))
    pilot_of(guide.document)
    return guide.document


@pytest.fixture
def needed(guide, ready):
    """What moves may ask for beside it."""
    return {
        "reason": "It was time.",
        "reason_cy": "Roedd hi’n bryd.",
        "consultation": ConsultationFactory(page=guide, open=True),
        "successor": DocumentFactory(reference="PSSC-G-99"),
    }


@pytest.fixture
def at_stage(ready, needed):
    """A function that puts the document at a stage, however it came there."""

    def put(stage):
        needed["consultation"].refresh_from_db()
        ready.stage, ready.successor = stage, needed["successor"]
        ready.consultation = needed["consultation"] if stage == Stage.CONSULTATION else None
        ready.save()
        return ready

    return put


def user_with(*permissions):
    user = User.objects.create_user(f"{len(permissions)}{''.join(permissions)}@example.org")
    codenames = [permission.partition(".")[2] for permission in permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


# Which moves there are


@pytest.mark.parametrize("before", Stage)
def test_document_goes_where_it_may_and_nowhere_else(at_stage, needed, before):
    for after in Stage:
        with undone():
            document = at_stage(before)
            if (before, after) in ALLOWED:
                document.move(after, **needed)
                assert Document.objects.get(pk=document.pk).stage_now() == after
            else:
                with pytest.raises(ValidationError, match="cannot go from"):
                    document.move(after, **needed)
                assert document.stage == Document.objects.get(pk=document.pk).stage == before
                assert not document.stage_moves.exists()


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("permissions", [(), (PREPARE,), (ISSUE,), (PREPARE, ISSUE)])
def test_move_is_for_those_who_have_its_permission(at_stage, needed, before, permissions):
    document, user = at_stage(before), user_with(*permissions)
    possible = {after: permission for (start, after), permission in ALLOWED.items() if start == before}

    assert set(document.moves_for(user)) == {after for after, needs in possible.items() if needs in permissions}
    for after, permission in possible.items():
        if permission in permissions:
            document.check_move(after, by=user, **needed)
        else:
            with pytest.raises(PermissionDenied):
                document.move(after, by=user, **needed)
    assert not document.stage_moves.exists()


def test_moves_are_offered_in_the_order_of_a_documents_life(at_stage, editor):
    assert at_stage("published").moves_for(editor) == ["under_review", "superseded", "withdrawn"]
    assert at_stage("consultation_closed").moves_for(editor) == ["draft", "pilot", "published"]


@pytest.mark.parametrize("stage", ENDED)
def test_nobody_moves_what_has_ended(at_stage, editor, stage):
    assert at_stage(stage).moves_for(editor) == []


def test_user_who_has_left_moves_nothing(at_stage, editor):
    editor.is_active = False

    assert at_stage("draft").moves_for(editor) == []


# What a move asks for


def refused(document, stage, **given):
    """The fields that a refusal names; "__all__" where it names none."""
    with pytest.raises(ValidationError) as error:
        document.move(stage, **given)
    assert not document.stage_moves.exists()
    assert Document.objects.get(pk=document.pk).stage == document.stage
    return set(getattr(error.value, "error_dict", {"__all__"}))


@pytest.mark.parametrize(("before", "after"), [pair for pair in ALLOWED if pair[1] != "withdrawn"])
def test_document_that_was_never_published_stays_where_it_is(home, before, after):
    document = DocumentFactory(stage=before if before != "consultation" else "draft")

    with pytest.raises(ValidationError):
        document.move(after, reason="Why not?", successor=DocumentFactory())


def test_draft_that_was_never_published_can_be_withdrawn(home):
    document = DocumentFactory()

    document.move("withdrawn", reason="Begun by mistake.")

    assert document.stage == "withdrawn"


def test_consultation_must_be_on_this_document_and_not_be_over(guide, ready):
    other = GuidancePageFactory(parent=guide.get_parent())
    other.save_revision().publish()
    past = {"opens_at": timezone.now() - datetime.timedelta(days=90), "closes_at": timezone.now()}

    for consultation in (None, ConsultationFactory(page=other, open=True), ConsultationFactory(page=guide, **past)):
        assert refused(ready, "consultation", consultation=consultation) == {"consultation"}


@pytest.mark.parametrize(("ends", "enough"), [(-1, False), (0, True), (30, True)])
def test_pilot_must_not_be_over(at_stage, needed, ends, enough):
    document = at_stage("consultation_closed")
    document.pilots.update(starts_on=days(-60), ends_on=days(ends))

    if enough:
        document.move("pilot")
    else:
        assert refused(document, "pilot") == {"__all__"}


@pytest.mark.parametrize(("stage", "longest", "too_long"), [("pilot", 365, 13 * 31), ("published", 2 * 365, 25 * 31)])
def test_text_that_is_relied_on_has_a_date_of_review_soon_enough(guide, at_stage, stage, longest, too_long):
    document = at_stage("consultation_closed")

    for review_on in (None, days(-1), days(0), days(too_long)):
        GuidancePage.objects.filter(pk=guide.pk).update(review_on=review_on)
        assert refused(document, stage) == {"__all__"}
    GuidancePage.objects.filter(pk=guide.pk).update(review_on=days(longest))
    document.check_move(stage)


def test_document_that_is_not_public_is_not_relied_on(guide, at_stage):
    guide.unpublish()

    assert refused(at_stage("consultation_closed"), "published") == {"__all__"}


def test_successor_is_another_document_that_has_not_ended(at_stage, needed):
    document = at_stage("published")
    withdrawn = DocumentFactory(stage="withdrawn")

    for successor in (None, document, withdrawn):
        assert refused(document, "superseded", successor=successor, reason="Replaced.") == {"successor"}


@pytest.mark.parametrize("before", ["draft", "published", "under_review"])
def test_withdrawal_has_a_reason(at_stage, before):
    assert refused(at_stage(before), "withdrawn") == {"reason"}
    assert refused(at_stage(before), "withdrawn", reason=" \n") == {"reason"}


# What a move leaves behind


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
