"""A case study, a toolkit and a voice are cited as guidance is: by people, by reference managers and by programs."""

import datetime
import json

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from requests.utils import parse_header_links

from resources.models import CaseStudyPage, ToolkitPage, VoicePage
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, ToolkitPageFactory, VoicePageFactory

HOST = "http://testserver"


# What each is to CSL, and to schema.org.
KINDS = {
    CaseStudyPage: ("webpage", "WebPage"),
    ToolkitPage: ("collection", "Collection"),
    VoicePage: ("webpage", "WebPage"),
}


@pytest.fixture(params=[CaseStudyPageFactory, ToolkitPageFactory, VoicePageFactory])
def page(request, home):
    new = request.param(parent=CaseStudyIndexPageFactory(parent=home), title="A {brave} idea & <b>more</b>")
    new.save_revision().publish()
    new.refresh_from_db()
    return new


def test_page_says_how_to_cite_it_and_when_it_was_published(page, client):
    shown = client.get(page.url).text

    assert "Cite this page" in shown
    assert f"{page.last_published_at.year}" in shown[shown.index("Cite this page") :]
    assert "A {brave} idea &amp; &lt;b&gt;more&lt;/b&gt;" in shown[shown.index("Cite this page") :]


def test_citations_are_read_back_by_other_programs(page, client):
    bib, ris, csl = (client.get(f"{page.url}cite.{extension}").text for extension in ("bib", "ris", "json"))

    (entry,) = bibtexparser.loads(bib).entries
    assert entry["url"] == HOST + page.url
    (record,) = rispy.loads(ris)
    assert record["title"] == page.title
    (item,) = json.loads(csl)
    assert (item["title"], item["URL"], item["type"]) == (page.title, HOST + page.url, KINDS[type(page)][0])


def test_unknown_format_is_not_found(page, client):
    assert client.get(f"{page.url}cite.docx").status_code == 404


def test_link_header_leads_to_the_citation_and_the_licence(page, client):
    links = {}
    for link in parse_header_links(client.get(page.url)["Link"]):
        links.setdefault(link["rel"], []).append(link["url"])

    (name,) = links["cite-as"]
    assert (name == HOST + page.url) is (page.identifier is None)
    assert client.get(name.removeprefix(HOST), follow=True).request["PATH_INFO"] == page.url
    assert links["license"] == ["https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"]
    assert links["type"] == ["https://schema.org/AboutPage", f"https://schema.org/{KINDS[type(page)][1]}"]
    assert links["author"] == [f"{HOST}/"]
    for address in links["describedby"]:
        assert client.get(address.removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize("page", [CaseStudyPageFactory, ToolkitPageFactory], indirect=True)
def test_head_describes_the_page_to_programs(page, client):
    shown = client.get(page.url).text

    assert '<meta name="citation_title" content="A {brave} idea &amp; &lt;b&gt;more&lt;/b&gt;">' in shown
    start = shown.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(shown[start : shown.index("</script>", start)])
    assert (data["@type"], data["name"], data["url"]) == (KINDS[type(page)][1], page.title, HOST + page.url)


def test_welsh_page_is_cited_in_welsh(page, in_welsh, client):
    translated = in_welsh(page)

    (item,) = json.loads(client.get(f"{translated.url}cite.json").text)

    assert (item["language"], item["URL"]) == ("cy", HOST + translated.url)


@pytest.mark.parametrize("made", [CaseStudyPageFactory, ToolkitPageFactory])
def test_what_somebody_else_made_is_cited_as_theirs_and_says_so(made, home, client):
    page = made(
        parent=CaseStudyIndexPageFactory(parent=home),
        republished=True,
        source_author="A. Writer",
        source_publisher="Example Charity",
        source_url="https://example.org/original",
        source_date=datetime.date(2024, 5, 1),
        source_licence="CC BY 4.0",
    )
    page.save_revision().publish()

    soup = BeautifulSoup(client.get(page.url).content, "html5lib")
    (item,) = json.loads(client.get(f"{page.url}cite.json").text)

    assert soup.select_one("link[rel=canonical]")["href"] == "https://example.org/original"
    assert "By A. Writer, first published by Example Charity on 1 May 2024." in soup.select_one(".cite").text
    assert (item["author"], item["publisher"]) == ([{"literal": "A. Writer"}], "Example Charity")
    assert item["issued"] == {"date-parts": [[2024, 5, 1]]}


def test_case_study_from_elsewhere_needs_all_that_must_travel_with_it(home):
    page = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), live=False)
    page.republished = True

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert set(refused.value.message_dict) >= set(CaseStudyPage.provenance)
