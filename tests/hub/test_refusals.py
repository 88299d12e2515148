"""What a rule refuses to publish, an editor is told, by whichever road it was to be published."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import TranslationSource

from guidance.models import GuidancePage
from guidance.stages import Stage
from resources.models import Consent
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

WITHOUT_CONSENT = "There is no record of consent for this voice yet."
TELLING = "This tells who somebody is: A1234BC."
ENDED = "This document has ended: its text no longer changes."


def voice_without_consent(home):
    page = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), live=False, consent=False)
    return page, WITHOUT_CONSENT


def telling_case_study(home):
    page = CaseStudyPageFactory(
        parent=CaseStudyIndexPageFactory(parent=home), live=False, results="<p>Ask for A1234BC.</p>"
    )
    return page, TELLING


def ended_document(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    page.save_revision().publish()
    page = GuidancePage.objects.get(pk=page.pk)
    type(page.document).objects.filter(pk=page.document_id).update(stage=Stage.WITHDRAWN)
    page.audience = "Somebody else"
    return page, ENDED


@pytest.fixture(params=[voice_without_consent, telling_case_study, ended_document])
def refused(request, home, editor):
    """(a page with a draft that may not be published, what an editor is told)"""
    page, why = request.param(home)
    page.save_revision(user=editor)
    return page, why


@pytest.fixture
def workflow(db):
    """Everything below the root is approved by an editor before it is published."""
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Read it"))
    WorkflowPage.objects.update_or_create(page=Page.objects.get(depth=1), defaults={"workflow": workflow})
    return workflow


def published(page):
    """When it was last published, from the database."""
    return Page.objects.get(pk=page.pk).last_published_at


def test_of_many_pages(refused, editor_client):
    page, why = refused
    before = published(page)

    response = editor_client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", follow=True)

    assert response.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[page.pk]), 302)]
    assert f"{page}: {why}" in response.text
    assert published(page) == before


def test_of_pages_below_those_of_many(home, editor_client):
    page, why = telling_case_study(home)

    response = editor_client.post(
        f"/admin/bulk/wagtailcore/page/publish/?id={page.get_parent().pk}", {"include_descendants": "on"}, follow=True
    )

    assert why in response.text
    assert not published(page)


def test_of_what_a_workflow_approves(refused, workflow, editor, editor_client):
    page, why = refused
    before = published(page)
    workflow.start(page, editor)
    task = page.current_workflow_task_state
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    by_script = editor_client.post(action, {"comment": "Good"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert by_script.json() == {"step": "success", "redirect": edit}
    assert why in editor_client.get(edit).text
    by_form = editor_client.post(action, {"comment": "Good"}, follow=True)
    assert by_form.redirect_chain == [(edit, 302)]
    assert why in by_form.text

    assert published(page) == before
    task.refresh_from_db()
    assert task.status == task.STATUS_IN_PROGRESS


def test_of_what_a_schedule_publishes_without_keeping_others_back(refused, home):
    page, _why = refused
    before = published(page)
    other = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home, slug="others"), live=False)
    for number, due in enumerate((page, other)):
        time = timezone.now() - datetime.timedelta(hours=2 - number)
        due.go_live_at = time
        revision = due.save_revision()
        due.revisions.filter(pk=revision.pk).update(approved_go_live_at=time)

    call_command("publish_scheduled")

    assert published(page) == before
    assert published(other)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


@pytest.fixture
def refused_in_welsh(home, in_welsh):
    """(a Welsh page whose words may not be published any more, what an editor is told)"""
    english = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home))
    english.save_revision().publish()
    welsh_page = in_welsh(english)
    Consent.objects.update(covers=["web"])
    return welsh_page, "The person did not agree to a translation of their words."


def test_of_a_translation(refused_in_welsh, editor_client):
    page, why = refused_in_welsh
    before = published(page)

    response = editor_client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True
    )

    assert why in response.text
    assert published(page) == before


def test_of_translations_that_are_brought_up_to_date(refused_in_welsh, editor_client):
    page, why = refused_in_welsh
    before = published(page)
    source = TranslationSource.objects.get(object_id=page.translation_key)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])

    response = editor_client.post(address, {"publish_translations": "on"}, follow=True)

    assert re.search(rf"“{page}” \(.+\) is not published: {why}", response.text)
    assert published(page) == before

    Consent.objects.update(covers=["web", "translation"])
    assert "is not published" not in editor_client.post(address, {"publish_translations": "on"}, follow=True).text
    assert published(page) > before


def test_of_a_translation_of_a_document_that_has_ended(home, in_welsh, editor_client):
    english = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    english.save_revision().publish()
    welsh_page = in_welsh(english)
    source = TranslationSource.objects.get(object_id=english.translation_key)
    editions = english.document.editions.count()
    type(english.document).objects.update(stage=Stage.WITHDRAWN)
    GuidancePage.objects.filter(pk=english.pk).update(audience="Somebody else")
    source.update_from_db()

    response = editor_client.post(
        reverse("wagtailadmin_pages:edit", args=[welsh_page.pk]), {"action": "publish"}, follow=True
    )

    assert ENDED in response.text
    assert english.document.editions.count() == editions


def test_a_key_that_no_row_could_have_is_a_row_that_is_not_there(editor_client, home):
    for key in ("x", "%27%22", "%C2%B2", "1.0", "9" * 40, "-1", "a%00b"):
        for screen in (
            "snippets/choose/hub/topic/chosen",
            "documents/chooser/chosen",
            "snippets/directory/prison/edit",
        ):
            assert editor_client.get(f"/admin/{screen}/{key}/").status_code == 404, (screen, key)
