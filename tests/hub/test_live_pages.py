"""What readers see of a page changes by publication alone, and by every publication."""

from django.test import Client

from tests.factories import StandardPageFactory


def test_what_is_saved_without_being_published_is_not_shown(home):
    page = StandardPageFactory(parent=home, slug="about", title="About us")
    page.save_revision().publish()
    page.refresh_from_db()
    page.title = "Nobody published this"
    page.save()
    assert "Nobody published this" not in Client().get("/about/").text


def test_an_alias_says_what_its_source_says(home):
    page = StandardPageFactory(parent=home, slug="about", title="About us")
    page.save_revision().publish()
    page.create_alias(parent=home, update_slug="who-we-are")
    for title in ("What we do", "What we did"):
        page.title = title
        page.save_revision().publish()
        assert title in Client().get("/who-we-are/").text


def test_a_revision_that_is_public_can_be_published_again(home):
    page = StandardPageFactory(parent=home, slug="about", title="About us")
    revision = page.save_revision()
    revision.publish()
    revision.content["title"] = "Mended in place"
    revision.save()
    revision.publish()
    assert "Mended in place" in Client().get("/about/").text
