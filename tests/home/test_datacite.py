"""DataCite and Signposting as independent programs read them: of each kind of thing that has a permanent identifier."""

import io
import json
import zipfile

import pytest
from datacite import schema45
from django.core.exceptions import ValidationError
from signposting.linkheader import find_signposting_http_link
from signposting.linkset import LinksetJSON, _parse_linkset_json
from signposting.signpost import AbsoluteURI

from guidance.models import GuidancePage
from home import open_data
from tests.factories import DAY

HOST = "http://testserver"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@pytest.fixture(params=["case_study", "toolkit", "guide", "scheme", "data"])
def place(request):
    """The address of a page about a thing of each kind, below which `cite.…` is."""
    if request.param == "data":
        request.getfixturevalue("db")
        open_data.publish()
        return "/data/"
    thing = request.getfixturevalue(request.param)
    if request.param == "scheme":
        return thing.get_absolute_url()
    return f"{thing.url}editions/0.1.0/" if request.param == "guide" else thing.url


def told(client, address):
    response = client.get(f"{address}cite.datacite")
    assert response["Content-Type"] == "application/vnd.datacite.datacite+json; charset=utf-8"
    data = response.json()
    schema45.validator.validate(data)
    return data


def test_datacite_json_is_valid_and_full(place, client):
    data = told(client, place)

    assert data["schemaVersion"] == "http://datacite.org/schema/kernel-4"
    assert data["url"].startswith(f"{HOST}/id/")
    assert data["rightsList"] == [
        {
            "rights": "Open Government Licence v3.0",
            "rightsIdentifier": "OGL-UK-3.0",
            "rightsIdentifierScheme": "SPDX",
            "rightsUri": LICENCE,
            "schemeUri": "https://spdx.org/licenses/",
        }
    ]
    for name in ("creators", "titles", "publisher", "publicationYear", "types", "dates", "language", "descriptions"):
        assert data[name]


def test_edition_names_its_document_and_the_edition_before_it(guide, named, client):
    page = GuidancePage.objects.get(pk=guide.pk)
    page.title, page.change, page.change_note = "A better guide", "minor", "Renamed."
    page.save_revision().publish()
    first = page.document.editions.get(minor=1)

    data = told(client, f"{guide.url}editions/0.2.0/")

    related = {row["relationType"]: row["relatedIdentifier"] for row in data["relatedIdentifiers"]}
    assert related == {
        "IsVersionOf": HOST + named("guidance").path,
        "IsNewVersionOf": HOST + named("edition", first.pk).path,
    }
    assert (data["version"], data["types"]["resourceTypeGeneral"]) == ("0.2.0", "Report")


def test_translation_names_its_source(guide, in_welsh, named, client):
    welsh = in_welsh(guide)

    data = told(client, f"{welsh.url}editions/0.1.0/")

    source = guide.document.editions.get(language="en-gb")
    related = {row["relationType"]: row["relatedIdentifier"] for row in data["relatedIdentifiers"]}
    assert related["IsVariantFormOf"] == HOST + named("edition", source.pk).path
    assert data["language"] == "cy"


def test_text_that_is_not_public_has_no_datacite(place, client):
    assert client.get(f"{place}cite.marc").status_code == 404


def test_signposts_of_the_page_are_those_of_its_linkset(place, client):
    response = client.get(place)
    header = find_signposting_http_link([response["Link"]], HOST + place)
    assert header.linksets
    [linkset] = header.linksets
    answer = client.get(linkset.target.removeprefix(HOST), follow=True)
    assert answer["Content-Type"] == "application/linkset+json"
    text = LinksetJSON(
        answer.text, "application/linkset+json", AbsoluteURI(linkset.target), AbsoluteURI(linkset.target)
    )
    from_set = _parse_linkset_json(text).for_context(AbsoluteURI(HOST + place))

    # A linkset does not lead to itself, and is of what leads back to the page as well.
    left_out = {"linkset", "describes", "collection"}

    def signs(found):
        return {(str(sign.rel), str(sign.target)) for sign in found.signposts if str(sign.rel) not in left_out}

    assert signs(header) == signs(from_set)
    assert str(header.citeAs.target).startswith(f"{HOST}/id/")
    assert {str(sign.target) for sign in header.types} >= {"https://schema.org/AboutPage"}
    assert str(header.license.target) == LICENCE
    assert len(header.describedBy) == 4


def test_what_describes_a_page_and_what_it_holds_lead_back_to_it(toolkit, client):
    page = HOST + toolkit.url
    contexts = {row["anchor"]: row for row in client.get(f"{toolkit.url}cite.linkset").json()["linkset"]}

    assert contexts[f"{page}cite.bib"]["describes"] == [{"href": page, "type": "text/html"}]
    [item] = contexts[page]["item"]
    assert item["type"] == "text/csv"
    assert client.get(item["href"].removeprefix(HOST)).status_code == 200
    assert contexts[item["href"]]["collection"] == [{"href": page, "type": "text/html"}]


@pytest.mark.django_db
def test_file_of_all_data_leads_back_to_its_page_and_says_how_to_name_it(client):
    file = "/data/common-thread.zip"
    response = client.get(file)

    links = find_signposting_http_link([response["Link"]], HOST + file)
    assert [str(sign.target) for sign in links.signposts if str(sign.rel) == "collection"] == [f"{HOST}/data/"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        attribution = json.loads(archive.read("datapackage.json"))["attribution"]
    assert attribution == "Contains information from Common Thread licensed under the Open Government Licence v3.0."
    assert attribution in client.get("/data/").text
    schemes = json.loads(b"".join(client.get("/directory/schemes.json").streaming_content))
    assert schemes["attribution"] == attribution


def test_csl_and_bibtex_hold_the_doi_once_it_can_be_found(case_study, named, client):
    identifier = named("case-study")
    identifier.doi, identifier.doi_state = "10.5072/abc", "findable"
    identifier.save()

    [item] = json.loads(client.get(f"{case_study.url}cite.json").text)
    assert item["DOI"] == "10.5072/abc"
    assert "doi = {10.5072/abc}" in client.get(f"{case_study.url}cite.bib").text
    assert "DO  - 10.5072/abc" in client.get(f"{case_study.url}cite.ris").text
    shown = client.get(case_study.url)
    assert "https://doi.org/10.5072/abc" in shown.text
    assert '<https://doi.org/10.5072/abc>; rel="cite-as"' in shown["Link"]


def test_toolkit_is_a_collection_and_says_that_it_is_a_toolkit(toolkit, client):
    assert told(client, toolkit.url)["types"] == {"resourceTypeGeneral": "Collection", "resourceType": "Toolkit"}
    assert "https://schema.org/Collection" in client.get(toolkit.url)["Link"]
    assert ">Collection</dc:type>" in client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").text


def test_work_of_somebody_else_is_cited_as_theirs_by_their_licence(toolkit, publish, client):
    toolkit.republished = True
    with pytest.raises(ValidationError):
        publish(toolkit)
    toolkit.source_publisher, toolkit.source_author = "Example Charity", "A. Writer"
    toolkit.source_url, toolkit.source_date = "https://example.org/original", DAY
    toolkit.source_licence = "CC BY 4.0"
    publish(toolkit)

    data = told(client, toolkit.url)
    assert data["rightsList"] == [{"rights": "CC BY 4.0"}]
    assert [data["creators"][0]["name"], data["publisher"]["name"]] == ["A. Writer", "Example Charity"]
    assert data["relatedIdentifiers"][0]["relationType"] == "IsIdenticalTo"
    shown = client.get(toolkit.url)
    assert '<link rel="canonical" href="https://example.org/original">' in shown.text
    assert 'rel="license"' not in shown["Link"]
    assert "first published by Example Charity" in shown.text


# A clause


def test_clause_is_part_of_its_edition_and_has_a_permanent_link_below_it(guide, named, client):
    link = named("edition").path
    response = client.get(f"{guide.url}editions/0.1.0/clause/r1/")

    assert f'<a href="{HOST}{link}/r1">{HOST}{link}/r1</a>' in response.text
    assert f'<{HOST}{link}/r1>; rel="cite-as"' in response["Link"]
    data = told(client, f"{guide.url}editions/0.1.0/clause/r1/")
    assert data["url"] == f"{HOST}{link}/r1"
    assert {"relatedIdentifier": HOST + link, "relatedIdentifierType": "URL", "relationType": "IsPartOf"} in data[
        "relatedIdentifiers"
    ]
    assert data["titles"] == [{"title": "A guide, recommendation R1", "lang": "en-GB"}]


def test_permanent_link_of_a_clause_keeps_to_its_edition_and_that_of_the_document_to_the_newest(guide, named, client):
    edition, document = named("edition").path, named("guidance").path

    assert client.get(f"{edition}/r1").url == f"{HOST}{guide.url}editions/0.1.0/clause/r1/"
    assert client.get(f"{document}/r1/").url == f"{HOST}{guide.url}clause/r1/"
    for link in (f"{edition}/r99", f"{edition}/{'x' * 64}", f"{document}/r99"):
        assert client.get(link).status_code == 404


def test_permanent_link_of_a_clause_is_gone_with_its_document(guide, scheme, named, client):
    guide.unpublish()

    assert client.get(f"{named('edition').path}/r1").status_code == 410
    assert client.get(f"{named('scheme').path}/r1").status_code == 404
