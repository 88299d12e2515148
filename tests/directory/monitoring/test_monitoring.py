import csv
import datetime
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from directory.monitoring.indicators import catalogue
from directory.monitoring.plan_workbook import as_workbook
from directory.monitoring.planner import Plan
from tests.factories import ReturnFactory, ReturnValueFactory

INDICATORS = list(catalogue().indicators)
START = datetime.date(2027, 1, 1)
QUERY = "/monitoring/planner/?buddies=5&recipients=7&start=2027-01"


def plan_of(*ids, buddies=10, recipients=20, start=START):
    return Plan([catalogue().by_id[key] for key in ids], buddies, recipients, start)


def small(plan):
    return [found.part.key for found in plan.too_small]


# The catalogue in public


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_catalogue_shows_every_indicator_core_first_and_proposed(prefix, home, welsh_home, client):
    response = client.get(f"{prefix}/monitoring/")

    content = response.content.decode()
    order = re.findall(r'<h3 id="(\w+)">', content)
    assert sorted(order) == sorted(one.id for one in INDICATORS)
    assert order[:10] == ["O1", "O3", "O4", "O10", "O11", "O12", "C1", "C2", "R4", "S2"]
    assert content.count('<span class="tag tag--gold">') == len(INDICATORS)
    assert str(INDICATORS[0].name.cy if prefix else INDICATORS[0].name.en) in content
    assert "https://doi.org/10.3310/MWFD6890" in content
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["", "indicators.csv", "indicators.json", "planner/", f"planner/?{QUERY[20:]}&indicator=O1"]
)
def test_no_returned_number_is_public(path, home, client):
    returned = ReturnFactory(sent=True, status="accepted")
    ReturnValueFactory(returned=returned, part="O1", value=4321)

    assert "4321" not in client.get(f"/monitoring/{path}").content.decode()


def test_pages_take_few_queries_and_none_of_returns(home, client):
    for path in ("", "planner/", "planner/?buddies=3&recipients=4&start=2027-01&indicator=O1"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/monitoring/{path}").status_code == 200
        assert len(captured) <= 12
        assert not [query for query in captured.captured_queries if "directory_return" in query["sql"]]


def test_catalogue_is_downloaded_in_two_formats_that_agree(client, db):
    table = client.get("/monitoring/indicators.csv").content.decode("utf-8-sig")
    parts = json.loads(client.get("/monitoring/indicators.json").content)["parts"]

    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["part"] for row in rows] == [part["part"] for part in parts] == list(catalogue().parts)
    assert all(row["status"] == "proposed" for row in rows)
    assert [{name: str(value) for name, value in part.items()} for part in parts] == rows


# What a plan holds


def test_plan_of_nothing_is_empty():
    plan = plan_of()

    assert (plan.minutes, plan.jobs, plan.too_small, plan.hidden) == (0, [], [], [])
    assert len(plan.months) == 12


def test_plan_of_everything_takes_the_minutes_of_the_catalogue():
    plan = plan_of(*(one.id for one in INDICATORS), buddies=catalogue().buddies, recipients=catalogue().recipients)

    assert plan.minutes == catalogue().minutes
    assert plan.too_small == []


@given(
    st.lists(st.sampled_from(INDICATORS), unique=True),
    st.integers(0, 200),
    st.integers(0, 200),
    st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)).map(lambda day: day.replace(day=1)),
)
def test_months_and_suppliers_add_up_to_the_year(indicators, buddies, recipients, start):
    plan = Plan(indicators, buddies, recipients, start)

    assert sum(month.minutes for month in plan.months) == plan.minutes
    assert sum(minutes for _supplier, minutes in plan.suppliers) == plan.minutes
    assert [month.first.month for month in plan.months] == [(start.month - 1 + n) % 12 + 1 for n in range(12)]


@given(st.integers(0, 30), st.integers(0, 30))
def test_more_people_are_never_too_few_for_more(buddies, recipients):
    everything = [one.id for one in INDICATORS]
    before = set(small(plan_of(*everything, buddies=buddies, recipients=recipients)))

    assert set(small(plan_of(*everything, buddies=buddies + 1, recipients=recipients + 1))) <= before


@pytest.mark.parametrize(("people", "found"), [(7, True), (8, False)])
def test_means_and_medians_need_eight_people(people, found):
    plan = plan_of("O7", "R6", "B1", buddies=people, recipients=people)

    assert small(plan) == (["O7-median", "R6-change", "B1-change"] if found else [])


@pytest.mark.parametrize(("people", "found"), [(9, True), (10, False)])
def test_shares_of_people_need_ten(people, found):
    assert small(plan_of("O10", buddies=people)) == (["O10-percent"] if found else [])
    assert small(plan_of("R1", recipients=people)) == (["R1-percent"] if found else [])


def test_one_person_is_never_shown():
    plan = plan_of("O1", "O3", "R6", buddies=1, recipients=1)

    assert plan.hidden == ["buddies", "recipients"]
    assert small(plan) == ["R6-change"]


def test_work_comes_when_it_is_due():
    plan = plan_of("O1", "R6", "O14", "C1", start=datetime.date(2027, 6, 1))

    due = {month.first: [job.indicator.id for job, _minutes in month.jobs] for month in plan.months}
    assert {first.strftime("%Y-%m"): ids for first, ids in due.items() if ids} == {
        "2027-06": ["R6"],
        "2027-08": ["R6", "O14"],
        "2027-11": ["O14"],
        "2028-02": ["O14"],
        "2028-03": ["O1"],
        "2028-04": ["C1"],
        "2028-05": ["O14"],
    }


# The planner's pages


def test_planner_begins_with_the_core(home, client):
    content = client.get("/monitoring/planner/").content.decode()

    checked = [tag for tag in re.findall(r"<input[^>]+checkbox[^>]+>", content) if "checked" in tag]
    assert re.findall(r'value="(\w+)"', " ".join(checked)) == [
        *("O1", "O3", "O4", "O10", "O11", "O12", "C1", "C2", "R4", "S2")
    ]
    assert "There is a problem" not in content


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_address_is_the_plan(prefix, home, welsh_home, client):
    response = client.get(f"{prefix}{QUERY}&indicator=O1&indicator=R6&indicator=R1")

    content = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert "R6" in content
    assert 'content="noindex"' in content
    assert "change=on" in content
    assert 'name="q" type="search" value=""' in content
    if not prefix:
        assert "needs at least 8 people, you have 7" in content
        assert "needs at least 10 people, you have 7" in content


def test_plan_is_changed_with_what_was_chosen(home, client):
    content = client.get(f"{QUERY}&indicator=R6&change=on").content.decode()

    assert 'value="7"' in content
    assert re.search(r'value="R6"[^>]*checked', content)
    assert not re.search(r'value="O1"[^>]*checked', content)


def test_plan_of_everything_is_shown(home, client):
    chosen = "".join(f"&indicator={one.id}" for one in INDICATORS if one.tasks)

    assert client.get(QUERY + chosen).status_code == 200


def test_plan_for_one_person_says_that_it_cannot_be_shown(home, client):
    url = "/monitoring/planner/?buddies=1&recipients=1&start=2027-01&indicator=O1&indicator=O3&indicator=R6"

    content = client.get(url).content.decode()

    assert "You have fewer than 5 buddies." in content
    assert "Fewer than 5 people receive support." in content
    assert "needs at least 8 people, you have 1" in content


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("buddies=5&recipients=7&start=2027-01", "Choose at least one indicator"),
        ("buddies=5&recipients=7&start=2027-01&indicator=X1", "The catalogue has no such indicator"),
        ("buddies=x&recipients=7&start=2027-01&indicator=O1", "Give the number of buddies in figures"),
        ("buddies=-1&recipients=7&start=2027-01&indicator=O1", "greater than or equal to 0"),
        ("buddies=5&recipients=99999999&start=2027-01&indicator=O1", "less than or equal to 1000"),
        ("buddies=5&recipients=7&start=January&indicator=O1", "Give the month as year and number"),
        ("buddies=5&recipients=7&start=2027-13&indicator=O1", "Give the month as year and number"),
        ("buddies=5&recipients=7&start=9999-12&indicator=O1", "Give the month as year and number"),
        ("buddies=5&recipients=7&start=&indicator=O1", "Give the first month"),
        ("indicator=O1", "Say how many buddies there are"),
        ("start=%00", "Choose at least one indicator"),
    ],
)
def test_what_makes_no_plan_is_said_and_kept(query, message, home, client):
    page = client.get(f"/monitoring/planner/?{query}")

    assert page.status_code == 200
    assert message in page.content.decode()
    assert client.get(f"/monitoring/planner/plan.xlsx?{query}").status_code == 302


def test_spreadsheet_holds_the_plan(db, client):
    response = client.get(QUERY.replace("planner/", "planner/plan.xlsx") + "&indicator=O1&indicator=R6")

    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Plan", "Month by month", "Numbers too small", "To fill in"]
    rows = list(book["Plan"].iter_rows(values_only=True))
    assert rows[1] == ("O1", "Buddies in post", INDICATORS[0].definition.en, "Lead officer of the scheme", *rows[1][4:])
    assert rows[1][5:] == (10, 1, 10)
    assert list(book["Numbers too small"].iter_rows(values_only=True))[1:] == [
        ("R6-change", "Mean change of the score", 8, 7)
    ]
    assert not response.cookies


def test_spreadsheet_speaks_welsh(db, client):
    response = client.get("/cy" + QUERY.replace("planner/", "planner/plan.xlsx") + "&indicator=O1")

    first = next(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert first[1] == "Cyfeillion cymorth yn y rôl"


def test_no_cell_of_the_spreadsheet_is_a_formula():
    book = load_workbook(io.BytesIO(as_workbook(plan_of(*(one.id for one in INDICATORS)))))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
