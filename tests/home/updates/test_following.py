"""From the page of a prison, of a document or of what has a topic to hearing of what is new about it."""

import pytest
from bs4 import BeautifulSoup

from home.updates.sources import SOURCES
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PrisonFactory,
    TopicFactory,
)

EVERYTHING = SOURCES["updates"]


@pytest.fixture
def topic(db):
    return TopicFactory(name="Learning", slug="learning")


@pytest.fixture
def case_study(home, topic):
    """A case study of a prison, with a topic."""
    parent = CaseStudyIndexPageFactory(parent=home)
    page = CaseStudyPageFactory(parent=parent, live=False, topics=[topic], prison=PrisonFactory(name="HMP Elm"))
    page.save_revision().publish()
    return page


@pytest.fixture
def document(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), title="A guide", live=False)
    page.save_revision().publish()
    return page


@pytest.fixture(params=["prison", "topic", "document"])
def scope(request, case_study, document):
    """(page that offers it, filter, what the form says, titles that are told) of something that can be followed."""
    prison, reference = case_study.prison, document.document.reference
    return {
        "prison": (prison.get_absolute_url(), f"prison={prison.pk}", "HMP Elm", {case_study.title}),
        "topic": (case_study.url, "topic=learning", "Learning", {case_study.title}),
        "document": (document.url, f"document={reference}", "A guide", {"A guide"}),
    }[request.param]


def test_page_leads_to_the_form_and_the_feeds_of_just_that(scope, client):
    address, query, said, told = scope
    links = {link["href"] for link in BeautifulSoup(client.get(address).content, "html5lib").select("main a[href]")}

    assert f"/updates/mail/?to=updates&{query}" in links
    form = BeautifulSoup(client.get(f"/updates/mail/?to=updates&{query}").content, "html5lib")
    assert [item.text for item in form.select("main p + ul li")] == [said]
    feed = f"/feeds/updates.atom?{query}"
    assert feed in links
    [entry] = BeautifulSoup(client.get(feed).content, "xml").find_all("entry")
    assert any(title in entry.title.text for title in told)


def test_follower_of_one_thing_is_told_of_that_alone(scope):
    _address, query, _said, told = scope

    assert {update.title for update in EVERYTHING.updates_for(query)} == told


def test_follower_of_what_is_there_no_more_is_told_nothing_and_not_all(case_study, document, topic):
    queries = ["topic=learning", f"document={document.document.reference}"]
    topic.delete()
    type(document).objects.get(pk=document.pk).unpublish()

    assert EVERYTHING.updates_for("").exists()
    assert [EVERYTHING.updates_for(query).exists() for query in queries] == [False, False]
