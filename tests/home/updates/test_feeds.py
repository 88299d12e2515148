"""A feed of each list and each filter, in two formats, read by an independent parser."""

import datetime
import json

import feedparser
import pytest

from home.updates.sources import SOURCES
from tests.factories import SchemeFactory, VoiceIndexPageFactory, VoicePageFactory

HOUR = datetime.timedelta(hours=1)
# https://www.jsonfeed.org/version/1.1/: what must be there.
TOP, ITEM = {"version", "title", "items"}, {"id"}


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("name", SOURCES)
def test_every_list_has_both_feeds(home, welsh_home, tell, client, name, prefix, django_assert_max_num_queries):
    tell("News")

    with django_assert_max_num_queries(12):
        atom = client.get(f"{prefix}/feeds/{name}.atom")
    read = feedparser.parse(atom.content)
    feed = client.get(f"{prefix}/feeds/{name}.json")

    assert not read.bozo
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert read.feed.language == feed.json()["language"] == ("cy" if prefix else "en-gb")
    assert feed["Content-Type"] == "application/feed+json"
    assert feed.json().keys() >= TOP
    assert [item["title"] for item in feed.json()["items"]] == [entry.title for entry in read.entries]


def test_the_feed_of_a_filter_has_what_the_filter_finds(tell, client):
    tell("A blog", kind="blog")
    tell("A notice", kind="news")

    read = feedparser.parse(client.get("/feeds/news.atom?kind=blog&nonsense=1").content)

    assert [entry.title for entry in read.entries] == ["A blog"]
    assert read.feed.title == "Common Thread · News · Blog"
    assert {link.rel: link.href for link in read.feed.links} == {
        "alternate": "http://testserver/news/?kind=blog",
        "self": "http://testserver/feeds/news.atom?kind=blog",
    }


def test_what_is_new_is_in_its_feed_with_what_happened(tell, client, now):
    update = tell("A meeting", now - HOUR)

    [item] = client.get("/feeds/updates.json").json()["items"]

    assert item["title"] == "New: A meeting"
    assert item["url"] == f"http://testserver{update.path}"
    assert datetime.datetime.fromisoformat(item["date_published"]) == now - HOUR
    assert item.keys() >= ITEM


def test_a_voice_that_agreed_to_the_site_alone_is_in_no_feed(home, client):
    index = VoiceIndexPageFactory(parent=home)
    index.save_revision().publish()
    for title, covers in (("Staying", ["web"]), ("Leaving", ["web", "data"])):
        VoicePageFactory(parent=index, title=title, live=False, consent__covers=covers).save_revision().publish()

    found = client.get("/feeds/voices.json").json()["items"]

    assert [item["title"] for item in found] == ["Leaving"]


def test_characters_that_xml_has_no_way_to_write_do_no_harm(tell, client):
    tell("Odd \x0b title <b>&amp;", summary="\ufffe & <script>")

    read = feedparser.parse(client.get("/feeds/news.atom").content)

    assert not read.bozo
    assert read.entries[0].title.startswith("Odd")


@pytest.mark.parametrize("address", ["/feeds/secrets.atom", "/feeds/news.rss", "/feeds/news.xml"])
def test_an_unknown_feed_is_not_found(home, client, address):
    assert client.get(address).status_code == 404


def test_a_list_says_where_its_feeds_are(news_index, client):
    content = client.get("/news/?kind=blog").text

    assert 'type="application/atom+xml" href="/feeds/news.atom?kind=blog"' in content
    assert 'type="application/feed+json" href="/feeds/news.json?kind=blog"' in content
    assert 'href="/updates/mail/?to=news&amp;kind=blog"' in content


def test_schemes_are_in_order_of_their_confirmation(home, client):
    for day in (3, 9, 5):
        SchemeFactory(name=f"Scheme {day}", confirmed_on=datetime.date(2026, 1, day))

    titles = [item["title"].split(",")[0] for item in client.get("/feeds/schemes.json").json()["items"]]

    assert titles == ["Scheme 9", "Scheme 5", "Scheme 3"]


def test_the_page_of_what_is_new_filters_by_kind(tell, client, now, django_assert_max_num_queries):
    tell("A meeting", now - HOUR)

    with django_assert_max_num_queries(12):
        assert "A meeting" in client.get("/updates/").text
    assert "A meeting" not in client.get("/updates/?kind=voices").text
    assert json.loads(client.get("/feeds/updates.json?kind=voices").content)["items"] == []
