"""Which links of public pages lead nowhere, since when, and what editors are told of it."""

import csv
import datetime
import io

import pytest
from django.contrib.auth.models import Permission

from home.links.checking import check_links, in_turn, store
from home.links.found import Link, links_of
from home.links.outside import Outside
from home.models import BrokenLink
from home.models.links import Problem
from tests.factories import HubDocumentFactory, NewsIndexPageFactory, NewsPageFactory, StandardPageFactory, UserFactory

ADDRESS = "/admin/reports/links/"
DAYS = [datetime.date(2031, 5, day) for day in (1, 2, 3)]
ELSEWHERE = "https://elsewhere.example/gone"


def rich(*tags):
    return [("text", f"<p>{' '.join(tags)}</p>")]


@pytest.fixture
def page(home):
    """A page with links that are right and links that are not."""
    target = StandardPageFactory(parent=home, slug="there", body=[("heading", "Here")])
    draft = StandardPageFactory(parent=home, slug="draft", live=False)
    anchor = target.body[0].id
    tags = {
        "right page": f'<a linktype="page" id="{target.pk}">right page</a>',
        "draft": f'<a linktype="page" id="{draft.pk}">draft</a>',
        "gone page": '<a linktype="page" id="99999">gone page</a>',
        "right document": f'<a linktype="document" id="{HubDocumentFactory().pk}">right document</a>',
        "gone document": '<a linktype="document" id="99999">gone document</a>',
        "right path": '<a href="/there/">right path</a>',
        "whole": '<a href="http://localhost:8000/there/?q=1#main">whole</a>',
        "gone path": '<a href="/nowhere/">gone path</a>',
        "right place": f'<a href="/there/#{anchor}">right place</a>',
        "gone place": '<a href="/there/#nowhere">gone place</a>',
        "own place": '<a href="#main">own place</a>',
        "gone own place": '<a href="#nowhere">gone own place</a>',
        "mail": '<a href="mailto:hello@example.org">mail</a>',
        "elsewhere": f'<a href="{ELSEWHERE}">elsewhere</a>',
    }
    return StandardPageFactory(parent=home, slug="from", body=rich(*tags.values()))


@pytest.fixture
def elsewhere(monkeypatch):
    """What every other site answers: a dictionary to change."""
    answers = {"problem": Problem.NOT_FOUND}
    monkeypatch.setattr(Outside, "problem_of", lambda self, address: answers["problem"])
    return answers


def test_each_link_that_leads_nowhere_is_kept_with_what_is_wrong(page, elsewhere):
    check_links.call()

    assert dict(BrokenLink.objects.values_list("text", "problem")) == {
        "draft": Problem.PAGE,
        "gone page": Problem.PAGE,
        "gone document": Problem.DOCUMENT,
        "gone path": Problem.NOT_FOUND,
        "gone place": Problem.ANCHOR,
        "gone own place": Problem.ANCHOR,
        "elsewhere": Problem.NOT_FOUND,
    }
    assert set(BrokenLink.objects.values_list("page", "is_outside")) == {(page.pk, False), (page.pk, True)}


def test_addresses_in_fields_are_links_too_and_drafts_are_not_checked(home, elsewhere):
    news = NewsPageFactory(parent=NewsIndexPageFactory(parent=home), live=False, apply_url=ELSEWHERE)

    assert (ELSEWHERE, "where to apply") in [(link.address, link.text.lower()) for link in links_of(news)]
    check_links.call()
    assert not BrokenLink.objects.exists()


def row(page, problem, is_outside=True):
    return BrokenLink(page_id=page.pk, text="x", address=ELSEWHERE, problem=problem, is_outside=is_outside)


def test_site_elsewhere_is_told_of_when_it_failed_on_two_days(page):
    store([row(page, Problem.NOT_FOUND)], DAYS[0])
    store([row(page, Problem.NOT_FOUND)], DAYS[0])
    assert not BrokenLink.objects.told().exists()

    store([row(page, Problem.HOST)], DAYS[1])
    assert [(one.since, one.checked_on) for one in BrokenLink.objects.broken()] == [(DAYS[0], DAYS[1])]


def test_link_that_is_right_again_is_forgotten(page):
    store([row(page, Problem.NOT_FOUND)], DAYS[0])
    store([], DAYS[1])
    store([row(page, Problem.NOT_FOUND)], DAYS[2])

    assert BrokenLink.objects.get().since == DAYS[2]


def test_what_could_not_be_checked_is_not_broken_nor_since_then(page):
    store([row(page, Problem.UNCHECKED)], DAYS[0])
    store([row(page, Problem.UNCHECKED)], DAYS[1])
    assert BrokenLink.objects.told().exists()
    assert not BrokenLink.objects.broken().exists()

    store([row(page, Problem.NOT_FOUND)], DAYS[2])
    assert BrokenLink.objects.get().since == DAYS[2]


def test_our_own_links_are_told_of_at_once(page):
    store([row(page, Problem.PAGE, is_outside=False)], DAYS[0])

    assert BrokenLink.objects.broken().exists()


def test_two_requests_to_a_site_are_as_far_apart_as_can_be():
    addresses = ["https://a.example/1", "https://a.example/2", "https://b.example/1", "what is this"]
    found = in_turn([Link(None, "", address) for address in addresses])

    assert [link.address for link in found] == [addresses[0], addresses[2], addresses[3], addresses[1]]


def test_report_is_filtered_and_exported(page, elsewhere, editor_client, django_assert_max_num_queries):
    check_links.call()

    with django_assert_max_num_queries(14):
        text = editor_client.get(ADDRESS).text
    assert "gone own place" in text
    assert ELSEWHERE not in text  # it failed on one day alone

    query = "?problem=not_found&is_outside=false&language=en-gb&address=nowhere&export=csv"
    [found] = csv.DictReader(io.StringIO(editor_client.get(ADDRESS + query).getvalue().decode()))
    assert (found["Text of the link"], found["Address"]) == ("gone path", "/nowhere/")
    assert found["What is wrong"] == "There is nothing at this address any more"
    assert found["Address of the page"] == "http://localhost/from/"


def test_report_is_for_those_who_may_see_it(client, db):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert client.get(ADDRESS).status_code == 302
