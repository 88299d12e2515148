"""No page is published with a picture of which nobody knows whose it is and who let us show it."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.tests.utils import get_test_image_file

from home.models import NewsPage
from hub.models import HubImage, Licence
from hub.pictures import pictures_of
from tests.factories import NewsIndexPageFactory, NewsPageFactory


@pytest.fixture
def image(db):
    return HubImage.objects.create(title="A room", file=get_test_image_file())


@pytest.fixture
def index(home):
    return NewsIndexPageFactory(parent=home)


def figure(image):
    return [("figure", {"image": image, "caption": ""})]


@pytest.fixture(params=["field", "body"])
def draft(request, index, image):
    """A draft that shows the picture, in a field of its own or within its text."""
    image.contextual_alt_text, image.decorative = "A room", False
    where = {"image": image} if request.param == "field" else {"body": figure(image)}
    return NewsPageFactory(parent=index, live=False, **where)


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({}, False),
        ({"credit": "A. Photographer"}, False),
        ({"permission": "The governor, in May."}, False),
        ({"credit": "A. Photographer", "permission": "The governor, in May."}, True),
        ({"credit": "A. Photographer", "licence": Licence.CC_BY}, True),
        ({"licence": Licence.CC0}, False),
    ],
)
def test_picture_has_a_credit_and_a_licence_or_permission(image, facts, may):
    for name, value in facts.items():
        setattr(image, name, value)

    assert image.may_be_published is may


def test_page_with_a_picture_that_may_not_be_shown_is_not_published(draft, image):
    assert [one.pk for one in pictures_of(draft)] == [image.pk]

    with pytest.raises(ValidationError) as error:
        draft.save_revision().publish()
    assert "A room" in str(error.value)

    HubImage.objects.update(credit="A. Photographer", licence=Licence.CC_BY)
    draft.save_revision().publish()
    draft.refresh_from_db()
    assert draft.live


def test_editor_is_told_before_publishing_and_a_draft_is_kept(index, image, editor_client):
    fields = {
        "title": "An article",
        "slug": "an-article",
        "summary": "One sentence.",
        "kind": "news",
        "date": "2026-06-01",
        "author": "Editorial team",
        "image": image.pk,
        "body-count": "1",
        "body-0-type": "text",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": '{"blocks": [{"text": "Text.", "type": "unstyled"}], "entityMap": {}}',
    }
    address = f"/admin/pages/add/home/newspage/{index.pk}/"

    refused = editor_client.post(address, {**fields, "action-publish": "1"})
    assert "A room" in str(refused.context["form"].errors)
    kept = editor_client.post(address, fields)
    assert kept.status_code == 302, kept.context["form"].errors
    assert not NewsPage.objects.get().live


def test_reader_waits_for_no_picture_to_be_resized(draft, image, client, django_capture_on_commit_callbacks):
    HubImage.objects.update(credit="A. Photographer", licence=Licence.CC_BY)
    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()
    made = set(image.renditions.values_list("filter_spec", flat=True))

    assert client.get(draft.url).text.count("/images/") >= len(made) == 4
    assert set(image.renditions.values_list("filter_spec", flat=True)) == made


@pytest.mark.indexed
def test_a_page_that_is_withdrawn_takes_the_addresses_of_its_pictures_along(
    index, image, django_capture_on_commit_callbacks
):
    image.credit, image.licence = "A. Photographer", Licence.OGL
    image.save()
    pages = [NewsPageFactory(parent=index, slug=slug, body=figure(image)) for slug in ("one", "two")]
    for page in pages:
        page.save_revision().publish()
    shown = image.get_rendition("width-50").file

    pages[0].unpublish()
    assert shown.storage.exists(shown.name), "another page shows it"
    with django_capture_on_commit_callbacks(execute=True):
        pages[1].unpublish()

    assert not image.renditions.exists()
    assert not shown.storage.exists(shown.name)
    assert image.get_rendition("width-50").file.name != shown.name
