"""All open data in one file, as somebody finds it who takes it away."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from frictionless import Package

from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PrisonFactory,
    SchemeFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    release_of,
)

TABLES = ["prisons", "schemes", "recommendations", "editions", "clauses", "case_studies", "toolkits"]
TABLES += ["indicators", "figures"]


@pytest.fixture
def content(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    page.save_revision().publish()
    recommendation = page.document.recommendations.get()
    told = {"tasks_allowed": ["meal_collection", "companionship"], "training_hours": 12.5, "started_on": "2024-03-01"}
    prison = PrisonFactory(nomis_code="EXI", name="=1+1")
    SchemeFactory(prison=prison, code="PSS-EXI-01", recommendations=[recommendation], buddy_count=7341, **told)
    CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), prison=prison)
    ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home))
    release_of(London=[11, 12, 13, 14, 15], Wales=[7343, 2])


@pytest.fixture
def archive(content, client):
    response = client.get("/data/common-thread.zip")
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_file_holds_each_subject_twice_and_its_description(archive):
    names = [f"{table}.{ending}" for table in TABLES for ending in ("csv", "json")]

    assert sorted(archive.namelist()) == sorted([*names, "datapackage.json"])


def test_frictionless_finds_the_package_valid(archive, tmp_path):
    archive.extractall(tmp_path)

    report = Package(str(tmp_path / "datapackage.json")).validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert [task.name for task in report.tasks] == TABLES
    assert all(task.stats["rows"] for task in report.tasks)


def test_tables_hold_what_the_data_holds(archive):
    for table in TABLES:
        rows = list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode())))
        assert len(rows) == len(json.loads(archive.read(f"{table}.json")))
    [scheme] = csv.DictReader(io.StringIO(archive.read("schemes.csv").decode()))
    assert scheme["tasks_allowed"] == "meal_collection;companionship"
    assert (scheme["training_hours"], scheme["started_on"]) == ("12.5", "2024-03-01")
    assert (scheme["formality"], scheme["recommendations"]) == ("", "PSSC-G-01-R1")


def test_figures_are_those_that_may_be_shown(archive):
    figures = json.loads(archive.read("figures.json"))
    shown = {row["area"]: (row["value"], row["marker"]) for row in figures if row["part"] == "O1"}

    assert (shown["London"], shown["Wales"]) == ((65.0, ""), (None, "c"))
    assert all(row["is_example"] is False for row in figures)
    assert b"7345" not in archive.read("figures.csv") + archive.read("figures.json")


def test_clauses_are_those_of_the_editions_as_text(archive):
    [edition] = json.loads(archive.read("editions.json"))
    clauses = json.loads(archive.read("clauses.json"))

    assert {(row["document"], row["version"], row["language"]) for row in clauses} == {
        (edition["document"], edition["version"], edition["language"])
    }
    assert [row["kind"] for row in clauses][-1] == "recommendation"


def test_licence_and_day_travel_with_it(archive):
    package = json.loads(archive.read("datapackage.json"))

    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    assert package["created"]


def test_nothing_restricted_and_no_formula_is_in_it(archive):
    everything = b"".join(map(archive.read, archive.namelist()))

    assert b"7341" not in everything
    assert b"7343" not in everything
    assert b"\n=" not in everything
    assert b",=" not in everything


def test_file_is_made_anew_when_asked_for(content, client):
    b"".join(client.get("/data/common-thread.zip").streaming_content)
    SchemeFactory(code="PSS-NEW-01", prison=PrisonFactory(nomis_code="NEW"))

    call_command("publish_data")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get("/data/common-thread.zip").streaming_content)))
    assert b"PSS-NEW-01" in archive.read("schemes.csv")


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_leads_to_all_of_it(content, welsh_home, client, prefix):
    shown = client.get(f"{prefix}/data/")

    assert shown.status_code == 200
    assert f"{prefix}/data/common-thread.zip" in shown.text
    assert "/api/v1/docs" in shown.text
