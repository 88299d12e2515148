"""Listing, filtering, counting and paging, on the real indexes."""

import datetime
import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.forms.prisons import PrisonFilterForm
from directory.models import Prison
from home.models import NewsPage
from home.models.news import NewsFilterForm
from hub.listing import FacetField, Listing
from hub.models import Topic
from tests import factories
from tests.undone import undone

INDEXES = {
    "/guidance/": (factories.GuidanceIndexPageFactory, factories.GuidancePageFactory),
    "/case-studies/": (factories.CaseStudyIndexPageFactory, factories.CaseStudyPageFactory),
    "/voices/": (factories.VoiceIndexPageFactory, factories.VoicePageFactory),
    "/toolkits/": (factories.ToolkitIndexPageFactory, factories.ToolkitPageFactory),
    "/news/": (factories.NewsIndexPageFactory, factories.NewsPageFactory),
}
KEYS = [
    *("q", "page", "topic", "kind", "year", "stage", "applies_to", "role", "shape", "template", "country", "prison"),
    *("evidence_level", "evidence_direction", "region", "gender", "function", "category", "status", "group", "letter"),
]
VALUES = ["news", "topic-a", "2026", "draft", "both", "buddy", "quote", "other", "Wales", "men", "adults", "A", "2"]

asked = (
    st.lists(st.tuples(st.sampled_from(KEYS) | st.text(max_size=8), st.sampled_from(VALUES) | st.text())).map(urlencode)
    | st.text(st.characters(min_codepoint=33, max_codepoint=126))
    | st.binary().map(quote)
)


@pytest.fixture
def index_of(home):
    """A function that makes the index at an address, with that many items, each on a topic of its own."""

    def make(address, number):
        index_factory, item_factory = INDEXES[address]
        index = index_factory(parent=home)
        for _ in range(number):
            item_factory(parent=index, topics=[factories.TopicFactory()])
        return index

    return make


@pytest.fixture
def indexes(index_of):
    factories.TopicFactory(slug="topic-a")
    factories.PrisonFactory(in_wales=True)
    for address in INDEXES:
        index_of(address, 3)


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def listing_of_news(**chosen):
    return Listing(NewsPage.objects.order_by("pk"), NewsFilterForm, QueryDict(urlencode(chosen, doseq=True)))


def listing_of_prisons(query):
    return Listing(Prison.objects.all(), PrisonFilterForm, QueryDict(query))


# What is chosen


@pytest.mark.parametrize("address", [*INDEXES, "/directory/", "/search/"])
@pytest.mark.usefixtures("indexes")
@settings(max_examples=40, deadline=None)
@given(query=asked)
def test_no_query_string_breaks_a_page(address, query):
    response = Client().get(address, QUERY_STRING=query)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "kind=",
        "kind=NEWS",
        "kind=news'--",
        "kind=%00",
        "kind[]=news",
        "year=2O26",
        "year=99999999999999999999",
        "year=-1",
        "topic=no-such-topic",
        "unknown=news",
        "page=x",
        "q=",
        "q=%20%20",
        "q=%00",
        "q=" + "a" * 201,
        "&&==;%",
    ],
)
def test_rubbish_means_unfiltered(query, news):
    pages = [factories.NewsPageFactory(parent=news) for _ in range(3)]

    listing = Listing(NewsPage.objects.order_by("pk"), NewsFilterForm, QueryDict(query))

    assert not listing.is_filtered
    assert listing.chips == []
    assert listing.query == ""
    assert list(listing.results) == pages


def test_rubbish_beside_a_known_value_changes_nothing(news):
    blog = factories.NewsPageFactory(parent=news, kind="blog")
    factories.NewsPageFactory(parent=news, kind="news")

    listing = listing_of_news(kind=["nonsense", "blog"], year="x")

    assert list(listing.results) == [blog]
    assert listing.selected == {"kind": ["blog"]}


def test_value_given_twice_counts_once(news):
    listing = listing_of_news(kind=["blog", "blog"])

    assert listing.selected == {"kind": ["blog"]}


def test_default_given_twice_is_still_the_default(db):
    listing = listing_of_prisons("group=adults&group=adults")

    assert not listing.is_filtered


def test_facet_keeps_only_values_it_knows():
    form_class = type("Form", (forms.Form,), {"size": FacetField(choices=[(1, "One"), (2, "Two")], lookup="size")})
    form = form_class(QueryDict("size=2&size=3&size=1"))

    assert form.is_valid()
    assert form.cleaned_data["size"] == ["1", "2"]


# What is found, compared with a plain reckoning over pages made up by hypothesis

KINDS, YEARS, TOPICS = ["news", "blog", "interview"], ["2024", "2025", "2026"], ["bread", "roses"]


@dataclass(frozen=True)
class Item:
    kind: str
    year: str
    topics: frozenset

    def has(self, facet, value):
        return value in self.topics if facet == "topic" else getattr(self, facet) == value

    def matches(self, chosen):
        return all(not values or any(self.has(facet, value) for value in values) for facet, values in chosen.items())


items = st.lists(
    st.builds(Item, st.sampled_from(KINDS), st.sampled_from(YEARS), st.frozensets(st.sampled_from(TOPICS))),
    min_size=1,
    max_size=6,
)
choices = st.fixed_dictionaries(
    {
        "kind": st.lists(st.sampled_from(KINDS), unique=True, max_size=2),
        "year": st.lists(st.sampled_from(YEARS), unique=True, max_size=2),
        "topic": st.lists(st.sampled_from(TOPICS), unique=True),
    }
)
over_pages = settings(max_examples=30, deadline=None)


@pytest.fixture
def news_and_topics(news):
    for slug in TOPICS:
        factories.TopicFactory(slug=slug)


def publish(made_up):
    """Publishes the items; returns {primary key: item}."""
    parent = factories.NewsIndexPageFactory._meta.model.objects.get()
    topics = Topic.objects.in_bulk(field_name="slug")
    pages = {}
    for item in made_up:
        page = factories.NewsPageFactory(
            parent=parent,
            kind=item.kind,
            date=datetime.date(int(item.year), 7, 1),
            topics=[topics[slug] for slug in item.topics],
        )
        pages[page.pk] = item
    return pages


def known(chosen, pages):
    """The choice without years in which nothing was published: the year facet does not offer them."""
    years = {item.year for item in pages.values()}
    return {**chosen, "year": [year for year in chosen["year"] if year in years]}


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, chosen=choices)
def test_results_match_one_value_of_every_facet_chosen(made_up, chosen):
    with undone():
        pages = publish(made_up)
        listing = listing_of_news(**chosen)

        found = [page.pk for page in listing.results]

        assert found == [pk for pk, item in pages.items() if item.matches(known(chosen, pages))]


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, chosen=choices)
def test_count_beside_a_value_is_what_that_value_would_show(made_up, chosen):
    with undone():
        pages = publish(made_up)
        listing = listing_of_news(**chosen)

        counts = {
            (facet["name"], value["value"]): value["count"] for facet in listing.facets for value in facet["values"]
        }

        chosen = known(chosen, pages)
        for facet, values in {"kind": KINDS, "year": YEARS, "topic": TOPICS}.items():
            for value in values:
                expected = sum(item.matches({**chosen, facet: [value]}) for item in pages.values())
                assert counts.get((facet, value), 0) == expected


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, chosen=choices)
def test_facet_shows_every_value_that_finds_something_or_is_chosen(made_up, chosen):
    with undone():
        pages = publish(made_up)
        listing = listing_of_news(**chosen)

        for facet in listing.facets:
            assert all(value["count"] or value["selected"] for value in facet["values"])
            shown = {value["value"] for value in facet["values"] if value["selected"]}
            assert shown == set(known(chosen, pages)[facet["name"]])
            assert facet["selected"] == len(shown)


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, facet=st.sampled_from(["kind", "topic"]), data=st.data())
def test_second_value_of_a_facet_widens(made_up, facet, data):
    one, other = data.draw(st.permutations({"kind": KINDS, "topic": TOPICS}[facet]))[:2]
    with undone():
        publish(made_up)

        both = set(listing_of_news(**{facet: [one, other]}).results)

        assert both == {*listing_of_news(**{facet: one}).results, *listing_of_news(**{facet: other}).results}


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, kind=st.sampled_from(KINDS), topic=st.sampled_from(TOPICS))
def test_second_facet_narrows(made_up, kind, topic):
    with undone():
        publish(made_up)

        both = set(listing_of_news(kind=kind, topic=topic).results)

        assert both == {*listing_of_news(kind=kind).results} & {*listing_of_news(topic=topic).results}


@pytest.mark.usefixtures("news_and_topics")
def test_item_with_two_chosen_topics_is_listed_once():
    publish([Item("news", "2026", frozenset(TOPICS))])

    listing = listing_of_news(topic=TOPICS)

    assert listing.page.paginator.count == len(listing.page.object_list) == 1


@pytest.mark.indexed
def test_keyword_narrows_results_and_counts(home, news):
    bread = factories.NewsPageFactory(parent=news, title="A week of bread", kind="blog")
    factories.NewsPageFactory(parent=news, title="Roses", kind="blog")

    listing = listing_of_news(q="bread")

    assert list(listing.results) == [bread]
    kinds = next(facet for facet in listing.facets if facet["name"] == "kind")
    assert [(value["value"], value["count"]) for value in kinds["values"]] == [("blog", 1)]


@pytest.mark.indexed
def test_keyword_that_finds_nothing_gives_an_empty_first_page(news):
    factories.NewsPageFactory(parent=news)

    listing = listing_of_news(q="xylophone", page="7")

    assert listing.page.number == 1
    assert list(listing.page) == []


# Chips


@pytest.mark.usefixtures("news_and_topics")
@over_pages
@given(made_up=items, chosen=choices, words=st.sampled_from(["", "news", "a & b"]))
def test_chip_takes_one_choice_away_and_nothing_else(made_up, chosen, words):
    with undone():
        pages = publish(made_up)
        before = listing_of_news(**chosen, q=words)
        applied = {(facet, value) for facet, values in known(chosen, pages).items() for value in values}
        applied |= {("q", words)} if words else set()

        left = []
        for chip in before.chips:
            after = Listing(NewsPage.objects.all(), NewsFilterForm, QueryDict(chip["query"]))
            rest = {(facet, value) for facet, values in after.selected.items() for value in values}
            left.append(rest | ({("q", after.words)} if after.words else set()))

        assert len(left) == len(applied)
        assert {frozenset(applied - rest) for rest in left} == {frozenset([choice]) for choice in applied}
        assert all(rest < applied for rest in left)


def test_chip_has_the_label_of_its_value(news):
    listing = listing_of_news(kind="blog", q="tea")

    assert [str(chip["label"]) for chip in listing.chips] == ["Blog", "“tea”"]


@pytest.mark.parametrize("query", ["", "group=adults", "group=nonsense", "group="])
def test_default_of_a_facet_applies_without_being_a_choice(query, db):
    adults, _children = factories.PrisonFactory(), factories.PrisonFactory(for_children=True)

    listing = listing_of_prisons(query)

    assert list(listing.results) == [adults]
    assert listing.chips == []
    assert listing.query == ""
    assert not listing.is_filtered


def test_choice_beside_the_default_makes_chips_of_both(db):
    listing = listing_of_prisons("group=adults&group=children")

    assert [chip["query"] for chip in listing.chips] == ["group=children", "group=adults"]


def test_link_of_a_letter_keeps_the_filter_and_replaces_the_letter(db):
    factories.PrisonFactory(slug="exeter", name="HMP Exeter")
    listing = listing_of_prisons("q=hmp&gender=men&letter=B&page=3")

    letters = next(facet for facet in listing.facets if facet["name"] == "letter")

    links = {value["value"]: value["query"]() for value in letters["values"]}
    assert links["E"] == "q=hmp&gender=men&letter=E"


# Paging


@pytest.mark.usefixtures("news")
@settings(max_examples=100, deadline=None)
@given(number=st.integers() | st.text())
def test_any_page_number_gives_a_page_that_exists(number):
    listing = Listing(range(50), NewsFilterForm, QueryDict(urlencode({"page": number})), per_page=20)
    listing.results, listing.total = range(50), 50

    assert listing.page.number in (1, 2, 3)
    if isinstance(number, int) and number not in (1, 2):
        assert listing.page.number == 3


@pytest.mark.parametrize(
    ("number", "expected"),
    [("", 1), ("x", 1), ("1.5", 1), ("\x00", 1), ("9" * 5000, 1), ("0", 3), ("-1", 3), ("4", 3), ("999999", 3)],
)
@pytest.mark.usefixtures("news")
def test_page_that_is_no_number_is_the_first_and_one_out_of_range_the_last(number, expected):
    listing = Listing(None, NewsFilterForm, QueryDict(urlencode({"page": number})), per_page=20)
    listing.results, listing.total = range(50), 50

    assert listing.page.number == expected


@pytest.mark.indexed
def test_following_the_pager_shows_every_item_of_the_filter_once(client, news):
    blogs = [factories.NewsPageFactory(parent=news, kind="blog", title=f"Tea & cake {n}") for n in range(26)]
    factories.NewsPageFactory(parent=news, kind="news", title="Tea and news")

    shown, query = [], "?kind=blog&q=tea&junk=1"
    while query:
        response = client.get(f"/news/{query}")
        shown += response.context["listing"].page
        following = re.search(r'<a href="([^"]*)" rel="next"', response.text)
        query = following and html.unescape(following[1])

    assert len(shown) == 26
    assert set(shown) == set(blogs)


def test_pager_links_hold_the_filter_and_a_page_only(client, news):
    factories.NewsPageFactory.create_batch(13, parent=news, kind="blog")

    text = client.get("/news/?kind=blog&junk=1&page=1").text

    assert '<a href="?kind=blog&amp;page=2" rel="next">' in text
    assert not re.search(r'href="\?[^"]*junk', text)


# Cost


@pytest.mark.parametrize("address", INDEXES)
def test_index_costs_the_same_queries_for_two_and_twenty_items(address, client, index_of):
    index = index_of(address, 2)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)

    for _ in range(18):
        INDEXES[address][1](parent=index, topics=[factories.TopicFactory()])
    with CaptureQueriesContext(connection) as many:
        response = client.get(address)

    assert response.context["listing"].page.paginator.count == 20
    assert len(many) == len(few)


@pytest.mark.parametrize("address", INDEXES)
def test_listing_costs_the_same_queries_whatever_is_chosen(address, index_of, client):
    index_of(address, 3)
    topics = list(Topic.objects.values_list("slug", flat=True))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address, {"topic": topics[:1]})

    with CaptureQueriesContext(connection) as three:
        response = client.get(address, {"topic": topics})

    assert response.context["listing"].page.paginator.count == 3
    assert len(three) == len(one)


def test_only_what_a_list_counts_while_nothing_filters_it_is_remembered(db, remembering):
    factories.PrisonFactory.create_batch(2, region="London")
    factories.PrisonFactory(region="Yorkshire and the Humber")

    def counts(query):
        listing = Listing(Prison.objects.all(), PrisonFilterForm, QueryDict(query), name="prisons")
        with CaptureQueriesContext(connection) as queries:
            regions = next(facet for facet in listing.facets if facet["name"] == "region")
            found = {value["value"]: value["count"] for value in regions["values"]}
        return listing.total, found, sum("COUNT(" in query["sql"] and "FILTER" in query["sql"] for query in queries)

    everywhere = {"London": 2, "Yorkshire and the Humber": 1}
    total, found, asked = counts("")
    assert (total, found, asked > 0) == (3, everywhere, True)
    assert counts("page=2") == (3, everywhere, 0)
    total, found, asked = counts("region=London")
    assert (total, found, asked > 0) == (2, everywhere, True)
    assert counts("q=zzz")[0] == 0
