"""What was made of a picture for a draft is kept apart from what is public, and its address ends."""

import re

import pytest
from django.conf import settings
from django.core.files.storage import storages
from wagtail.images.tests.utils import get_test_image_file

from hub import drafted_pictures
from hub.models import HubImage, Licence, PreviewLink
from tests.factories import NewsIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.indexed


@pytest.fixture
def image(db):
    return HubImage.objects.create(
        title="A room", file=get_test_image_file(), credit="A. Photographer", licence=Licence.OGL
    )


@pytest.fixture
def draft(home, image):
    image.contextual_alt_text, image.decorative = "A room", False
    body = [("figure", {"image": image, "caption": ""})]
    page = NewsPageFactory(parent=NewsIndexPageFactory(parent=home), live=False, body=body)
    page.save_revision()
    return page


def addresses(html):
    """The addresses of pictures of ours in a page."""
    return re.findall(r"/(?:preview/[^/\s]+/picture/|media/images/[\w.]+)", html)


def public_files():
    folder = settings.MEDIA_ROOT / "images"
    return list(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def linked(client, draft):
    """The addresses of pictures that whoever has a link to the draft is given."""
    link = PreviewLink.to(draft, by=None, for_whom="legal adviser", days=7)
    found = addresses(client.get(link.get_absolute_url()).text)
    assert found
    return found


def test_picture_of_a_draft_is_read_at_an_address_that_ends_and_is_kept_nowhere(client, linked, monkeypatch):
    assert public_files() == []
    for address in linked:
        answer = client.get(address)
        assert b"".join(answer.streaming_content)
        assert answer["Content-Type"] in ("image/webp", "image/jpeg")
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert not answer.cookies

    monkeypatch.setattr(drafted_pictures, "SECONDS", -1)
    assert {client.get(address).status_code for address in linked} == {404}


@pytest.mark.parametrize(
    "token",
    [
        "x.webp",
        "x.webp:1:x",
        drafted_pictures.signer.sign("gone.webp"),
        drafted_pictures.signer.sign("../original_images/x.png"),
    ],
)
def test_address_that_nobody_gave_leads_to_nothing(token, client, home):
    assert client.get(f"/preview/{token}/picture/").status_code == 404


def test_editor_sees_a_picture_that_no_page_shows_at_an_address_that_ends(editor_client, image):
    found = addresses(editor_client.get("/admin/images/").text)

    assert found
    assert all(address.startswith("/preview/") for address in found)
    assert public_files() == []


def test_published_page_shows_plain_files_and_the_addresses_of_its_draft_end_at_once(
    client, draft, linked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()

    found = addresses(client.get(draft.url).text)
    assert found
    assert all(address.startswith("/media/images/") for address in found)
    assert {path.name for path in public_files()} == {address.rpartition("/")[2] for address in found}
    assert {client.get(address).status_code for address in linked} == {404}
    assert storages["documents"].listdir("drafts")[1] == []


def test_first_reader_is_given_plain_files_where_the_worker_has_not_come_to_it(client, draft, linked):
    draft.save_revision().publish()

    assert all(address.startswith("/media/images/") for address in addresses(client.get(draft.url).text))


def test_picture_that_is_taken_out_of_its_page_is_public_no_more(
    client, draft, image, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()
    assert public_files()

    draft.body = [("text", "<p>Without.</p>")]
    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()

    assert public_files() == []
    assert not image.renditions.exists()


def test_picture_of_a_page_is_public_in_whatever_size_it_is_asked_for(draft, image):
    draft.save_revision().publish()

    assert image.get_rendition("width-50").url.startswith("/media/images/")
