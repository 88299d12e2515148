import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from resources.models import CaseStudyPage
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, PrisonFactory, RatingFactory


@pytest.fixture
def index(home):
    return CaseStudyIndexPageFactory(parent=home)


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def test_story_is_told_in_order_with_a_heading_for_each_part(index, client):
    texts = {name: f"<p>About {name}.</p>" for name in CaseStudyPage.PARTS}
    page = CaseStudyPageFactory(parent=index, **texts)

    shown = client.get(page.url).text

    places = [shown.index(text) for text in texts.values()]
    assert places == sorted(places)
    assert '<h2 id="did-not-work">What did not work</h2><p>About did_not_work.</p>' in shown


def test_contents_list_leads_to_every_part(index, client):
    page = CaseStudyPageFactory(parent=index)

    tree = tree_of(client.get(page.url))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    links = [link.get("href")[1:] for link in tree.iter("a") if link.get("href", "").startswith("#")]

    assert len(ids) == len(set(ids))
    assert {name.replace("_", "-") for name in CaseStudyPage.PARTS} <= set(links) <= set(ids)


@pytest.mark.parametrize("part", CaseStudyPage.PARTS)
def test_no_part_of_the_story_may_be_left_out(index, part):
    with pytest.raises(ValidationError) as error:
        CaseStudyPageFactory(parent=index, **{part: ""})

    assert list(error.value.message_dict) == [part]


def test_case_study_of_a_made_up_prison_says_so_on_its_page_and_on_its_card(index, client):
    example = CaseStudyPageFactory(parent=index)

    assert "This prison does not exist." in client.get(example.url).text
    assert "(made-up example)" in client.get(index.url).text


def test_case_study_of_a_real_prison_does_not(index, client, prison):
    real = CaseStudyPageFactory(parent=index, prison=prison)

    assert "This prison does not exist." not in client.get(real.url).text
    assert "(made-up example)" not in client.get(index.url).text


def test_prison_is_named_in_the_language_of_the_reader_and_links_to_its_page(index, client, in_welsh):
    cardiff = PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd", slug="cardiff")
    page = CaseStudyPageFactory(parent=index, prison=cardiff)
    page.save_revision().publish()
    translated = in_welsh(page)

    assert '<a href="/directory/cardiff/">HMP Cardiff</a>' in client.get(page.url).text
    assert '<a href="/cy/directory/cardiff/">Carchar Caerdydd</a>' in client.get(translated.url).text


def test_prison_with_a_case_study_cannot_be_deleted(index):
    page = CaseStudyPageFactory(parent=index)

    with pytest.raises(ProtectedError):
        page.prison.delete()


def test_index_says_that_listing_is_no_endorsement(index, client):
    assert "Being listed is not an endorsement." in client.get(index.url).text


def test_index_filters_by_evidence_nation_and_prison(index, client):
    cardiff = PrisonFactory(in_wales=True)
    welsh, english = CaseStudyPageFactory(parent=index, prison=cardiff), CaseStudyPageFactory(parent=index)
    RatingFactory(case_study=welsh, level="evaluated", shown=True)
    RatingFactory(case_study=english, level="reasoned", direction="no_effect_found", shown=True)

    for query, shown, hidden in [
        ({"country": "Wales"}, welsh, english),
        ({"country": "England"}, english, welsh),
        ({"prison": cardiff.pk}, welsh, english),
        ({"evidence_level": "reasoned"}, english, welsh),
        ({"evidence_direction": "no_effect_found"}, english, welsh),
    ]:
        page = client.get(index.url, query).text
        assert shown.title in page
        assert hidden.title not in page


def test_index_filters_by_category_operator_and_year(index, client):
    one = CaseStudyPageFactory(parent=index, prison__security_categories="BC", prison__operator="Serco")
    other = CaseStudyPageFactory(parent=index, prison__security_categories="D")
    CaseStudyPage.objects.filter(pk=one.pk).update(first_published_at="2026-05-01T09:00Z")
    CaseStudyPage.objects.filter(pk=other.pk).update(first_published_at="2020-05-01T09:00Z")

    for query in ({"category": "C"}, {"operator": "Serco"}, {"year": "2026"}):
        page = client.get(index.url, query).text
        assert one.title in page
        assert other.title not in page


def test_prison_whose_case_studies_are_all_drafts_is_no_choice(index, client):
    draft = CaseStudyPageFactory(parent=index, live=False)

    assert f'value="{draft.prison.pk}"' not in client.get(index.url).text


def prisons_offered(response):
    [facet] = [facet for facet in response.context["listing"].facets if facet["name"] == "prison"]
    return {value["value"]: value["count"] for value in facet["values"]}


def test_only_the_prisons_with_the_most_case_studies_are_offered_and_those_chosen(index, client, monkeypatch):
    monkeypatch.setattr("hub.listing.MOST_VALUES", 2)
    often, seldom, never = PrisonFactory.create_batch(2), PrisonFactory(), PrisonFactory()
    for prison in [*often, *often, seldom]:
        CaseStudyPageFactory(parent=index, prison=prison)
    most = {prison.pk: 2 for prison in often}

    assert prisons_offered(client.get(index.url)) == most
    assert prisons_offered(client.get(index.url, {"prison": seldom.pk})) == most | {seldom.pk: 1}
    assert prisons_offered(client.get(index.url, {"prison": never.pk})) == most | {never.pk: 0}


@pytest.mark.parametrize("prison", ["ZZZ", "", "\x00", "é", "x" * 500])
def test_prison_that_there_is_not_means_unfiltered(index, client, prison):
    CaseStudyPageFactory(parent=index)

    listing = client.get(index.url, {"prison": prison}).context["listing"]

    assert not listing.is_filtered
    assert listing.total == 1


def test_list_costs_the_same_whatever_the_number_of_prisons(index, client):
    client.get(index.url)
    costs = []
    for number in (2, 5):
        pages = CaseStudyPageFactory.create_batch(number, parent=index)
        with CaptureQueriesContext(connection) as queries:
            client.get(index.url, {"prison": pages[0].prison.pk})
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(index, client, in_welsh, language):
    page = CaseStudyPageFactory(parent=index)
    page.save_revision().publish()
    in_welsh(page)

    for url in (page.url, index.url):
        html5lib.HTMLParser(strict=True).parse(client.get(language + url).content.decode())
