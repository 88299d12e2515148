import csv
import io

import html5lib
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from directory.choices import RUNNING, SchemeStatus
from guidance.models import Recommendation
from guidance.practice import practice_of, practice_of_clause
from tests.factories import (
    DAY,
    RECOMMENDATION,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PilotFactory,
    PrisonFactory,
    SchemeFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

SITE = "http://testserver"
COLUMNS = ["Document", "Version", "Number", "Text", "Kind", "Title", "Address", "Scheme status", "Last confirmed"]
HOSTILE = '<script>alert(1)</script> " onmouseover="x" \u202e{{ 7|add:7 }}'


def recommending(*texts):
    """The body of a document with a section and a recommendation for each text."""
    rows = [("recommendation", {**RECOMMENDATION, "text": f"<p>{text}</p>"}) for text in texts]
    return [("section", "Support"), *rows]


@pytest.fixture
def page(home):
    new = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home),
        document__reference="PSSC-G-01",
        body=recommending("Meet every fortnight.", "Write the boundary down.", "Pay a fair wage."),
    )
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def first(page):
    return page.document.recommendations.get(number=1)


@pytest.fixture
def case_study(home):
    """A function that publishes a case study which puts recommendations into practice."""
    index = CaseStudyIndexPageFactory(parent=home)

    def publish(*recommendations, **values):
        new = CaseStudyPageFactory(parent=index, **values)
        new.recommendations = recommendations
        new.save_revision().publish()
        return new

    return publish


@pytest.fixture
def voice(home):
    index = VoiceIndexPageFactory(parent=home)

    def publish(*recommendations, **values):
        new = VoicePageFactory(parent=index, **values)
        new.recommendations = recommendations
        new.save_revision().publish()
        return new

    return publish


@pytest.fixture
def toolkit(home):
    index = ToolkitIndexPageFactory(parent=home)

    def publish(*recommendations, **values):
        new = ToolkitPageFactory(parent=index, **values)
        new.files.get().recommendations = recommendations
        new.save_revision().publish()
        return type(new).objects.get(pk=new.pk)

    return publish


@pytest.fixture
def removed(page, first):
    """The first recommendation, which the newest edition no longer has."""
    del page.body[1]
    page.change, page.change_note = "major", "It did not work."
    page.save_revision().publish()
    page.refresh_from_db()
    first.refresh_from_db()
    return first


def all_practice():
    return practice_of(Recommendation.objects.all())


def practice_for(recommendation):
    return practice_of(Recommendation.objects.filter(pk=recommendation.pk))[recommendation.pk]


def titles(examples):
    return [example.title for example in examples]


def read(client, page, path="practice/", prefix=""):
    return client.get(f"{prefix}{page.url}{path}")


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def rows_of_table(response):
    """{number: (words of the row's heading, words of its cell)} of the table of the practice page."""
    rows = list(tree_of(response).iter("tr"))[1:]
    return {row.find("th").get("id"): (words(row.find("th")), words(row.find("td"))) for row in rows}


# The graph


def test_everything_that_is_linked_to_a_recommendation_is_its_practice(
    page, first, case_study, voice, toolkit, in_welsh
):
    scheme, pilot = SchemeFactory(recommendations=[first]), PilotFactory(page=page, recommendations=[first])
    told, said, made = case_study(first), voice(first), toolkit(first)

    found = practice_for(first)

    assert (found.schemes, found.pilots) == ([scheme], [pilot])
    assert [example.url for example in found.case_studies] == [told.url]
    assert [example.url for example in found.voices] == [said.url]
    assert [(example.title, example.url) for example in found.toolkit_files] == [("A form", made.url)]
    assert found.is_reported


def test_recommendation_with_nothing_linked_has_no_practice(page, first, case_study):
    case_study(first)

    found = all_practice()

    assert [row.recommendation.number for row in found.values()] == [1, 2, 3]
    assert [row.is_reported for row in found.values()] == [True, False, False]


def test_one_page_may_put_several_recommendations_into_practice(page, case_study):
    told = case_study(*page.document.recommendations.filter(number__lt=3))

    found = all_practice().values()

    assert [titles(row.case_studies) for row in found] == [[told.title], [told.title], []]


def test_pages_that_not_everyone_may_read_are_not_listed(first, case_study):
    draft, restricted = case_study(first), case_study(first)
    draft.unpublish()
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")

    assert not practice_for(first).is_reported


def test_files_of_a_toolkit_that_is_not_public_are_not_listed(first, toolkit):
    toolkit(first).unpublish()

    assert not practice_for(first).is_reported


def test_links_of_a_draft_do_not_count_before_it_is_published(first, case_study):
    told = case_study()
    told.recommendations = [first]
    told.save_revision()

    assert not practice_for(first).is_reported


def test_reader_is_led_to_the_page_in_their_language(first, case_study, toolkit, in_welsh):
    told, made = case_study(first), toolkit(first)
    translations = [in_welsh(told).url, in_welsh(made).url]

    with translation.override("cy"):
        found = practice_for(first)

    assert [example.url for example in (*found.case_studies, *found.toolkit_files)] == translations
    assert [example.lang for example in (*found.case_studies, *found.toolkit_files)] == ["", ""]


def test_page_without_a_translation_is_listed_in_english(first, case_study):
    told = case_study(first)

    with translation.override("cy"):
        [example] = practice_for(first).case_studies

    assert (example.url, example.lang) == (told.url, "en")


def test_page_and_its_translation_are_one_example(first, case_study, in_welsh):
    in_welsh(case_study(first))

    assert len(practice_for(first).case_studies) == 1


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_link_that_was_taken_back_is_gone_even_if_the_translation_still_has_it(first, case_study, in_welsh, language):
    told = case_study(first)
    translated = in_welsh(told)
    told.refresh_from_db()
    told.recommendations = []
    told.save_revision().publish()

    with translation.override(language):
        assert not practice_for(first).is_reported
    assert translated.recommendations.exists()


def test_page_that_is_in_welsh_only_is_practice_for_readers_of_welsh(first, case_study, in_welsh):
    told = case_study(first)
    translated = in_welsh(told)
    told.delete()
    translated.refresh_from_db()
    translated.save_revision().publish()

    assert not practice_for(first).is_reported
    with translation.override("cy"):
        assert [example.url for example in practice_for(first).case_studies] == [translated.url]


def test_examples_are_in_the_order_of_their_titles(first, case_study):
    for title in ("Cleaning", "A first year", "Boundaries"):
        case_study(first, title=title)

    assert titles(practice_for(first).case_studies) == ["A first year", "Boundaries", "Cleaning"]


def test_practice_of_recommendations_costs_four_queries_whatever_there_is(
    page, case_study, voice, toolkit, django_assert_num_queries
):
    everything = list(page.document.recommendations.all())
    for _ in range(3):
        case_study(*everything)
        voice(*everything)
        toolkit(*everything)
        SchemeFactory(recommendations=everything)
        PilotFactory(page=page, recommendations=everything)
    cache.clear()
    page.get_url()  # where the site's pages begin is looked up once

    with django_assert_num_queries(4):
        found = all_practice()
        for row in found.values():
            assert str([row.schemes, [scheme.prison for scheme in row.schemes], row.pilots])
            assert len(row.case_studies) == len(row.voices) == len(row.toolkit_files) == 3


# Coverage


@pytest.mark.parametrize("status", SchemeStatus)
def test_scheme_counts_from_its_beginning_to_its_end(first, status):
    SchemeFactory(recommendations=[first], status=status)

    found = practice_for(first)

    assert found.recommendation.schemes_running == found.recommendation.schemes_doing_it == (status in RUNNING)
    assert len(found.schemes) == (status in RUNNING)


def test_coverage_is_how_many_of_all_that_run_do_it(page, first):
    other = page.document.recommendations.get(number=2)
    SchemeFactory.create_batch(2, recommendations=[first])
    SchemeFactory(recommendations=[first, other])
    SchemeFactory.create_batch(4)
    SchemeFactory(recommendations=[first], status="planned")

    found = {row.recommendation.number: row.recommendation for row in all_practice().values()}

    assert [found[number].schemes_doing_it for number in (1, 2, 3)] == [3, 1, 0]
    assert {row.schemes_running for row in found.values()} == {7}


def test_coverage_says_when_made_up_schemes_are_counted(page, first, client):
    SchemeFactory(recommendations=[first])
    assert "Made-up" not in read(client, page).text

    SchemeFactory(prison=PrisonFactory(example=True))

    assert "Made-up examples are counted" in read(client, page).text


# The page


def test_page_lists_every_recommendation_in_force_with_what_puts_it_into_practice(page, first, case_study, client):
    case_study(first, title="A first year")
    SchemeFactory(recommendations=[first], name="Buddies", prison=PrisonFactory(name="HMP Somewhere"))
    SchemeFactory()

    rows = rows_of_table(read(client, page))

    assert list(rows) == ["r1", "r2", "r3"]
    assert rows["r1"][0] == "Recommendation R1 Meet every fortnight."
    assert "1 of 2 reported schemes" in rows["r1"][1]
    assert "Buddies, HMP Somewhere Running" in rows["r1"][1]
    assert "A first year Made-up example" in rows["r1"][1]
    assert rows["r2"][1] == "0 of 2 reported schemes No practice has been reported yet."


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_links_lead_to_pages_that_are_there(page, first, case_study, voice, toolkit, in_welsh, client, prefix):
    SchemeFactory(recommendations=[first])
    PilotFactory(page=page, recommendations=[first])
    for new in (page, case_study(first), voice(first), toolkit(first)):
        in_welsh(new)

    [table] = tree_of(read(client, page, prefix=prefix)).iter("table")
    links = [link.get("href") for link in table.iter("a")]

    assert len(links) == 3 + 5
    assert all(link.startswith(f"{prefix}/") for link in links)
    assert [client.get(link.split("#")[0]).status_code for link in links] == [200] * len(links)


def test_only_those_with_no_practice_can_be_asked_for(page, first, case_study, client):
    case_study(first)

    assert list(rows_of_table(client.get(f"{page.url}practice/", {"show": "unreported"}))) == ["r2", "r3"]
    assert list(rows_of_table(client.get(f"{page.url}practice/", {"show": "<script>\x00"}))) == ["r1", "r2", "r3"]


def test_filter_that_leaves_nothing_says_so(page, case_study, client):
    case_study(*page.document.recommendations.all())

    shown = client.get(f"{page.url}practice/", {"show": "unreported"}).text

    assert "Practice has been reported for every recommendation in force." in shown


def test_removed_recommendations_are_listed_apart_with_the_version_they_went_in(page, removed, client):
    response = read(client, page)

    [entry] = [words(li) for li in tree_of(response).iter("li") if "Removed" in words(li)]
    assert list(rows_of_table(response)) == ["r2", "r3"]
    assert entry == "R1: Meet every fortnight. Removed in version 0.2.0"


def test_document_without_recommendations_says_so(home, client):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), body=[("section", "First")])
    page.save_revision().publish()

    assert "This document has no recommendation in force." in read(client, page).text


def test_reader_is_invited_to_share(home, page, client):
    for path in ("practice/", "clause/r1/"):
        invitation = read(client, page, path).text.split("Does your prison do this")[1]
        assert '<a href="/share-your-practice/">Share your practice</a>' in invitation


def test_method_says_what_reported_means(page, client):
    shown = read(client, page).text

    assert "It does not mean that we have checked it" in shown
    assert f'href="{page.url}practice.csv"' in shown


def test_recommendations_are_in_the_reader_s_words(page, in_welsh, client):
    translated = in_welsh(page)
    translated.body[1].value["text"] = type(translated.body[1].value["text"])("<p>Cwrdd bob pythefnos.</p>")
    translated.save_revision().publish()

    rows = rows_of_table(read(client, page, prefix="/cy"))

    assert "Cwrdd bob pythefnos." in rows["r1"][0]


def test_words_that_are_not_translated_yet_are_marked_as_english(page, in_welsh, client):
    in_welsh(page)
    page.body = [*page.body.get_prep_value(), {"type": "recommendation", "value": RECOMMENDATION}]
    page.change, page.change_note = "minor", "One more."
    page.save_revision().publish()

    response = read(client, page, prefix="/cy")

    marked = [words(span) for span in tree_of(response).iter("span") if span.get("lang") == "en"]
    assert marked == ["The scheme lead should meet each buddy every fortnight."]


def test_hostile_words_are_shown_as_words(page, first, case_study, client):
    case_study(first, title=HOSTILE)
    SchemeFactory(recommendations=[first], name=HOSTILE)

    for path in ("practice/", "clause/r1/"):
        shown = read(client, page, path).text
        assert "<script>alert" not in shown
        assert "{{ 7|add:7 }}" in shown


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_markup_has_no_error_and_no_id_is_there_twice(page, first, case_study, removed, in_welsh, client, prefix):
    in_welsh(page)
    case_study(*page.document.recommendations.all())

    for path in ("practice/", "practice/?show=unreported", "clause/r1/", "clause/r2/"):
        html = read(client, page, path, prefix).content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        ids = [element.get("id") for element in html5lib.parse(html).iter() if element.get("id")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["practice/", "clause/r1/"])
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_costs_at_most_twelve_queries_and_sets_no_cookie(
    page, case_study, voice, toolkit, in_welsh, client, prefix, path
):
    everything = list(page.document.recommendations.all())
    in_welsh(page)
    for make in (case_study, voice, toolkit):
        in_welsh(make(*everything))
    SchemeFactory.create_batch(3, recommendations=everything)
    PilotFactory(page=page, recommendations=everything)
    url = page.get_url()

    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{prefix}{url}{path}")

    assert len(queries) <= 12
    assert response.status_code == 200
    assert not response.cookies


# The table to keep


def table(client, page, prefix=""):
    response = read(client, page, "practice.csv", prefix)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_csv_has_a_row_for_each_link_and_one_for_each_recommendation_without(page, first, case_study, client):
    told = case_study(first, title="A first year")
    prison = PrisonFactory(name="HMP Somewhere")
    scheme = SchemeFactory(recommendations=[first], name="Buddies", prison=prison, confirmed_on=DAY)

    heading, *rows = table(client, page)

    start = ["PSSC-G-01", "0.1.0"]
    place, page_of_it = f"{SITE}{scheme.get_absolute_url()}", f"{SITE}{told.url}"
    assert heading == COLUMNS
    assert rows == [
        [*start, "R1", "Meet every fortnight.", "Scheme", "Buddies, HMP Somewhere", place, "Running", "2026-06-01"],
        [*start, "R1", "Meet every fortnight.", "Case study", "A first year (made-up example)", page_of_it, "", ""],
        [*start, "R2", "Write the boundary down.", "", "", "", "", ""],
        [*start, "R3", "Pay a fair wage.", "", "", "", "", ""],
    ]


def test_csv_has_a_row_for_voices_files_and_pilots(page, first, voice, toolkit, client):
    said, made = voice(first), toolkit(first)
    pilot = PilotFactory(page=page, recommendations=[first])

    rows = [(row[4], row[6]) for row in table(client, page) if row[2] == "R1"]

    assert rows == [
        ("Toolkit file", f"{SITE}{made.url}"),
        ("Voice", f"{SITE}{said.url}"),
        ("Pilot", f"{SITE}{page.url}pilots/#pilot-{pilot.pk}"),
    ]


def test_csv_leaves_out_what_was_removed(page, removed, client):
    assert [row[2] for row in table(client, page)[1:]] == ["R2", "R3"]


def test_csv_in_welsh_has_the_addresses_of_the_welsh_pages(page, first, case_study, in_welsh, client):
    in_welsh(page)
    translated = in_welsh(case_study(first))

    assert f"{SITE}{translated.url}" in [row[6] for row in table(client, page, "/cy")]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_csv_holds_no_formula(page, first, client, title):
    SchemeFactory(recommendations=[first], name=title)

    cells = [cell for row in table(client, page) for cell in row]

    assert any(title.strip() in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []


# One recommendation


def test_clause_of_a_recommendation_says_who_does_it(page, first, case_study, client):
    told = case_study(first)
    SchemeFactory()

    shown = read(client, page, "clause/r1/").text

    assert "0 of 1 reported scheme" in shown
    assert f'<a href="{told.url}">{told.title}</a>' in shown
    assert "No practice has been reported yet." in read(client, page, "clause/r2/").text


def test_clause_of_a_removed_recommendation_still_says_who_did_it(page, removed, case_study, client):
    told = case_study(removed)

    assert told.title in read(client, page, "clause/r1/").text


def test_reader_is_not_invited_to_do_what_is_no_longer_recommended(home, page, removed, client):
    assert "Does your prison do this" not in read(client, page, "clause/r1/").text


def test_clause_of_another_kind_has_no_practice(page, client):
    section = page.shown_edition.ordered_clauses[0]

    assert practice_of_clause(section) is None
    assert "In practice" not in read(client, page, section.path).text


# Choosing recommendations


@pytest.fixture
def choices(editor_client):
    """A function that gives {label: whether it is chosen} of the recommendations on the edit form of a page."""

    def offered(page):
        html = editor_client.get(f"/admin/pages/{page.pk}/edit/").text
        selects = html5lib.parse(html, namespaceHTMLElements=False).iter("select")
        [select] = [select for select in selects if select.get("name") == "recommendations"]
        return {words(option): option.get("selected") is not None for option in select.iter("option")}

    return offered


def test_editor_chooses_recommendations_by_their_number_and_first_words(page, first, case_study, choices):
    assert choices(case_study(first)) == {
        "PSSC-G-01 R1: Meet every fortnight.": True,
        "PSSC-G-01 R2: Write the boundary down.": False,
        "PSSC-G-01 R3: Pay a fair wage.": False,
    }


def test_removed_recommendation_is_offered_only_where_it_was_chosen(page, removed, voice, choices):
    label = "PSSC-G-01 R1: Meet every fortnight. (removed in version 0.2.0)"

    assert choices(voice(removed))[label] is True
    assert label not in choices(voice())


def test_list_of_recommendations_costs_the_same_however_many_documents_there_are(page, case_study, editor_client):
    told = case_study()
    url = f"/admin/pages/{told.pk}/edit/"
    editor_client.get(url)
    with CaptureQueriesContext(connection) as before:
        editor_client.get(url)
    for _ in range(3):
        other = GuidancePageFactory(parent=page.get_parent())
        other.save_revision().publish()

    with CaptureQueriesContext(connection) as after:
        editor_client.get(url)

    assert len(after) == len(before)
