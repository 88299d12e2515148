"""Was this page useful? Counted, and nothing else."""

import datetime
import re

import pytest
from django.test import Client

from home.feedback import by_page, record
from home.models import PageAnswer
from tests.factories import StandardPageFactory, VoiceIndexPageFactory, VoicePageFactory

JUNE = datetime.date(2026, 6, 17)


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, slug="words")


def signed_in(content):
    return re.search(r'name="about" value="([^"]+)"', content)[1]


def test_an_answer_is_counted_for_its_page_and_month(page, client):
    about = signed_in(client.get("/words/").text)

    for answer in ("hard", "hard", "useful"):
        response = client.post("/feedback/", {"about": about, "answer": answer})

    assert sorted(PageAnswer.objects.values_list("path", "answer", "count")) == [
        ("/words/", "hard", 2),
        ("/words/", "useful", 1),
    ]
    assert '<a href="/words/">' in client.get(response.url).text
    assert not response.cookies


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"about": "/words/", "answer": "hard"},
        {"about": "/words/:forged", "answer": "hard"},
        {"about": "//evil.example/:x", "answer": "useful"},
        {"answer": "hard"},
    ],
)
def test_a_page_that_is_not_ours_is_not_counted_nor_led_to(page, client, given):
    response = client.post("/feedback/", given)

    assert not PageAnswer.objects.exists()
    assert "Back to the page" not in client.get(response.url).text


def test_an_answer_that_is_none_counts_for_nothing(page, client):
    client.post("/feedback/", {"about": signed_in(client.get("/words/").text), "answer": "maybe"})

    assert not PageAnswer.objects.exists()


def test_one_network_counts_for_no_more_than_a_prison_might(page, client, settings):
    settings.LIMIT_FACTOR = 1
    about = signed_in(client.get("/words/").text)
    for _time in range(25):
        client.post("/feedback/", {"about": about, "answer": "hard"})

    assert PageAnswer.objects.get().count == 20


def test_the_page_of_a_voice_asks_nothing(home, client):
    voice = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home))

    assert 'name="about"' not in client.get(voice.url).text


def test_editors_see_the_hardest_pages_first(page, editor_client):
    for path, answer in (("/a/", "useful"), ("/b/", "hard"), ("/c/", "not_useful")):
        record(path, answer)

    content = editor_client.get("/admin/reports/feedback/").text

    assert content.index(">/b/<") < content.index(">/c/<") < content.index(">/a/<")
    assert Client().get("/admin/reports/feedback/").status_code == 302


def test_what_is_older_is_not_summed(db):
    record("/a/", "hard", JUNE)
    record("/a/", "hard", JUNE.replace(year=2024))

    [row] = by_page(JUNE.replace(day=1))

    assert (row["hard"], row["useful"]) == (1, 0)
