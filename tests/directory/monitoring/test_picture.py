"""The national picture: complete before it says anything, and nothing in it but what disclosure control lets out."""

import csv
import io
import json
import logging
import re
import statistics
from decimal import Decimal
from xml.etree import ElementTree

import pulp
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.areas import control_sums, may_be_true
from directory.areas import given as contributing
from directory.disclosure import band, mean
from directory.models import Release, Return
from directory.monitoring.picture import (
    ALL,
    AREAS,
    ENGLAND,
    SMALLEST,
    WALES,
    Completeness,
    Picture,
    linked,
    shown_parts,
)
from directory.monitoring.releases import TooFewChangedError, release
from directory.shown import INSTEAD, Missing, Shown
from tests.factories import PrisonFactory, ReturnFactory, ReturnValueFactory, SchemeFactory

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")

HIDDEN = Shown(marker="c")
URL = "/monitoring/picture/"


def picture_of(*years, prisons=None):
    """A picture of years, each {region: [values of one scheme in a prison of its own]}."""
    releases = []
    for year, regions in enumerate(years, start=2024):
        schemes = {
            f"{region}-{place}": {"prison": f"{region}-{place}", "region": region, "values": values}
            for region, found in regions.items()
            for place, values in enumerate(found)
        }
        releases.append(Release(year=year, schemes=schemes))
    return Picture(releases)


def of_part(key, **regions):
    return {region.replace("_", " "): [{key: str(count)} for count in counts] for region, counts in regions.items()}


def shown_of(picture, key, year=2024):
    found = {area: picture.shown(shown_parts()[key], year, area) for area in AREAS}
    return {area: str(shown) for area, shown in found.items() if shown.marker != "x"}


def returned_by(region, *values, year=2025, **options):
    """An accepted return of a scheme in a prison of its own."""
    prison = PrisonFactory(
        region=region, country="Wales" if region == WALES else "England", name_cy="Carchar", **options
    )
    found = ReturnFactory(scheme=SchemeFactory(prison=prison), year=year, sent=True, status="accepted")
    for part, value in values:
        marker = value if value in ("x", "z") else ""
        ReturnValueFactory(returned=found, part=part, value=None if marker else value, marker=marker)
    return found


def whole_picture(**options):
    """Two regions that may be shown, one that may not."""
    for region in ("London", "South West"):
        for count in (11, 12, 13, 14, 15, 16):
            returned_by(
                region, ("O1", count), ("O10-trained", count - 1), ("C1", count * 100), ("O4", count), **options
            )
    for count in (7341, 3):
        returned_by(WALES, ("O1", count), ("O10-trained", 3), ("C1", 7341), ("O4", count), **options)


# What may be shown


def test_sum_needs_five_prisons_and_none_that_is_most_of_it():
    five, four = [10, 11, 12, 13, 14], [10, 11, 12, 13]

    assert shown_of(picture_of(of_part("O1", London=five)), "O1") == {ALL: "60", ENGLAND: "60", "London": "60"}
    assert set(shown_of(picture_of(of_part("O1", London=four)), "O1").values()) == {"[c]"}
    assert set(shown_of(picture_of(of_part("O1", London=[1, 1, 1, 1, 90])), "O1").values()) == {"[c]"}


def test_no_region_is_hidden_alone_and_england_is_hidden_with_wales():
    six = [10, 11, 12, 13, 14, 15]
    shown = shown_of(picture_of(of_part("O1", London=six, North_East=six, Wales=[3, 20])), "O1")

    assert shown == {ALL: "173", ENGLAND: "[c]", "London": "[c]", "North East": "75", WALES: "[c]"}


def test_region_hidden_in_one_year_is_hidden_in_all():
    six = [10, 11, 12, 13, 14, 15]
    years = [of_part("O1", London=six, North_East=six, Wales=six), of_part("O1", London=[9], North_East=six, Wales=six)]
    picture = picture_of(*years)

    for year in (2024, 2025):
        assert shown_of(picture, "O1", year)["London"] == "[c]"
        assert shown_of(picture, "O1", year)[WALES] == "75"


def test_what_was_hidden_beside_a_region_stays_hidden_when_another_year_hides_more():
    six = [10, 11, 12, 13, 14, 15]
    first = of_part("O1", East_Midlands=six, London=six, North_East=six, Wales=[3, 20])
    second = of_part("O1", East_Midlands=six, London=six, North_East=[2, 3, 4, 5], Wales=[3, 20])
    before, after = shown_of(picture_of(first), "O1"), shown_of(picture_of(first, second), "O1")

    assert before["East Midlands"] == "[c]"
    assert all(after[area] == "[c]" for area, shown in before.items() if shown == "[c]")


def test_reasons_that_add_up_hide_the_same_regions():
    values = [{"O13-leavers": "9", "O13-transfer": "6", "O13-release": "3", "O13-other": "0"} for _n in range(6)]
    values[0] |= {"O13-leavers": "10", "O13-removed": "1"}
    picture = picture_of({"London": values})

    assert shown_of(picture, "O13-removed")["London"] == "[c]"
    assert shown_of(picture, "O13-leavers")["London"] == "[c]"
    assert linked("O10-trained") == linked("O1") == ["O1", "O10-trained"]


def test_shares_and_costs_come_from_sums_that_are_shown():
    london = [{"O1": "12", "O10-trained": "9"} for _n in range(5)]
    picture = picture_of({"London": london, WALES: [{"O1": "20", "O10-trained": "3"}]})

    assert set(shown_of(picture, "O10-percent").values()) == {"[c]", "60"}
    assert shown_of(picture_of({"London": london}), "O10-percent")["London"] == "75"


def test_share_is_not_available_where_not_the_same_schemes_gave_both_numbers():
    london = [{"O1": "12", "O10-trained": "9"} for _n in range(6)]
    london[0] = {"O1": "12", "O10-trained": "x"}

    assert picture_of({"London": london}).shown(shown_parts()["O10-percent"], 2024, "London") == Shown(marker="x")


def test_cost_counts_what_does_not_apply_as_nought():
    scheme = {"C1": "1000.40", "C2-cost": "500", "C3": "0", "C5": "z", "C6": "z", "O4": "10"}

    picture = picture_of({"London": [scheme] * 6 + [scheme | {"C3": "x"}, None]})

    assert picture.completeness(2024, "London", ["C1", "C5"]) == Completeness(asked=8, returned=7, told=7)
    assert picture.completeness(2024, "London", ["C1", "C3"]) == Completeness(asked=8, returned=7, told=6)
    assert picture.completeness(2024, "London", ["C5"]).told == 0
    assert shown_of(picture_of({"London": [scheme] * 6}), "C8")["London"] == "150"


def test_two_schemes_of_one_prison_are_one_prison():
    picture = picture_of(of_part("O1", London=[10, 11, 12, 13, 14]))
    for scheme in list(picture._releases[2024].schemes.values())[:2]:
        scheme["prison"] = "the same"

    assert shown_of(picture, "O1")["London"] == "[c]"


def test_mean_is_the_sum_for_each_scheme_that_told_us_where_eight_did():
    eight, seven = [10, 11, 12, 13, 14, 15, 16, 10], [10, 11, 12, 13, 14, 15, 16]
    told = of_part("O1", London=eight, North_East=seven)
    told["London"].append({"O1": "x"})
    picture, part = picture_of(told), shown_parts()["O1"]

    assert str(picture.mean(part, 2024, "London")) == "12.6"
    assert [str(picture.mean(part, 2024, area)) for area in ("North East", WALES)] == ["[x]", "[x]"]
    assert str(picture.mean(part, 2024, ALL)) == str(picture.mean(part, 2024, ENGLAND)) == "12.8"


@given(st.lists(st.lists(st.integers(0, 60), max_size=12), min_size=3, max_size=4))
def test_means_tell_nothing_that_the_sums_do_not(regions):
    """Who has all means and sums has what whoever has the sums and the schemes that told us has."""
    picture, part = (
        picture_of({SMALLEST[place]: [{"O1": str(n)} for n in found] for place, found in enumerate(regions)}),
        shown_parts()["O1"],
    )
    for area in AREAS:
        total, told = picture.shown(part, 2024, area), picture.completeness(2024, area, ["O1"]).told
        average = picture.mean(part, 2024, area)
        if total.number is None:
            assert average == total
        elif average.number is not None:
            assert told >= 8
            assert abs(average.number - Decimal(total.number) / told) <= Decimal("0.05")


def test_a_median_would_be_the_number_of_one_scheme():
    """Why there is none: with the bands of the schemes readers know which one is in the middle."""
    others = [3, 4, 5, 6, 21, 22, 23, 24]
    medians = {statistics.median([*others, count]) for count in (10, 13, 17)}

    assert medians == {10, 13, 17}
    assert [band(count)[0] for count in sorted([*others, 13])] == ["under_10"] * 4 + ["10_to_19"] + ["20_or_more"] * 4


def test_middle_values_and_scores_are_not_added_up():
    assert not {"O7-median", "R6-change", "B1-change", "O14", "C7-prison"} & shown_parts().keys()


# Attack

TABLES = st.lists(st.lists(st.integers(0, 12), min_size=0, max_size=7), min_size=3, max_size=5)


def best(sense, goal, equations, most=10_000):
    problem = pulp.LpProblem("reader", sense)
    problem += goal
    for equation in equations:
        problem += equation
    problem += goal <= most
    assert pulp.LpStatus[problem.solve(pulp.PULP_CBC_CMD(msg=False))] == "Optimal"
    return round(goal.value())


@settings(deadline=None, max_examples=40)
@given(TABLES, TABLES)
def test_no_solver_finds_a_region_from_two_years_the_nation_and_means(first, second):
    length = min(len(first), len(second))
    years = [{str(place): counts for place, counts in enumerate(year[:length])} for year in (first, second)]

    for table, (regions, total) in zip(years, control_sums(years), strict=True):
        numbers = {name: pulp.LpVariable(f"r{name}", 0, None, pulp.LpInteger) for name in table}
        equations = [numbers[name] == shown.number for name, shown in regions.items() if shown.number is not None]
        if total.number is not None:
            equations.append(pulp.lpSum(numbers.values()) == total.number)
        # Means are published beside the sums, to one decimal place, with the number of schemes that each is of.
        for names, shown in [*(([name], shown) for name, shown in regions.items()), (list(table), total)]:
            schemes = sum(len(table[name]) for name in names)
            average = mean(shown, schemes)
            if average.number is not None:
                tenths, summed = round(average.number * 10), pulp.lpSum(numbers[name] for name in names)
                equations += [20 * summed <= (2 * tenths + 1) * schemes, 20 * summed >= (2 * tenths - 1) * schemes]
        for name, shown in regions.items():
            if shown == HIDDEN and contributing(table[name]):
                ends = [best(sense, numbers[name], equations) for sense in (pulp.LpMinimize, pulp.LpMaximize)]
                assert ends[0] < ends[1]
        hidden = [count for name, shown in regions.items() if shown.number is None for count in table[name]]
        assert total.number is None or not contributing(hidden) or may_be_true(hidden)


@given(TABLES, TABLES)
def test_same_regions_are_hidden_in_both_years(first, second):
    length = min(len(first), len(second))
    years = [{str(place): counts for place, counts in enumerate(year[:length])} for year in (first, second)]
    (one, _total), (other, _other) = control_sums(years)

    for name in one:
        if Missing.NOT_AVAILABLE not in (one[name].marker, other[name].marker):
            assert (one[name] == HIDDEN) == (other[name] == HIDDEN)


# Releases


def test_return_that_comes_later_changes_nothing(home, client):
    whole_picture()
    release(2025)
    before = client.get(f"{URL}?year=2025").content
    returned_by("London", ("O1", 7))

    assert client.get(f"{URL}?year=2025").content == before
    with pytest.raises(TooFewChangedError):
        release(2025)
    with pytest.raises(CommandError):
        call_command("release_figures", "2025")


def test_release_is_made_anew_when_five_prisons_changed(db):
    whole_picture()
    release(2025)
    for _n in range(5):
        returned_by("London", ("O1", 7))

    assert len(release(2025).schemes) == 19
    assert Release.objects.count() == 1


def test_only_accepted_returns_of_published_schemes_are_counted(db):
    whole_picture()
    Return.objects.filter(scheme__prison__region="London").update(status="queried")
    draft = returned_by("South West", ("O1", 7341))
    draft.scheme.live = False
    draft.scheme.save()

    schemes = release(2025).schemes
    assert draft.scheme.code not in schemes
    assert {scheme["region"] for scheme in schemes.values() if scheme["values"]} == {"South West", WALES}
    assert len(schemes) == 14


def test_made_up_prisons_are_never_counted_with_real_ones(home, client):
    whole_picture(is_example=True)
    release(2025, is_example=True)
    assert "These figures are of prisons that do not exist" in client.get(URL).text
    whole_picture()
    release(2024)

    assert "do not exist" not in client.get(URL).text
    assert "do not exist" in client.get(f"{URL}?show=examples").text


# Pages

PATHS = ["", "?year=2025&indicators=all", "?show=examples", "regions/wales/", "regions/london/"]
FILES = ["O1", "O10-trained", "O10-percent", "C1", "O4"]


@pytest.fixture
def figures(home):
    whole_picture()
    return release(2025)


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_no_raw_number_is_on_any_page_or_in_any_file_or_log(figures, welsh_home, client, prefix, caplog):
    caplog.set_level(logging.DEBUG)
    paths = [*PATHS, *(f"{key}.{ending}" for key in FILES for ending in ("csv", "json"))]
    for path in paths:
        response = client.get(f"{prefix}{URL}{path}")
        assert response.status_code == 200, path
        assert not response.cookies
        assert "7341" not in response.text.replace(",", "")
        assert "7344" not in response.text.replace(",", "")
    said = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not [record for record in said if "7341" in record.getMessage()]


def numbers_in(html):
    """What the cells of tables and the texts of charts say, as far as that is a number."""
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html) + re.findall(r"<text[^>]*>([^<]*)</text>", html)
    return {Decimal(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,.]+", cell.strip())}


@settings(deadline=None, max_examples=8)
@given(st.lists(st.sampled_from([3, 7341, 12, 40, 0]), min_size=4, max_size=14))
def test_every_number_of_a_page_is_one_that_disclosure_control_let_out(django_db_setup, django_db_blocker, counts):
    with django_db_blocker.unblock(), transaction.atomic():
        for place, count in enumerate(counts):
            returned_by(SMALLEST[place % 3], ("O1", count), ("O10-trained", count // 2), ("O4", count))
        picture = Picture([release(2025)])
        html = Client().get(URL).content.decode()
        data = Client().get(f"{URL}O1.json").json()
        transaction.set_rollback(True)
    let_out = {
        shown.number
        for part in shown_parts().values()
        for area in AREAS
        for shown in (picture.shown(part, 2025, area), None if part.is_derived else picture.mean(part, 2025, area))
        if shown is not None
    }

    assert numbers_in(html) <= let_out
    expected = [picture.shown(shown_parts()["O1"], 2025, area).record for area in AREAS]
    assert [{"value": row["value"], "marker": row["marker"]} for row in data["rows"]] == expected


def test_completeness_comes_before_any_figure(figures, client):
    for section in client.get(URL).text.split('<section class="part"')[1:]:
        assert section.index("schemes told us") < section.index("<table") < section.index("<svg")
    assert "14 of 14 schemes told us this." in client.get(URL).text


def test_all_ten_core_indicators_are_there_with_areas_in_order(figures, client):
    html = client.get(URL).text

    assert re.findall(r'<section class="part" aria-labelledby="(\w+)"', html) == [
        *("O1", "O3", "O4", "O10", "O11", "O12", "C1", "C2", "R4", "S2")
    ]
    first = html.split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r'<th scope="row">([^<]+)', first) == [str(label) for label in AREAS.values()]
    assert all(f"[{marker}]" in html for marker in INSTEAD)


def test_charts_are_well_formed_and_hide_what_is_hidden(figures, client):
    charts = re.findall(r"<svg class=\"chart\".*?</svg>", client.get(URL).text, re.DOTALL)

    assert len(charts) == 10
    drawn = ElementTree.fromstring(charts[0])
    assert drawn.get("role") == "img"
    assert drawn.find("title").text
    hidden = {rect.get("width") for rect in drawn.iter("rect") if rect.get("class") == "hidden"}
    assert hidden == {"40"}
    assert "hidden" in [text.text for text in drawn.iter("text")]
    assert len(re.findall(r"style=|<script", "".join(charts))) == 0


def test_csv_and_json_agree(figures, client):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{URL}O1.csv?year=2025").content.decode("utf-8-sig"))))
    data = json.loads(client.get(f"{URL}O1.json?year=2025").content)

    assert [row["area"] for row in rows] == list(AREAS)
    assert [row["value"] for row in rows] == ["" if row["value"] is None else str(row["value"]) for row in data["rows"]]
    assert [row["marker"] for row in rows] == [row["marker"] for row in data["rows"]]
    assert data["markers"]["c"] == "suppressed to protect confidentiality"


def test_what_is_not_there_is_not_found(figures, client):
    for path in ("O99.csv", "O7-median.csv", "O1.csv?year=1999", "O1.json?year=x", "regions/mars/", "regions/england/"):
        assert client.get(f"{URL}{path}").status_code == 404
    assert "no figures of the year that the address names" in client.get(f"{URL}?year=1999").text


def test_nothing_released_says_so(home, client):
    assert "No figures have been released yet." in client.get(URL).text
    assert client.get(f"{URL}regions/wales/").status_code == 200
    assert client.get(f"{URL}O1.csv").status_code == 200
    assert URL in client.get("/monitoring/").text


def test_queries_are_few_and_do_not_grow(home, client, django_assert_max_num_queries):
    def queries(path):
        with django_assert_max_num_queries(12) as captured:
            client.get(f"{URL}{path}")
        return len(captured)

    whole_picture()
    release(2025)
    client.get(URL)
    before = [queries(f"{path}{'&' if '?' in path else '?'}n=1") for path in PATHS]
    for _n in range(5):
        returned_by("North West", ("O1", 9), year=2024)
    release(2024)

    assert [queries(f"{path}{'&' if '?' in path else '?'}n=2") for path in PATHS] == before


# A scheme's own counts


@pytest.mark.parametrize(
    ("count", "code", "words"),
    [
        *((count, "under_10", "Fewer than 10") for count in (0, 3, 9)),
        *((count, "10_to_19", "10 to 19") for count in (10, 19)),
        *((count, "20_or_more", "20 or more") for count in (20, 7341)),
    ],
)
def test_count_of_a_scheme_is_told_as_a_band_everywhere(home, client, count, code, words):
    scheme = SchemeFactory(buddy_count=count)
    other = SchemeFactory()

    page = client.get(scheme.get_absolute_url()).text
    assert words in page
    assert words in client.get(f"/directory/compare/?scheme={scheme.code}&scheme={other.code}").text
    assert client.get(f"/api/v1/schemes/{scheme.code}").json()["facts"]["buddy_count"] == code
    table = b"".join(client.get("/directory/schemes.csv").streaming_content).decode("utf-8-sig")
    found = {row["code"]: row["buddy_count"] for row in csv.DictReader(io.StringIO(table))}
    assert found == {scheme.code: code, other.code: ""}
    assert "7341" not in page + table
