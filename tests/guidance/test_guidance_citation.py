"""How the pages of a document, an edition and a clause are cited: by people, by programs and by both from the head."""

import json

import pytest
from django.utils import timezone, translation
from requests.utils import parse_header_links

from guidance.models import GuidancePage
from tests.guidance.wording import HOSTILE, reword, words

HOST = "http://testserver"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
PLACES = ["", "editions/0.2.0/", "editions/0.1.0/", "clause/r1/", "editions/0.1.0/clause/r1/", "clause/c-twodays1/"]
# What is cited at each of them: with its version, and as whatever is the newest.
EDITIONS = ["editions/0.2.0/", "editions/0.2.0/", "editions/0.1.0/"]
CLAUSES = ["editions/0.2.0/clause/r1/", "editions/0.1.0/clause/r1/", "editions/0.2.0/clause/c-twodays1/"]
CITED = dict(zip(PLACES, EDITIONS + CLAUSES, strict=True))
NEWEST = dict(zip(PLACES, ["", "", "", "clause/r1/", "clause/r1/", "clause/c-twodays1/"], strict=True))


@pytest.fixture
def page(guide, edited):
    return edited(guide, reword("twodays1-paragraph", "Training takes three days."))


def box(soup):
    """The citations in the box for people: {style: text}, and that of the newest edition as "latest"."""
    found = {words(row.dt): words(row.dd) for row in soup.select(".cite dl > div")}
    *_styles, latest = soup.select(".cite details")
    return found | {"latest": words(latest.select_one(".citation"))}


# For people


@pytest.mark.parametrize("place", PLACES)
def test_edition_is_cited_with_its_version_and_the_latest_without(page, read, place):
    citations = box(read(page.url + place))

    version = "0.1.0" if "0.1.0" in place else "0.2.0"
    assert set(citations) == {"Harvard", "Vancouver", "APA", "OSCOLA", "latest"}
    for style in ("Harvard", "Vancouver", "APA", "OSCOLA"):
        assert f"{HOST}{page.url}{CITED[place]}" in citations[style]
        assert f"version {version}" in citations[style]
        assert "a guide" in citations[style].lower()
    assert f"{HOST}{page.url}{NEWEST[place]} (Accessed" in citations["latest"]
    assert "version" not in citations["latest"]


@pytest.mark.parametrize("place", PLACES)
def test_address_that_is_cited_leads_to_what_is_cited(page, read, place):
    main = read(page.url + CITED[place]).main

    assert ("Training takes two days." in words(main)) is (CITED[place] == "editions/0.1.0/")


@pytest.mark.parametrize(
    ("key", "name"), [("r1", "recommendation R1"), ("c-twodays1", "paragraph 1.2"), ("c-payment1", "section 2")]
)
def test_clause_is_cited_by_its_number(page, read, key, name):
    assert name in box(read(f"{page.url}clause/{key}/"))["Harvard"]


def test_welsh_edition_is_cited_in_welsh(welsh_guide, read):
    citations = box(read(welsh_guide.url))

    assert f"{HOST}{welsh_guide.url}editions/0.1.1/" in citations["Harvard"]
    assert "Accessed" not in citations["Harvard"]
    with translation.override("cy"):
        assert translation.gettext("Draft guidance") in citations["Harvard"]


def test_heading_says_what_is_cited(page, read):
    headings = [words(read(page.url + place).select_one(".cite h2")) for place in ("", "clause/r1/")]

    assert headings == ["Cite this edition", "Cite this in version 0.2.0"]


def test_document_that_was_never_published_is_not_cited(guide, read):
    page = guide.copy(update_attrs={"slug": "copy", "title": "A copy"})

    assert not read(page.url).select(".cite")


# For programs that read the head


@pytest.mark.parametrize("place", PLACES)
def test_head_names_what_is_cited(page, read, place):
    head = read(page.url + place).head

    tags = {tag["name"]: tag["content"] for tag in head.select("meta[name^=citation_]")}
    assert tags["citation_title"] == "A guide"
    assert tags["citation_author"] == "Editorial team"
    assert tags["citation_publication_date"] == timezone.localdate().strftime("%Y/%m/%d")
    assert tags["citation_fulltext_html_url"] == f"{HOST}{page.url}{CITED[place]}"
    assert "PSSC-G-07" in tags["citation_technical_report_number"]
    assert tags.get("citation_pdf_url", "").endswith(".pdf") is ("clause" not in place)


@pytest.mark.parametrize("place", PLACES)
def test_linked_data_name_the_version_and_what_a_clause_is_part_of(page, read, place):
    [script] = read(page.url + place).head.select("script[type='application/ld+json']")
    data = json.loads(script.string)

    version = "0.1.0" if "0.1.0" in place else "0.2.0"
    whole = data["isPartOf"] if "clause" in place else data
    assert (whole["@type"], whole["name"], whole["identifier"], whole["version"]) == (
        "Report",
        "A guide",
        "PSSC-G-07",
        version,
    )
    assert data["url"] == f"{HOST}{page.url}{CITED[place]}"
    assert whole["url"] == f"{HOST}{page.url}editions/{version}/"
    assert data["license"] == LICENCE
    assert data["inLanguage"] == "en-GB"


# The Link header


def links_of(client, address):
    """{relation: addresses} of the Link header of a page, as `requests` reads them."""
    found = {}
    for link in parse_header_links(client.get(address)["Link"]):
        found.setdefault(link["rel"], []).append(link["url"])
    return found


@pytest.mark.parametrize("place", PLACES)
def test_link_header_leads_programs_from_any_page_to_all_that_is_cited(page, client, place):
    links = links_of(client, page.url + place)

    cited = f"{HOST}{page.url}{CITED[place]}"
    [name] = links["cite-as"]
    assert client.get(name.removeprefix(HOST)).url == cited
    assert links["describedby"] == [f"{cited}cite.{extension}" for extension in ("bib", "ris", "json", "datacite")]
    assert links["latest-version"] == [f"{HOST}{page.url}{NEWEST[place]}"]
    assert links["version-history"] == [f"{HOST}{page.url}editions/"]
    assert links["license"] == [LICENCE]
    for address in (*links["describedby"], *links["latest-version"], *links["version-history"], *links["linkset"]):
        assert client.get(address.removeprefix(HOST)).status_code == 200


def test_editions_are_linked_to_the_one_before_and_the_one_after(page, edited, client):
    edited(page, reword("twodays1-paragraph", "Training takes four days."))
    first, second, third = (f"{HOST}{page.url}editions/0.{n}.0/" for n in (1, 2, 3))

    found = [links_of(client, address.removeprefix(HOST)) for address in (first, second, third)]

    assert [links.get("predecessor-version") for links in found] == [None, [first], [second]]
    assert [links.get("successor-version") for links in found] == [[second], [third], None]


def test_media_types_of_citations_are_said(page, client):
    links = [link for link in parse_header_links(client.get(page.url)["Link"]) if link["rel"] == "describedby"]

    files = [client.get(link["url"].removeprefix(HOST)) for link in links]

    assert [link["type"] for link in links] == [file["Content-Type"].partition(";")[0] for file in files]


# Hostile titles


@pytest.mark.parametrize(
    "title", [HOSTILE, 'A "quoted" \\ guide', "</script><script>alert(1)//", "x" * 255, "Arwein\u00adiad ŵyl"]
)
def test_title_stays_a_title_wherever_it_is_cited(guide, client, read, title):
    guide.title, guide.owner_name, guide.change, guide.change_note = title, title[:120], "minor", "Renamed."
    guide.save_revision().publish()
    guide = GuidancePage.objects.get(pk=guide.pk)

    for place in ("", "editions/0.2.0/", "clause/r1/"):
        soup = read(guide.url + place)

        assert {script.get("type") for script in soup.select("script:not([src])")} == {"application/ld+json"}
        assert json.loads(soup.head.script.string)["name"].startswith(title)
        assert soup.head.find("meta", attrs={"name": "citation_title"})["content"] == " ".join(title.split())
        assert " ".join(title.split()) in box(soup)["Harvard"]
        assert len(links_of(client, guide.url + place)["describedby"]) == 4


def test_clause_is_linked_to_itself_in_the_editions_before_and_after(page, edited, client):
    edited(page, reword("twodays1-paragraph", "Training takes four days."))
    first, second, third = (f"{HOST}{page.url}editions/0.{n}.0/clause/r1/" for n in (1, 2, 3))

    found = [links_of(client, address.removeprefix(HOST)) for address in (first, second, third)]

    assert [links.get("predecessor-version") for links in found] == [None, [first], [second]]
    assert [links.get("successor-version") for links in found] == [[second], [third], None]
    assert links_of(client, f"{page.url}clause/r1/")["predecessor-version"] == [second]
    assert links_of(client, page.url)["predecessor-version"] == [second.removesuffix("clause/r1/")]
