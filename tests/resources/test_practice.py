"""The recommendations that case studies, voices and the files of toolkits put into practice."""

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from tests.factories import (
    DAY,
    RECOMMENDATION,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    HubDocumentFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

INDEXES = {
    CaseStudyPageFactory: CaseStudyIndexPageFactory,
    VoicePageFactory: VoiceIndexPageFactory,
    ToolkitPageFactory: ToolkitIndexPageFactory,
}
KINDS = pytest.mark.parametrize("factory", INDEXES, ids=lambda factory: factory._meta.model.__name__)
HEADINGS = {
    CaseStudyPageFactory: "Recommendations it puts into practice",
    VoicePageFactory: "Recommendations it speaks of",
    ToolkitPageFactory: "Recommendations it puts into practice:",
}


@pytest.fixture
def guidance(home):
    new = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home),
        document__reference="PSSC-G-01",
        body=[("section", "Support"), ("recommendation", RECOMMENDATION), ("recommendation", RECOMMENDATION)],
    )
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def first(guidance):
    return guidance.document.recommendations.get(number=1)


@pytest.fixture
def second(guidance):
    return guidance.document.recommendations.get(number=2)


def choose(page, *recommendations):
    """Set what a page or, of a toolkit, its file puts into practice, without publishing it."""
    [row] = page.files.get_object_list() if hasattr(page, "files") else [page]
    row.recommendations = recommendations


def chosen(page):
    row = page.files.get() if hasattr(page, "files") else page
    return list(row.recommendations.all())


@pytest.fixture
def published(home):
    """A function that publishes a page of a kind which puts recommendations into practice, and gives it as stored."""

    def publish(factory, *recommendations):
        page = factory(parent=INDEXES[factory](parent=home))
        choose(page, *recommendations)
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return publish


def shown_on(response):
    """{label: address} of the recommendations on a page."""
    lists = html5lib.parse(response.content.decode(), namespaceHTMLElements=False).iter("ul")
    entries = [li for ul in lists if "practised" in ul.get("class", "") for li in ul]
    return {link.text: link.get("href") for entry in entries for link in entry.iter("a")}


# What readers see


@KINDS
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_shows_its_recommendations_with_their_addresses(
    factory, guidance, first, published, in_welsh, client, prefix
):
    in_welsh(guidance)
    page = published(factory, first)
    in_welsh(page)

    response = client.get(f"{prefix}{page.url}")

    [(label, address)] = shown_on(response).items()
    assert "R1" in label
    assert "PSSC-G-01" in label
    assert address == f"{prefix}{guidance.url}clause/r1/"
    assert client.get(address).status_code == 200


@KINDS
def test_heading_says_what_the_list_is(factory, first, published, client):
    assert HEADINGS[factory] in client.get(published(factory, first).url).text


@KINDS
def test_page_without_recommendations_has_no_list_of_them(factory, published, client):
    shown = client.get(published(factory).url).text

    assert HEADINGS[factory] not in shown
    assert "practised" not in shown


@KINDS
def test_translation_shows_what_its_original_puts_into_practice_now(
    factory, guidance, first, second, published, in_welsh, client
):
    in_welsh(guidance)
    page = published(factory, first)
    in_welsh(page)
    page = type(page).objects.get(pk=page.pk)
    choose(page, second)
    page.save_revision().publish()

    addresses = shown_on(client.get(f"/cy{page.url}")).values()

    assert list(addresses) == [f"/cy{guidance.url}clause/r2/"]


@KINDS
def test_recommendation_that_was_removed_says_so(factory, guidance, first, published, client):
    page = published(factory, first)
    del guidance.body[1]
    guidance.change, guidance.change_note = "major", "It did not work."
    guidance.save_revision().publish()

    response = client.get(page.url)

    assert "Removed in version 0.2.0" in response.text
    assert client.get(*shown_on(response).values()).status_code == 200


@KINDS
def test_recommendation_of_a_document_that_is_not_public_has_no_link(factory, guidance, first, published, client):
    page = published(factory, first)
    guidance.unpublish()

    response = client.get(page.url)

    assert "R1 of PSSC-G-01" in response.text
    assert shown_on(response) == {}


@KINDS
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_costs_few_queries(factory, guidance, first, second, published, in_welsh, client, prefix):
    in_welsh(guidance)
    page = published(factory, first, second)
    in_welsh(page)
    url = f"{prefix}{page.get_url()}"

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)

    most = 13 if factory is CaseStudyPageFactory else 12  # it has a prison and a rating beside what the others have
    assert len(queries) <= most
    html5lib.HTMLParser(strict=True).parse(response.content.decode())


def test_case_study_leads_to_the_toolkit_that_helps_with_the_same_recommendation(first, second, published, client):
    page = published(CaseStudyPageFactory, first)
    useful = published(ToolkitPageFactory, first)
    other = ToolkitPageFactory(parent=useful.get_parent())

    shown = client.get(page.url).text.partition('id="related-heading"')[2]

    assert f'<a href="{useful.url}">{useful}</a> <span class="tag tag--line">Toolkit</span>' in shown
    assert f'<a href="{other.url}">' not in shown


def test_toolkit_costs_the_same_however_many_files_it_has(first, second, published, client):
    page = published(ToolkitPageFactory, first)
    url = page.get_url()

    def cost(*numbers):
        for n in numbers:
            values = {"document": HubDocumentFactory(), "issued_on": DAY, "locale": page.locale, "sort_order": n}
            page.files.create(title=f"Form {n}", description="More.", **values)
        for file in page.files.get_object_list():
            file.recommendations = [first, second]
        page.save_revision().publish()
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).text.count("R2 of PSSC-G-01") == page.files.count()
        return len(queries)

    assert cost(1) == cost(2, 3, 4)


# What editors do


@pytest.fixture
def form_of(editor_client):
    """A function that gives what the edit form of a page sends, with other recommendations chosen."""

    def form_data(page, *recommendations):
        html = editor_client.get(f"/admin/pages/{page.pk}/edit/").text
        data = querydict_from_html(html, form_id="page-edit-form")
        if hasattr(page, "body"):
            data.update(nested_form_data({"body": streamfield([("text", rich_text("<p>Words.</p>"))])}))
        name = "files-0-recommendations" if hasattr(page, "files") else "recommendations"
        data.setlist(name, [recommendation.pk for recommendation in recommendations])
        return dict(data.lists())

    return form_data


@KINDS
def test_editor_chooses_recommendations(factory, first, second, published, form_of, editor_client):
    page = published(factory, first)
    data = form_of(page, first, second)
    data["action-publish"] = "1"

    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)

    assert response.status_code == 302
    assert chosen(type(page).objects.get(pk=page.pk)) == [first, second]


@KINDS
def test_choice_in_a_draft_waits_for_publication(factory, first, second, published, form_of, editor_client):
    page = published(factory, first)

    editor_client.post(f"/admin/pages/{page.pk}/edit/", form_of(page, second))

    page = type(page).objects.get(pk=page.pk)
    assert chosen(page) == [first]
    assert chosen(page.get_latest_revision_as_object()) == [second]
    page.get_latest_revision().publish()
    assert chosen(type(page).objects.get(pk=page.pk)) == [second]


@KINDS
def test_preview_shows_what_is_chosen_and_not_saved_yet(
    factory, guidance, first, second, published, form_of, editor_client
):
    page = published(factory, first)
    url = f"/admin/pages/{page.pk}/edit/preview/"

    assert editor_client.post(url, form_of(page, second)).json()["is_valid"]
    response = editor_client.get(url)

    assert list(shown_on(response).values()) == [f"{guidance.url}clause/r2/"]


@pytest.mark.parametrize("factory", [CaseStudyPageFactory])  # a voice is never copied
def test_copy_of_a_page_puts_the_same_into_practice(factory, first, published, client):
    page = published(factory, first)

    copy = page.copy(update_attrs={"slug": "copy", "title": "A copy"}, keep_live=True)

    copy = type(page).objects.get(pk=copy.pk)
    assert chosen(copy) == [first]
    assert "R1 of PSSC-G-01" in client.get(copy.url).text


@KINDS
def test_page_is_translated_again_after_its_recommendations_changed(factory, first, second, published, in_welsh):
    page = published(factory, first)
    in_welsh(page)
    page = type(page).objects.get(pk=page.pk)
    choose(page, second)
    page.title = "Another title"
    page.save_revision().publish()

    translated = in_welsh(type(page).objects.get(pk=page.pk))

    assert translated.live
    if hasattr(page, "files"):
        [ours], [theirs] = page.files.all(), translated.files.all()
        assert ours.pk != theirs.pk
        assert ours.translation_key == theirs.translation_key
