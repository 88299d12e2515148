import hashlib
import io
import json
import zipfile

import html5lib
import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from hub.models import HubDocument
from resources.models import FileVersion, ToolkitFile, ToolkitPage
from tests.factories import HubDocumentFactory, StandardPageFactory, ToolkitIndexPageFactory, ToolkitPageFactory

pytestmark = pytest.mark.indexed

FIRST = b"task,minutes\n" + b"meals,10\n" * 300
SECOND = b"task,minutes,who\n" + b"meals,10,buddy\n" * 300


def made(data, name="costs.csv"):
    document = HubDocumentFactory(file=ContentFile(data, name=name))
    document._set_document_file_metadata()
    document.save()
    return document


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    """A function that publishes a page, with what that leaves for later."""

    def run(page):
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return run


@pytest.fixture
def toolkit(home, publish):
    return publish(ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home), files=made(FIRST)))


@pytest.fixture
def replaced(toolkit, publish):
    """The toolkit, with its file replaced by another."""
    file = toolkit.files.get()
    file.document, file.changed = made(SECOND, "costs-new.csv"), "Who does it has a column."
    toolkit.files = [file]
    return publish(toolkit)


def body(response):
    return b"".join(response.streaming_content)


# Versions


def test_publishing_records_the_file_with_what_is_known_of_it(toolkit):
    [version] = toolkit.versions.all()

    assert (version.number, version.slug, version.filename) == (1, "a-form", "costs.csv")
    assert (version.size, version.sha256) == (len(FIRST), hashlib.sha256(FIRST).hexdigest())
    assert (version.content_type, version.language, version.licence) == ("text/csv", "en", "OGL-UK-3.0")


def test_publishing_again_with_the_same_file_makes_no_version(toolkit, publish):
    publish(toolkit)

    assert toolkit.versions.count() == 1


def test_old_address_gives_the_old_file_and_leads_to_the_newest(replaced, client):
    old, new = client.get(f"{replaced.url}files/a-form/1/"), client.get(f"{replaced.url}files/a-form/2/")

    assert (body(old), body(new)) == (FIRST, SECOND)
    assert body(client.get(f"{replaced.url}files/a-form/latest/")) == SECOND
    assert 'files/a-form/latest/>; rel="latest-version"' in old["Link"]
    assert client.get(f"{replaced.url}files/a-form/3/").status_code == 404


def test_old_address_answers_after_the_first_document_is_deleted(replaced, client):
    HubDocument.objects.exclude(pk=replaced.files.get().document_id).get().delete()

    assert body(client.get(f"{replaced.url}files/a-form/1/")) == FIRST


def test_page_says_that_there_was_an_earlier_version_and_what_changed(replaced, client):
    shown = client.get(replaced.url).text

    assert "New in version 2: Who does it has a column." in shown
    assert "1 earlier version" in shown


def test_file_that_was_taken_off_the_toolkit_is_gone(toolkit, publish, client):
    version, issued_on = toolkit.versions.get(), toolkit.files.get().issued_on
    toolkit.files = [
        ToolkitFile(
            title="Other", description="New.", document=made(SECOND), issued_on=issued_on, locale=toolkit.locale
        )
    ]
    publish(toolkit)

    assert client.get(f"{toolkit.url}{version.path}").status_code == 404
    assert client.get(f"{toolkit.url}files/other/1/").status_code == 200


def test_editor_is_asked_what_changed(toolkit):
    file = toolkit.files.get()
    assert not file.lacks_its_change

    file.document = made(SECOND)
    assert file.lacks_its_change

    file.changed = "A column more."
    assert not file.lacks_its_change


def test_welsh_has_the_same_number_and_address_for_the_same_file(replaced, in_welsh, client):
    welsh = in_welsh(replaced)

    [version] = FileVersion.objects.filter(page=welsh)
    assert (version.number, version.slug) == (2, "a-form")
    assert body(client.get(f"{welsh.url}files/a-form/latest/")) == SECOND
    assert version.file.name == replaced.versions.get(number=2).file.name


def test_deleting_a_toolkit_deletes_files_that_nothing_else_has(replaced, django_capture_on_commit_callbacks):
    versions = list(replaced.versions.all())

    with django_capture_on_commit_callbacks(execute=True):
        replaced.delete()

    assert not any(version.file.storage.exists(version.file.name) for version in versions)


# How a file is sent


@pytest.fixture
def address(toolkit):
    return f"{toolkit.url}files/a-form/latest/"


def test_file_comes_whole_with_its_fingerprint_and_a_safe_name(address, client):
    response = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert body(response) == FIRST
    assert response["ETag"] == f'"{hashlib.sha256(FIRST).hexdigest()}"'
    assert (response["Content-Length"], response["Content-Type"]) == (str(len(FIRST)), "text/csv")
    assert response["Content-Disposition"] == 'attachment; filename="a-form-v1.csv"'
    assert not response.cookies


def test_what_the_reader_has_already_is_not_sent_again(address, client):
    response = client.get(address, headers={"If-None-Match": client.head(address)["ETag"]})

    assert response.status_code == 304
    assert not response.content


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-99999", 5, None)],
)
def test_part_is_sent_where_a_part_is_asked_for(address, client, asked, first, end):
    response = client.get(address, headers={"Range": asked, "If-Range": client.head(address)["ETag"]})

    assert response.status_code == 206
    assert body(response) == FIRST[first:end]
    assert response["Content-Length"] == str(len(FIRST[first:end]))
    start = first % len(FIRST)
    assert response["Content-Range"] == f"bytes {start}-{start + len(FIRST[first:end]) - 1}/{len(FIRST)}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,3-4", "pages=1-2", "bytes=x-1"])
def test_what_is_no_single_range_gets_the_whole(address, client, asked):
    assert body(client.get(address, headers={"Range": asked})) == FIRST


def test_part_of_another_file_than_the_one_begun_gets_the_whole(address, client):
    assert body(client.get(address, headers={"Range": "bytes=5-", "If-Range": '"other"'})) == FIRST


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0"])
def test_part_beyond_the_end_is_refused(address, client, asked):
    response = client.get(address, headers={"Range": asked})

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(FIRST)}")


# The whole toolkit


def test_zip_holds_the_newest_files_and_says_what_they_are(replaced, client):
    response = client.get(f"{replaced.url}toolkit.zip")
    data = body(response)
    folder = f"common-thread-{replaced.slug}"

    assert response["Content-Length"] == str(len(data))
    assert not response.cookies
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"{folder}/{name}" for name in ("a-form-v2.csv", "README.txt", "manifest.json")]
        told = json.loads(archive.read(f"{folder}/manifest.json"))
        assert archive.read(f"{folder}/a-form-v2.csv") == SECOND
        read_me = archive.read(f"{folder}/README.txt").decode("utf-8-sig")
    [file] = told["files"]
    assert (file["version"], file["sha256"]) == (2, hashlib.sha256(SECOND).hexdigest())
    assert file["address"].endswith(f"{replaced.url}files/a-form/2/")
    assert file["sha256"] in read_me
    assert "\r\n" in read_me


def test_zip_that_broke_off_is_resumed_at_any_byte(replaced, client, monkeypatch):
    address = f"{replaced.url}toolkit.zip"
    begun = client.get(address)
    etag, whole = begun["ETag"], body(begun)
    monkeypatch.setattr("zipstream.ng.time.localtime", lambda *_: (2040, 5, 6, 7, 8, 9))

    for at in (1, 11, len(whole) // 2, len(whole) - 70, len(whole) - 1):
        first = client.get(address, headers={"Range": f"bytes=0-{at - 1}"})
        rest = client.get(address, headers={"Range": f"bytes={at}-", "If-Range": etag})
        assert (first.status_code, rest.status_code, rest["Accept-Ranges"]) == (206, 206, "bytes")
        assert rest["Content-Range"] == f"bytes {at}-{len(whole) - 1}/{len(whole)}"
        assert rest["Content-Length"] == str(len(whole) - at)
        joined = body(first) + body(rest)
        assert joined == whole
    with zipfile.ZipFile(io.BytesIO(joined)) as archive:
        assert archive.testzip() is None
        day = timezone.localdate(replaced.last_published_at)
        assert {entry.date_time for entry in archive.infolist()} == {(day.year, day.month, day.day, 0, 0, 0)}


def test_part_of_a_zip_beyond_its_end_is_refused(toolkit, client):
    response = client.get(f"{toolkit.url}toolkit.zip", headers={"Range": "bytes=9999999-"})

    assert response.status_code == 416
    assert response["Content-Range"].startswith("bytes */")


def test_zip_begun_before_its_files_changed_begins_anew(toolkit, publish, client):
    address = f"{toolkit.url}toolkit.zip"
    before = client.get(address)["ETag"]
    file = toolkit.files.get()
    file.document, file.changed = made(SECOND, "costs-new.csv"), "Who does it has a column."
    toolkit.files = [file]
    publish(toolkit)

    response = client.get(address, headers={"Range": "bytes=9-", "If-Range": before})

    assert response.status_code == 200
    assert response["Content-Length"] == str(len(body(response)))
    assert not before.startswith("W/")
    assert response["ETag"] != before


def test_zip_that_the_reader_has_already_is_not_sent_again(toolkit, client):
    address = f"{toolkit.url}toolkit.zip"

    assert client.get(address, headers={"If-None-Match": client.get(address)["ETag"]}).status_code == 304


def test_welsh_zip_is_in_welsh(toolkit, in_welsh, client):
    welsh = in_welsh(toolkit)

    response = client.get(f"{welsh.url}toolkit.zip")

    assert response["Content-Disposition"].endswith('-cy.zip"')


# Looking inside


def test_table_is_shown_by_its_first_rows(toolkit, client):
    shown = client.get(f"{toolkit.url}files/a-form/").text

    html5lib.HTMLParser(strict=True).parse(shown)
    assert '<th scope="col">minutes</th>' in shown
    assert shown.count("<td>meals</td>") == 20
    assert "Only its beginning is shown here." in shown


def test_word_document_is_shown_as_headings_and_text_and_nothing_that_acts(toolkit, publish, client):
    word = WordDocument()
    word.add_heading("About this job", 1)
    word.add_paragraph("<script>alert(1)</script> A buddy helps.")
    stream = io.BytesIO()
    word.save(stream)
    file = toolkit.files.get()
    file.document, file.changed = made(stream.getvalue(), "job.docx"), "Now in Word."
    toolkit.files = [file]
    publish(toolkit)

    shown = client.get(f"{toolkit.url}files/a-form/").text

    html5lib.HTMLParser(strict=True).parse(shown)
    assert "<h4>About this job</h4>" in shown
    assert "<script>alert" not in shown
    assert "A buddy helps." in shown


def test_file_that_cannot_be_read_is_still_handed_out(toolkit, publish, client):
    file = toolkit.files.get()
    file.document, file.changed = made(b"not a zip", "broken.docx"), "Broken."
    toolkit.files = [file]
    publish(toolkit)

    assert "This file cannot be shown here" in client.get(f"{toolkit.url}files/a-form/").text
    assert body(client.get(f"{toolkit.url}files/a-form/latest/")) == b"not a zip"


# While nobody may read the page


def unpublish(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")


def restrict_what_is_above(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("hide", [unpublish, restrict, restrict_what_is_above])
def test_nothing_of_a_toolkit_that_is_not_public_is_handed_out(replaced, client, hide):
    documents = [version.page.files.get().document.url for version in replaced.versions.all()[:1]]
    below = [
        f"{replaced.url}{rest}" for rest in ("files/a-form/", "files/a-form/latest/", "files/a-form/1/", "toolkit.zip")
    ]
    asked = f"/ask-for-a-format/{replaced.slug}/a-form/"
    assert [client.get(address).status_code for address in [*documents, *below, asked]] == [200] * 6

    hide(replaced)

    assert [client.get(address).status_code for address in [*documents, *below, asked]] == [404] * 6


def test_document_that_no_page_uses_is_for_who_works_with_documents(client, django_user_model):
    document = made(FIRST)
    assert client.get(document.url).status_code == 404

    user = django_user_model.objects.create_user("someone@example.org")
    client.force_login(user)
    assert client.get(document.url).status_code == 404

    user.groups.add(Group.objects.get(name="Editors"))
    assert client.get(document.url).status_code == 200


def test_document_in_rich_text_is_handed_out_while_its_page_is_live(home, client, publish):
    document = made(FIRST)
    link = f'<p><a linktype="document" id="{document.pk}">The form</a></p>'
    page = StandardPageFactory(parent=home, live=False, body=[("text", link)])
    assert client.get(document.url).status_code == 404

    published = publish(page)
    assert client.get(document.url).status_code == 200

    published.unpublish()
    assert client.get(document.url).status_code == 404


def test_draft_of_a_live_page_does_not_hand_out_its_new_document(toolkit, client):
    file = toolkit.files.get()
    file.document = made(SECOND)
    toolkit.files = [file]
    toolkit.save_revision()

    assert client.get(file.document.url).status_code == 404
    assert ToolkitPage.objects.get(pk=toolkit.pk).live


# What an editor is asked


def test_editor_cannot_publish_a_replaced_file_without_saying_what_changed(toolkit, editor_client):
    edit = reverse("wagtailadmin_pages:edit", args=[toolkit.pk])
    data = querydict_from_html(editor_client.get(edit).text, form_id="page-edit-form")
    body = streamfield([("text", rich_text("<p>How to use it.</p>"))])
    data.update(nested_form_data({"body": body}))
    data["files-0-document"] = made(SECOND).pk
    data["action-publish"] = "publish"

    refused = editor_client.post(edit, data, follow=True)
    assert "Say for readers what changed in this file." in refused.text
    assert toolkit.versions.count() == 1

    data["files-0-changed"] = "A column more."
    editor_client.post(edit, data, follow=True)
    assert toolkit.versions.get(number=2).changed == "A column more."


def test_preview_shows_the_document_that_is_still_to_become_a_version(toolkit, editor_client):
    file = toolkit.files.get()
    file.document = made(SECOND)
    toolkit.files = [file]
    toolkit.save_revision()

    shown = editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[toolkit.pk])).text

    assert file.document.url in shown


def test_page_about_toolkit_and_file_cost_few_queries(replaced, client, django_assert_max_num_queries):
    client.get("/")  # what a process looks up once
    for path in ("", "files/a-form/", "files/a-form/1/", "toolkit.zip"):
        with django_assert_max_num_queries(12):
            client.get(f"{replaced.url}{path}")
