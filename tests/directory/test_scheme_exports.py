"""Schemes as open data: every form holds the rows of the list, and the dictionary says what each cell means."""

import csv
import datetime
import io
import json
from decimal import Decimal

import feedparser
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode
from frictionless import Resource, Schema, system
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import exports, vocabulary
from directory.forms.schemes import SchemeFilterForm
from directory.models import Scheme
from directory.profile import NAMES
from hub.citation import LICENCE, PUBLISHER
from hub.fields import ManyChoicesField
from hub.listing import Listing
from tests.factories import (
    DAY,
    ClusterFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PrisonFactory,
    SchemeFactory,
)
from tests.undone import undone

CSV, JSON, GEOJSON = (f"/directory/schemes.{ending}" for ending in ("csv", "json", "geojson"))
ATOM = "/feeds/schemes.atom"
DICTIONARY = "/directory/dictionary.csv"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("https://x.example")']
REPORTED = {
    "role_title": "buddy",
    "model": "A",
    "formality": "part_formal",
    "overseeing_bodies": ["prison", "shared"],
    "tasks_allowed": vocabulary.Task.values[:4],
    "tasks_excluded": vocabulary.Task.values[5:],
    "units_covered": 2,
    "units_in_prison": 5,
    "weekday_hours": Decimal("7.5"),
    "weekend_hours": Decimal(0),
    "weekly_pay": Decimal("17.29"),
    "training_modules": vocabulary.Module.values,
    "night_cover": "none",
    "debrief_available": "yes",
    "information_agreed_on": DAY,
    "formats": ["none"],
    "evidence_level": "described",
    "not_known": ["matching", "staff_hours", "equality_checked_on", "refresher_hours"],
}


def table(response):
    """The rows of a CSV answer as a list of {column: cell}."""
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def data(response):
    return json.loads(response.getvalue())


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI", slug="exeter", name="HMP Exeter", lat="50.727890", lon="-3.531230")


@pytest.fixture
def reported(exeter):
    return SchemeFactory(
        prison=exeter, code="PSS-EXI-01", name="Buddies", cluster=ClusterFactory(name="South"), **REPORTED
    )


# The same rows as the list

choices = st.fixed_dictionaries(
    {},
    optional={
        "night": st.lists(st.sampled_from(vocabulary.NightCover.values), unique=True, max_size=2),
        "task": st.lists(st.sampled_from(vocabulary.Task.values[:3]), unique=True, max_size=2),
        "status": st.lists(st.sampled_from(["active", "ended"]), unique=True),
        "q": st.sampled_from(["", "one", "place", "zzz"]),
        "letter": st.sampled_from(["A", "P"]),
    },
)
told = st.fixed_dictionaries(
    {
        "night_cover": st.sampled_from(["", *vocabulary.NightCover.values]),
        "tasks_allowed": st.lists(st.sampled_from(vocabulary.Task.values[:3]), unique=True),
        "status": st.sampled_from(["active", "ended"]),
        "name": st.sampled_from(["One", "Two"]),
        "live": st.booleans(),
    }
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schemes=st.lists(told, max_size=4), query=choices)
def test_every_form_holds_the_rows_of_the_list(schemes, query):
    with undone():
        for scheme in schemes:
            SchemeFactory(**scheme)
        asked = urlencode(query, doseq=True)
        expected = [row.code for row in Listing(Scheme.objects.found(), SchemeFilterForm, QueryDict(asked)).results]
        client = Client()

        assert [row["code"] for row in table(client.get(f"{CSV}?{asked}"))] == expected
        assert [row["code"] for row in data(client.get(f"{JSON}?{asked}"))["schemes"]] == expected
        assert [feature["id"] for feature in data(client.get(f"{GEOJSON}?{asked}"))["features"]] == expected
        entries = feedparser.parse(client.get(f"{ATOM}?{asked}").content).entries
        assert sorted(entry.link.rstrip("/").rsplit("/")[-1] for entry in entries) == sorted(expected)


def test_every_form_of_nothing_is_still_whole(db, client):
    assert table(client.get(CSV)) == []
    assert data(client.get(JSON))["schemes"] == []
    assert data(client.get(GEOJSON))["features"] == []
    assert feedparser.parse(client.get(ATOM).content).bozo is False


# Cells


def test_cells_hold_codes_and_missing_values_are_told_apart(reported, client):
    [row] = table(client.get(CSV))

    expected = {
        "code": "PSS-EXI-01",
        "prison": "EXI",
        "prison_name": "HMP Exeter",
        "nation": "England",
        "made_up": "no",
        "cluster": "South",
        "overseeing_bodies": "prison;shared",
        "units_covered": "2/5",
        "weekday_hours": "7.5",
        "weekend_hours": "0.0",
        "weekly_pay": "15_to_19.99",
        "night_cover": "none",
        "formats": "none",
        "information_agreed_on": "2026-06-01",
        "matching": "not_known",
        "staff_hours": "not_known",
        "training_basis": "",
        "started_on": "",
        "confirmed_on": timezone.localdate().isoformat(),
    }
    assert {name: row[name] for name in expected} == expected
    assert row["training_modules"].split(";") == vocabulary.Module.values


def test_every_column_of_the_dictionary_is_there_in_its_order(reported, client):
    names = [column.name for column in exports.columns()]

    assert list(table(client.get(CSV))[0]) == names
    assert list(data(client.get(JSON))["schemes"][0]) == names
    assert list(data(client.get(GEOJSON))["features"][0]["properties"]) == names
    assert set(NAMES) < set(names)
    assert len(names) == len(set(names))


def test_codes_are_the_same_in_both_languages(reported, client):
    reported.cluster.name_cy = "De"
    reported.cluster.save()

    assert table(client.get(f"/cy{CSV}")) == table(client.get(CSV))
    assert data(client.get(f"/cy{JSON}"))["schemes"] == data(client.get(JSON))["schemes"]


def test_recommendations_are_named_by_document_and_number(home, client):
    guide = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    guide.save_revision().publish()
    SchemeFactory(recommendations=list(guide.document.recommendations.all()))

    assert table(client.get(CSV))[0]["recommendations"] == "PSSC-G-01-R1"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(db, client, text):
    SchemeFactory(name=text, source=text, safeguarding_route=text, prison__name=text, cluster=ClusterFactory(name=text))

    [row] = table(client.get(CSV))

    for name in ("name", "source", "safeguarding_route", "prison_name", "cluster"):
        assert row[name] == f"'{text}"
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_cells_keep_quotes_commas_and_lines_of_text(db, client):
    text = 'First, "quoted";\nthen a second line: ŵ ’'
    SchemeFactory(complaints_route=text)

    assert table(client.get(CSV))[0]["complaints_route"] == text
    assert data(client.get(JSON))["schemes"][0]["complaints_route"] == text


def test_spreadsheet_opens_the_table_with_the_right_letters(reported, client):
    assert client.get(CSV).getvalue().startswith(b"\xef\xbb\xbfcode,")


# Around the rows


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        (CSV, "text/csv; charset=utf-8", "schemes.csv"),
        (JSON, "application/json", "schemes.json"),
        (GEOJSON, "application/geo+json", "schemes.geojson"),
        (DICTIONARY, "text/csv; charset=utf-8", "dictionary.csv"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_file_has_its_type_name_and_licence_and_no_cookie(reported, client, prefix, address, kind, name):
    response = client.get(prefix + address)

    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert 'rel="license"' in response["Link"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_data_say_who_publishes_them_when_and_for_which_filter(reported, client):
    about = data(client.get(f"{JSON}?night=none&unknown=1"))

    assert about["filter"] == "night=none"
    assert about["source"] == "http://testserver/directory/schemes/?night=none"
    assert about["made_on"] == timezone.localdate().isoformat()
    assert about["licence"].startswith("https://")
    assert about["dictionary"] == "http://testserver/directory/dictionary/"


def test_map_data_are_geojson(reported, client):
    SchemeFactory(prison=PrisonFactory(example=True, slug="zzz"))
    found = data(client.get(GEOJSON))

    assert found["type"] == "FeatureCollection"
    assert (found["publisher"], found["licence"]) == (PUBLISHER, LICENCE)
    assert PUBLISHER in found["attribution"]
    placed, lost = found["features"]
    assert {placed["type"], lost["type"]} == {"Feature"}
    assert placed["geometry"] == {"type": "Point", "coordinates": [-3.53123, 50.72789]}
    assert lost["geometry"] is None
    assert placed["id"] == placed["properties"]["code"] == "PSS-EXI-01"
    assert "crs" not in found


# Feed


def test_feed_has_the_newest_first_with_the_address_of_each(exeter, client):
    old = SchemeFactory(prison=exeter, code="PSS-EXI-01", confirmed_on=DAY, summary="About it.")
    new = SchemeFactory(prison=exeter, code="PSS-EXI-02", confirmed_on=DAY + datetime.timedelta(days=1))

    feed = feedparser.parse(client.get(ATOM).content)

    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.link for entry in feed.entries] == [
        f"http://testserver{row.get_absolute_url()}" for row in (new, old)
    ]
    assert feed.entries[1].title == f"{old}, HMP Exeter"
    assert feed.entries[1].summary == "About it."
    assert feed.entries[1].updated.startswith("2026-06-01")
    assert feed.feed.language == "en-gb"


def test_feed_in_welsh_names_schemes_in_welsh(db, client):
    SchemeFactory(name="Buddies", name_cy="Cyfeillion")

    [entry] = feedparser.parse(client.get(f"/cy{ATOM}").content).entries

    assert entry.title.startswith("Cyfeillion, ")
    assert "/cy/directory/schemes/" in entry.link


def test_feed_of_hostile_words_is_still_a_feed_of_words(db, client):
    SchemeFactory(name="<b>A & B</b> \x08\x1b", summary="<script>alert(1)</script> \x0b", prison__name="HMP \x0c")

    text = client.get(ATOM).text
    feed = feedparser.parse(text)

    assert not feed.bozo
    assert "&amp;lt;script&amp;gt;" in text
    assert "<script" not in text


def test_feed_is_no_longer_than_fifty(db, client):
    prison = PrisonFactory()
    for number in range(52):
        SchemeFactory(prison=prison, code=f"PSS-{prison.pk}-{number:02}")

    assert len(feedparser.parse(client.get(ATOM).content).entries) == 50


# Cost


@pytest.mark.parametrize("address", [CSV, JSON, GEOJSON])
def test_rows_are_streamed_in_batches_that_cost_a_few_queries(db, client, monkeypatch, address):
    monkeypatch.setattr(exports, "BATCH", 10)
    costs = []
    for more in (5, 4, 30):
        for _ in range(more):
            SchemeFactory(cluster=ClusterFactory(), **REPORTED)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            assert response.streaming
            response.getvalue()
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 5
    assert costs[2] - costs[1] <= 3  # at most one more for each batch of ten


# Dictionary


def rows_of_dictionary(client, prefix=""):
    return table(client.get(prefix + DICTIONARY))


def test_dictionary_has_each_column_with_its_meaning_and_kind(db, client):
    rows = rows_of_dictionary(client)

    assert list(dict.fromkeys(row["column"] for row in rows)) == [column.name for column in exports.columns()]
    assert all(row["meaning"] and row["kind"] for row in rows)


def test_dictionary_has_each_value_with_what_it_means(db, client):
    rows = rows_of_dictionary(client)

    meanings = {(row["column"], row["value"]): row["value means"] for row in rows}
    assert meanings["night_cover", "on_call"] == "On call"
    assert meanings["night_cover", "not_known"] == "Asked, not known"
    assert meanings["weekly_pay", "under_10"] == "Less than £10"
    assert meanings["nation", "Wales"] == "Wales"
    assert ("status", "not_known") not in meanings
    for name in NAMES:
        field = Scheme._meta.get_field(name)
        assert {(name, str(value)) for value, _label in field.flatchoices} <= set(meanings)


def test_dictionary_in_welsh_has_the_same_columns_and_values(db, client):
    def codes(rows):
        return [(row["column"], row["value"]) for row in rows]

    assert codes(rows_of_dictionary(client, "/cy")) == codes(rows_of_dictionary(client))


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_of_the_dictionary_has_the_same_and_how_the_facts_are_gathered(db, client, prefix):
    response = client.get(f"{prefix}/directory/dictionary/")

    for column in exports.columns():
        assert f"<code>{column.name}</code>" in response.text
        for value in column.values:
            assert f"<code>{value}</code>" in response.text
    assert f'href="{prefix}{DICTIONARY}"' in response.text
    if not prefix:
        assert "A scheme that is not here may exist all the same" in response.text
        assert "An empty cell means that nothing was reported." in response.text


PATTERNS = {"date": r"\d{4}-\d\d-\d\d", "number": r"\d+(\.\d+)?"}


def schema_from(rows):
    """A Table Schema made from nothing but the rows of the dictionary."""
    kinds = {str(label): kind for kind, label in exports.KINDS.items()}
    fields = []
    for name in dict.fromkeys(row["column"] for row in rows):
        own = [row for row in rows if row["column"] == name]
        kind, values = kinds[own[0]["kind"]], [row["value"] for row in own if row["value"]]
        field = {"name": name, "type": "string", "constraints": {}}
        if kind == "code":
            field["constraints"]["enum"] = values
        elif kind == "codes":
            one = "|".join(values)
            field["constraints"]["pattern"] = f"({one})(;({one}))*"
        elif kind in PATTERNS:
            field["constraints"]["pattern"] = "|".join([PATTERNS[kind], *values])
        fields.append(field)
    return Schema.from_descriptor({"fields": fields, "missingValues": [""]})


def errors_in(path, rows):
    with system.use_context(trusted=True):
        report = Resource(path=str(path), schema=schema_from(rows), encoding="utf-8-sig").validate()
    return report.flatten(["type", "fieldName", "cell", "note"])


def test_table_is_what_the_dictionary_says(reported, client, tmp_path):
    SchemeFactory(prison=PrisonFactory(in_wales=True, security_categories="BC"), not_known=list(NAMES[1:]))
    SchemeFactory(prison=PrisonFactory(for_women=True, example=True))
    for number in range(4):
        values = {"weekly_pay": number * 7}
        for field in (Scheme._meta.get_field(name) for name in NAMES):
            if codes := [value for value, _label in field.flatchoices]:
                one = codes[number % len(codes)]
                values[field.name] = [one] if isinstance(field, ManyChoicesField) else one
        SchemeFactory(**values)
    path = tmp_path / "schemes.csv"
    path.write_bytes(client.get(CSV).getvalue())

    assert len(table(client.get(CSV))) == 7
    assert errors_in(path, rows_of_dictionary(client)) == []


def test_table_that_is_not_so_would_be_found_out(reported, client, tmp_path):
    path = tmp_path / "schemes.csv"
    wrong = {b"15_to_19.99": b"17.29", b"prison;shared": b"prison shared", b"2026-06-01": b"1 June"}
    text = client.get(CSV).getvalue()
    for right, other in wrong.items():
        text = text.replace(right, other)
    path.write_bytes(text)

    found = {name for _type, name, _cell, _note in errors_in(path, rows_of_dictionary(client))}
    assert found == {"weekly_pay", "overseeing_bodies", "information_agreed_on"}
