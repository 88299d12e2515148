import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from tests.conftest import put_into
from tests.factories import StandardPageFactory, VoiceIndexPageFactory, VoicePageFactory


@pytest.fixture
def voice(home):
    page = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), quote="A phrase nobody else says.")
    page.save_revision().publish()
    return page


@pytest.fixture
def welsh_voice(voice, in_welsh):
    return in_welsh(voice)


def test_unpublishing_the_english_page_unpublishes_the_welsh_one(voice, welsh_voice, client):
    assert client.get(welsh_voice.url).status_code == 200

    voice.unpublish()

    assert client.get(welsh_voice.url).status_code == 404
    assert "A phrase nobody else says." not in client.get("/cy/voices/").text


def test_deleting_the_english_page_unpublishes_the_welsh_one(voice, welsh_voice, client):
    voice.delete()

    assert client.get(welsh_voice.url).status_code == 404


def test_unpublishing_the_welsh_page_leaves_the_english_one(voice, welsh_voice, client):
    welsh_voice.unpublish()

    assert client.get(voice.url).status_code == 200


@pytest.mark.indexed
def test_password_on_the_english_section_closes_the_welsh_one(voice, welsh_voice, client):
    PageViewRestriction.objects.create(
        page=voice.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )

    assert "A phrase nobody else says." not in client.get(welsh_voice.url).text
    assert "A phrase nobody else says." not in client.get("/cy/search/?q=phrase").text


# What is published in English, is published in Welsh at the same moment, or readers are told


@pytest.fixture
def page(home):
    page = StandardPageFactory(parent=home, title="Training", slug="training")
    page.save_revision().publish()
    return page


@pytest.fixture
def welsh_page(page, in_welsh):
    return in_welsh(page)


@pytest.fixture
def record(page, welsh_page):
    return Translation.objects.get(source__object=page.translation_key)


def publish(page, **changes):
    page.refresh_from_db()
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def notices(client, page):
    return [line for line in client.get(page.url).text.split("<p ") if "Newidiwyd y dudalen hon yn Saesneg" in line]


def test_a_change_that_needs_no_translator_is_in_the_welsh_at_the_same_moment(page, welsh_page, client):
    publish(page, review_on=datetime.date(2031, 5, 1))

    page.refresh_from_db()
    welsh_page.refresh_from_db()
    assert welsh_page.review_on == datetime.date(2031, 5, 1)
    assert welsh_page.last_published_at >= page.last_published_at
    assert notices(client, welsh_page) == []


def test_a_change_that_waits_for_a_translator_is_told_of_until_it_is_translated(
    page, welsh_page, record, client, welsh, django_capture_on_commit_callbacks
):
    publish(page, summary="Words that nobody has translated.")

    [notice] = notices(client, welsh_page)
    assert f'href="http://testserver{page.url}"' in notice
    assert "Words that nobody" not in client.get(welsh_page.url).text
    assert "Newidiwyd y dudalen" not in client.get(page.url).text

    put_into(record.source, welsh)
    with django_capture_on_commit_callbacks(execute=True):
        record.save_target(publish=True)

    assert notices(client, welsh_page) == []


def test_going_back_to_the_old_words_needs_no_translator(page, welsh_page, client):
    old = page.summary
    publish(page, summary="Words that nobody has translated.")
    publish(page, summary=old)

    assert notices(client, welsh_page) == []


def test_a_welsh_page_that_is_a_draft_stays_one(page, welsh_page):
    welsh_page.unpublish()

    publish(page, review_on=datetime.date(2031, 5, 1))

    welsh_page.refresh_from_db()
    assert not welsh_page.live


def test_english_is_published_where_the_welsh_may_not_be(page, welsh_page, client, monkeypatch):
    def refuse(page):
        if page.locale.language_code == "cy":
            raise ValidationError("Not in Welsh.")

    monkeypatch.setattr(type(page), "publication_checks", [refuse])

    publish(page, review_on=datetime.date(2031, 5, 1))

    page.refresh_from_db()
    assert page.review_on == datetime.date(2031, 5, 1)
    assert len(notices(client, welsh_page)) == 1


def test_a_translator_sees_the_newest_draft_of_a_page_that_was_never_published(home, welsh_home, welsh, editor_client):
    page = StandardPageFactory(parent=home, slug="new", live=False, summary="What was written first.")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    record = Translation.objects.create(source=source, target_locale=welsh)
    record.save_target(publish=False)
    page.summary = "What was written in the end."
    page.save()  # as Wagtail's own form does with the draft of a page that was never published

    shown = editor_client.get(reverse("wagtailadmin_pages:edit", args=[record.get_target_instance().pk]))

    assert "What was written in the end." in shown.text
    assert "What was written first." not in shown.text


@pytest.fixture
def draft_translated(page, welsh_page, record, welsh, editor_client):
    """A draft of a public page, which translators were given and have translated, before it is published."""
    page.refresh_from_db()
    page.summary = "What we will say from Monday on."
    page.save_revision()
    editor_client.post(f"/admin/localize/update/{record.source_id}/", {})
    record.refresh_from_db()
    put_into(record.source, welsh)
    return page


def test_a_draft_of_a_public_page_can_be_translated_before_it_is_published(
    draft_translated, record, client, welsh_page
):
    assert "What we will say from Monday on." in record.export_po().__unicode__()
    record.save_target(publish=False)
    assert "What we will say from Monday on." not in client.get(welsh_page.url).text


def test_its_translation_is_not_published_before_it(draft_translated, record):
    record.save_target(publish=False)
    with pytest.raises(ValidationError, match="This translates a draft that is not published yet"):
        record.get_target_instance().get_latest_revision().publish()


def test_its_translation_is_published_at_the_same_moment(draft_translated, record, client, welsh_page):
    draft_translated.get_latest_revision().publish()
    assert "What we will say from Monday on." in client.get(welsh_page.url).text
    assert notices(client, welsh_page) == []


def test_a_page_partly_translated_is_not_published(page, welsh_page, editor_client):
    publish(page, summary="Words that nobody has translated.")
    before = welsh_page.last_published_at

    response = editor_client.post(
        reverse("wagtailadmin_pages:edit", args=[welsh_page.pk]), {"action": "publish"}, follow=True
    )

    welsh_page.refresh_from_db()
    assert welsh_page.last_published_at == before
    assert "1 of the 4 texts of this page are not translated yet." in response.text
    with pytest.raises(ValidationError, match="1 of the 4"):
        welsh_page.save_revision().publish()


def test_an_editor_is_told_what_kept_a_translation_from_being_published(page, welsh_page, editor_client, monkeypatch):
    def refuse(page):
        raise ValidationError(["It is only half in Welsh.", "Nobody agreed to it."])

    monkeypatch.setattr(type(page), "publication_checks", [refuse])
    address = reverse("wagtailadmin_pages:edit", args=[welsh_page.pk])

    response = editor_client.post(address, {"action": "publish"}, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert "It is only half in Welsh." in response.text
    assert "Nobody agreed to it." in response.text


def test_a_new_address_in_english_is_the_new_address_in_welsh(
    page, welsh_page, client, django_capture_on_commit_callbacks
):
    old = welsh_page.url

    with django_capture_on_commit_callbacks(execute=True):
        publish(page, slug="learning", summary="Words that nobody has translated.")

    welsh_page.refresh_from_db()
    assert welsh_page.get_url() == "/cy/learning/"
    assert client.get(old)["Location"] == "/cy/learning/"
    assert welsh_page.get_latest_revision().as_object().slug == "learning"


def test_a_page_that_moves_in_english_moves_in_welsh(home, page, welsh_page, in_welsh, client):
    parent = StandardPageFactory(parent=home, title="Staff", slug="staff")
    parent.save_revision().publish()
    welsh_parent = in_welsh(parent)
    old = welsh_page.url

    page.move(parent, pos="last-child")

    welsh_page.refresh_from_db()
    assert welsh_page.get_parent().pk == welsh_parent.pk
    assert client.get(old)["Location"] == "/cy/staff/training/"
