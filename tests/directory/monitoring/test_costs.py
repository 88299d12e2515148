import csv
import io
from decimal import Decimal
from urllib.parse import urlencode

import html5lib
import pytest

from directory.monitoring.costs import FIGURES, ITEMS, Estimate

ADDRESS = "/monitoring/costs/"
GIVEN = {
    "buddies": "10",
    "pay": "£12.50",
    "weeks": "52",
    "recipients": "20",
    "materials": "1,000",
    "source-pay": "Pay policy, May 2026",
}

pytestmark = pytest.mark.django_db


def test_a_line_is_the_product_of_its_figures_and_the_total_their_sum():
    estimate = Estimate(
        {"buddies": Decimal(3), "pay": Decimal("10.10"), "weeks": Decimal(2), "materials": Decimal(5)}, {}
    )

    assert {line.item.key: line.total for line in estimate.counted} == {
        "pay": Decimal("60.60"),
        "materials": Decimal(5),
    }
    assert estimate.total == Decimal("65.60")
    assert estimate.per_buddy == Decimal("21.87")
    assert estimate.per_recipient is None


def test_nought_is_a_figure_and_blank_is_not():
    estimate = Estimate({"materials": Decimal(0), "equipment": None, "recipients": Decimal(0)}, {})

    assert [line.item.key for line in estimate.counted] == ["materials"]
    assert len(estimate.left_out) == len(ITEMS) - 1
    assert estimate.per_recipient is None


def test_every_figure_is_asked_for_and_none_is_ours(client):
    shown = client.get(ADDRESS).text

    html5lib.HTMLParser(strict=True).parse(shown)
    assert all(f'name="{name}"' in shown for name in FIGURES)
    assert ' value="' not in shown.partition('<form class="form"')[2].partition("</form>")[0]


def test_estimate_shows_each_sum_its_source_and_what_is_left_out(client):
    response = client.get(ADDRESS, GIVEN)

    html5lib.HTMLParser(strict=True).parse(response.text)
    assert "10 × £12.50 × 52" in response.text
    assert "£6,500.00" in response.text
    assert "£7,500.00 in a year" in response.text
    assert "£375.00 for each person receiving support" in response.text
    assert "Pay policy, May 2026" in response.text
    assert "<b>Scheme lead</b>" in response.text
    assert not response.cookies


def test_address_to_change_the_figures_has_them_all(client):
    shown = client.get(ADDRESS, {**GIVEN, "change": "on"}).text

    assert 'value="£12.50"' in shown
    assert 'value="Pay policy, May 2026"' in shown


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"pay": "about ten"}, "Type a number in figures"),
        ({"pay": "-1"}, "less than nought"),
        ({"buddies": ""}, "at least one line"),
        ({"pay": "9" * 30}, "too long"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(client, figures, said):
    shown = client.get(ADDRESS, {"source-lead": "Finance", **figures}).text

    assert said in shown
    assert 'value="Finance"' in shown
    assert all(f'value="{value}"' in shown for value in figures.values() if value)


def test_table_to_take_away_has_every_line_and_no_formula(client):
    response = client.get(f"{ADDRESS}estimate.csv", {**GIVEN, "source-pay": "=1+1"})

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == len(ITEMS) + 2
    assert rows[1][:3] == ["Pay of buddies", "10 × 12.5 × 52", "6500.00"]
    assert not rows[1][3].startswith("=")
    assert rows[-2][:3] == ["Contract", "not given", "left out"]


def test_table_of_nothing_leads_back_to_the_form(client):
    assert client.get(f"{ADDRESS}estimate.csv", {"pay": "x"}).url == f"{ADDRESS}?{urlencode({'pay': 'x'})}"


def test_welsh_estimate_is_there(client):
    assert client.get(f"/cy{ADDRESS}", GIVEN).status_code == 200
