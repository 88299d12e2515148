"""Every set of open data has its permanent identifier, leads to the page that describes it and can be cited there."""

import csv
import datetime
import io

import pytest
from datacite import schema45
from requests.utils import parse_header_links

from home import open_data
from hub.citation import LICENCE
from hub.models import Identifier
from tests.factories import InspectionFindingFactory, PrisonFactory

PAGES = {
    "open-data": "/data/",
    "indicators": "/monitoring/",
    "prisons": "/directory/",
    "schemes": "/directory/dictionary/",
    "inspections": "/directory/inspections/",
}


@pytest.fixture
def everything(guide, scheme):
    InspectionFindingFactory(prison=scheme.prison, published_on=datetime.date(2026, 5, 6))
    open_data.publish()
    return {**PAGES, "practice-PSSC-G-07": f"{guide.url}practice/"}


def test_every_data_set_has_an_identifier_that_leads_to_the_page_about_it(everything, client):
    codes = {one.key: one for one in Identifier.objects.filter(kind="dataset")}

    assert set(codes) == set(everything)
    for key, page in everything.items():
        assert client.get(codes[key].path).url == f"http://testserver{page}"


def test_page_about_a_data_set_has_the_box_and_the_datacite_json_of_a_dataset(everything, client):
    for key, page in everything.items():
        link = Identifier.objects.named("dataset", key).path
        response = client.get(page)
        assert f'href="http://testserver{link}"' in response.text, page
        assert f'<http://testserver{link}>; rel="cite-as"' in response["Link"]
        told = client.get(f"{page}cite.datacite").json()
        schema45.validator.validate(told)
        assert told["types"]["resourceTypeGeneral"] == "Dataset"
        assert told["titles"][0]["title"] in response.text


def test_data_sets_are_harvested_as_datasets(everything, client):
    text = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=dataset").text

    assert text.count("<dc:type>Dataset</dc:type>") == len(everything)


def test_data_set_is_as_old_as_the_newest_in_it(everything, client):
    [date] = client.get("/directory/inspections/cite.datacite").json()["dates"]

    assert date == {"date": "2026-05-06", "dateType": "Issued"}


@pytest.mark.django_db
def test_data_set_with_nothing_in_it_has_no_citation_and_no_identifier(client):
    open_data.publish()

    assert not Identifier.objects.filter(key="inspections").exists()
    assert client.get("/directory/inspections/cite.json").status_code == 404


@pytest.mark.django_db
def test_data_set_is_cited_in_the_reader_s_language(client):
    PrisonFactory()

    [item] = client.get("/cy/directory/cite.json").json()
    assert (item["language"], item["URL"]) == ("cy", "http://testserver/cy/directory/")


def test_every_table_is_described_beside_it_as_csv_on_the_web(everything, guide, client):
    addresses = ["/monitoring/indicators.csv", "/directory/schemes.csv?region=london", "/directory/inspections.csv"]
    addresses += ["/directory/dictionary.csv", f"{guide.url}practice.csv"]

    for address in addresses:
        table = client.get(address)
        [link] = [one for one in parse_header_links(table["Link"]) if one["rel"] == "describedby"]
        answer = client.get(link["url"])
        assert answer["Content-Type"] == link["type"] == "application/csvm+json"
        told = answer.json()
        rows = csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig")))
        assert [column["titles"] for column in told["tableSchema"]["columns"]] == next(rows), address
        assert told["url"] == f"http://testserver{address}"
        assert told["dc:license"] == {"@id": LICENCE}
        assert told["dc:rights"].startswith("Contains information from Common Thread")
        assert not answer.cookies


def test_description_of_a_table_is_in_welsh_below_welsh_and_says_what_columns_mean(everything, client):
    told = client.get("/cy/directory/schemes.csv-metadata.json").json()

    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "cy"}]
    assert all(column["dc:description"] for column in told["tableSchema"]["columns"])


def test_every_file_of_open_data_names_its_licence(everything, guide, client):
    for address in (
        *("/monitoring/indicators.csv", "/directory/schemes.csv", "/directory/inspections.csv"),
        *("/directory/dictionary.csv", f"{guide.url}practice.csv/"),
    ):
        assert f'<{LICENCE}>; rel="license"' in client.get(address)["Link"], address

    told = client.get("/monitoring/indicators.json").json()
    assert (told["licence"], told["publisher"]) == (LICENCE, "Common Thread")
    assert told["attribution"].startswith("Contains information from Common Thread")
