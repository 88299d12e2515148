import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    PrisonFactory,
    StandardPageFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

ROUTES = ["guidance", "directory", "toolkits", "voices", "case-studies", "news"]
KINDS = {
    "guidance": (GuidanceIndexPageFactory, GuidancePageFactory),
    "case-studies": (CaseStudyIndexPageFactory, CaseStudyPageFactory),
    "voices": (VoiceIndexPageFactory, VoicePageFactory),
    "toolkits": (ToolkitIndexPageFactory, ToolkitPageFactory),
    "news": (NewsIndexPageFactory, NewsPageFactory),
}


@pytest.fixture
def hub(home):
    """{kind: published page} of a hub with an index and a page of each kind, a home page full of links and a prison."""
    pages = {}
    for kind, (index_factory, page_factory) in KINDS.items():
        pages[kind] = page_factory(parent=index_factory(parent=home))
        pages[kind].save_revision().publish()
    for slug in ("contact", "help-now"):
        StandardPageFactory(parent=home, title=slug.title(), slug=slug).save_revision().publish()
    PrisonFactory(in_wales=True)
    home.featured_voice = pages["voices"]
    home.routes = [("route", {"title": f"To {to}", "text": "", "to": to}) for to in ROUTES]
    home.save_revision().publish()
    return pages


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def links(response):
    """Addresses within the hub that a page links to, without those within the page."""
    found = {link.get("href").split("#")[0] for link in tree_of(response).iter("a")}
    return {address.replace("http://testserver", "") for address in found if not address.startswith("https:")} - {""}


def test_every_link_of_the_home_page_leads_somewhere_in_both_languages(hub, home, client, in_welsh):
    for page in [home, *home.get_children().specific(), *hub.values()]:
        in_welsh(page)

    for address in ("/", "/cy/"):
        found = links(client.get(address))
        broken = [link for link in found if client.get(link).status_code != 200]
        assert len(found) >= 15
        assert broken == []


def test_practice_to_learn_from_leads_on_to_sharing_practice(hub, client):
    tree = tree_of(client.get("/"))
    [section] = [part for part in tree.iter("section") if part.get("aria-labelledby") == "practice-heading"]

    assert "/share-your-practice/" in [link.get("href") for link in section.iter("a")]


def test_every_route_leads_to_its_part_of_the_hub(hub, client):
    tree = tree_of(client.get("/"))
    [routes] = [ul for ul in tree.iter("ul") if "routes" in ul.get("class", "").split()]

    assert [link.get("href") for link in routes.iter("a")] == [f"/{to}/" for to in ROUTES]


def test_home_page_shows_the_newest_of_each_kind(hub, client):
    shown = client.get("/").text

    for kind in ("guidance", "case-studies", "news"):
        assert f'href="{hub[kind].url}"' in shown


def test_at_most_three_of_a_kind_are_shown_newest_first(hub, client):
    index = hub["news"].get_parent()
    pages = [NewsPageFactory(parent=index, date=f"2026-07-0{day}") for day in range(1, 5)]

    shown = client.get("/").text

    places = [shown.find(page.url) for page in reversed(pages)]
    assert places[:3] == sorted(places[:3])
    assert places[0] > 0
    assert places[3] == -1
    assert hub["news"].url not in shown


def test_featured_voice_is_quoted_and_gone_once_it_is_withdrawn(hub, client):
    voice = hub["voices"]

    assert f"“{voice.quote}”" in client.get("/").text
    voice.unpublish()
    assert voice.quote not in client.get("/").text


def test_welsh_home_page_quotes_the_welsh_voice(hub, home, client, in_welsh):
    in_welsh(home)
    translated = in_welsh(hub["voices"])
    translated.quote = "Gyda’n gilydd."
    translated.save_revision().publish()

    shown = client.get("/cy/").text

    assert "“Gyda’n gilydd.”" in shown
    assert hub["voices"].quote not in shown


def test_deleting_the_featured_voice_leaves_the_home_page(hub, home, client):
    hub["voices"].delete()

    assert client.get("/").status_code == 200


def test_distressing_words_are_not_quoted_on_the_home_page_unannounced(hub, client):
    voice = hub["voices"]
    voice.content_note = "This voice talks about a death."
    voice.save_revision().publish()

    shown = client.get("/").text

    assert voice.quote not in shown or voice.content_note in shown


def test_prisons_are_counted_by_region_and_drawn(home, client):
    PrisonFactory.create_batch(2, region="South West")
    PrisonFactory(region="London")
    PrisonFactory(example=True)
    PrisonFactory(for_children=True)

    response = client.get("/")
    tree = tree_of(response)
    [regions] = [ul for ul in tree.iter("ul") if "regions" in ul.get("class", "").split()]
    counts = {" ".join("".join(li.itertext()).split()): li.find("a").get("href") for li in regions.iter("li")}

    assert counts == {
        "London 1": "/directory/?region=London",
        "South West 2": "/directory/?region=South%20West",
    }
    assert "The directory shows 3 prisons that hold adults." in response.text
    [dots] = [e for e in tree.iter() if e.get("class") == "pt"]
    assert dots.get("d").count("M") == 3


def test_empty_hub_has_a_home_page(home, client):
    response = client.get("/")

    assert response.status_code == 200
    assert "Nothing yet." in response.text


def test_drafts_and_pages_behind_a_password_are_not_shown(hub, client):
    hub["guidance"].unpublish()
    hub["case-studies"].get_parent().view_restrictions.create(restriction_type="password", password="secret")

    shown = client.get("/").text

    assert hub["guidance"].title not in shown
    assert hub["case-studies"].title not in shown


def test_full_home_page_costs_at_most_fifteen_queries(hub, client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) <= 15


@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(hub, home, client, in_welsh, language):
    in_welsh(home)

    html5lib.HTMLParser(strict=True).parse(client.get(f"{language}/").content.decode())
