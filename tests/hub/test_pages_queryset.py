"""Which pages a reader may see, and in which language: against Wagtail's own, slower answers."""

from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.utils import translation
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from home.models import HomePage, StandardPage
from hub import remembered
from hub.models import HubPageQuerySet
from hub.remembered import Memory
from tests import factories
from tests.undone import undone

RESTRICTIONS = [BaseViewRestriction.PASSWORD, BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS]
# Not shrunk: the trees are small, and making them over and over takes minutes.
over_trees = settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@dataclass(frozen=True)
class Node:
    """A page to make: under the page numbered `parent` (counted round), an alias of one or a page of its own."""

    parent: int
    live: bool
    restriction: str | None
    alias_of: int | None = None


def trees(**fields):
    node = st.builds(
        Node, st.integers(0, 20), st.booleans(), st.none() | st.none() | st.sampled_from(RESTRICTIONS), **fields
    )
    return st.lists(node, min_size=1, max_size=6)


def grow(nodes):
    """Makes the tree below the home page; returns its pages, the home page first."""
    pages = [HomePage.objects.get(locale__language_code="en-gb")]
    for number, node in enumerate(nodes):
        parent = Page.objects.get(pk=pages[node.parent % len(pages)].pk)
        if node.alias_of is None or number == 0:
            page = factories.StandardPageFactory(parent=parent, live=node.live)
        else:
            source = StandardPage.objects.get(pk=pages[1 + node.alias_of % (len(pages) - 1)].pk)
            page = source.create_alias(parent=parent, update_slug=f"alias-{number}", reset_translation_key=True)
        pages.append(page)
        if node.restriction and not page.alias_of_id:  # an alias cannot have a restriction of its own
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type=node.restriction, password="secret")
    return pages


@pytest.mark.usefixtures("home")
@over_trees
@given(nodes=trees())
def test_published_is_what_wagtail_calls_live_and_public(nodes):
    with undone():
        grow(nodes)

        everywhere, below = HubPageQuerySet(Page).published(), StandardPage.objects.filter(depth__gt=3).published()

        assert set(everywhere) == set(Page.objects.live().public())
        assert set(below) == set(StandardPage.objects.filter(depth__gt=3).live().public())
        memory = Memory("", float("inf"), {})
        with patch("hub.remembered.memory_now", lambda: memory):
            assert set(HubPageQuerySet(Page).published()) == set(everywhere)
            assert set(StandardPage.objects.filter(depth__gt=3).published()) == set(below)


def test_published_is_one_query(home, django_assert_num_queries):
    page = factories.StandardPageFactory(parent=home)
    for restriction in RESTRICTIONS:
        PageViewRestriction.objects.create(page=page, restriction_type=restriction)

    with django_assert_num_queries(1):
        assert list(StandardPage.objects.published()) == []


def test_what_is_hidden_is_remembered_where_it_is_little(home, remembering, monkeypatch):
    pages = [factories.StandardPageFactory(parent=home) for _ in range(3)]
    for page in pages[:2]:
        PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)

    remembered.memory_now().values.clear()
    assert set(StandardPage.objects.published()) == {pages[2]}
    assert "wagtailcore_pageviewrestriction" not in str(StandardPage.objects.published().query)

    remembered.memory_now().values.clear()
    monkeypatch.setattr("hub.querysets.FEW", 1)
    assert set(StandardPage.objects.published()) == {pages[2]}
    assert "wagtailcore_pageviewrestriction" in str(StandardPage.objects.published().query)


def test_restriction_on_one_page_leaves_its_siblings_alone(home):
    pages = [factories.StandardPageFactory(parent=home) for _ in range(40)]  # paths 0001 to 0014 in base 36
    PageViewRestriction.objects.create(page=pages[0], restriction_type=BaseViewRestriction.LOGIN)

    assert set(StandardPage.objects.published()) == set(pages[1:])


@pytest.mark.usefixtures("home")
@over_trees
@given(nodes=trees(alias_of=st.none() | st.integers(0, 20)))
def test_view_restrictions_are_those_that_wagtail_finds(nodes):
    with undone():
        for page in grow(nodes):
            page = page.specific_class.objects.get(pk=page.pk)

            found = page.get_view_restrictions()

            assert set(found) == set(Page.get_view_restrictions(page))


def test_view_restrictions_reach_descendants_and_aliases(home):
    section = factories.StandardPageFactory(parent=home)
    page = factories.StandardPageFactory(parent=section)
    elsewhere = factories.StandardPageFactory(parent=home)
    alias = page.create_alias(parent=elsewhere, update_slug="alias", reset_translation_key=True)
    on_section = PageViewRestriction.objects.create(page=section, restriction_type=BaseViewRestriction.LOGIN)
    on_page = PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.PASSWORD)

    assert set(section.get_view_restrictions()) == {on_section}
    assert set(page.get_view_restrictions()) == {on_section, on_page}
    assert set(alias.get_view_restrictions()) == {on_page}
    assert set(elsewhere.get_view_restrictions()) == set()


def test_restriction_reaches_the_alias_of_an_alias(home):
    page = factories.StandardPageFactory(parent=home)
    alias = page.create_alias(parent=home, update_slug="alias", reset_translation_key=True)
    second = alias.create_alias(parent=home, update_slug="second", reset_translation_key=True)

    restriction = PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)

    assert set(second.get_view_restrictions()) == {restriction}


def test_alias_of_a_restricted_page_asks_for_the_password_of_its_source_only(home):
    page = factories.StandardPageFactory(parent=home)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.PASSWORD)

    alias = page.create_alias(parent=home, update_slug="alias", reset_translation_key=True)

    assert set(alias.get_view_restrictions()) == {restriction}


def test_view_restrictions_are_one_query_however_deep_the_page(home, django_assert_num_queries):
    page = home
    for _ in range(5):
        page = factories.StandardPageFactory(parent=page)

    with django_assert_num_queries(1):
        assert list(page.get_view_restrictions()) == []


# Languages

# How a page stands in a language: not there, there as a draft, or live.
ABSENT, DRAFT, LIVE = "absent", "draft", "live"
states = st.sampled_from([ABSENT, DRAFT, LIVE])
versions = st.lists(st.tuples(states, states), min_size=1, max_size=6)


def write(english, welsh):
    """Makes a page that stands so in English and so in Welsh; returns {language code: page}."""
    codes = {"en-gb": english, "cy": welsh}
    pages = {}
    for code, state in codes.items():
        if state == ABSENT:
            continue
        parent = HomePage.objects.get(locale__language_code=code)
        page = factories.StandardPageFactory(parent=parent, live=state == LIVE, locale=parent.locale)
        if pages:
            StandardPage.objects.filter(pk=page.pk).update(translation_key=pages["en-gb"].translation_key)
        pages[code] = page
    return pages


@pytest.mark.usefixtures("home")
@over_trees
@given(standing=versions)
def test_each_reader_gets_their_own_language_and_in_welsh_the_english_page_where_there_is_no_other(standing):
    with undone():
        english, welsh = set(), set()
        for in_english, in_welsh in standing:
            pages = write(in_english, in_welsh)
            english |= {pages["en-gb"]} if in_english == LIVE else set()
            welsh |= {pages["cy"]} if in_welsh == LIVE else {pages["en-gb"]} if in_english == LIVE else set()

        assert set(StandardPage.objects.published().for_language("en-gb")) == english
        assert set(StandardPage.objects.published().for_language("cy")) == welsh


@pytest.mark.parametrize("welsh", [ABSENT, DRAFT])
def test_page_without_a_live_translation_is_listed_in_english(welsh, home):
    pages = write(LIVE, welsh)

    assert list(StandardPage.objects.published().for_language("cy")) == [pages["en-gb"]]


def test_translation_is_listed_in_place_of_the_english_page(home):
    pages = write(LIVE, LIVE)

    assert list(StandardPage.objects.published().for_language("cy")) == [pages["cy"]]


@pytest.mark.parametrize("reader", ["en-gb", "cy"])
def test_language_is_the_readers_unless_told(reader, home):
    pages = write(LIVE, LIVE)

    with translation.override(reader):
        assert list(StandardPage.objects.published().for_language()) == [pages[reader]]


def test_translations_of_a_page_are_it_and_its_other_languages(home):
    pages, _other = write(LIVE, LIVE), write(LIVE, LIVE)

    for page in pages.values():
        assert set(StandardPage.objects.translations_of(page.pk)) == set(pages.values())


def test_translations_of_no_page_are_none(home):
    write(LIVE, LIVE)

    assert list(StandardPage.objects.translations_of(None)) == []


def test_latest_first_goes_by_first_publication(home):
    pages = [factories.StandardPageFactory(parent=home) for _ in range(3)]
    for page in (pages[1], pages[0], pages[2]):
        page.save_revision().publish()

    assert list(StandardPage.objects.latest_first()) == [pages[2], pages[0], pages[1]]


def test_copied_translation_waits_as_a_draft(home, welsh):
    page = factories.StandardPageFactory(parent=home)
    translated = page.copy_for_translation(welsh)

    assert list(StandardPage.objects.published().for_language("cy")) == [page]
    translated.save_revision().publish()
    assert [found.pk for found in StandardPage.objects.published().for_language("cy")] == [translated.pk]
