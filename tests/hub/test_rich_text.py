import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from hub.rich_text import expand_all, stored
from tests.factories import HubDocumentFactory, StandardPageFactory


def link(kind, pk):
    return ("text", f'<p>See <a linktype="{kind}" id="{pk}">this</a>.</p>')


@pytest.fixture
def queries_of(client):
    def count(page):
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page.url)
        return len(queries), response.text

    return count


def test_number_of_links_does_not_change_the_number_of_queries(home, queries_of):
    targets = StandardPageFactory.create_batch(12, parent=home)
    files = HubDocumentFactory.create_batch(12)
    few = StandardPageFactory(parent=home, body=[link("page", targets[0].pk), link("document", files[0].pk)])
    blocks = [
        block
        for page, file in zip(targets, files, strict=True)
        for block in (link("page", page.pk), link("document", file.pk))
    ]
    many = StandardPageFactory(parent=home, body=blocks)

    few_queries, _html = queries_of(few)
    many_queries, html = queries_of(many)

    assert many_queries == few_queries <= 12
    assert all(f'<a href="{page.url}">this</a>' in html for page in targets)
    assert all(f'<a href="{file.url}">this</a>' in html for file in files)


def test_link_leads_to_the_page_in_the_readers_language(home, in_welsh, client):
    target = StandardPageFactory(parent=home)
    page = StandardPageFactory(parent=home, body=[link("page", target.pk)])
    in_welsh(target)

    html = client.get(in_welsh(page).url).text

    assert f'<a href="/cy{target.url}">this</a>' in html


def test_link_to_an_unpublished_page_leads_nowhere(home, client):
    target = StandardPageFactory(parent=home)
    page = StandardPageFactory(parent=home, body=[link("page", target.pk)])
    target.unpublish()

    html = client.get(page.url).text

    assert "See <a>this</a>" in html


def test_link_that_an_editor_has_just_changed_is_not_remembered_from_the_last_request(home, client):
    target = StandardPageFactory(parent=home, slug="before")
    page = StandardPageFactory(parent=home, body=[link("page", target.pk)])
    client.get(page.url)
    target.slug = "after"
    target.save_revision().publish()

    assert 'href="/after/"' in client.get(page.url).text


@pytest.mark.parametrize(
    "hidden",
    ["<!--><img src=x onerror=alert(1)>-->", "<!-- seam -->", "<![CDATA[<b>]]>", "<?php x ?>", "<!DOCTYPE x>"],
)
def test_what_a_translator_hides_in_a_comment_is_not_kept(hidden):
    kept = stored(RichText(f'<p>One {hidden}<a linktype="page" id="3">two</a></p>'))

    assert "<!" not in kept
    assert "<?" not in kept
    assert "<img" not in kept
    assert 'linktype="page"' in kept
    assert ">two</a>" in kept


def test_pieces_are_resolved_together_whatever_they_hold(db):
    texts = ["<p>One</p>", "<!-- seam -->", ""]

    assert expand_all(texts) == texts
