"""Which pages a reader may see, and in which language: against Wagtail's own, slower answers."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import BaseViewRestriction, Locale, Page, PageViewRestriction

from home.models import HomePage, StandardPage
from hub.models import HubPageQuerySet
from tests import factories
from tests.undone import undone

RESTRICTIONS = [BaseViewRestriction.PASSWORD, BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS]
over_trees = settings(max_examples=25, deadline=None)


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
    return st.lists(node, min_size=1, max_size=8)


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
        if node.restriction:
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type=node.restriction, password="secret")
    return pages


@pytest.mark.usefixtures("home")
@over_trees
@given(nodes=trees())
def test_published_is_what_wagtail_calls_live_and_public(nodes):
    with undone():
        grow(nodes)

        found = HubPageQuerySet(Page).published()

        assert set(found) == set(Page.objects.live().public())


@pytest.mark.usefixtures("home")
@over_trees
@given(nodes=trees())
def test_published_holds_for_a_page_type_and_beside_other_filters(nodes):
    with undone():
        grow(nodes)

        found = StandardPage.objects.filter(depth__gt=3).published()

        assert set(found) == set(StandardPage.objects.filter(depth__gt=3).live().public())


def test_published_is_one_query(home, django_assert_num_queries):
    page = factories.StandardPageFactory(parent=home)
    for restriction in RESTRICTIONS:
        PageViewRestriction.objects.create(page=page, restriction_type=restriction)

    with django_assert_num_queries(1):
        assert list(StandardPage.objects.published()) == []


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
def test_reader_of_welsh_gets_the_welsh_page_or_else_the_english_one(standing):
    with undone():
        expected = set()
        for english, welsh in standing:
            pages = write(english, welsh)
            expected |= {pages["cy"]} if welsh == LIVE else {pages["en-gb"]} if english == LIVE else set()

        found = StandardPage.objects.published().for_language("cy")

        assert sorted(found, key=lambda page: page.pk) == sorted(expected, key=lambda page: page.pk)


@pytest.mark.usefixtures("home")
@over_trees
@given(standing=versions)
def test_reader_of_english_gets_the_english_pages_only(standing):
    with undone():
        made = [(english, write(english, welsh)) for english, welsh in standing]

        found = StandardPage.objects.published().for_language("en-gb")

        assert set(found) == {pages["en-gb"] for english, pages in made if english == LIVE}


@pytest.mark.parametrize("welsh", [ABSENT, DRAFT])
def test_page_without_a_live_translation_is_listed_in_english(welsh, home):
    pages = write(LIVE, welsh)

    assert list(StandardPage.objects.published().for_language("cy")) == [pages["en-gb"]]


def test_translation_is_listed_in_place_of_the_english_page(home):
    pages = write(LIVE, LIVE)

    assert list(StandardPage.objects.published().for_language("cy")) == [pages["cy"]]


def test_language_is_the_readers_unless_told(home, settings):
    pages = write(LIVE, LIVE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hub.models.pages.get_language", lambda: "cy")
        welsh = list(StandardPage.objects.published().for_language())

    assert welsh == [pages["cy"]]
    assert list(StandardPage.objects.published().for_language()) == [pages["en-gb"]]


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
    translated = page.copy_for_translation(Locale.objects.get(pk=welsh.pk))

    assert list(StandardPage.objects.published().for_language("cy")) == [page]
    translated.save_revision().publish()
    assert [found.pk for found in StandardPage.objects.published().for_language("cy")] == [translated.pk]
