"""Replies to news: an editor reads each before anybody else."""

import pytest
from django.test import Client

from home.models import Reply
from tests.factories import NewsIndexPageFactory, NewsPageFactory

SAID = {"text": "We do this too.", "name": "Healthcare manager", "email": "manager@example.org"}


@pytest.fixture
def news(home):
    page = NewsPageFactory(parent=NewsIndexPageFactory(parent=home, slug="news"), slug="meeting")
    page.save_revision().publish()
    return page


def test_a_reply_is_shown_once_an_editor_says_so_and_its_address_never(news, client, editor_client):
    reader = Client()
    response = reader.post(f"/reply/{news.pk}/", SAID)

    assert response.url == "/reply/thank-you/"
    assert not response.cookies
    assert SAID["text"] not in reader.get(news.url).text
    reply = Reply.objects.get()

    editor_client.post(f"/admin/replies/edit/{reply.pk}/", {"state": "shown"})

    content = reader.get(news.url).text
    assert SAID["text"] in content
    assert SAID["name"] in content
    assert SAID["email"] not in content
    reply.refresh_from_db()
    assert reply.decided_by_id
    assert reply.text == SAID["text"]


def test_an_editor_cannot_change_its_words(news, editor_client):
    reply = Reply.objects.create(page=news, language="en-gb", **SAID)

    editor_client.post(f"/admin/replies/edit/{reply.pk}/", {"state": "shown", "text": "We do not.", "name": "Me"})

    reply.refresh_from_db()
    assert (reply.text, reply.name, reply.state) == (SAID["text"], SAID["name"], "shown")


def test_what_may_tell_who_somebody_is_is_shown_first(news, client):
    typed = SAID | {"text": "John Smith, A1234BC, does this on B wing."}
    answer = client.post(f"/reply/{news.pk}/", typed)

    assert "Not sent yet" in answer.text
    assert "<mark>A1234BC</mark>" in answer.text
    assert typed["text"] in answer.text
    assert not Reply.objects.exists()

    client.post(f"/reply/{news.pk}/", typed | {"seen": answer.context["form"].data["seen"]})
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "Write your reply"),
        ({"name": " "}, "Give a name or role"),
        ({"email": "nobody"}, "Type an e-mail address"),
        ({"text": "x" * 3001}, "too long"),
        ({"trap": "on"}, "Take the tick out"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(news, client, fields, message):
    typed = SAID | fields
    answer = client.post(f"/reply/{news.pk}/", typed)

    assert message in answer.text
    assert typed["text"] in answer.text
    assert not Reply.objects.exists()


def test_a_double_click_is_one_reply(news, client):
    for _time in range(2):
        client.post(f"/reply/{news.pk}/", SAID)

    assert Reply.objects.count() == 1


def test_news_that_takes_none_has_no_form(news, client):
    news.takes_replies = False
    news.save_revision().publish()

    assert f"/reply/{news.pk}/" not in client.get(news.url).text
    assert client.get(f"/reply/{news.pk}/").status_code == 404


def test_a_reply_stands_below_each_language_with_its_own(news, in_welsh, client):
    welsh = in_welsh(news)
    Reply.objects.create(page=news, language="en-gb", state="shown", **SAID)

    content = client.get(welsh.url).text

    assert SAID["text"] in content
    assert 'class="reply" id="reply-' in content
    assert 'lang="en"' in content[content.index('class="reply"') :][:80]


def test_words_of_a_reply_are_never_run(news, client):
    Reply.objects.create(page=news, language="en-gb", state="shown", name="<b>x", text="<script>1</script>")

    assert "<script>1" not in client.get(news.url).text


def test_a_page_of_news_costs_at_most_twelve_queries(news, client, django_assert_max_num_queries):
    for n in range(5):
        Reply.objects.create(page=news, language="en-gb", state="shown", name=f"R{n}", text="Yes.")

    with django_assert_max_num_queries(12):
        client.get(news.url)
