"""The pages of a document's past: the list of its editions, each edition as it was, and how it ended."""

import datetime

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from guidance.models import Edition
from tests.factories import ConsultationFactory, DocumentFactory, EasyReadPageFactory, GuidancePageFactory
from tests.guidance.wording import HOSTILE, reword, words


@pytest.fixture
def page(guide, edited):
    """Three editions: the first, one corrected, and one with one recommendation fewer."""
    page = edited(guide, reword("twodays1-paragraph", "Training lasts two days."), kind="patch", note="")
    return edited(page, lambda blocks: blocks.pop("paybuddy-recommendation"), kind="major", note="Pay is settled.")


# The list of editions


def test_every_edition_is_listed_newest_first_with_what_changed_and_how_much(page, read):
    entries = read(f"{page.url}editions/").select(".timeline > li")

    today = date_format(timezone.localdate(), "DATE_FORMAT")
    assert [words(entry.h2) for entry in entries] == ["Version 0.2.0", "Version 0.1.1", "Version 0.1.0"]
    assert ["Pay is settled." in words(entry) for entry in entries] == [True, False, False]
    assert "Corrections that change no meaning." in words(entries[1])
    assert "First published." in words(entries[2])
    assert [words(entry.select_one(".tags")) for entry in entries] == [
        f"{today} A recommendation changed Latest",
        f"{today} Corrected spelling, layout or a link",
        f"{today} First edition",
    ]


def test_every_edition_leads_to_its_text_and_to_what_it_changed(page, read):
    entries = read(f"{page.url}editions/").select(".timeline > li")

    links = [[a["href"].removeprefix(page.url) for a in entry.select("a")] for entry in entries]
    assert links == [
        ["editions/0.2.0/", "compare/0.1.1/0.2.0/"],
        ["editions/0.1.1/", "compare/0.1.0/0.1.1/"],
        ["editions/0.1.0/"],
    ]
    for link in (link for own in links for link in own):
        read(page.url + link)


def test_document_with_no_edition_says_so(home, guide, read):
    page = GuidancePageFactory(parent=guide.get_parent())

    main = read(f"{page.url}editions/").main

    assert "No edition has been published yet." in words(main)
    assert not main.find("form")


def test_welsh_list_says_which_editions_are_in_english_only(welsh_guide, read):
    entries = read(f"{welsh_guide.url}editions/").select(".timeline > li")

    versions = [entry.h2.a["href"].removeprefix(welsh_guide.url) for entry in entries]
    english = [bool(entry.select("[lang=en]")) for entry in entries]
    assert versions == ["editions/0.3.0/", "editions/0.2.0/", "editions/0.1.1/", "editions/0.1.0/"]
    assert english == [True, True, False, False]


def test_every_link_of_the_welsh_list_leads_somewhere(welsh_guide, read):
    for link in read(f"{welsh_guide.url}editions/").select(".timeline a"):
        read(link["href"])


@pytest.mark.parametrize("note", [HOSTILE, "x" * 5000])
def test_note_is_shown_as_it_was_written(guide, edited, read, note):
    edited(guide, reword("twodays1-paragraph", "Other."), note=note)

    main = read(f"{guide.url}editions/").main

    assert " ".join(note.split()) in words(main)
    assert not main.find("script")


# The stages


def test_stages_are_listed_with_their_reasons_in_the_language_of_the_reader(guide, in_welsh, read):
    welsh = in_welsh(guide)
    guide.document.move("withdrawn", reason=HOSTILE, reason_cy="Nid oes ei angen.")

    table, cy_table = (read(f"{page.url}editions/").find("table") for page in (guide, welsh))

    assert [words(cell) for cell in table.select("td")] == ["Withdrawn", HOSTILE]
    assert words(cy_table.select("td")[-1]) == "Nid oes ei angen."
    assert table.caption
    assert {th["scope"] for th in table.select("th")} == {"col", "row"}


def test_document_that_never_moved_has_no_table_of_stages(guide, read):
    assert not read(f"{guide.url}editions/").find("table")


# One edition


def test_edition_shows_what_was_published_then(page, read):
    page.title, page.change, page.change_note = "Another title", "minor", "Renamed."
    page.save_revision().publish()

    main = read(f"{page.url}editions/0.1.0/").main

    assert words(main.h1) == "A guide"
    assert "Training takes two days." in words(main)
    assert "Pay every buddy." in words(main)


def test_edition_is_kept_from_search_engines_in_favour_of_the_document(page, read):
    head = read(f"{page.url}editions/0.1.0/").head

    assert head.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert head.find("link", rel="canonical")["href"] == f"http://testserver{page.url}"


@pytest.mark.parametrize(
    ("version", "count"), [("0.1.0", "See the 2 clauses that have"), ("0.1.1", "See the 1 clause that has")]
)
def test_older_edition_leads_to_the_latest_and_to_what_changed_since(page, read, version, count):
    notice = read(f"{page.url}editions/{version}/").select_one(".status")

    today = date_format(timezone.localdate(), "DATE_FORMAT")
    assert words(notice.h2) == f"Version {version}: not the latest edition"
    assert {words(a): a["href"] for a in notice.select("a")} == {
        f"See the latest: version 0.2.0, {today}": page.url,
        f"{count} changed since": f"{page.url}compare/{version}/0.2.0/",
    }


def test_latest_edition_says_that_it_is(page, read):
    notice = read(f"{page.url}editions/0.2.0/").select_one(".status")

    assert words(notice.h2) == "Version 0.2.0: the latest edition"
    assert not notice.find("a")


def test_edition_in_english_only_says_so_in_welsh_and_leads_to_the_latest_english(welsh_guide, read):
    page = read(f"{welsh_guide.url}editions/0.2.0/")

    assert page.main.h1["lang"] == page.find(id="c-twodays1").parent["lang"] == "en"
    [latest, compared] = [a["href"] for a in page.select(".status a")]
    assert "Training takes four days." in words(read(latest).main)
    assert compared == f"{welsh_guide.url}compare/0.2.0/0.3.0/"


@pytest.mark.parametrize(
    "address",
    [
        "editions/0.9.0/",
        "editions/00.1.0/",
        "editions/0.1/",
        "editions/0.1.0.0/",
        "editions/-1.0.0/",
        "editions/99999.1.1/",
        "editions/a.b.c/",
        "editions/%00/",
        "editions/0.1.0/nothing/",
        "history/",
    ],
)
def test_no_such_edition_is_not_found(page, client, address):
    assert client.get(page.url + address).status_code == 404


# The end


@pytest.fixture(params=["withdrawn", "superseded"])
def ended(request, page):
    """A document that was withdrawn, or superseded by another."""
    if request.param == "withdrawn":
        page.document.move("withdrawn", reason="No longer needed.")
        return page
    successor = GuidancePageFactory(parent=page.get_parent(), title="A newer guide")
    successor.save_revision().publish()
    page.document.stage = "published"
    page.document.move("superseded", successor=successor.document, reason="No longer needed.")
    return page


@pytest.mark.parametrize("below", ["", "editions/", "editions/0.1.0/", "compare/0.1.0/0.2.0/", "clause/r1/"])
def test_ended_document_stays_readable_and_out_of_search_engines(ended, read, below):
    robots = read(ended.url + below).find("meta", attrs={"name": "robots"})

    assert robots["content"] == "noindex"


@pytest.mark.parametrize("below", ["", "editions/0.1.0/"])
def test_ended_document_says_when_and_why_and_what_to_read_instead(ended, read, below):
    notice = read(ended.url + below).select_one(".doc-head .status")

    today = date_format(timezone.localdate(), "DATE_FORMAT")
    assert f"{today}: No longer needed." in words(notice)
    assert ("Read instead: A newer guide" in words(notice)) is (ended.document.stage == "superseded")


def test_successor_that_is_not_public_is_not_named(page, read):
    page.document.stage = "published"
    page.document.move("superseded", successor=DocumentFactory(reference="PSSC-G-99"), reason="Replaced.")

    notice = read(page.url).select_one(".doc-head .status")

    assert "Read instead" not in words(notice)


# Queries


def grow(page, edited):
    """Give a document sixty clauses and twelve editions."""

    def fill(blocks):
        for n in range(54):
            blocks[f"{n:08}-more"] = {"type": "paragraph", "value": "<p>More.</p>", "id": f"{n:08}-more"}

    edited(page, fill)
    for n in range(8):
        edited(page, reword("00000000-more", f"More, {n}."))


def test_queries_are_few_and_the_same_however_long_the_document_and_its_history(guide, edited, in_welsh, queries):
    welsh = in_welsh(edited(guide, reword("twodays1-paragraph", "Training lasts two days.")))
    in_welsh(EasyReadPageFactory(parent=guide))
    edited(guide, reword("twodays1-paragraph", "Training lasts three days."))
    guide.document.move("consultation", consultation=ConsultationFactory(page=guide, open=True))
    below = ("", "easy-read/", "editions/", "editions/0.1.0/", "editions/0.2.0/", "compare/0.1.0/0.3.0/?show=all")
    addresses = [page.url + path for page in (guide, welsh) for path in below]
    short = {address: queries(address) for address in addresses}

    grow(guide, edited)

    assert {address: queries(address) for address in addresses} == short
    assert max(short.values()) <= 12


def test_history_is_in_the_order_of_versions_even_where_the_clock_was_wrong(guide, edited, read):
    past = timezone.now() - datetime.timedelta(days=400)
    guide.body[2].value.source, guide.change, guide.change_note = "<p>Other.</p>", "minor", "Learned."
    guide.publish(guide.save_revision(), at=past)

    assert Edition.objects.latest("published_at").version == "0.1.0"
    assert [words(h2) for h2 in read(f"{guide.url}editions/").select(".timeline h2")] == [
        "Version 0.2.0",
        "Version 0.1.0",
    ]
