"""What the page of a case study leads to next."""

import pytest

from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    TopicFactory,
)

HEADING = "Case studies and toolkits on the same subject"


@pytest.fixture
def index(home):
    return CaseStudyIndexPageFactory(parent=home)


def about(topic, index, **fields):
    page = CaseStudyPageFactory(parent=index, **fields)
    page.topics.set([topic])
    page.save()
    page.save_revision().publish()
    return page


def test_it_leads_to_others_on_its_topic_and_not_to_itself_or_what_lists_leave_out(index, client):
    topic, other = TopicFactory(), TopicFactory()
    page, like = about(topic, index, title="This one"), about(topic, index, title="A like one")
    unlike, draft = about(other, index, title="Another"), about(topic, index, title="A draft")
    draft.unpublish()

    next_up = client.get(page.url).text.partition(HEADING)[2]

    assert f'<a href="{like.url}">A like one</a> <span class="tag tag--line">Case study</span>' in next_up
    for left_out in (page, unlike, draft):
        assert f'href="{left_out.url}">{left_out.title}' not in next_up


def test_reader_of_welsh_is_led_to_welsh_where_there_is_some(index, client, in_welsh):
    topic = TopicFactory()
    page, like, english = (about(topic, index, title=title) for title in ("One", "Two", "Three"))
    in_welsh(page)
    in_welsh(like)

    shown = client.get(f"/cy{page.url}").text.partition('id="related-heading"')[2]

    assert f'<a href="/cy{like.url}">Two</a>' in shown
    assert f'<a href="{english.url}" lang="en">Three</a>' in shown


def test_page_with_nothing_like_it_has_no_such_part(index, client):
    page = CaseStudyPageFactory(parent=index)

    assert HEADING not in client.get(page.url).text


def test_page_says_that_it_is_no_endorsement(index, client):
    assert "It is no endorsement." in client.get(CaseStudyPageFactory(parent=index).url).text
