"""The life of a document: which moves there are, who may make them, and what each asks for."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from guidance.models import Document, GuidancePage
from guidance.stages import ENDED, ISSUE, PREPARE, Stage
from hub.models import User
from tests.factories import ConsultationFactory, DocumentFactory, GuidancePageFactory
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


# What readers see of the stages it went through


HOUR = datetime.timedelta(hours=1)


def stages(document, at=None):
    return [(move.after, move.at) for move in document.stage_history(at)]


def test_consultation_opens_and_closes_in_the_history_by_its_own_times(guide):
    held = ConsultationFactory(page=guide)
    planned = held.opens_at - datetime.timedelta(days=30)
    guide.document.move("consultation", consultation=held, at=planned)
    opened, closed = ("consultation", held.opens_at), ("consultation_closed", held.closes_at)

    assert stages(guide.document, planned) == []
    assert stages(guide.document, held.opens_at - HOUR) == []
    assert stages(guide.document, held.opens_at) == [opened]
    assert stages(guide.document, held.closes_at - HOUR) == [opened]
    assert stages(guide.document, held.closes_at) == [closed, opened]

    guide.document.move("draft", at=held.closes_at + HOUR)

    assert stages(guide.document) == [("draft", held.closes_at + HOUR), closed, opened]


def test_consultation_that_was_closed_early_closed_once(guide):
    held = ConsultationFactory(page=guide)
    guide.document.move("consultation", consultation=held, at=held.opens_at)
    early = held.opens_at + datetime.timedelta(weeks=7)

    guide.document.move("consultation_closed", at=early)

    assert stages(guide.document) == [("consultation_closed", early), ("consultation", held.opens_at)]


def test_consultation_that_was_withdrawn_before_it_opened_never_opened(guide):
    held = ConsultationFactory(page=guide)
    guide.document.move("consultation", consultation=held, at=held.opens_at - 2 * HOUR)
    guide.document.move("withdrawn", reason="Not needed.", at=held.opens_at - HOUR)

    assert stages(guide.document) == [("withdrawn", held.opens_at - HOUR)]


def test_pages_below_a_withdrawn_document_say_when_and_why(guide, client):
    guide.document.move("withdrawn", reason="It was not kind.", reason_cy="Nid oedd yn garedig.")

    for below in ("clause/r1/", "editions/", "practice/"):
        shown = client.get(guide.url + below).text
        assert "Withdrawn: not current guidance" in shown
        assert "It was not kind." in shown
