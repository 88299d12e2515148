"""A crawl of the whole demonstration in both languages."""

from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.browser.addresses import in_site_map
from tests.browser.crawl import crawl, in_the_other_language, language, links, own_path


@pytest.fixture(scope="module")
def crawled(demo):
    return crawl(demo, ["/", "/cy/", *in_site_map(demo)])


def pages(crawled):
    return [(path, answer.page) for path, answer in crawled.items() if answer.page is not None]


def test_every_link_to_the_hub_itself_answers(crawled):
    missing = [(path, answer.status, answer.linked) for path, answer in crawled.items() if answer.status != 200]

    assert len(crawled) > 1000
    assert missing == []


def test_a_link_into_a_page_leads_to_something_that_is_there(demo, crawled):
    ids = {path: set(page.xpath("//@id")) for path, page in pages(crawled)}
    into = {
        (own_path(demo, url), unquote(urldefrag(url).fragment), path)
        for path, page in pages(crawled)
        for url in links(page, demo + path)
        if "#" in url
    }

    assert len(into) > 500
    assert {link for link in into if link[0] in ids and link[1] not in ids[link[0]]} == set()


def test_links_elsewhere_are_secure_or_write_a_letter(demo, crawled):
    found = {url for path, page in pages(crawled) for url in links(page, demo + path) if not url.startswith(f"{demo}/")}

    assert {url for url in found if urlsplit(url).scheme not in ("https", "mailto", "tel", "data")} == set()


def test_every_page_says_which_language_it_is_in(crawled):
    wrong = [
        path
        for path, page in pages(crawled)
        if language(page) != ("cy" if crawled[path].at.startswith("/cy/") else "en")
    ]

    assert wrong == []


def test_what_is_in_the_other_language_says_so(crawled):
    mixed = {}
    for path, page in pages(crawled):
        for said, text in in_the_other_language(page):
            mixed.setdefault((said, text), path)

    assert mixed == {}
