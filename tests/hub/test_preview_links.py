"""Drafts shown to somebody outside, by a link that ends."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from hub.models import PreviewLink
from hub.restricted import RESTRICTED
from resources.models import Consent
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    UserFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)


@pytest.fixture
def page(home, editor):
    """A published page with a newer draft."""
    page = StandardPageFactory(parent=home, title="How we began")
    page.save_revision().publish()
    page.title = "How we went on"
    page.save_revision(user=editor)
    return page


@pytest.fixture
def link(page, editor):
    return PreviewLink.to(page, days=7, for_whom="legal adviser", by=editor)


def address(page):
    return reverse("preview_links", args=[page.pk])


def read(link):
    """What somebody outside gets, who is not signed in."""
    return Client().get(link.get_absolute_url())


def test_an_editor_makes_a_link_that_opens_the_draft_without_signing_in(editor_client, page):
    shown = editor_client.post(address(page), {"for_whom": "legal adviser", "days": "7"}, follow=True)
    where = BeautifulSoup(shown.content, "html.parser").find("a", href=re.compile("/preview/"))["href"]
    answer = Client().get(where.removeprefix("http://testserver"))
    assert answer.status_code == 200
    assert "How we went on" in answer.text
    assert "This is a draft. It is not published." in answer.text


def test_the_button_is_on_the_page_in_the_admin(editor_client, page):
    assert address(page) in editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_a_later_draft_is_not_shown(link, page):
    page.title = "Something that nobody agreed to show"
    page.save_revision()
    assert "How we went on" in read(link).text


def test_nothing_keeps_indexes_or_passes_on_a_draft(link):
    answer = read(link)
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("token", ["1", "1:x", "nothing", "1:" + "A" * 43])
def test_an_address_that_we_did_not_write_opens_nothing(client, link, token):
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_to_one_draft_does_not_open_another(client, link, page, editor):
    other = PreviewLink.to(page, days=7, for_whom="somebody else", by=editor)
    signature = link.get_absolute_url().partition(":")[2]
    assert client.get(f"/preview/{other.pk}:{signature}").status_code == 404


def test_a_link_ends_by_itself(link):
    PreviewLink.objects.filter(pk=link.pk).update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
    answer = read(link)
    assert answer.status_code == 410
    assert "This preview has ended" in answer.text
    assert "How we went on" not in answer.text


def test_an_editor_ends_a_link(editor_client, link, page):
    editor_client.post(address(page), {"end": link.pk})
    assert read(link).status_code == 410
    assert set(PageLogEntry.objects.values_list("action", flat=True)) >= {"hub.end_preview_link"}


def test_no_link_of_another_page_is_ended(editor_client, link, home):
    other = StandardPageFactory(parent=home)
    assert editor_client.post(address(other), {"end": link.pk}).status_code == 404
    assert read(link).status_code == 200


def test_once_published_the_link_leads_to_the_page(link, page):
    page.latest_revision.publish()
    page.refresh_from_db()
    assert read(link)["Location"].endswith(page.url)


@pytest.mark.parametrize("typed", [{}, {"for_whom": "x" * 101, "days": "7"}, {"for_whom": "ok", "days": "365"}])
def test_a_link_that_makes_no_sense_is_not_made_and_what_was_typed_stays(editor_client, page, typed):
    shown = editor_client.post(address(page), typed)
    assert shown.status_code == 200
    assert "error-message" in shown.text
    assert typed.get("for_whom", "") in shown.text
    assert not PreviewLink.objects.exists()


def test_who_may_not_edit_a_page_makes_no_link_to_it(client, page):
    client.force_login(UserFactory())
    assert client.post(address(page), {"for_whom": "me", "days": "7"}).status_code in (302, 403)
    assert not PreviewLink.objects.exists()


def test_the_draft_of_a_guidance_document_has_its_clauses(home, editor):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), live=False)
    page.save_revision()
    answer = read(PreviewLink.to(page, days=3, for_whom="practitioner", by=editor))
    assert answer.status_code == 200
    assert page.title in answer.text


def test_a_voice_is_shown_only_while_its_speaker_agrees(home, editor):
    voice = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home))
    voice.save_revision()
    link = PreviewLink.to(voice, days=7, for_whom="legal adviser", by=editor)
    assert read(link).status_code == 200
    long_ago = timezone.localdate() - datetime.timedelta(days=900)
    Consent.objects.update(given_on=long_ago, expires_on=long_ago + datetime.timedelta(days=100))
    assert read(link).status_code == 410


def test_a_draft_that_tells_who_somebody_is_is_shown_to_nobody_outside(editor_client, home):
    study = CaseStudyPageFactory(
        parent=CaseStudyIndexPageFactory(parent=home), live=False, results="<p>Ask for A1234BC.</p>"
    )
    study.save_revision()
    shown = editor_client.post(address(study), {"for_whom": "legal adviser", "days": "7"})
    assert "This tells who somebody is: A1234BC." in shown.text
    assert not PreviewLink.objects.exists()


def test_a_welsh_draft_is_shown_in_welsh(welsh_home, editor):
    page = StandardPageFactory(parent=welsh_home, locale=welsh_home.locale, title="Sut y dechreuon ni", live=False)
    page.save_revision()
    link = PreviewLink.to(page, days=7, for_whom="translator", by=editor)
    assert '<html lang="cy">' in read(link).text
    link.end()
    assert '<html lang="cy">' in read(link).text


def test_links_are_forgotten_three_months_after_they_ended(link):
    (kept,) = RESTRICTED["hub.PreviewLink"].kept
    assert kept.days == 90
    PreviewLink.objects.update(ends_at=timezone.now() - datetime.timedelta(days=91))
    call_command("enforce_retention")
    assert not PreviewLink.objects.exists()
