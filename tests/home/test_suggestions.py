"""What a search box suggests while a reader types."""

from pathlib import Path

import pytest

from tests.factories import (
    NewsIndexPageFactory,
    NewsPageFactory,
    PrisonFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

SCRIPT = Path(__file__).parents[2] / "hub" / "static" / "search-suggestions.js"


@pytest.fixture
def pages(home):
    news = NewsIndexPageFactory(parent=home, slug="news")
    for title in ("Training for buddies", "Trains to Exeter", "A meeting"):
        NewsPageFactory(parent=news, title=title)
    voices = VoiceIndexPageFactory(parent=home, slug="voices")
    VoicePageFactory(parent=voices, title="Training alone", consent=False)
    PrisonFactory(name="HMP Trainford", slug="trainford")


def test_titles_with_what_is_typed_are_suggested_prisons_first(pages, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        response = client.get("/search/suggestions.json?q=train")

    asked, titles, _none, addresses = response.json()
    assert asked == "train"
    assert titles[0] == "HMP Trainford"
    assert set(titles[1:]) == {"Training for buddies", "Trains to Exeter"}
    assert addresses[0] == "/directory/trainford/"
    assert response["Content-Type"] == "application/x-suggestions+json"
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("typed", ["", "tr", "  a ", "\x00\x00\x00", "'; --x", "zzzz", "(((", "%%%", "t" * 500])
def test_little_or_rubbish_suggests_nothing(pages, client, typed):
    response = client.get("/search/suggestions.json", {"q": typed})

    assert response.status_code == 200
    assert response.json()[1] == []


def test_every_search_box_asks_in_its_own_language(home, welsh_home, client):
    assert 'data-suggestions="/search/suggestions.json"' in client.get("/search/").text
    assert 'data-suggestions="/cy/search/suggestions.json"' in client.get("/cy/search/").text
    assert "/search/suggestions.json?q={searchTerms}" in client.get("/opensearch.xml").text


def test_the_script_is_small():
    assert len(SCRIPT.read_bytes()) <= 2048
