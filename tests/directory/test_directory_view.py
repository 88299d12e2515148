"""The directory as a reader sees it: list, facets, A to Z, map, and the page of one prison."""

import datetime

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.forms.prisons import PrisonFilterForm
from directory.models import AuthorityPeriod, Prison
from tests.factories import (
    DAY,
    AuthorityPeriodFactory,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    OrganisationFactory,
    PrisonFactory,
)

SVG = "{http://www.w3.org/2000/svg}"


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


@pytest.fixture
def codes(client):
    """A function that gives the codes of the prisons that a query of the directory lists."""

    def listed(language="", **query):
        response = client.get(f"{language}/directory/", query)
        [listing] = [element for element in tree_of(response).iter("ol") if element.get("class") == "plain res"] or [[]]
        return [item.get("id") for item in listing]

    return listed


# Who is listed


def test_prisons_that_hold_adults_are_listed_until_others_are_asked_for(db, codes):
    adults, closed = PrisonFactory(), PrisonFactory(closed=True)
    children, example = PrisonFactory(for_children=True), PrisonFactory(example=True)

    assert set(codes()) == {adults.pk, closed.pk}
    assert codes(group="children") == [children.pk]
    assert codes(group="examples") == [example.pk]
    assert set(codes(group=["adults", "examples"])) == {adults.pk, closed.pk, example.pk}


def test_heading_counts_the_results(db, client):
    PrisonFactory.create_batch(3)
    PrisonFactory(for_children=True)

    assert "3 prisons</h2>" in client.get("/directory/").text
    assert "1 prison</h2>" in client.get("/directory/?group=children").text


@pytest.mark.parametrize(
    "words", ["Cardiff", "cardiff", "Carchar Caerdydd", "Caerdydd", "CF24", "cf24 0ug", "CFI", "Glamorgan", "Bro"]
)
def test_keyword_finds_a_prison_by_any_of_its_names(db, codes, words):
    cardiff = PrisonFactory(
        in_wales=True,
        nomis_code="CFI",
        name="HMP Cardiff",
        name_cy="Carchar Caerdydd",
        county="South Glamorgan",
        local_authority="Bro Morgannwg",
        postcode="CF24 0UG",
    )
    PrisonFactory()

    assert codes(q=words) == [cardiff.pk]
    assert codes("/cy", q=words) == [cardiff.pk]


def test_every_word_must_be_found(db, codes):
    both, _one = PrisonFactory(name="HMP Long Moor"), PrisonFactory(name="HMP Moor")

    assert codes(q="moor long") == [both.pk]


def test_facet_values_widen_and_facets_narrow(db, codes):
    west = PrisonFactory(region="South West", gender="men")
    north = PrisonFactory(region="North East", gender="men")
    women = PrisonFactory(region="South West", for_women=True)

    assert codes(region="South West") == [west.pk, women.pk]
    assert codes(region=["South West", "North East"]) == [west.pk, north.pk, women.pk]
    assert codes(region="South West", gender="women") == [women.pk]


@pytest.mark.parametrize(
    ("facet", "value", "fields"),
    [
        ("region", "London", {"region": "London"}),
        ("gender", "mixed", {"gender": "mixed"}),
        ("function", "open", {"function": "open"}),
        ("category", "D", {"security_categories": "CD"}),
        ("status", "temporarily_closed", {"status": "temporarily_closed"}),
    ],
)
def test_each_facet_finds_its_prisons_and_counts_them(db, client, codes, facet, value, fields):
    found = PrisonFactory(**fields)
    PrisonFactory.create_batch(2)

    checkboxes = tree_of(client.get("/directory/")).iter("div")
    labels = ["".join(box.itertext()) for box in checkboxes if box.get("class") == "checkbox checkbox--small"]
    label = dict(PrisonFilterForm().fields[facet].choices)[value]

    assert codes(**{facet: value}) == [found.pk]
    assert f"{label} (1)" in [" ".join(text.split()) for text in labels]


def test_value_that_no_prison_has_is_not_offered(db, client):
    PrisonFactory(region="London")

    assert 'value="North East"' not in client.get("/directory/").text


def test_letters_lead_to_the_prisons_that_begin_with_them(db, client, codes):
    ashfield = PrisonFactory(name="HMP Ashfield", slug="ashfield")
    bure = PrisonFactory(name="HMP Bure", slug="bure")

    [letters] = with_class(tree_of(client.get("/directory/")), "letters")
    links = {link.text: link.get("href") for link in letters.iter("a")}

    assert links == {"A": "?letter=A", "B": "?letter=B"}
    assert codes(letter="A") == [ashfield.pk]
    assert codes(letter="B") == [bure.pk]


def test_welsh_list_is_in_the_order_of_the_welsh_alphabet_by_welsh_names(db, client, codes):
    names = [("swansea", "Carchar Abertawe"), ("bure", ""), ("cardiff", "Carchar Caerdydd"), ("cwm", "Carchar y Cwm")]
    made = [
        PrisonFactory(slug=slug, name=f"HMP {slug}", name_cy=name).pk for slug, name in [*names, ("chelmsford", "")]
    ]

    [letters] = with_class(tree_of(client.get("/cy/directory/")), "letters")

    assert codes("/cy") == made
    assert [link.text for link in letters.iter("a")] == ["A", "B", "C", "Ch"]
    assert codes("/cy", letter="C") == made[2:4]
    assert codes("/cy", letter="Ch") == made[4:]


def test_letter_keeps_the_filter(db, client):
    PrisonFactory(slug="ashfield", region="London")
    PrisonFactory(slug="bure", region="South West")

    [letters] = with_class(tree_of(client.get("/directory/?region=London")), "letters")

    assert [link.get("href") for link in letters.iter("a")] == ["?region=London&letter=A"]


def test_chosen_filters_can_be_taken_away_one_by_one(db, client):
    PrisonFactory(region="London", name="HMP Moor")

    [chips] = with_class(tree_of(client.get("/directory/?region=London&q=moor")), "chips")

    assert [link.get("href") for link in chips.iter("a")] == ["?q=moor", "?region=London"]


def test_filtered_list_is_not_for_search_engines(db, client):
    PrisonFactory(region="London")

    assert "noindex" not in client.get("/directory/").text
    assert "noindex" in client.get("/directory/?region=London").text


def test_pages_of_results_keep_the_filter_and_hold_every_prison_once(db, client, codes):
    prisons = PrisonFactory.create_batch(45, region="London")

    first, second, third = (codes(region="London", page=page) for page in (1, 2, 3))

    assert (len(first), len(second), len(third)) == (20, 20, 5)
    assert set(first + second + third) == {prison.pk for prison in prisons}
    assert 'href="?region=London&amp;page=2" rel="next"' in client.get("/directory/?region=London").text


def test_where_nothing_matches_the_reader_is_told_what_to_do(db, client):
    PrisonFactory()

    response = client.get("/directory/?q=zzz")

    assert "Nothing matches all of these filters" in response.text
    assert "0 prisons</h2>" in response.text
    assert '<a href="?">Clear all' in response.text


# Map


@pytest.mark.parametrize(("page", "pins", "dots"), [(1, 20, 5), (2, 5, 20)])
def test_pins_are_the_prisons_of_the_page_and_dots_the_other_results(db, client, codes, page, pins, dots):
    for number in range(25):
        PrisonFactory(region="London", lat=51 + number / 20)
    PrisonFactory.create_batch(3, region="North East")

    tree = tree_of(client.get(f"/directory/?region=London&page={page}"))
    pinned = with_class(tree, "pin")

    assert [pin.get("href").removeprefix("#") for pin in pinned] == codes(region="London", page=page)
    assert len(pinned) == pins
    [drawn] = with_class(tree, "pt")
    assert drawn.get("d").count("M") == dots


def test_pin_has_the_number_and_name_of_its_prison_in_the_list(db, client):
    for number in range(22):
        PrisonFactory(lat=51 + number / 20)

    tree = tree_of(client.get("/directory/?page=2"))
    numbers = [int(element.text) for element in with_class(tree, "no")]
    names = [heading.find("a").text for heading in tree.iter("h3") if heading.find("a") is not None]

    assert numbers == [21, 22]
    assert [pin.get("aria-label") for pin in with_class(tree, "pin")] == [
        f"{number}: {name}" for number, name in zip(numbers, names, strict=True)
    ]


def test_prison_at_an_unknown_place_is_listed_without_a_pin(db, client, codes):
    placed, lost = PrisonFactory(), PrisonFactory(lat=None, lon=None)

    tree = tree_of(client.get("/directory/"))

    assert codes() == [placed.pk, lost.pk]
    assert [pin.get("href") for pin in with_class(tree, "pin")] == [f"#{placed.pk}"]


def test_map_follows_the_filter(db, client):
    PrisonFactory(region="London", lat=51.5, lon=-0.1)
    PrisonFactory(region="North East", lat=54.8, lon=-1.5)

    [everything] = with_class(tree_of(client.get("/directory/")), "map")
    [london] = with_class(tree_of(client.get("/directory/?region=London")), "map")

    assert next(everything.iter(f"{SVG}svg")).get("viewBox") != next(london.iter(f"{SVG}svg")).get("viewBox")


def test_coordinates_are_written_with_a_point_in_both_languages(db, client):
    PrisonFactory.create_batch(21)

    for language in ("", "/cy"):
        tree = tree_of(client.get(f"{language}/directory/?page=2"))
        [dots] = with_class(tree, "pt")
        assert all(float(circle.get("r")) > 0 for circle in tree.iter(f"{SVG}circle"))
        assert "," not in dots.get("d")


# Any request at all

KEYS = [*PrisonFilterForm().fields, "page", "unknown"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
VALUE = st.one_of(TEXT, st.sampled_from(["London", "women", "A", "examples", "0", "-1", "2", "9" * 30, "1e3", "²"]))


@pytest.mark.django_db
@settings(deadline=None, max_examples=60)
@given(query=st.dictionaries(st.sampled_from(KEYS), st.lists(VALUE, max_size=3), max_size=4))
def test_rubbish_is_answered_like_any_request(query):
    if not Prison.objects.exists():
        PrisonFactory.create_batch(3)

    response = Client().get("/directory/", query)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "region=%ff", "page=", "page=0", "page=99999", "&&&=", "q=%", "q=" + "x" * 5000]
)
def test_broken_addresses_are_answered(db, client, prison, query):
    for language in ("", "/cy"):
        assert client.get(f"{language}/directory/?{query}").status_code == 200


def test_value_that_a_facet_does_not_know_filters_nothing(db, codes):
    prison = PrisonFactory()

    assert codes(region="Narnia", gender="?", group="all", letter="?") == [prison.pk]


def test_typed_markup_is_shown_as_text(db, client):
    response = client.get("/directory/", {"q": "<script>alert(1)</script>"})

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;" in response.text


# Cost


@pytest.mark.parametrize("address", ["/directory/", "/cy/directory/", "/directory/?q=place&region=South+West"])
def test_cost_does_not_grow_with_the_prisons(db, client, address):
    counts = []
    for more in (5, 45):
        PrisonFactory.create_batch(more)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


# Welsh


def test_welsh_directory_shows_welsh_names(db, client):
    prison = PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd")

    listing = client.get("/cy/directory/").text
    page = client.get(f"/cy/directory/{prison.slug}/").text

    assert '<html lang="cy">' in listing
    assert "Carchar Caerdydd</a>" in listing
    assert "HMP Cardiff" not in listing
    assert "<h1>Carchar Caerdydd</h1>" in page
    assert "Caerdydd" in page


def test_english_and_welsh_pages_of_a_prison_lead_to_each_other(prison, client):
    english = client.get(f"/directory/{prison.slug}/").text
    welsh = client.get(f"/cy/directory/{prison.slug}/").text

    for page in (english, welsh):
        assert f'hreflang="cy" href="http://testserver/cy/directory/{prison.slug}/"' in page
        assert f'hreflang="en-gb" href="http://testserver/directory/{prison.slug}/"' in page


# The page of one prison


@pytest.fixture
def facts(client):
    """A function that gives the facts printed on the page of a prison as {term: text}."""

    def printed(prison):
        [listing] = with_class(tree_of(client.get(prison.get_absolute_url())), "facts")
        pairs = [("".join(div.find("dt").itertext()), "".join(div.find("dd").itertext())) for div in listing]
        return {term: " ".join(text.split()) for term, text in pairs}

    return printed


def test_known_facts_are_printed(db, facts):
    prison = PrisonFactory(security_categories="BC", capacity=510)

    assert facts(prison) == {
        "Status": "Open",
        "Who is held": "Men",
        "Designation": "Prison (HMP)",
        "Function": "Category C trainer",
        "Security category": "Category B, Category C",
        "Run by": "HM Prison Service (public)",
        "Local authority": "Devon",
        "Region or nation": "South West",
        "Operational capacity": "510 (1 June 2026)",
    }


def test_what_is_not_known_says_so(db, facts):
    unknown = {"function": "", "security_categories": "", "operator": "", "local_authority": ""}
    prison = PrisonFactory(**unknown, capacity=None, capacity_on=None)

    printed = facts(prison)

    not_known = {term for term, text in printed.items() if text == "Not known"}
    assert not_known == {"Function", "Security category", "Run by", "Local authority", "Operational capacity"}


def test_capacity_of_nought_is_not_unknown(db, facts):
    assert facts(PrisonFactory(closed=True))["Operational capacity"].startswith("0 ")


def test_category_does_not_apply_to_women(db, facts):
    assert facts(PrisonFactory(for_women=True))["Security category"] == "Does not apply"


def test_place_that_holds_only_children_says_so(db, facts):
    assert facts(PrisonFactory(for_children=True))["Who is held"] == "Men, children only"


def test_record_says_where_it_comes_from_and_how_old_it_is(db, client):
    prison = PrisonFactory(source="The register of 2026")

    page = client.get(prison.get_absolute_url()).text

    assert "The register of 2026" in page
    assert "As at 1 June 2026." in page
    assert "Capacity: as at 1 June 2026." in page


def test_profile_says_whether_the_prison_is_in_use(db, facts):
    assert facts(PrisonFactory())["Status"] == "Open"
    assert facts(PrisonFactory(closed=True))["Status"] == "Temporarily closed"


def test_editors_notes_stay_with_the_editors(db, client):
    for prison in (PrisonFactory(notes="Doubtful."), PrisonFactory(closed=True, notes="Doubtful.")):
        assert "Doubtful." not in client.get(prison.get_absolute_url()).text


def test_capacity_of_paired_sites_says_that_it_is_joint(db, facts):
    joint = facts(PrisonFactory(notes="operational capacity is a joint figure for the paired site(s)"))

    assert "together with its paired site" in joint["Operational capacity"]


def test_closed_prison_says_so(db, client):
    closed = client.get(PrisonFactory(closed=True).get_absolute_url()).text
    open_ = client.get(PrisonFactory().get_absolute_url()).text

    assert "Nobody is held here now." in closed
    assert ">Temporarily closed</h2>" in closed
    assert "Nobody is held here now." not in open_


def test_notice_says_since_when_and_why(db, client):
    told = {"status_since": DAY, "status_reason": "Unsafe roof.", "status_reason_cy": "To anniogel."}
    prison = PrisonFactory(closed=True, **told)
    without_welsh = PrisonFactory(status="not_yet_open", status_reason="Being built.")

    english = client.get(f"/directory/{prison.slug}/").text
    welsh = client.get(f"/cy/directory/{prison.slug}/").text

    assert "Since 1 June 2026." in english
    assert "Unsafe roof." in english
    assert "To anniogel." in welsh
    assert "Unsafe roof." not in welsh
    assert ">Being built.</p>" in client.get(f"/directory/{without_welsh.slug}/").text
    assert '<p lang="en">Being built.</p>' in client.get(f"/cy/directory/{without_welsh.slug}/").text


def test_open_prison_of_which_nothing_else_is_told_has_no_notice(prison, client):
    assert not with_class(tree_of(client.get(prison.get_absolute_url())), "status")


def test_authority_is_the_one_that_answers_today(db, facts):
    prison = PrisonFactory(local_authority="Northamptonshire")
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    new = OrganisationFactory(authority=True, name="West Northamptonshire", name_cy="Gorllewin")
    old = OrganisationFactory(authority=True, name="Old council")

    assert facts(prison)["Local authority"] == "Northamptonshire"
    AuthorityPeriodFactory(prison=prison, authority=old, valid_until=today - day)
    assert facts(prison)["Local authority"] == "Northamptonshire"
    period = AuthorityPeriodFactory(prison=prison, authority=new, valid_from=today)
    since = date_format(today)
    assert facts(prison)["Local authority"] == f"West Northamptonshire (since {since})"
    period.valid_from = None
    period.save()
    assert facts(prison)["Local authority"] == "West Northamptonshire"


def test_authority_of_another_prison_is_not_shown(db, facts):
    AuthorityPeriodFactory()

    assert facts(PrisonFactory())["Local authority"] == "Devon"


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 0), (None, 0), (0, None), (None, None)])
def test_period_holds_from_its_first_day_to_its_last(db, start, end):
    days = [None if offset is None else DAY + datetime.timedelta(days=offset) for offset in (start, end)]
    period = AuthorityPeriodFactory(valid_from=days[0], valid_until=days[1])

    assert list(AuthorityPeriod.objects.on(DAY)) == [period]
    for offset, edge in ((-1, days[0]), (1, days[1])):
        outside = AuthorityPeriod.objects.on(edge + datetime.timedelta(days=offset)) if edge else []
        assert list(outside) == []


@pytest.mark.parametrize(("start", "end", "clashes"), [(0, 5, True), (-5, 0, True), (-5, -1, False), (11, None, False)])
def test_no_two_authorities_answer_for_the_same_days(prison, start, end, clashes):
    def day(offset):
        return None if offset is None else DAY + datetime.timedelta(days=offset)

    AuthorityPeriodFactory(prison=prison, valid_from=day(0), valid_until=day(10))
    other = AuthorityPeriodFactory.build(
        prison=prison, authority=OrganisationFactory(authority=True), valid_from=day(start), valid_until=day(end)
    )

    if clashes:
        with pytest.raises(ValidationError, match="Another local authority"):
            other.full_clean()
    else:
        other.full_clean()


def test_made_up_prison_says_so_on_its_page_and_in_the_list(db, client):
    example, real = PrisonFactory(example=True), PrisonFactory()

    assert "This prison does not exist." in client.get(example.get_absolute_url()).text
    assert "This prison does not exist." not in client.get(real.get_absolute_url()).text
    assert ">Made-up example</span>" in client.get("/directory/?group=examples").text
    assert ">Made-up example</span>" not in client.get("/directory/").text


def test_prison_has_a_map_only_where_its_place_is_known(db, client):
    known, unknown = PrisonFactory(), PrisonFactory(lat=None, lon=None)

    assert "map--small" in client.get(known.get_absolute_url()).text
    assert "map--small" not in client.get(unknown.get_absolute_url()).text


def test_published_practice_of_the_prison_is_listed_and_no_other(home, client):
    prison = PrisonFactory(example=True)
    index = CaseStudyIndexPageFactory(parent=home)
    shown = CaseStudyPageFactory(parent=index, prison=prison)
    draft = CaseStudyPageFactory(parent=index, prison=prison, live=False)
    elsewhere = CaseStudyPageFactory(parent=index)

    page = client.get(prison.get_absolute_url()).text

    assert shown.url in page
    assert draft.title not in page
    assert elsewhere.title not in page


def test_prison_without_practice_says_so(prison, client):
    assert "No practice from this prison has been published here yet." in client.get(prison.get_absolute_url()).text


def test_prison_that_is_not_there_is_not_found(db, client):
    assert client.get("/directory/nowhere/").status_code == 404


# Markup


@pytest.mark.parametrize("language", ["", "/cy"])
@pytest.mark.parametrize("address", ["/directory/", "/directory/?q=zzz", "/directory/?page=2", "/directory/moor/"])
def test_markup_has_no_error(db, client, language, address):
    PrisonFactory.create_batch(21)
    PrisonFactory(slug="moor", closed=True, operator="Smith & Sons <plc>")

    response = client.get(language + address)

    html5lib.HTMLParser(strict=True).parse(response.content.decode())
