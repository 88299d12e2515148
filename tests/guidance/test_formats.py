"""An edition in other forms, each read back by a program that knows nothing of this one."""

import datetime
import io
import json
import warnings

import bibtexparser
import feedparser
import pytest
import rispy
from django.core.files.storage import storages
from django.utils import timezone, translation
from django.utils.html import escape
from pypdf import PdfReader

from guidance import tasks
from guidance.models import Edition, EditionPDF, GuidancePage
from guidance.stages import BANNERS
from guidance.tasks import make_pdf
from tests.guidance.wording import HOSTILE, reword

HOST = "http://testserver"


@pytest.fixture
def page(guide, edited):
    return edited(guide, reword("twodays1-paragraph", "Training takes three days."), note="It was too short.")


# The feed of changes


@pytest.fixture
def feed(client):
    """A function that gives the feed of a page, read by feedparser."""

    def read(page):
        response = client.get(f"{page.url}changes.atom")
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/atom+xml")
        found = feedparser.parse(response.content)
        assert not found.bozo
        return found

    return read


def test_feed_has_an_entry_for_each_edition_newest_first(page, feed):
    found = feed(page)

    assert found.feed.title == "Changes to A guide"
    assert found.feed.language == "en-gb"
    assert {link.rel: link.href for link in found.feed.links} == {
        "alternate": HOST + page.url,
        "self": f"{HOST}{page.url}changes.atom",
    }
    assert [(entry.title, entry.summary, entry.link, entry.id, entry.author) for entry in found.entries] == [
        (
            "Version 0.2.0",
            "It was too short.",
            f"{HOST}{page.url}compare/0.1.0/0.2.0/",
            f"{HOST}{page.url}editions/0.2.0/",
            "Editorial team",
        ),
        (
            "Version 0.1.0",
            "First published.",
            f"{HOST}{page.url}editions/0.1.0/",
            f"{HOST}{page.url}editions/0.1.0/",
            "Editorial team",
        ),
    ]


def test_entry_of_the_feed_has_the_moment_of_its_edition(page, feed):
    [newest, _first] = feed(page).entries

    published = Edition.objects.of(page.document, "en-gb").first().published_at.astimezone(datetime.UTC)
    assert newest.published_parsed[:6] == newest.updated_parsed[:6] == published.timetuple()[:6]


def test_welsh_feed_is_in_welsh_and_every_link_of_it_leads_somewhere(welsh_guide, feed, client):
    found = feed(welsh_guide)

    assert found.feed.language == "cy"
    assert len(found.entries) == 4
    for entry in found.entries:
        assert client.get(entry.link.removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize(
    "note", [HOSTILE, "Two < three & four", "<b>bold</b>", "x" * 5000, "Line\nLine", "A ]]> and a ‮bidi‬"]
)
def test_note_comes_out_of_the_feed_as_it_went_in(guide, edited, feed, note):
    edited(guide, reword("twodays1-paragraph", "Other."), note=note)

    assert feed(guide).entries[0].summary == escape(note)


@pytest.mark.parametrize("control", ["\x0b", "\x1f", "\x01", "\ufffe", "\uffff"])
def test_characters_that_xml_has_no_place_for_do_not_break_the_feed(guide, edited, feed, control):
    guide.title = f"A{control}guide"
    edited(guide, reword("twodays1-paragraph", "Other."), note=f"Pasted{control}from elsewhere.")
    GuidancePage.objects.filter(pk=guide.pk).update(title=guide.title, owner_name=f"A{control}team")

    found = feed(guide)

    assert found.feed.title == "Changes to A guide"
    assert found.entries[0].summary == "Pasted from elsewhere."


# Plain text


def test_plain_text_has_a_header_and_every_clause_with_its_number(page, client):
    response = client.get(f"{page.url}editions/0.1.0/document.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    head, header, *clauses = response.text.rstrip("\n").split("\n\n")
    assert head.startswith(f"A guide\nPSSC-G-07 · Version 0.1.0\n{HOST}{page.url}editions/0.1.0/\nDraft: do not use")
    assert header == "A summary in one plain sentence."
    assert [clause.split("  ")[0] for clause in clauses] == ["1", "1.1", "1.2", "R1", "2", "R2"]
    assert "1.2  Training takes two days." in clauses


def test_welsh_plain_text_is_in_welsh(welsh_guide, client):
    text = client.get(f"{welsh_guide.url}editions/0.1.1/document.txt").text

    with translation.override("cy"):
        assert f"{translation.gettext('Version')} 0.1.1" in text
    assert "deuddydd" in text


def test_plain_text_is_as_plain_as_it_was_written(guide, edited, client):
    edited(guide, reword("differs1-paragraph", escape(HOSTILE)))

    assert HOSTILE in client.get(f"{guide.url}editions/0.2.0/document.txt").text


# PDF


@pytest.fixture
def pdf_of(client):
    """A function that gets the PDF of a version of a page and gives a reader of it."""

    def read(page, version):
        response = client.get(f"{page.url}editions/{version}/document.pdf")
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Robots-Tag"] == "noindex"
        return PdfReader(io.BytesIO(b"".join(response.streaming_content)))

    return read


def flat(page):
    return " ".join(page.extract_text().split())


def lengthen(blocks):
    for n in range(40):
        words = "Schemes differ from prison to prison in training, pay and supervision. " * 6
        blocks[f"{n:08}-more"] = {"type": "paragraph", "value": f"<p>{words}</p>", "id": f"{n:08}-more"}


def test_publishing_makes_the_pdf(guide, edited, pdf_of, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edited(guide, lengthen)

    pdf = pdf_of(guide, "0.2.0")

    assert len(pdf.pages) > 2
    assert pdf.metadata.title == "A guide"
    for sheet in map(flat, pdf.pages):
        assert "Version 0.2.0" in sheet
        assert f"{guide.url}editions/0.2.0/" in sheet.replace(" ", "")
        assert str(BANNERS["draft"][0]) in sheet
    assert "Pay every buddy." in " ".join(map(flat, pdf.pages))


def test_pdf_of_the_welsh_is_in_welsh(welsh_guide, pdf_of):
    make_pdf.call(Edition.objects.of(welsh_guide.document, "cy").first().pk)

    pdf = pdf_of(welsh_guide, "0.1.1")

    for language, is_said in (("cy", True), ("en-gb", False)):
        with translation.override(language):
            assert (str(BANNERS["draft"][0]) in flat(pdf.pages[0])) is is_said
    assert "deuddydd" in " ".join(map(flat, pdf.pages))
    assert pdf.root_object["/Lang"].startswith("cy")


def test_pdf_that_is_not_made_yet_is_not_found(page, read):
    main = read(f"{page.url}editions/0.2.0/document.pdf", status=404).main

    assert main.h1
    assert not EditionPDF.objects.exists()


def test_pdf_that_is_made_again_takes_the_place_of_the_first(page, pdf_of):
    edition = Edition.objects.of(page.document, "en-gb").first()
    make_pdf.call(edition.pk)
    GuidancePage.objects.update(review_on=timezone.localdate() + datetime.timedelta(days=300))

    make_pdf.call(edition.pk)

    _folders, files = storages["documents"].listdir("editions")
    forms = {"document", "large-print", "booklet", "poster"}
    assert len(files) == 4
    assert set(EditionPDF.objects.values_list("form", flat=True)) == forms
    assert EditionPDF.objects.count() == 4
    assert "Review by" in flat(pdf_of(page, "0.2.0").pages[0])


def test_pdf_whose_words_are_the_same_is_not_made_again(page, monkeypatch):
    edition = Edition.objects.of(page.document, "en-gb").first()
    make_pdf.call(edition.pk)
    EditionPDF.objects.update(is_current=False)
    made = []
    monkeypatch.setattr(tasks, "edition_pdf", lambda *args: made.append(args))

    make_pdf.call(edition.pk)

    assert made == []
    assert not EditionPDF.objects.filter(is_current=False).exists()


def test_pdf_that_may_quote_what_has_changed_is_handed_out_to_nobody(page, client):
    edition = Edition.objects.of(page.document, "en-gb").first()
    make_pdf.call(edition.pk)
    address = f"{page.url}editions/0.2.0/poster.pdf"
    assert client.get(address).status_code == 200

    EditionPDF.objects.update(is_current=False)

    assert client.get(address).status_code == 404


# Files for reference managers


@pytest.mark.parametrize("clause", ["", "clause/r1/", "clause/c-twodays1/"])
def test_citation_reads_back_the_same_from_every_file(page, client, clause):
    address = f"{page.url}editions/0.1.0/{clause}"
    files = {extension: client.get(f"{address}cite.{extension}") for extension in ("bib", "ris", "json")}

    with warnings.catch_warnings(action="ignore"):
        [bib] = bibtexparser.loads(files["bib"].text).entries
    [ris] = rispy.loads(files["ris"].text)
    [csl] = json.loads(files["json"].text)

    place = {"": "", "clause/r1/": "recommendation R1", "clause/c-twodays1/": "paragraph 1.2"}[clause]
    number = ", ".join(filter(None, ["PSSC-G-07", "version 0.1.0", place]))
    assert bib["url"] == ris["urls"][0] == csl["URL"] == HOST + address
    assert bib["title"] == "{A guide}"
    assert ris["title"] == csl["title"] == "A guide"
    assert bib["number"] == number
    assert (csl["version"], csl.get("section", "")) == ("0.1.0", place)
    assert all('attachment; filename="PSSC-G-07-0.1.0' in file["Content-Disposition"] for file in files.values())


@pytest.mark.parametrize(
    "address",
    [
        "editions/0.1.0/cite.exe",
        "editions/0.1.0/cite.BIB",
        "editions/0.1.0/cite.",
        "editions/0.1.0/clause/r1/cite.docx",
        "editions/0.1.0/clause/r9/cite.bib",
        "editions/9.9.9/cite.bib",
        "editions/9.9.9/document.pdf",
        "editions/9.9.9/document.txt",
        "editions/0.1.0/document.docx",
        "cite.bib",
        "document.pdf",
    ],
)
def test_no_such_file_is_not_found(page, client, address):
    assert client.get(page.url + address, follow=True).status_code == 404
