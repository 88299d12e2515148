"""Pages that are published together, in both languages, or not at all."""

import datetime

import lxml.html
import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.bundles import Refused, publish, publish_due
from home.models import Bundle, BundledPage
from home.models.bundles import BundleState
from hub.waiting import waiting_for
from tests.conftest import put_into
from tests.factories import (
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)


def draft_of(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()
    return page


@pytest.fixture
def changed(home):
    """A published page with a newer draft."""
    page = StandardPageFactory(parent=home, slug="about", title="About us")
    page.save_revision().publish()
    return draft_of(page, title="What we do")


@pytest.fixture
def fresh(home):
    """A document that was never published."""
    parent = GuidanceIndexPageFactory(parent=home, slug="guidance")
    return draft_of(GuidancePageFactory(parent=parent, slug="eating", title="Eating and drinking", live=False))


@pytest.fixture
def bundle(changed, fresh):
    return bundle_of(changed, fresh)


@pytest.fixture
def voice(home):
    """A draft that may not be published: nobody agreed to it."""
    parent = VoiceIndexPageFactory(parent=home, slug="voices")
    return draft_of(VoicePageFactory(parent=parent, live=False, consent=False))


def bundle_of(*pages, **fields):
    bundle = Bundle.objects.create(name="June", **fields)
    for page in pages:
        BundledPage.objects.create(bundle=bundle, page_id=page.pk)
    return bundle


def live():
    return set(Page.objects.live().filter(depth__gt=2).values_list("title", flat=True))


def review(bundle):
    return reverse("bundles:review", args=[bundle.pk])


def decide(client, bundle, what):
    """Press a button of the screen as it is now."""
    form = lxml.html.fromstring(client.get(review(bundle)).text).xpath("//form[.//input[@name='seen']]")[0]
    return client.post(review(bundle), {**dict(form.fields), what: ""}, follow=True)


def test_all_pages_are_published_at_one_moment(bundle, editor_client, editor):
    decide(editor_client, bundle, "publish")

    assert live() >= {"What we do", "Eating and drinking"}
    bundle.refresh_from_db()
    assert bundle.is_published
    assert ModelLogEntry.objects.filter(action="home.publish_bundle", user=editor).exists()
    assert "version 0.1.0" in Client().get("/guidance/eating/").text.lower()


def test_where_one_page_is_refused_none_is_published(changed, fresh, voice, editor):
    bundle = bundle_of(changed, voice, fresh)

    with pytest.raises(Refused) as refused:
        publish(bundle, editor)

    assert [page.pk for page, _ in refused.value.why] == [voice.pk]
    assert not live() & {"What we do", "Eating and drinking", voice.title}
    bundle.refresh_from_db()
    assert bundle.state == BundleState.DRAFT


def test_what_keeps_a_page_back_is_seen_before_anything_is_tried(changed, voice, editor_client):
    bundle = bundle_of(changed, voice)
    shown = editor_client.get(review(bundle)).text
    assert "There is no record of consent for this voice yet." in shown
    assert "Publish all now" not in shown

    told = decide(editor_client, bundle, "publish")
    assert "Nothing was approved or published" in told.text
    assert "What we do" not in live()


@pytest.fixture
def translation(fresh, in_welsh, welsh):
    """A Welsh draft of `fresh`, whose words all are translated."""
    in_welsh(fresh.get_parent())
    source, _ = TranslationSource.update_or_create_from_instance(fresh)
    record = Translation.objects.create(source=source, target_locale=welsh)
    put_into(source, welsh)
    record.save_target(publish=False)
    return record


def test_both_languages_are_published_first_at_the_same_moment(bundle, translation, editor):
    assert Client().get("/cy/guidance/eating/").status_code == 404
    publish(bundle, editor)
    assert Client().get("/guidance/eating/").status_code == 200
    assert Client().get("/cy/guidance/eating/").status_code == 200
    welsh = translation.get_target_instance()
    assert welsh.edition.version == translation.source.get_source_instance().edition.version


def test_neither_is_published_while_a_text_waits_for_a_translator(bundle, fresh, translation, editor):
    draft_of(fresh, summary="Something that was never translated.")
    fresh.save()
    with pytest.raises(Refused) as refused:
        publish(bundle, editor)
    ((page, why),) = refused.value.why
    assert page.locale.language_code == "cy"
    assert "1 of the" in why[0]
    assert "Eating and drinking" not in live()


def test_without_translations_only_the_chosen_language_is_published(bundle, translation, editor):
    Bundle.objects.update(with_translations=False)
    publish(bundle, editor)
    assert Client().get("/guidance/eating/").status_code == 200
    assert not translation.get_target_instance().live


def test_a_translation_that_follows_its_source_is_published_with_it(home, in_welsh, editor):
    page = StandardPageFactory(parent=home, slug="about")
    page.save_revision().publish()
    welsh = in_welsh(page)
    publish(bundle_of(draft_of(page, review_on=datetime.date(2030, 1, 1))), editor)
    welsh.refresh_from_db()
    assert welsh.review_on == datetime.date(2030, 1, 1)
    assert not welsh.has_unpublished_changes


def test_it_waits_for_its_time_and_publishes_what_was_approved(bundle, changed, editor_client):
    Bundle.objects.update(publish_at=timezone.now() + datetime.timedelta(days=1))
    decide(editor_client, bundle, "approve")
    assert "What we do" not in live()
    draft_of(changed, title="Typed after the approval")

    assert publish_due(timezone.now()) == []
    assert "What we do" not in live()

    Bundle.objects.update(publish_at=timezone.now())
    call_command("publish_scheduled")
    assert "What we do" in live()
    assert "Typed after the approval" not in live()
    changed.refresh_from_db()
    assert changed.has_unpublished_changes


def test_what_nobody_looked_at_is_not_approved(bundle, changed, editor_client):
    shown = editor_client.get(review(bundle))
    draft_of(changed, title="Typed while somebody was reading")
    for seen in (shown.context["seen"], "", "nonsense"):
        told = editor_client.post(review(bundle), {"publish": "", "seen": seen}, follow=True).text
        assert "look at Typed while somebody was reading" in told
    assert "Eating and drinking" not in live()


def test_where_the_draft_that_was_approved_is_gone_nothing_is_published(bundle, changed, editor):
    bundle.approve(editor)
    draft_of(changed, title="Typed after the approval")
    bundle.members.get(page=changed.pk).revision.delete()

    with pytest.raises(Refused, match="not there any more"):
        publish(bundle, editor)
    assert not live() & {"Typed after the approval", "Eating and drinking"}


def test_what_was_published_after_the_approval_stays(bundle, changed, editor):
    bundle.approve(editor)
    draft_of(changed, title="Published meanwhile").get_latest_revision().publish()
    draft_of(changed, title="And typed again")

    publish(bundle, editor)

    assert live() >= {"Published meanwhile", "Eating and drinking"}


def test_a_translation_that_was_changed_after_the_approval_keeps_the_bundle_back(bundle, translation, editor):
    bundle.approve(editor)
    text = StringTranslation.objects.filter(context__object=translation.source.object).first()
    text.data = "Geiriau newydd"
    text.save()

    with pytest.raises(Refused, match="changed after the bundle was approved") as refused:
        publish(bundle, editor)
    assert [page.locale.language_code for page, _ in refused.value.why] == ["cy"]
    assert "Eating and drinking" not in live()


def test_a_translation_that_nobody_changed_goes_with_what_was_approved(bundle, translation, editor):
    bundle.approve(editor)
    publish(bundle, editor)
    assert translation.get_target_instance().live


def test_nothing_is_published_at_its_time_without_approval(bundle, changed):
    Bundle.objects.update(publish_at=timezone.now() - datetime.timedelta(days=1))
    call_command("publish_scheduled")
    assert "What we do" not in live()


@pytest.mark.parametrize("change", ["edit", "withdraw"])
def test_a_bundle_that_is_changed_is_to_be_approved_anew(bundle, changed, editor_client, change):
    Bundle.objects.update(publish_at=timezone.now() + datetime.timedelta(days=1))
    decide(editor_client, bundle, "approve")
    (first, second) = bundle.members.all()
    if change == "withdraw":
        decide(editor_client, bundle, "withdraw")
    else:
        typed = {
            "name": "July",
            "publish_at": "2000-01-01 00:00",
            **{"members-TOTAL_FORMS": 2, "members-INITIAL_FORMS": 2, "members-MIN_NUM_FORMS": 1},
            **{"members-MAX_NUM_FORMS": 1000, "members-0-page": first.page_id, "members-0-id": first.pk},
            **{"members-0-ORDER": 1, "members-1-page": second.page_id, "members-1-id": second.pk},
            "members-1-ORDER": 2,
        }
        answer = editor_client.post(reverse("bundles:edit", args=[bundle.pk]), typed)
        assert answer.url == review(bundle)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.approved_by) == (BundleState.DRAFT, None)
    assert bundle.approved() == {}


def test_at_its_time_whoever_approved_it_is_told_why_nothing_was_published(
    changed, voice, editor, django_capture_on_commit_callbacks
):
    bundle = bundle_of(changed, voice, publish_at=timezone.now())
    bundle.approve(editor)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled")

    (letter,) = mail.outbox
    assert letter.to == [editor.email]
    assert "There is no record of consent for this voice yet." in letter.body
    assert review(bundle) in letter.body
    bundle.refresh_from_db()
    assert bundle.state == BundleState.DRAFT
    assert any("Bundles that could not be published" in row.what for row in waiting_for(editor))
    assert publish_due(timezone.now()) == []


def test_who_lost_the_right_to_publish_publishes_nothing(bundle, editor):
    Bundle.objects.update(publish_at=timezone.now())
    bundle.refresh_from_db()
    bundle.approve(editor)
    type(editor).objects.filter(pk=editor.pk).update(is_superuser=False)
    assert publish_due(timezone.now())
    assert "What we do" not in live()


def test_a_page_with_a_time_of_its_own_keeps_the_bundle_back(bundle, changed, editor):
    draft_of(changed, go_live_at=timezone.now() + datetime.timedelta(days=9))
    with pytest.raises(Refused, match="a time of its own"):
        publish(bundle, editor)
    assert "Eating and drinking" not in live()


def test_what_was_published_is_not_published_again(bundle, editor):
    publish(bundle, editor)
    before = Page.objects.values_list("pk", "last_published_at").order_by("pk")
    stands = list(before)
    publish(bundle, editor)
    assert list(before.all()) == stands


def test_an_editor_makes_a_bundle(editor_client, changed, fresh):
    typed = {
        "name": "June",
        "with_translations": "on",
        **{"members-TOTAL_FORMS": 2, "members-INITIAL_FORMS": 0, "members-MIN_NUM_FORMS": 1},
        **{"members-MAX_NUM_FORMS": 1000, "members-0-page": changed.pk, "members-0-ORDER": 1},
        **{"members-1-page": fresh.pk, "members-1-ORDER": 2},
    }
    shown = editor_client.post(reverse("bundles:add"), typed, follow=True)
    assert "Publish all now" in shown.text
    assert "Eating and drinking" in shown.text


def test_the_same_page_is_once_in_a_bundle(editor_client, changed):
    typed = {
        "name": "June",
        **{"members-TOTAL_FORMS": 2, "members-INITIAL_FORMS": 0, "members-MIN_NUM_FORMS": 1},
        **{"members-MAX_NUM_FORMS": 1000, "members-0-page": changed.pk, "members-0-ORDER": 1},
        **{"members-1-page": changed.pk, "members-1-ORDER": 2},
    }
    shown = editor_client.post(reverse("bundles:add"), typed)
    assert shown.status_code == 200
    assert not Bundle.objects.exists()
