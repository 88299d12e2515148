import re

import pytest

from tests.browser.addresses import not_in_welsh
from tests.browser.visits import follow


@pytest.fixture
def open_plain(open_page):
    """Opens a page in a browser whose JavaScript is switched off."""

    def open_plain(address):
        return open_page(address, java_script_enabled=False)

    return open_plain


def count(page):
    return int(re.search(r"\d+", page.locator("#results").inner_text())[0])


def test_a_filter_opens_takes_a_value_and_narrows_the_results(open_plain):
    page = open_plain("/directory/")
    before = count(page)
    facet = page.locator("details.facet", has_text="Security category")
    facet.locator("summary").click()
    facet.get_by_label("Category A").check()

    follow(page.get_by_role("button", name="Show results"))

    assert "category=A" in page.url
    assert 0 < count(page) < before
    assert page.locator(".chips").get_by_role("link").count() == 1


def test_taking_the_last_filter_away_shows_all_again(open_plain):
    page = open_plain("/directory/")
    before = count(page)
    page.goto("/directory/?category=A")

    follow(page.locator(".chips").get_by_role("link"))

    assert count(page) == before


def test_a_letter_of_the_alphabet_shows_the_prisons_that_begin_with_it(open_plain):
    page = open_plain("/directory/")

    follow(page.get_by_role("navigation", name="A to Z").get_by_role("link", name="B", exact=True))

    names = page.locator(".res h3").all_inner_texts()
    assert "letter=B" in page.url
    assert names
    assert [name for name in names if not re.sub(r"^(HM\w*(/YOI)? )", "", name).startswith("B")] == []


def test_paging_leads_on_and_back(open_plain):
    page = open_plain("/directory/")
    first = page.locator(".res h3").all_inner_texts()

    follow(page.get_by_role("link", name="Next page"))
    second = page.locator(".res h3").all_inner_texts()
    follow(page.get_by_role("link", name="Previous page"))

    assert not set(first) & set(second)
    assert page.locator(".res h3").all_inner_texts() == first


def test_a_search_from_the_head_of_a_page_finds_something(open_plain):
    page = open_plain("/about/")
    page.get_by_label("Search this site").fill("buddy")

    follow(page.get_by_role("search").get_by_role("button"))

    assert "/search/?q=buddy" in page.url
    assert count(page) > 0
    assert page.locator(".hits li").count() > 0


def test_a_search_for_nonsense_says_that_there_is_nothing(open_plain):
    page = open_plain("/search/?q=zzzzzz")

    assert count(page) == 0
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/guidance/peer-supported-social-care/",
        "/voices/?q=buddy",
        "/directory/?region=Wales&letter=B",
        "/directory/cardiff/",
        "/search/?q=a+b",
    ],
)
def test_the_language_switch_leads_to_the_same_page_and_back(open_plain, path):
    page = open_plain(path)
    english = page.url

    follow(page.get_by_role("navigation", name="Language").get_by_role("link", name="Cymraeg"))
    welsh, language = page.url, page.locator("html").get_attribute("lang")
    follow(page.get_by_role("link", name="English", exact=True).first)

    assert welsh.endswith(f"/cy{path}")
    assert language == "cy"
    assert page.url == english


def test_a_page_without_a_translation_offers_the_other_language(open_plain, demo):
    path = not_in_welsh(demo)
    page = open_plain(path)
    missing = page.locator("h1").inner_text()

    follow(page.locator("main .callout").get_by_role("link"))

    assert page.url == demo + path.removeprefix("/cy")
    assert page.locator("h1").inner_text() != missing


def test_words_under_a_content_note_are_folded_until_asked_for(open_plain):
    page = open_plain("/voices/nobody-asked-how-i-was/")
    words = page.locator("blockquote.said")
    before = words.is_visible()

    page.get_by_text("Show the words").click()

    assert not before
    assert words.is_visible()


def test_a_pin_of_the_map_leads_to_its_prison_in_the_list(open_plain):
    page = open_plain("/directory/?region=Wales")

    page.locator("a.pin").first.focus()
    page.keyboard.press("Enter")

    place = page.locator(f"[id='{page.url.split('#')[1]}']")
    assert place.is_visible()
    assert page.locator("ol.res").locator(f"[id='{page.url.split('#')[1]}']").count() == 1
