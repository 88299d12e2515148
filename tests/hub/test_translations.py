import pytest
from wagtail.models import PageViewRestriction

from tests.factories import VoiceIndexPageFactory, VoicePageFactory


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
