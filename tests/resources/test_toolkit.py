import hashlib

import html5lib
import pytest
from django.core.files.base import ContentFile
from django.db.models import ProtectedError

from resources.models import ToolkitPage
from tests.factories import HubDocumentFactory, ToolkitIndexPageFactory, ToolkitPageFactory

BYTES = b"task,minutes\n" + b"meals,10\n" * 200


@pytest.fixture
def index(home):
    return ToolkitIndexPageFactory(parent=home)


@pytest.fixture
def document(db):
    made = HubDocumentFactory(file=ContentFile(BYTES, name="costs.csv"), language="cy", licence="CC-BY-4.0")
    made._set_document_file_metadata()
    made.save()
    return made


@pytest.fixture
def toolkit(index, document):
    page = ToolkitPageFactory(parent=index, files=document)
    page.files.get().template = "costs"
    page.save_revision().publish()
    return ToolkitPage.objects.get(pk=page.pk)


@pytest.fixture
def rows(client):
    """A function that gives the file rows of a toolkit as (text, address)."""

    def printed(url):
        tree = html5lib.parse(client.get(url).content.decode(), namespaceHTMLElements=False)
        [files] = [ul for ul in tree.iter("ul") if "dl" in ul.get("class", "").split()]
        return [
            (" ".join("".join(row.itertext()).split()), next(row.iter("a")).get("href")) for row in files.iter("li")
        ]

    return printed


def test_files_of_the_tests_stay_out_of_the_project(document, tmp_path):
    assert document.file.path.startswith(str(tmp_path))


def test_row_says_what_the_file_is_before_it_is_downloaded(toolkit, rows):
    [(text, _address)] = rows(toolkit.url)

    for words in (
        "A form",
        "To fill in.",
        "CSV, 1.8",
        "Costs",
        "1 June 2026",
        "Welsh",
        "Creative Commons Attribution 4.0",
    ):
        assert words in text


def test_row_says_what_is_known_about_assistive_technology(toolkit, document, rows):
    document.accessible_format = "Read well by a screen reader."
    document.save()

    [(text, _address)] = rows(toolkit.url)

    assert "Read well by a screen reader." in text


def test_link_delivers_the_file_itself(toolkit, rows, client):
    [(_text, address)] = rows(toolkit.url)

    response = client.get(address)

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == BYTES
    assert response["Content-Type"].startswith("text/csv")
    assert 'attachment; filename="a-form-v1-cy.csv"' in response["Content-Disposition"]


def test_file_is_not_served_from_a_media_address(toolkit, document, client):
    for address in (f"/media/{document.file.name}", f"/static/{document.file.name}", f"/{document.file.name}"):
        assert client.get(address).status_code == 404


def test_size_that_nobody_recorded_is_not_told_as_nothing(toolkit, document, rows):
    type(document).objects.filter(pk=document.pk).update(file_size=None)

    [(text, _address)] = rows(toolkit.url)

    assert "0 bytes" not in text


def test_document_remembers_the_fingerprint_of_its_file(document):
    assert document.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert document.file_size == len(BYTES)


@pytest.fixture
def with_another_file(toolkit):
    """A function that adds a second file to the toolkit, at a place in its order."""

    def add(sort_order):
        first = toolkit.files.get()
        toolkit.files.create(
            title="Read me",
            description="An introduction.",
            document=first.document,
            template=first.template,
            issued_on=first.issued_on,
            sort_order=sort_order,
            locale=toolkit.locale,
        )
        toolkit.files.get(title=first.title).sort_order = 1
        toolkit.save_revision().publish()

    return add


@pytest.mark.parametrize(("sort_order", "titles"), [(0, ["Read me", "A form"]), (2, ["A form", "Read me"])])
def test_files_are_listed_in_the_order_of_the_editor(toolkit, with_another_file, rows, sort_order, titles):
    with_another_file(sort_order)

    found = [title for text, _address in rows(toolkit.url) for title in titles if text.startswith(title)]

    assert found == titles


def test_file_that_a_toolkit_hands_out_cannot_be_deleted(toolkit, document):
    with pytest.raises(ProtectedError):
        document.delete()


def test_welsh_toolkit_hands_out_the_same_file(toolkit, in_welsh, rows, client):
    translated = in_welsh(toolkit)

    [(_text, address)] = rows(translated.url)
    assert b"".join(client.get(address).streaming_content) == BYTES


def test_index_filters_by_what_a_toolkit_holds(index, toolkit, client):
    other = ToolkitPageFactory(parent=index)

    shown = client.get(index.url, {"template": "costs"}).text

    assert toolkit.url in shown
    assert other.url not in shown


def test_toolkit_with_two_files_of_a_kind_is_listed_and_counted_once(index, toolkit, with_another_file, client):
    with_another_file(2)

    shown = client.get(index.url, {"template": "costs"}).text

    assert "1 result</h2>" in shown
    assert shown.count(f'href="{toolkit.url}"') == 1
    assert '<span>Costs</span> <span class="c">(1)</span>' in shown


@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(toolkit, index, client, in_welsh, language):
    in_welsh(toolkit)

    for url in (toolkit.url, index.url):
        html5lib.HTMLParser(strict=True).parse(client.get(language + url).content.decode())
