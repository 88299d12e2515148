"""Two to four schemes side by side: who may be compared, what is marked as a difference and what is none."""

from decimal import Decimal

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from directory.comparison import Row, compared
from directory.profile import NAMES, Fact
from tests.factories import DAY, ClusterFactory, PrisonFactory, SchemeFactory

# What goes on has not ended: there is no row for it.
GOING_ON = [name for name in NAMES if name != "ended_on"]
ADDRESS = "/directory/compare/"
NOT_ENOUGH = "Choose two to four schemes first."
LEFT_OUT = "Some of what the address names is not here"


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def comparison(client):
    """A function that asks for schemes by their codes, or for those that are given."""

    def ask(*schemes, prefix="", **query):
        codes = [scheme if isinstance(scheme, str) else scheme.code for scheme in schemes]
        return client.get(prefix + ADDRESS, {"scheme": codes, **query})

    return ask


def heads(response):
    """The schemes at the top of the columns."""
    return [words(cell.find("a")) for cell in tree_of(response).iter("th") if cell.find("a") is not None]


def rows(response):
    """{label: (whether it is marked, what each scheme says)}"""
    found = {}
    for row in tree_of(response).iter("tr"):
        cells = row.findall("td")
        if cells:
            found[row.find("th").text.strip()] = (row.get("class") == "cmp-d", [words(cell) for cell in cells])
    return found


def test_lines_and_paragraphs_of_a_text_stay_apart_on_the_page_and_side_by_side(db, client, comparison):
    first = SchemeFactory(safeguarding_route="Tell staff.\r\nAt once.\n\n<b>Or</b> the council.")
    shown = "<p>Tell staff.<br>At once.</p>\n\n<p>&lt;b&gt;Or&lt;/b&gt; the council.</p>"

    for response in (client.get(first.get_absolute_url()), comparison(first, SchemeFactory())):
        assert f'<div lang="en">{shown}</div>' in response.text
        html5lib.HTMLParser(strict=True).parse(response.text)


# Who is compared


@pytest.mark.parametrize("number", [2, 3, 4])
def test_two_to_four_schemes_stand_side_by_side_in_the_order_of_the_address(db, comparison, number):
    schemes = SchemeFactory.create_batch(number)[::-1]

    response = comparison(*schemes)

    assert heads(response) == [str(scheme) for scheme in schemes]
    assert len(rows(response)) == len(GOING_ON)
    assert LEFT_OUT not in response.text


def test_one_is_not_enough_and_stays_chosen(db, comparison):
    scheme = SchemeFactory()

    response = comparison(scheme)

    assert response.status_code == 200
    assert NOT_ENOUGH in response.text
    assert f'href="/directory/schemes/?scheme={scheme.code}"' in response.text
    assert "<table" not in response.text


@pytest.mark.parametrize("query", ["", "?scheme=", "?scheme=PSS-XXX-01", "?scheme=%00&scheme=%ff", "?show=differences"])
def test_nothing_to_compare_is_no_error(db, client, query):
    response = client.get(ADDRESS + query)

    assert response.status_code == 200
    assert NOT_ENOUGH in response.text


def test_fifth_is_left_out_and_the_reader_is_told(db, comparison):
    schemes = SchemeFactory.create_batch(5)

    response = comparison(*schemes)

    assert heads(response) == [str(scheme) for scheme in schemes[:4]]
    assert LEFT_OUT in response.text


def test_unknown_one_is_left_out_and_the_reader_is_told(db, comparison):
    two = SchemeFactory.create_batch(2)

    response = comparison("PSS-XXX-99", *two)

    assert len(heads(response)) == 2
    assert LEFT_OUT in response.text


def test_one_given_twice_is_one(db, comparison):
    scheme = SchemeFactory()

    assert NOT_ENOUGH in comparison(scheme, scheme).text
    both = comparison(scheme, SchemeFactory(), scheme)
    assert len(heads(both)) == 2
    assert LEFT_OUT not in both.text


def test_draft_is_not_compared_and_not_told_apart_from_what_is_not_there(db, comparison):
    two, draft = SchemeFactory.create_batch(2), SchemeFactory(live=False)

    response = comparison(*two, draft)

    assert len(heads(response)) == 2
    assert draft.name not in response.text
    assert LEFT_OUT in response.text
    assert NOT_ENOUGH in comparison(two[0], draft).text


def test_scheme_that_was_taken_off_the_list_says_so(db, comparison):
    old = SchemeFactory(delisted_on=DAY, delisted_reason="Why", delisted_reason_cy="Pam")

    assert "Taken off the list" in comparison(old, SchemeFactory()).text
    assert "Taken off the list" not in comparison(*SchemeFactory.create_batch(2)).text


def test_each_column_says_which_prison_and_when_it_was_confirmed(db, comparison):
    example = SchemeFactory(prison=PrisonFactory(example=True, name="HMP Example"), confirmed_on=DAY)
    shown = words(next(tree_of(comparison(example, SchemeFactory())).iter("thead")))

    assert "HMP Example (made-up example)" in shown
    assert "Last confirmed on 1 June 2026." in shown


# What differs


def test_difference_is_marked_and_sameness_is_not(db, comparison):
    one = SchemeFactory(night_cover="none", matching="rota", weekday_hours=Decimal("7.5"))
    other = SchemeFactory(night_cover="on_call", matching="rota", weekday_hours=Decimal("7.50"))

    found = rows(comparison(one, other))

    assert found["Night cover"] == (True, ["None", "On call"])
    assert found["Matching"] == (False, ["By rota", "By rota"])
    assert found["Hours out of cell, weekdays"] == (False, ["7.5 hours a day", "7.5 hours a day"])


def test_difference_is_said_in_words_and_not_by_colour_alone(db, comparison):
    shown = comparison(SchemeFactory(night_cover="none"), SchemeFactory(night_cover="on_call"))

    marked = [row for row in tree_of(shown).iter("tr") if row.get("class") == "cmp-d"]
    assert [words(row.find("th").find("span")) for row in marked] == ["Differs"]


def test_what_was_not_told_is_no_difference(db, comparison):
    told = SchemeFactory(night_cover="none", formats=["welsh"])
    silent, asked = SchemeFactory(), SchemeFactory(not_known=["night_cover"])

    found = rows(comparison(told, silent, asked))

    assert found["Night cover"] == (False, ["None", "Not reported", "Asked, not known"])
    assert found["Formats"] == (False, ["Welsh", "Not reported", "Not reported"])


def test_order_in_which_values_were_chosen_is_no_difference(db, comparison):
    one = SchemeFactory(formats=["welsh", "easy_read"])
    other = SchemeFactory(formats=["easy_read", "welsh"])

    assert rows(comparison(one, other))["Formats"] == (False, ["Easy ReadWelsh"] * 2)


def test_pay_in_the_same_band_is_no_difference(db, comparison):
    found = rows(comparison(SchemeFactory(weekly_pay=Decimal("10.01")), SchemeFactory(weekly_pay=Decimal("14.98"))))

    assert found["Weekly pay"] == (False, ["£10 to £14.99"] * 2)


@given(cells=st.lists(st.lists(st.sampled_from("ab")).map(tuple), min_size=2, max_size=4))
def test_row_differs_where_two_told_us_different_things(cells):
    row = Row([Fact("name", "Label", "Meaning", codes) for codes in cells])

    told = [codes for codes in cells if codes]
    assert row.differs is any(one != other for one in told for other in told)


def test_only_differences_are_shown_where_asked_for(db, comparison):
    two = [SchemeFactory(night_cover="none", matching="rota"), SchemeFactory(night_cover="on_call", matching="rota")]

    response = comparison(*two, show="differences")

    assert list(rows(response)) == ["Night cover"]
    headings = [words(cell) for cell in tree_of(response).iter("th") if cell.get("class") == "cmp-h"]
    assert headings == ["The work and its limits"]
    assert f'href="?scheme={two[0].code}&amp;scheme={two[1].code}"' in response.text
    assert "Show every fact" in response.text


def test_schemes_that_differ_in_nothing_say_so_instead_of_an_empty_table(db, comparison):
    response = comparison(*SchemeFactory.create_batch(2), show="differences")

    assert "What these prisons told us does not differ anywhere." in response.text
    assert "<table" not in response.text


def test_every_row_has_a_line_that_says_what_the_fact_means(db, comparison):
    response = comparison(*SchemeFactory.create_batch(2))

    lines = [words(cell.find("small")) for cell in tree_of(response).iter("th") if cell.get("scope") == "row"]
    assert len(lines) == len(GOING_ON)
    assert all(lines)
    assert "How often a buddy meets who supervises them." in lines


def test_comparison_has_no_total_and_no_order_of_merit(db, comparison):
    response = comparison(*SchemeFactory.create_batch(2, evidence_level="replicated"))

    assert "There is no order of merit." in response.text
    assert not [element for element in tree_of(response).iter() if element.tag in ("tfoot", "meter", "progress")]


# The table


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("show", ["", "differences"])
def test_wide_table_is_a_region_that_the_keyboard_reaches(db, comparison, prefix, show):
    two = [SchemeFactory(night_cover="none", name="<b>x</b>"), SchemeFactory(night_cover="on_call")]

    response = comparison(*two, prefix=prefix, show=show)

    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    [region] = [div for div in tree_of(response).iter("div") if div.get("role") == "region"]
    assert region.get("tabindex") == "0"
    assert region.get("aria-label")
    assert region.find("table").find("caption") is not None
    scopes = {cell.get("scope") for cell in region.iter("th")}
    assert scopes == {"col", "row", "rowgroup"}


def test_address_of_a_comparison_is_all_that_is_needed_and_it_is_not_for_search_engines(db, comparison):
    response = comparison(*SchemeFactory.create_batch(2))

    assert "noindex" in response.text
    assert not response.cookies
    alternates = [link.get("hreflang") for link in tree_of(response).iter("link") if link.get("rel") == "alternate"]
    assert len(alternates) >= 2


def test_comparison_in_welsh_names_things_in_welsh(db, comparison):
    two = [
        SchemeFactory(name="Buddies", name_cy="Cyfeillion", cluster=ClusterFactory(name="South", name_cy="De")),
        SchemeFactory(prison=PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd")),
    ]

    address = two[0].get_absolute_url()
    response = comparison(*two, prefix="/cy")

    assert heads(response)[0] == "Cyfeillion"
    assert "Carchar Caerdydd" in response.text
    assert "HMP Cardiff" not in response.text
    assert "<span>De</span>" in response.text
    assert f'href="/cy{address}"' in response.text


def test_comparison_costs_the_same_for_two_as_for_four(db, comparison):
    schemes = [SchemeFactory(cluster=ClusterFactory(), formats=["welsh"]) for _ in range(4)]
    comparison(*schemes)
    costs = []
    for number in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            comparison(*schemes[:number])
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12


def test_every_fact_of_the_profile_is_compared(db):
    sections = compared(SchemeFactory.build_batch(2, prison=PrisonFactory()))

    assert [row.facts[0].name for _heading, found in sections for row in found] == GOING_ON
