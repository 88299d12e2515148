import hashlib
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction
from wagtail_factories import ImageFactory

from hub import settings as production
from hub.blocks import FigureBlock
from hub.models import HubDocument, HubImage, HubRendition, Licence
from tests import factories

pytestmark = pytest.mark.indexed

DATA = b"a,b\n1,2\n"


@pytest.fixture
def document(db):
    return factories.HubDocumentFactory(title="A form")


@pytest.fixture
def upload(editor_client):
    """A function that uploads a document in the admin and returns the response."""

    def send(name, data=DATA, **fields):
        return editor_client.post(
            "/admin/documents/add/",
            {
                "title": "Uploaded",
                "file": SimpleUploadedFile(name, data),
                "language": "en",
                "licence": Licence.OGL,
                **fields,
            },
        )

    return send


class HubImageFactory(ImageFactory):
    class Meta:
        model = HubImage


@pytest.fixture
def image(db):
    return HubImageFactory(title="A room", description="An empty room", credit="A. Photographer", licence=Licence.CC_BY)


def bytes_of(response):
    return b"".join(response.streaming_content)


# Where a document is kept


def test_document_is_stored_outside_the_media_folder(document, settings):
    path = Path(document.file.path)

    assert path.read_bytes() == DATA
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert path.is_relative_to(settings.STORAGES["documents"]["OPTIONS"]["location"])


def test_documents_folder_of_the_settings_is_not_in_the_media_folder():
    documents = Path(production.STORAGES["documents"]["OPTIONS"]["location"])

    assert not documents.is_relative_to(production.MEDIA_ROOT)
    assert not documents.is_relative_to(production.STATIC_ROOT)


def test_document_has_no_media_address(client, document):
    assert not document.url.startswith("/media/")
    assert client.get(f"/media/{document.file.name}").status_code == 404


# What is kept about it


def test_uploaded_document_gets_its_digests_and_size(upload):
    response = upload("form.csv")

    assert response.status_code == 302
    document = HubDocument.objects.get()
    assert document.sha256 == hashlib.sha256(DATA).hexdigest()
    assert document.file_hash == hashlib.sha1(DATA).hexdigest()
    assert document.file_size == len(DATA)


def test_digests_follow_a_new_file(upload, editor_client):
    upload("form.csv")
    document = HubDocument.objects.get()

    editor_client.post(
        f"/admin/documents/edit/{document.pk}/",
        {
            "title": "Uploaded",
            "file": SimpleUploadedFile("form.csv", b"other"),
            "language": "cy",
            "licence": Licence.OGL,
        },
    )

    document.refresh_from_db()
    assert document.sha256 == hashlib.sha256(b"other").hexdigest()
    assert document.language == "cy"


def test_reading_the_digests_leaves_the_file_readable(document):
    document._set_document_file_metadata()

    with document.open_file() as file:
        assert file.read() == DATA
    assert document.sha256 == hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "macro.docm", "script.js", "noextension", "form.csv.exe"])
def test_file_of_another_kind_is_refused(name, upload):
    response = upload(name)

    assert response.status_code == 200
    assert not HubDocument.objects.exists()


# How it is handed out


@pytest.fixture
def in_use(home, document):
    """The document, once a page that anybody may read links to it."""
    link = f'<p><a linktype="document" id="{document.pk}">The form</a></p>'
    factories.StandardPageFactory(parent=home, body=[("text", link)])
    return document


def test_document_is_served_as_a_download(client, in_use):
    response = client.get(in_use.url)

    assert response.status_code == 200
    assert bytes_of(response) == DATA
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"].startswith("text/csv")


def test_document_may_load_nothing_itself(client, in_use):
    response = client.get(in_use.url)

    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_document_sets_no_cookie(client, in_use):
    response = client.get(in_use.url)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_document_is_not_served_under_another_name(client, in_use):
    response = client.get(f"/documents/{in_use.pk}/other.csv")

    assert response.status_code == 404


def test_unchanged_document_is_not_sent_again(client, in_use):
    in_use.get_file_hash()
    tag = client.get(in_use.url).headers["ETag"]

    response = client.get(in_use.url, headers={"if-none-match": tag})

    assert response.status_code == 304


def test_document_of_a_restricted_collection_is_not_handed_out(client, in_use):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=BaseViewRestriction.PASSWORD, password="secret"
    )
    in_use.collection = collection
    in_use.save()

    response = client.get(in_use.url)

    assert not response.streaming
    assert b"1,2" not in response.content


# Images


def figure(image, caption=""):
    block = FigureBlock()
    return block.render(block.to_python({"image": {"image": image.pk, "decorative": False}, "caption": caption}))


@pytest.mark.parametrize("folder", ["drafts", "images"])
def test_address_of_a_picture_is_guessed_by_nobody_and_holds_no_name(folder, db, monkeypatch):
    monkeypatch.setattr("hub.models.media.is_shown", lambda image: folder == "images")
    one, other = (HubImageFactory(file__filename="John Smith HMP Example.JPG") for _each in range(2))

    assert re.fullmatch(r"original_images/\w{22}\.jpg", one.file.name)
    assert one.file.name != other.file.name
    shapes = [one.get_rendition(shape).file.name for shape in ("width-50", "original")]
    assert len({Path(name).stem for name in [one.file.name, *shapes]}) == 3
    assert all(re.fullmatch(rf"{folder}/\w{{22}}\.jpg", name) for name in shapes)


def test_a_picture_as_it_was_sent_has_no_address(image, settings, monkeypatch):
    monkeypatch.setattr("hub.models.media.is_shown", lambda image: True)
    shown = image.get_rendition("width-50")

    assert image.file.storage.exists(image.file.name)
    assert not (settings.MEDIA_ROOT / image.file.name).exists()
    assert [path.name for path in (settings.MEDIA_ROOT / "images").iterdir()] == [Path(shown.file.name).name]


def test_figure_prints_the_credit_and_licence_of_its_image(image):
    text = figure(image, caption="A quiet room.")

    assert "<figcaption>A quiet room." in text
    assert "Photo: A. Photographer (Creative Commons Attribution 4.0)" in text


def test_figure_without_a_caption_still_prints_the_credit(image):
    assert "<figcaption>" in figure(image)
    assert "A. Photographer" in figure(image)


def test_figure_without_credit_or_caption_has_no_caption(image):
    image.credit = ""
    image.save()

    assert "figcaption" not in figure(image)


def test_figure_escapes_what_editors_type(image):
    image.credit = "<script>alert(1)</script>"
    image.save()

    assert "<script>" not in figure(image, caption="<script>")


def test_figure_has_an_alternative_text(image):
    block = FigureBlock()
    value = block.to_python({"image": {"image": image.pk, "alt_text": "A table", "decorative": False}, "caption": ""})

    assert 'alt="A table"' in block.render(value)


def test_image_waits_for_permission_unless_its_licence_says_otherwise(db):
    assert HubImage().licence == Licence.PERMISSION
    assert HubDocument().licence == Licence.OGL


def test_renditions_are_of_the_hubs_own_image(image):
    rendition = image.get_rendition("width-10|format-webp")

    assert rendition.image == image
    assert type(rendition) is HubRendition


def test_editor_uploads_a_document_and_it_is_there_at_once(editor_client):
    upload = SimpleUploadedFile("costs.csv", b"a,b\n1,2\n", content_type="text/csv")

    response = editor_client.post(
        "/admin/documents/multiple/add/",
        {"title": "Costs", "files[]": upload, "collection": "1"},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )

    assert response.json()["success"] is True
    document = HubDocument.objects.get()
    assert (document.title, document.licence, document.language) == ("Costs", "OGL-UK-3.0", "en")
    assert len(document.sha256) == 64


# The lists of pictures and files


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize("part", ["", "results/"])
def test_a_list_is_searched_and_filtered_by_how_often_something_is_used(editor_client, image, document, kind, part):
    shown = image if kind == "images" else document

    def is_found(**asked):
        return shown.title in editor_client.get(f"/admin/{kind}/{part}", asked).content.decode()

    assert is_found(q=shown.title.split()[-1], usage_count_max=0)
    assert not is_found(q=shown.title.split()[-1], usage_count_min=1)
    assert not is_found(q="zzzzzz", usage_count_max=0)
    assert is_found(usage_count_max=0)
    assert not is_found(usage_count_min=1)
