"""Every page type, in both languages: it renders, previews and can be edited."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from home.models import HomePage
from tests import factories

FACTORIES = {
    factory._meta.model: factory
    for factory in vars(factories).values()
    if isinstance(factory, type) and issubclass(factory, factories.HubPageFactory) and not factory._meta.abstract
}
PARENTS = {
    model: next((m for m in FACTORIES if model in m.allowed_subpage_models() and m is not model), HomePage)
    for model in FACTORIES
}
HUB_PAGES = [model for model in get_page_models() if model is not Page]


@pytest.fixture
def page_of(home):
    """A function that gives a published page of a type, with its parent, in English."""

    def make(model):
        if model is HomePage:
            return home
        parent = home if PARENTS[model] is HomePage else make(PARENTS[model])
        page = FACTORIES[model](parent=parent)
        page.save_revision().publish()
        return page

    return make


WORDS = streamfield([("text", rich_text("<p>Words.</p>"))])
STREAMS = {
    "EasyReadPage": {"body": streamfield([("heading", "What a buddy is")])},
    "GuidancePage": {"body": streamfield([("section", "One"), ("paragraph", rich_text("<p>Words.</p>"))])},
    "HomePage": {"routes": streamfield([("route", {"title": "Look", "text": "", "to": "directory"})])},
    "NewsPage": {"body": WORDS},
    "StandardPage": {"body": WORDS},
    "ToolkitPage": {"body": WORDS},
    "VoicePage": {"body": WORDS},
}


@pytest.fixture
def posted_by(editor_client):
    """A function that gives what the edit form of a page sends, its StreamFields (made by script) filled in."""

    def form_data(page):
        html = editor_client.get(f"/admin/pages/{page.pk}/edit/").text
        data = querydict_from_html(html, form_id="page-edit-form")
        data.update(nested_form_data(STREAMS.get(type(page).__name__, {})))
        return data

    return form_data


def test_every_page_type_has_a_factory():
    missing = [model.__name__ for model in HUB_PAGES if model not in {*FACTORIES, HomePage}]

    assert missing == []


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_states_its_place_in_the_tree(model):
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_renders(model, page_of, wagtail_page):
    wagtail_page.assertPageIsRenderable(page_of(model))


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_renders_in_welsh(model, page_of, in_welsh, client):
    page = page_of(model)
    translated = in_welsh(page)

    response = client.get(translated.url)

    assert translated.url == "/cy" + page.url
    assert response.status_code == 200
    assert '<html lang="cy">' in response.text
    assert f'hreflang="en-gb" href="http://testserver{page.url}"' in response.text


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_previews(model, page_of, wagtail_page, posted_by):
    page = page_of(model)

    wagtail_page.assertPageIsPreviewable(page, post_data=posted_by(page))


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_previews_in_welsh(model, page_of, in_welsh):
    response = in_welsh(page_of(model)).make_preview_request()

    assert response.status_code == 200
    assert '<html lang="cy">' in response.text


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_opens_in_the_editor_in_both_languages(model, page_of, in_welsh, editor_client):
    page = page_of(model)

    for version in (page, in_welsh(page)):
        response = editor_client.get(f"/admin/pages/{version.pk}/edit/")
        assert response.status_code == 200


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_is_published_from_the_editor(model, page_of, posted_by, editor_client):
    page = page_of(model)
    data = posted_by(page)
    data["title"] = "Another title"
    data["action-publish"] = "1"
    data["change"], data["change_note"] = "major", "Something was learned."  # what guidance asks for

    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)

    assert response.status_code == 302
    page.refresh_from_db()
    assert page.title == "Another title"


@pytest.mark.parametrize("model", HUB_PAGES)
def test_public_page_sets_no_cookie_and_varies_by_nothing_of_the_reader(model, page_of, client):
    response = client.get(page_of(model).url)

    assert not response.cookies
    assert response.headers.get("Vary", "") in ("", "Accept-Encoding")


@pytest.mark.parametrize("model", HUB_PAGES)
def test_page_costs_at_most_twelve_queries(model, page_of, client):
    url = page_of(model).url
    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert len(queries) <= 12
