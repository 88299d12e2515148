import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.old_addresses import redirect_from
from tests.factories import NewsIndexPageFactory, NewsPageFactory, StandardPageFactory


@pytest.fixture
def news(home):
    return NewsPageFactory(parent=NewsIndexPageFactory(parent=home))


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """A function that publishes a page with another slug."""

    def publish(page, slug):
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return publish


def test_page_and_what_is_below_it_are_found_at_their_old_addresses(news, rename, client):
    section = news.get_parent()
    old = [section.get_url(), news.url]

    rename(section, "newer-news")

    for address, page in zip(old, (section, news), strict=True):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, Page.objects.get(pk=page.pk).get_url())


def test_welsh_page_is_found_at_its_old_address(news, in_welsh, rename, client):
    welsh = in_welsh(news)
    old = welsh.url

    rename(news, "another-name")

    assert client.get(old)["Location"] == Page.objects.get(pk=welsh.pk).get_url() != old


def test_page_is_found_where_it_was_before_it_was_moved(home, news, client, django_capture_on_commit_callbacks):
    old = news.url
    new_parent = NewsIndexPageFactory(parent=home, slug="archive")

    with django_capture_on_commit_callbacks(execute=True):
        news.move(new_parent, pos="last-child")

    assert client.get(old)["Location"] == "/archive/" + news.slug + "/"


def test_redirect_that_an_editor_made_stays(home, news, rename):
    made = Redirect.objects.create(
        old_path=Redirect.normalise_path(news.url), site=home.get_site(), redirect_link="/elsewhere/"
    )

    rename(news, "another-name")

    assert Redirect.objects.get().pk == made.pk


def test_a_page_that_comes_back_and_goes_again_has_one_redirect_from_each_address(news, rename):
    first = news.slug
    for slug in ("second", first, "second"):
        rename(news, slug)

    assert Redirect.objects.count() == 2


def test_drafts_below_have_none(home, news, rename):
    StandardPageFactory(parent=news, slug="draft", live=False)

    rename(news, "another-name")

    assert Redirect.objects.count() == 1


def test_many_pages_take_no_more_queries(home, news):
    section = news.get_parent()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            redirect_from("/home/before/", section)
        return len(queries)

    cost()
    few = cost()
    for number in range(3):
        NewsPageFactory(parent=section, slug=f"more-{number}")

    assert cost() == few
