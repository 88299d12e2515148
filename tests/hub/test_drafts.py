"""A tab that stays open saves over its own last draft: not over one that is public, approved or shown to somebody."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Task, TaskState, Workflow, WorkflowState

from home.models import Bundle, BundledPage
from hub.models import PreviewLink
from tests.factories import SchemeFactory, StandardPageFactory, UserFactory


@pytest.fixture
def page(home, editor):
    page = StandardPageFactory(parent=home, title="What it says")
    page.save_revision(user=editor)
    return page


def publish(page, editor):
    page.latest_revision.publish()


def give_a_time(page, editor):
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision(user=editor, approved_go_live_at=page.go_live_at)


def show(page, editor):
    PreviewLink.to(page, days=7, for_whom="legal adviser", by=editor)


def bundle(page, editor):
    bundle = Bundle.objects.create(name="June")
    BundledPage.objects.create(bundle=bundle, page_id=page.pk)
    bundle.approve(editor)


def approve(page, editor):
    state = WorkflowState.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        base_content_type=page.get_base_content_type(),
        object_id=page.pk,
        workflow=Workflow.objects.first(),
        requested_by=editor,
    )
    TaskState.objects.create(
        workflow_state=state,
        task=Task.objects.first(),
        revision=page.latest_revision,
        status=TaskState.STATUS_APPROVED,
        content_type=ContentType.objects.get_for_model(TaskState),
    )


def type_on(page, editor):
    """Save what is typed in a tab over the draft that it saved last. Returns that draft and the newest."""
    page.refresh_from_db()
    before = page.latest_revision
    page.title = "Typed afterwards"
    return before, page.save_revision(user=editor, overwrite_revision=before)


@pytest.mark.parametrize("keep", [publish, give_a_time, show, bundle, approve])
def test_a_draft_that_counts_is_not_saved_over(page, editor, keep):
    keep(page, editor)

    before, now = type_on(page, editor)

    assert now.pk != before.pk
    before.refresh_from_db()
    assert before.content["title"] == "What it says"
    assert now.content["title"] == "Typed afterwards"


def test_a_draft_that_nobody_holds_on_to_is_saved_over(page, editor):
    before, now = type_on(page, editor)
    assert now.pk == before.pk
    assert page.revisions.count() == 1


def test_a_published_draft_of_a_scheme_is_not_saved_over(editor):
    scheme = SchemeFactory()
    first = scheme.save_revision(user=editor)
    assert scheme.save_revision(user=editor, overwrite_revision=first).pk == first.pk
    first.publish()
    scheme.refresh_from_db()
    assert scheme.save_revision(user=editor, overwrite_revision=first).pk != first.pk


def test_nobody_saves_over_what_is_not_the_newest_or_not_theirs(page, editor):
    first = page.latest_revision
    with pytest.raises(PermissionDenied):
        page.save_revision(user=UserFactory(), overwrite_revision=first)
    page.save_revision(user=editor)
    with pytest.raises(PermissionDenied):
        page.save_revision(user=editor, overwrite_revision=first)
