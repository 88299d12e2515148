from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import NewsIndexPageFactory, NewsPageFactory, PrisonFactory, SchemeFactory

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
HOST = "http://testserver"


@pytest.fixture
def sitemap(client):
    """A function that reads a section of the sitemap as {address: {language: address}}."""

    def read(section):
        response = client.get(f"/sitemap-{section}.xml")
        assert response.status_code == 200
        return {
            url.find("s:loc", NAMES).text: {
                link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
            }
            for url in ElementTree.fromstring(response.content).findall("s:url", NAMES)
        }

    return read


@pytest.fixture
def news(home):
    page = NewsPageFactory(parent=NewsIndexPageFactory(parent=home))
    page.save_revision().publish()
    return page


def test_index_names_a_sitemap_for_each_kind_of_address(home, client):
    response = client.get("/sitemap.xml")

    places = [place.text for place in ElementTree.fromstring(response.content).iter(f"{{{NAMES['s']}}}loc")]
    assert places == [f"{HOST}/sitemap-pages.xml", f"{HOST}/sitemap-prisons.xml", f"{HOST}/sitemap-schemes.xml"]
    assert response["Content-Type"] == "application/xml; charset=utf-8"


def test_pages_of_both_trees_are_listed_each_with_its_counterpart(news, sitemap, in_welsh):
    in_welsh(news)

    found = sitemap("pages")

    both = {"en-gb": HOST + news.url, "cy": f"{HOST}/cy{news.url}"}
    assert set(found[HOST + news.url].items()) >= set(both.items())
    assert set(found[f"{HOST}/cy{news.url}"].items()) >= set(both.items())
    assert {f"{HOST}/", f"{HOST}/cy/"} <= set(found)


def test_page_in_one_language_has_no_counterpart(news, sitemap):
    assert sitemap("pages")[HOST + news.url] == {}


def test_every_address_of_the_sitemap_answers(news, prison, sitemap, in_welsh, client):
    in_welsh(news)

    found = [*sitemap("pages"), *sitemap("prisons")]

    assert len(found) == 8
    assert [address for address in found if client.get(address.removeprefix(HOST)).status_code != 200] == []


def test_drafts_are_not_listed(news, sitemap):
    news.unpublish()

    assert HOST + news.url not in sitemap("pages")


def test_draft_translation_is_no_counterpart(news, sitemap, in_welsh):
    in_welsh(news).unpublish()

    found = sitemap("pages")

    assert found[HOST + news.url] == {}
    assert f"{HOST}/cy{news.url}" not in found


def test_pages_behind_a_password_and_all_below_them_are_not_listed(news, sitemap):
    news.get_parent().view_restrictions.create(restriction_type="password", password="secret")

    found = sitemap("pages")

    assert HOST + news.url not in found
    assert HOST + news.get_parent().url not in found


def test_page_says_when_it_was_last_published(news, client):
    news.refresh_from_db()

    day = news.last_published_at.date().isoformat()

    assert f"<loc>{HOST}{news.url}</loc><lastmod>{day}</lastmod>" in client.get("/sitemap-pages.xml").text


def test_prisons_are_listed_in_both_languages(home, sitemap):
    prison = PrisonFactory(slug="exeter")

    found = sitemap("prisons")

    both = {"en-gb": f"{HOST}/directory/exeter/", "cy": f"{HOST}/cy/directory/exeter/"}
    assert set(found) == set(both.values())
    assert all(set(alternates.items()) >= set(both.items()) for alternates in found.values())
    assert prison.get_absolute_url() == "/directory/exeter/"


def test_made_up_prisons_are_not_listed(home, sitemap):
    PrisonFactory(example=True)

    assert sitemap("prisons") == {}


def test_schemes_are_listed_in_both_languages_at_the_same_cost_whatever_their_number(home, sitemap):
    costs = []
    for number in (1, 3):
        SchemeFactory.create_batch(number)
        with CaptureQueriesContext(connection) as queries:
            found = sitemap("schemes")
        costs.append(len(queries))

    assert len(found) == 8
    assert costs[0] == costs[1]
    address = next(address for address in found if "/cy/" not in address)
    assert found[address] == {"en-gb": address, "cy": address.replace(HOST, f"{HOST}/cy")}


def test_schemes_that_lists_do_not_show_are_not_listed(home, sitemap):
    SchemeFactory(live=False)
    SchemeFactory(delisted_on=timezone.localdate(), delisted_reason="It ended.")
    SchemeFactory(prison=PrisonFactory(example=True))

    assert sitemap("schemes") == {}
