import datetime

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from home.models import NewsPage
from home.models.news import Kind
from tests.factories import DAY, NewsIndexPageFactory, NewsPageFactory

ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def index(home):
    return NewsIndexPageFactory(parent=home)


@pytest.fixture
def expired(index):
    yesterday = timezone.localdate() - ONE_DAY
    return NewsPageFactory(
        parent=index, title="Old call", opportunity=True, deadline=yesterday, apply_url="https://example.org/apply"
    )


# Republished from elsewhere


@pytest.mark.parametrize("field", NewsPage.provenance)
def test_republished_item_without_its_provenance_is_refused_and_what_is_missing_is_named(index, field):
    empty = None if field == "source_date" else ""

    with pytest.raises(ValidationError) as error:
        NewsPageFactory(parent=index, republished_with_source=True, **{field: empty})

    assert list(error.value.message_dict) == [field]
    assert not index.get_children().exists()


def test_everything_that_is_missing_is_named_at_once(index):
    with pytest.raises(ValidationError) as error:
        NewsPageFactory(parent=index, republished=True)

    assert set(error.value.message_dict) == {
        "source_publisher",
        "source_author",
        "source_url",
        "source_date",
        "source_licence",
    }


def test_editor_who_publishes_without_provenance_is_told_what_is_missing(index, editor_client):
    response = editor_client.post(
        f"/admin/pages/add/home/newspage/{index.pk}/",
        {
            "title": "An article",
            "slug": "an-article",
            "summary": "One sentence.",
            "kind": "news",
            "date": "2026-06-01",
            "author": "Editorial team",
            "republished": "on",
            "source_publisher": "Example Charity",
            "body-count": "0",
            "action-publish": "1",
        },
    )

    errors = response.context["form"].errors
    assert {"source_author", "source_url", "source_date", "source_licence"} <= set(errors)
    assert "source_publisher" not in errors
    assert not index.get_children().exists()


def test_item_of_our_own_needs_no_provenance(index, client):
    page = NewsPageFactory(parent=index)

    shown = client.get(page.url).text

    assert "Where this comes from" not in shown
    assert 'rel="canonical"' not in shown


def test_republished_item_says_where_it_comes_from_and_is_canonical_there(index, client):
    page = NewsPageFactory(parent=index, republished_with_source=True)

    shown = client.get(page.url).text

    assert '<link rel="canonical" href="https://example.org/original">' in shown
    assert "By A. Writer, first published by Example Charity on 1 June 2026." in shown
    assert f'<a href="https://example.org/original">{page.title}</a>' in shown
    assert "CC BY 4.0" in shown


# Opportunities


def test_opportunity_without_a_deadline_is_refused(index):
    with pytest.raises(ValidationError) as error:
        NewsPageFactory(parent=index, opportunity=True, deadline=None)

    assert list(error.value.message_dict) == ["deadline"]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.OPPORTUNITY])
def test_nothing_else_needs_a_deadline(index, kind):
    assert NewsPageFactory(parent=index, kind=kind).deadline is None


@pytest.mark.parametrize(("days", "is_open"), [(-1, True), (0, True), (1, False)])
def test_opportunity_is_open_until_its_deadline_has_passed(index, days, is_open):
    page = NewsPageFactory(parent=index, opportunity=True, deadline=DAY)
    at = DAY + days * ONE_DAY

    assert page.is_open(at) is is_open
    assert NewsPage.objects.current(at).filter(pk=page.pk).exists() is is_open


def test_other_news_stays_current_for_good(index):
    page = NewsPageFactory(parent=index, deadline=DAY)

    assert page in NewsPage.objects.current(DAY + 1000 * ONE_DAY)


def test_open_opportunity_is_on_the_home_page_and_says_how_to_apply(index, home, client):
    tomorrow = timezone.localdate() + ONE_DAY
    page = NewsPageFactory(
        parent=index, opportunity=True, deadline=tomorrow, reference="CT-1", apply_url="https://example.org/apply"
    )

    shown = client.get(page.url).text

    assert page.url in client.get(home.url).text
    assert "Apply by " in shown
    assert "Reference: CT-1" in shown
    assert 'href="https://example.org/apply"' in shown


def test_expired_opportunity_leaves_the_home_page_but_keeps_its_own_and_says_that_it_closed(expired, home, client):
    own = client.get(expired.url)

    assert expired.url not in client.get(home.url).text
    assert own.status_code == 200
    assert "This closed on " in own.text
    assert "https://example.org/apply" not in own.text


def test_expired_opportunity_is_marked_closed_in_the_index(expired, index, client):
    shown = client.get(index.url).text

    assert expired.url in shown
    assert '<span class="tag tag--coral">Closed</span>' in shown


# Byline and index


def test_item_says_who_wrote_it_and_when(index, client):
    page = NewsPageFactory(parent=index, author="Sam", author_role="Trainer, Example Charity")

    assert "<b>Sam</b>, Trainer, Example Charity · 1 June 2026" in client.get(page.url).text


def test_newest_is_first_whenever_it_was_put_on_the_site(index, client):
    newer = NewsPageFactory(parent=index, date=DAY)
    older = NewsPageFactory(parent=index, date=DAY - 30 * ONE_DAY)

    shown = client.get(index.url).text

    assert shown.index(newer.url) < shown.index(older.url)


def test_index_filters_by_kind_and_year(index, client):
    blog = NewsPageFactory(parent=index, kind="blog", date=datetime.date(2025, 5, 1))
    news = NewsPageFactory(parent=index, kind="news", date=datetime.date(2026, 5, 1))

    for query, shown, hidden in [
        ({"kind": "blog"}, blog, news),
        ({"year": "2025"}, blog, news),
        ({"year": "2026"}, news, blog),
    ]:
        page = client.get(index.url, query).text
        assert shown.url in page
        assert hidden.url not in page


@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(index, client, in_welsh, language):
    page = NewsPageFactory(
        parent=index,
        opportunity=True,
        republished_with_source=True,
        body=[
            ("heading", "A heading"),
            ("text", "<p>Text.</p>"),
            ("quote", {"text": "Being asked first.", "credit": "Scheme lead"}),
            ("exchange", {"speaker": "Interviewer", "text": "<p>What changed?</p>"}),
            ("callout", {"title": "Note", "text": "<p>Text.</p>"}),
            ("details", {"title": "More", "text": "<p>Text.</p>"}),
            ("steps", [{"title": "Ask", "text": "<p>Text.</p>"}]),
        ],
    )
    page.save_revision().publish()
    in_welsh(page)

    for url in (page.url, index.url):
        html5lib.HTMLParser(strict=True).parse(client.get(language + url).content.decode())
