"""Files that editors send in, through Wagtail's own views."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from hub.models import HubDocument, HubImage
from tests import files

SECRET = files.SECRET.encode()
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def stored_below(*folders):
    return [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]


@pytest.fixture
def nothing_stored(settings):
    """A function that says whether neither the database nor any folder holds a file."""

    def check():
        folders = [settings.MEDIA_ROOT, settings.STORAGES["documents"]["OPTIONS"]["location"]]
        rows = [model.objects.exists() for model in (HubImage, HubDocument, UploadedFile)]
        return not any(rows) and not stored_below(*folders)

    return check


def send(client, kind, name, data, **more):
    field = {"title": "A file", "file": SimpleUploadedFile(name, data), "collection": "1", "licence": "CC0-1.0"}
    return client.post(f"/admin/{kind}/add/", {**field, **more})


def send_many(client, kind, name, data):
    return client.post(
        f"/admin/{kind}/multiple/add/", {"files[]": SimpleUploadedFile(name, data), "collection": "1"}, **AJAX
    ).json()


def test_image_is_kept_bare_and_its_page_says_what_was_taken_out(editor_client):
    assert send(editor_client, "images", "me.jpg", files.jpeg()).status_code == 302

    image = HubImage.objects.get()
    assert (image.width, image.height) == (20, 40)
    with image.file.open() as file:
        data = file.read()
    assert SECRET not in data
    assert not Image.open(io.BytesIO(data)).getexif()
    assert image.report["removed"] == ["camera", "picture_data", "place"]
    page = editor_client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    assert "The place where the picture was taken." in page


def test_many_images_at_once_are_treated_alike_and_reported_at_once(editor_client, settings):
    answer = send_many(editor_client, "images", "me.jpg", files.jpeg())

    assert answer["success"] is True
    assert "The place where the picture was taken." in answer["form"]
    assert not UploadedFile.objects.exists()
    assert all(SECRET not in path.read_bytes() for path in stored_below(settings.MEDIA_ROOT))
    assert HubImage.objects.get().licence == "permission"


@pytest.mark.parametrize("fields", [{"title": ""}, {"title": "A" * 256}])
@pytest.mark.parametrize("kind", ["images", "documents"])
def test_file_that_comes_with_something_wrong_is_kept_nowhere(kind, fields, editor_client, settings):
    name, data = {"images": ("me.jpg", files.jpeg()), "documents": ("a.txt", SECRET)}[kind]
    upload = {"files[]": SimpleUploadedFile(name, data), "title": "A", "collection": "1"} | fields

    answer = editor_client.post(f"/admin/{kind}/multiple/add/", upload, **AJAX).json()

    assert answer["success"] is False
    assert "Choose it again" in answer["error_message"]
    assert not UploadedFile.objects.exists()
    assert not list(stored_below(settings.MEDIA_ROOT))


def test_editor_gives_no_picture_of_themselves(editor_client, editor, settings):
    assert "Profile picture" not in editor_client.get("/admin/account/").text

    editor_client.post("/admin/account/", {"avatar-avatar": SimpleUploadedFile("me.jpg", files.jpeg())})

    assert not UserProfile.get_for_user(editor).avatar
    assert not list(stored_below(settings.MEDIA_ROOT))


def test_image_of_a_chooser_is_treated_alike(editor_client):
    upload = {"title": "A", "file": SimpleUploadedFile("a.jpg", files.jpeg()), "collection": "1", "licence": "CC0-1.0"}
    data = {f"image-chooser-upload-{name}": value for name, value in upload.items()}

    answer = editor_client.post(reverse("wagtailimages_chooser:create"), data)

    assert json.loads(answer.content)["step"] == "chosen"
    assert "place" in HubImage.objects.get().report["removed"]


def test_document_is_kept_bare_and_its_page_says_what_was_taken_out(editor_client):
    assert send(editor_client, "documents", "a.pdf", files.pdf(), licence="").status_code == 302

    document = HubDocument.objects.get()
    with document.file.open() as file:
        assert not PdfReader(file).metadata
    assert document.sha256 == document.report["after"]
    page = editor_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert "Properties: author, title" in page


KINDS = [
    ("images", "me.jpg", files.jpeg, "The place where the picture was taken."),
    ("documents", "a.pdf", files.pdf, "Properties: author, title"),
]


@pytest.mark.parametrize(("kind", "name", "made", "found"), KINDS)
def test_whoever_adds_or_replaces_one_file_sees_at_once_what_was_taken_out(kind, name, made, found, editor_client):
    added = send(editor_client, kind, name, made())
    assert found in editor_client.get(added.url).content.decode()

    type_of = HubImage if kind == "images" else HubDocument
    type_of.objects.update(report={})
    fields = {"title": "A file", "collection": "1", "licence": "CC0-1.0"}
    replaced = editor_client.post(added.url, {**fields, "file": SimpleUploadedFile(name, made())})
    assert found in editor_client.get(replaced.url).content.decode()

    assert editor_client.post(added.url, fields).url == f"/admin/{kind}/"


def test_editing_the_title_keeps_the_file_and_its_report(editor_client):
    send(editor_client, "documents", "a.pdf", files.pdf())
    before = HubDocument.objects.get()

    editor_client.post(f"/admin/documents/edit/{before.pk}/", {"title": "New", "collection": "1", "licence": ""})

    after = HubDocument.objects.get()
    assert after.title == "New"
    assert (after.report, after.file.name) == (before.report, before.file.name)


HOSTILE = {
    "hundred-megapixels.png": files.bomb_png(10_000, 10_000),
    "beyond-pillow.png": files.bomb_png(60_000, 60_000),
    "archive.gif": files.moving("GIF") + files.zipped({"a": "b"}),
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "photograph.png": files.jpeg(),
    "empty.jpg": b"",
}
HOSTILE_DOCUMENTS = {
    "macros.docx": files.with_parts(
        files.word(), **{"word/_rels/document.xml.rels": files.add_relationship("vbaProject", "vbaProject.bin")}
    ),
    "bomb.docx": files.with_parts(files.word(), **{"word/zeros.xml": lambda _none: bytes(101 * 1024 * 1024)}),
    "archive.pdf": files.pdf() + files.zipped({"a": "b"}),
    "photograph.pdf": files.jpeg(),
    "all.zip": files.zipped({"../../evil": "b"}),
    "empty.pdf": b"",
}


@pytest.mark.parametrize(("kind", "table"), [("images", HOSTILE), ("documents", HOSTILE_DOCUMENTS)])
def test_hostile_files_leave_nothing_behind_but_a_message(kind, table, editor_client, nothing_stored):
    for name, data in table.items():
        page = send(editor_client, kind, name, data)
        assert page.status_code == 200, name
        assert page.context["form"].errors["file"], name
        if data:
            answer = send_many(editor_client, kind, name, data)
            assert answer["success"] is False, name
            assert len(answer["error_message"]) > 20, name
    assert nothing_stored()


def test_nothing_enters_while_the_scanner_does_not_answer(editor_client, nothing_stored, settings):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"

    for kind, name, data in [("images", "a.jpg", files.jpeg()), ("documents", "a.pdf", files.pdf())]:
        assert "The virus scanner does not answer" in send(editor_client, kind, name, data).content.decode()
    assert nothing_stored()
