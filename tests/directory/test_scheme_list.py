"""The list of schemes as a reader narrows it: facets and their counts, keyword, A to Z, map, and what is chosen."""

import datetime
import gzip
from dataclasses import dataclass
from decimal import Decimal

import html5lib
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import vocabulary
from directory.choices import Function, Region, SchemeStatus
from directory.forms.schemes import SchemeFilterForm
from directory.models import Prison, Scheme
from hub.listing import Listing
from resources.evidence import EvidenceDirection, EvidenceLevel
from tests.factories import (
    DAY,
    RECOMMENDATION,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PrisonFactory,
    SchemeFactory,
)
from tests.undone import undone

ADDRESS = "/directory/schemes/"


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def words(element):
    return " ".join("".join(element.itertext()).split())


def shown_in(tree):
    """The codes of the schemes in the list, in its order."""
    lists = with_class(tree, "res")
    return [box.get("value") for item in lists for box in item.iter("input") if box.get("name") == "scheme"]


@pytest.fixture
def codes(client):
    """A function that gives the codes that a query of the list shows."""
    return lambda language="", **query: shown_in(tree_of(client.get(f"{language}{ADDRESS}", query)))


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI", slug="exeter", name="HMP Exeter")


@pytest.fixture
def recommendations(home):
    """Two recommendations of one document."""
    body = [("section", "First"), ("recommendation", RECOMMENDATION), ("recommendation", RECOMMENDATION)]
    index = GuidanceIndexPageFactory(parent=home)
    page = GuidancePageFactory(parent=index, document__reference="PSSC-G-01", body=body)
    page.save_revision().publish()
    return list(page.document.recommendations.order_by("number"))


# Facets against a plain reckoning over made-up schemes

# Facet: (fact, its values, whether the fact holds several)
OWN = {
    "model": ("model", vocabulary.Model, False),
    "formality": ("formality", vocabulary.Formality, False),
    "status": ("status", SchemeStatus, False),
    "task": ("tasks_allowed", vocabulary.Task, True),
    "boundary": ("boundary_rule", vocabulary.BoundaryRule, False),
    "training": ("training_basis", vocabulary.TrainingBasis, False),
    "supervision": ("supervision_frequency", vocabulary.SupervisionFrequency, False),
    "debrief": ("debrief_available", vocabulary.YesNo, False),
    "night": ("night_cover", vocabulary.NightCover, False),
    "rest": ("rest_after_nights", vocabulary.YesNo, False),
    "death": ("support_after_death", vocabulary.YesNo, False),
    "pay": ("pay_basis", vocabulary.PayBasis, False),
    "evidence": ("evidence_level", EvidenceLevel, False),
    "found": ("evidence_direction", EvidenceDirection, False),
}
PLACES = {
    "category": ["A", "B", "C", "D"],
    "function": Function.values,
    "region": Region.values,
    "country": ["England", "Wales"],
    "letter": ["A", "E", "P"],
}
FACETS = {name: choices.values for name, (_fact, choices, _many) in OWN.items()} | PLACES | {"recommendation": [0, 1]}


@dataclass(frozen=True)
class MadeUp:
    """A scheme as hypothesis made it up: {facet: the values that find it}."""

    facts: dict
    place: dict
    practises: tuple

    def found_by(self, facet):
        if facet in OWN:
            value = self.facts[OWN[facet][0]]
            return set(value) if isinstance(value, list) else {value} - {""}
        return set(self.practises) if facet == "recommendation" else set(self.place[facet])

    def matches(self, chosen):
        return all(not values or self.found_by(facet).intersection(values) for facet, values in chosen.items())


def one_of(choices):
    return st.sampled_from(["", *choices.values])


made_up = st.builds(
    MadeUp,
    facts=st.fixed_dictionaries(
        {
            fact: st.lists(st.sampled_from(choices.values), unique=True, max_size=3) if many else one_of(choices)
            for fact, choices, many in OWN.values()
            if fact != "status"
        }
        | {"status": st.sampled_from(SchemeStatus.values)}
    ),
    place=st.fixed_dictionaries(
        {
            "category": st.lists(st.sampled_from("ABCD"), unique=True).map(sorted),
            "function": st.sampled_from([[], ["open"], ["reception"]]),
            "region": st.sampled_from([["South West"], ["Wales"]]),
            "country": st.sampled_from([["England"], ["Wales"]]),
            "letter": st.sampled_from([["A"], ["E"]]),
        }
    ),
    practises=st.sampled_from([(), (0,), (1,), (0, 1)]),
)
choices = st.dictionaries(st.sampled_from(list(FACETS)), st.none(), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(FACETS[name]), unique=True, min_size=1, max_size=2) for name in names}
    )
)
over_schemes = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def make(scheme, recommendations):
    place = scheme.place
    prison = PrisonFactory(
        security_categories="".join(place["category"]),
        function="".join(place["function"]),
        region=place["region"][0],
        country=place["country"][0],
        name_cy="Carchar",
        slug=f"{place['letter'][0].lower()}-{Prison.objects.count():03}",
    )
    practised = [recommendations[number] for number in scheme.practises]
    return SchemeFactory(prison=prison, **scheme.facts, recommendations=practised)


def code_of(recommendation):
    return f"{recommendation.document}-{recommendation.label}"


def asked(chosen, recommendations):
    """The choice with the keys of recommendations, as the address has them."""
    numbers = {"recommendation": [code_of(recommendations[number]) for number in chosen.get("recommendation", [])]}
    return {**chosen, **numbers} if numbers["recommendation"] else chosen


def listing_of(**query):
    return Listing(Scheme.objects.found(), SchemeFilterForm, QueryDict(urlencode(query, doseq=True)))


@pytest.mark.django_db
@over_schemes
@given(schemes=st.lists(made_up, min_size=1, max_size=5), chosen=choices)
def test_results_and_counts_are_those_of_a_plain_reckoning(recommendations, schemes, chosen):
    with undone():
        made = {make(scheme, recommendations).pk: scheme for scheme in schemes}
        listing = listing_of(**asked(chosen, recommendations))

        assert {scheme.pk for scheme in listing.results} == {
            pk for pk, scheme in made.items() if scheme.matches(chosen)
        }
        counts = {
            (facet["name"], value["value"]): value["count"] for facet in listing.facets for value in facet["values"]
        }
        for facet, values in FACETS.items():
            for value in values:
                expected = sum(scheme.matches({**chosen, facet: [value]}) for scheme in schemes)
                code = code_of(recommendations[value]) if facet == "recommendation" else value
                assert counts.get((facet, code), 0) == expected, (facet, value)


def test_every_facet_of_the_form_is_reckoned_with():
    assert {name for name in SchemeFilterForm.base_fields if name != "q"} == set(FACETS)


def test_value_is_shown_with_its_count(db, client):
    SchemeFactory.create_batch(2, night_cover="on_call")
    SchemeFactory(night_cover="none")

    labels = {words(box) for box in with_class(tree_of(client.get(ADDRESS)), "checkbox--small")}

    assert {"On call (2)", "None (1)"} <= labels
    assert "Unlocked at night (0)" not in labels


def test_recommendation_is_offered_by_its_number_where_a_scheme_practises_it(recommendations, client, codes):
    first, _second = recommendations
    scheme = SchemeFactory(recommendations=[first])
    SchemeFactory()

    labels = [words(box) for box in with_class(tree_of(client.get(ADDRESS)), "checkbox--small")]

    assert [label for label in labels if label.startswith("PSSC")] == ["PSSC-G-01-R1 (1)"]
    assert codes(recommendation=code_of(first)) == [scheme.code]


def test_recommendation_that_only_a_draft_practises_is_not_offered(recommendations, client):
    SchemeFactory(recommendations=recommendations, live=False)

    assert "PSSC-G-01" not in client.get(ADDRESS).text


# Who is listed


def test_only_what_is_published_approved_lately_and_not_taken_off_is_listed(db, codes):
    shown = SchemeFactory()
    SchemeFactory(live=False)
    SchemeFactory(delisted_on=DAY)
    SchemeFactory(approved_on=timezone.localdate() - datetime.timedelta(days=600))

    assert codes() == [shown.code]


def test_list_is_in_the_order_of_the_prisons(db, codes):
    late = SchemeFactory(prison__slug="wymott")
    early = SchemeFactory(prison__slug="ashfield")

    assert codes() == [early.code, late.code]


@pytest.mark.parametrize("text", ["buddies", "Cyfeillion", "PSS-EXI-01", "exeter", "Caer", "hmp buddies"])
@pytest.mark.parametrize("language", ["", "/cy"])
def test_keyword_finds_a_scheme_by_its_names_its_code_and_its_prison(db, codes, text, language):
    prison = PrisonFactory(nomis_code="EXI", name="HMP Exeter", name_cy="Carchar Caerwysg")
    told = {"name": "Buddies", "name_cy": "Cyfeillion", "summary": "Help with daily life."}
    scheme = SchemeFactory(prison=prison, code="PSS-EXI-01", **told)
    SchemeFactory()

    assert codes(language, q=text) == [scheme.code]


def test_where_nothing_matches_the_reader_is_told_and_keeps_what_was_chosen(exeter, client):
    scheme = SchemeFactory(prison=exeter)

    response = client.get(ADDRESS, {"q": "zzz", "scheme": scheme.code})

    assert "0 schemes</h2>" in response.text
    assert "Nothing matches all of these filters" in response.text
    assert f'<a href="?scheme={scheme.code}">Clear all filters</a>' in response.text
    assert "<svg" not in "".join(words(element) for element in with_class(tree_of(response), "map"))


def test_filtered_list_is_not_for_search_engines(exeter, client):
    scheme = SchemeFactory(prison=exeter)

    assert "noindex" not in client.get(ADDRESS).text
    assert "noindex" in client.get(f"{ADDRESS}?status=active").text
    assert "noindex" in client.get(f"{ADDRESS}?scheme={scheme.code}").text


def test_list_says_that_it_is_no_score(exeter, client):
    SchemeFactory(prison=exeter, evidence_level="replicated")

    assert "Nothing here is a score" in client.get(ADDRESS).text


def test_downloads_beside_the_list_have_its_filter(exeter, client):
    SchemeFactory(prison=exeter, night_cover="none")

    links = {link.get("href") for link in tree_of(client.get(f"{ADDRESS}?night=none&page=1&x=1")).iter("a")}

    for name in ("schemes.csv", "schemes.json", "schemes.geojson"):
        assert f"/directory/{name}?night=none" in links
    assert "/feeds/schemes.atom?night=none" in links
    assert "/directory/dictionary/" in links


# A to Z and map


def test_letters_lead_to_the_schemes_of_the_prisons_that_begin_with_them(db, client, codes):
    ashfield = SchemeFactory(prison__slug="ashfield", prison__name="HMP Ashfield", name="Zebras")
    bure = SchemeFactory(prison__slug="bure", name="Apples")

    [letters] = with_class(tree_of(client.get(f"{ADDRESS}?status=active")), "letters")

    assert {link.text: link.get("href") for link in letters.iter("a")} == {
        "A": "?status=active&letter=A",
        "B": "?status=active&letter=B",
    }
    assert codes(letter="A") == [ashfield.code]
    assert codes(letter="B") == [bure.code]


def test_prison_with_two_schemes_is_one_pin_with_the_number_of_both(exeter, client):
    two = [SchemeFactory(prison=exeter), SchemeFactory(prison=exeter)]
    other = SchemeFactory(prison__slug="zzz", prison__lat=53)

    tree = tree_of(client.get(ADDRESS))

    pins = with_class(tree, "pin")
    assert [pin.get("aria-label") for pin in pins] == ["1: HMP Exeter", f"2: {other.prison}"]
    assert [pin.get("href") for pin in pins] == ["#EXI", f"#{other.prison_id}"]
    [listed] = with_class(tree, "res")
    assert [item.get("id") for item in listed] == ["EXI", None, other.prison_id]
    assert [words(item.find("span")) for item in listed] == ["1", "1", "2"]
    assert {scheme.code for scheme in two} < set(shown_in(tree))


@pytest.mark.parametrize(("page", "pins", "dots"), [(1, 20, 5), (2, 5, 20)])
def test_map_shows_the_prisons_of_the_list_and_of_no_other(db, client, page, pins, dots):
    for number in range(25):
        SchemeFactory(prison__lat=Decimal(50) + Decimal(number) / 20, night_cover="on_call")
    SchemeFactory.create_batch(3, night_cover="none")
    PrisonFactory()

    tree = tree_of(client.get(f"{ADDRESS}?night=on_call&page={page}"))

    assert len(with_class(tree, "pin")) == pins
    [drawn] = with_class(tree, "pt")
    assert drawn.get("d").count("M") == dots
    ids = [item.get("id") for listed in with_class(tree, "res") for item in listed]
    assert [pin.get("href").removeprefix("#") for pin in with_class(tree, "pin")] == ids


def test_prison_at_an_unknown_place_is_listed_without_a_pin(db, client, codes):
    made_up = SchemeFactory(prison=PrisonFactory(example=True))

    assert codes() == [made_up.code]
    assert with_class(tree_of(client.get(ADDRESS)), "pin") == []


# Chosen to be compared


@pytest.fixture
def many(db):
    return [SchemeFactory(prison__slug=f"place-{number:03}", night_cover="on_call") for number in range(25)]


def test_chosen_scheme_is_ticked_and_kept_by_every_link(many, client):
    first, last = many[0].code, many[-1].code

    tree = tree_of(client.get(ADDRESS, {"scheme": [first, last], "night": "on_call", "q": "place"}))

    boxes = {box.get("value"): box for box in tree.iter("input") if box.get("type") == "checkbox"}
    assert "checked" in boxes[first].attrib
    assert "checked" in boxes[last].attrib
    assert "checked" not in boxes[many[1].code].attrib
    hidden = [
        box.get("value") for box in tree.iter("input") if (box.get("type"), box.get("name")) == ("hidden", "scheme")
    ]
    assert hidden == [first, last]
    kept = f"scheme={first}&scheme={last}"
    queries = [
        link.get("href")
        for name in ("pager", "chips", "letters", "go")
        for part in with_class(tree, name)
        for link in part.iter("a")
    ]
    assert len(queries) >= 5
    assert all(query.endswith(kept) or f"{kept}&page=" in query for query in queries)


def test_one_chosen_on_another_page_can_be_unticked(many, client):
    last = many[-1]

    tree = tree_of(client.get(ADDRESS, {"scheme": last.code}))

    form = next(form for form in tree.iter("form") if form.get("action") == "/directory/compare/")
    boxes = [box for box in form.iter("input") if box.get("value") == last.code]
    assert [box.get("type") for box in boxes] == ["checkbox"]
    assert f"{last}, {last.prison}" in words(form)


def test_reader_without_script_keeps_what_was_ticked_and_looks_further(many, client):
    tree = tree_of(client.get(ADDRESS, {"night": "on_call"}))
    form = next(form for form in tree.iter("form") if form.get("action") == "/directory/compare/")

    [further] = [button for button in form.iter("button") if button.get("formaction")]
    hidden = [(box.get("name"), box.get("value")) for box in form.iter("input") if box.get("type") == "hidden"]
    sent = [*hidden, ("scheme", many[3].code)]

    assert further.get("formaction") == ADDRESS
    response = client.get(f"{ADDRESS}?{urlencode(sent)}")
    assert response.context["chosen"] == [many[3].code]
    assert response.context["listing"].selected == {"night": ["on_call"]}
    assert client.get(f"/directory/compare/?{urlencode(sent)}").status_code == 200


@pytest.mark.parametrize("query", ["scheme=", "scheme=%00", "scheme=PSS-XXX-99", "scheme=%ff", "scheme=" + "x" * 5000])
def test_what_is_no_scheme_is_not_chosen(many, client, query):
    response = client.get(f"{ADDRESS}?{query}")

    assert response.status_code == 200
    assert response.context["chosen"] == []


def test_draft_is_not_chosen_and_no_more_than_four_are(many, client):
    draft = SchemeFactory(live=False)

    chosen = client.get(ADDRESS, {"scheme": [draft.code, *(scheme.code for scheme in many[:6])]}).context["chosen"]

    assert chosen == [scheme.code for scheme in many[:4]]


def test_directory_and_every_footer_lead_to_the_schemes(exeter, client):
    tree = tree_of(client.get("/directory/"))

    [main] = tree.iter("main")
    [footer] = tree.iter("footer")
    for part in (main, footer):
        assert [words(link) for link in part.iter("a") if link.get("href") == ADDRESS] == ["Compare schemes"]


# Any request at all

KEYS = [*SchemeFilterForm.base_fields, "page", "scheme", "unknown"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
VALUE = TEXT | st.sampled_from(["A", "none", "yes", "PSS-EXI-01", "1", "-1", "9" * 30, "²", "\x00"])


@pytest.mark.django_db
@settings(deadline=None, max_examples=50)
@given(query=st.dictionaries(st.sampled_from(KEYS), st.lists(VALUE, max_size=3), max_size=4))
@pytest.mark.parametrize("address", [ADDRESS, "/directory/compare/", "/directory/schemes.csv", "/feeds/schemes.atom"])
def test_rubbish_is_answered_like_any_request(address, query):
    if not Scheme.objects.exists():
        SchemeFactory(prison__nomis_code="EXI", code="PSS-EXI-01")

    response = Client().get(address, query)

    assert response.status_code == 200
    assert response.getvalue() if response.streaming else response.content


# Cost, weight, markup


@pytest.mark.parametrize("query", [{}, {"q": "place", "night": "none"}, {"letter": "P", "page": "2"}])
@pytest.mark.parametrize("language", ["", "/cy"])
def test_cost_does_not_grow_with_the_schemes(recommendations, client, language, query):
    costs = []
    for more in (3, 30):
        for _ in range(more):
            SchemeFactory(night_cover="none", recommendations=recommendations)
        asked_for = {**query, "scheme": [scheme.code for scheme in Scheme.objects.all()[:2]]}
        client.get(f"{language}{ADDRESS}", asked_for)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"{language}{ADDRESS}", asked_for)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12, [q["sql"][:200] for q in queries]
    assert not response.cookies


@pytest.mark.parametrize("language", ["", "/cy"])
def test_page_of_twenty_schemes_is_light(recommendations, client, language):
    facts = {fact: list(choices.values)[:5] if many else choices.values[0] for fact, choices, many in OWN.values()}
    for number in range(40):
        prison = PrisonFactory(lat=Decimal(50) + Decimal(number) / 10, slug=f"{chr(97 + number % 26)}-{number:02}")
        told = {"summary": f"Buddies help {number} with daily life, and are trained and supervised by the council."}
        SchemeFactory(prison=prison, name=f"Buddies of wing {number}", recommendations=recommendations, **told, **facts)

    html = client.get(f"{language}{ADDRESS}").content

    assert len(gzip.compress(html, 6)) <= 15 * 1024


@pytest.mark.parametrize("language", ["", "/cy"])
@pytest.mark.parametrize("query", ["", "?q=zzz", "?page=2", "?letter=P", "?scheme=PSS-EXI-01"])
def test_markup_has_no_error(exeter, many, client, language, query):
    SchemeFactory(prison=exeter, code="PSS-EXI-01", name='<b>"x"</b>')
    SchemeFactory(prison=exeter, code="PSS-EXI-02")

    response = client.get(f"{language}{ADDRESS}{query}")

    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    ids = [element.get("id") for element in tree_of(response).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
