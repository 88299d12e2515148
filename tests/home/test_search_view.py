from xml.etree import ElementTree

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.search import index

from home.found import LABELS
from home.models import SearchWord
from home.spelling import learn_words
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    EasyReadPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    PrisonFactory,
    SchemeFactory,
    StandardPageFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

pytestmark = pytest.mark.indexed

KINDS = {
    "guidance": (GuidanceIndexPageFactory, GuidancePageFactory),
    "case-studies": (CaseStudyIndexPageFactory, CaseStudyPageFactory),
    "voices": (VoiceIndexPageFactory, VoicePageFactory),
    "toolkits": (ToolkitIndexPageFactory, ToolkitPageFactory),
    "news": (NewsIndexPageFactory, NewsPageFactory),
}


@pytest.fixture
def marigolds(home):
    """{kind: page, prison or scheme} named after marigolds, one for each tab."""
    found = {kind: page(parent=index(parent=home), title=f"Marigold {kind}") for kind, (index, page) in KINDS.items()}
    found["other"] = StandardPageFactory(parent=home, title="Marigold other")
    found["prisons"] = PrisonFactory(name="HMP Marigold", slug="marigold")
    found["schemes"] = SchemeFactory(name="Marigold schemes", prison__name="HMP Rose")
    return found


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def hits(response):
    """Addresses of what was found, in order."""
    lists = [ol for ol in tree_of(response).iter("ol") if "hits" in ol.get("class", "").split()]
    return [heading.find("a").get("href") for found in lists for heading in found.iter("h3")]


def tabs(response):
    """{name of the tab: count}"""
    [listing] = [ul for ul in tree_of(response).iter("ul") if "tabs" in ul.get("class", "").split()]
    texts = [" ".join("".join(li.itertext()).split()) for li in listing.iter("li")]
    return {name: int(count.rstrip(")")) for name, count in (text.rsplit(" (", 1) for text in texts)}


def address(hit):
    return hit.get_absolute_url() if hasattr(hit, "get_absolute_url") else hit.url


# Finding


def test_pages_of_every_kind_and_prisons_are_found_by_one_word(marigolds, client):
    response = client.get("/search/?q=marigold")

    assert set(hits(response)) == {address(hit) for hit in marigolds.values()}
    assert "8 results for “marigold”" in response.text


def test_each_tab_has_its_count(marigolds, client):
    assert tabs(client.get("/search/?q=marigold")) == {"Everything": 8, **{str(label): 1 for label in LABELS.values()}}


def test_tab_without_results_is_not_shown(marigolds, client):
    assert tabs(client.get("/search/?q=exeter+marigold")) == {"Everything": 1, "Prisons": 1}


@pytest.mark.parametrize("kind", LABELS)
def test_tab_shows_its_kind_alone_and_the_counts_of_all(marigolds, client, kind):
    response = client.get("/search/", {"q": "marigold", "kind": kind})

    assert hits(response) == [address(marigolds[kind])]
    assert tabs(response)["Everything"] == 8


def test_unknown_kind_means_everything(marigolds, client):
    assert len(hits(client.get("/search/?q=marigold&kind=potatoes"))) == 8


def test_easy_read_is_found_among_guidance_and_says_what_it_is(marigolds, client):
    marigolds["guidance"].save_revision().publish()
    easy = EasyReadPageFactory(parent=marigolds["guidance"], title="Marigold in short")

    response = client.get("/search/?q=marigold&kind=guidance")

    assert sorted(hits(response)) == sorted([address(marigolds["guidance"]), address(easy)])
    assert '<span class="tag">Easy Read</span>' in response.text


@pytest.mark.parametrize(("kind", "field"), [("guidance", "summary"), ("voices", "credit"), ("news", "author")])
def test_words_beyond_the_title_are_found(marigolds, client, kind, field):
    page = marigolds[kind]
    setattr(page, field, "Written by a nightingale")
    page.save()

    assert hits(client.get("/search/?q=nightingale")) == [page.url]


def test_case_study_is_found_by_its_prison(marigolds, client):
    page = marigolds["case-studies"]

    assert page.url in hits(client.get("/search/", {"q": page.prison.name}))


def test_every_word_must_be_found(marigolds, client):
    assert hits(client.get("/search/?q=marigold+elephant")) == []


def test_phrase_in_quotation_marks_is_found_as_it_stands(home, client):
    phrase = StandardPageFactory(parent=home, title="One plain answer")
    StandardPageFactory(parent=home, title="Answer plain one")

    assert hits(client.get("/search/", {"q": '"one plain answer"'})) == [phrase.url]


def test_word_of_a_title_counts_more_than_a_word_of_the_text(home, client):
    text = StandardPageFactory(parent=home, body=[("text", "<p>Here is a marigold among many other words.</p>")])
    title = StandardPageFactory(parent=home, title="Marigold")

    assert hits(client.get("/search/?q=marigold")) == [title.url, text.url]


def test_prisons_are_found_by_code_town_and_welsh_name(home, client):
    prison = PrisonFactory(in_wales=True, nomis_code="ZZZ", name_cy="Carchar Melyn", town="Goldtown")

    for words in ("ZZZ", "Goldtown", "Carchar Melyn"):
        assert hits(client.get("/search/", {"q": words})) == [prison.get_absolute_url()]


def test_made_up_prisons_and_places_for_children_are_not_found(home, client):
    PrisonFactory(example=True, name="HMP Marigold")
    PrisonFactory(for_children=True, name="HMYOI Marigold")

    assert hits(client.get("/search/?q=marigold")) == []


def test_scheme_is_found_by_its_prison_and_names_it(home, client):
    scheme = SchemeFactory(prison__name="HMP Marigold", summary="People help each other.")

    response = client.get("/search/?q=marigold&kind=schemes")

    assert hits(response) == [scheme.get_absolute_url()]
    assert "HMP Marigold · South West" in response.text
    assert "People help each other." in response.text


def test_schemes_that_lists_do_not_show_are_not_found(home, client):
    SchemeFactory(name="Marigold draft", live=False)
    SchemeFactory(name="Marigold gone", delisted_on=timezone.localdate(), delisted_reason="It ended.")
    SchemeFactory(name="Marigold made up", prison=PrisonFactory(example=True))
    shown = SchemeFactory(name="Marigold shown")

    assert hits(client.get("/search/?q=marigold")) == [shown.get_absolute_url()]


def test_results_are_paged_and_each_is_on_one_page(home, client):
    pages = [StandardPageFactory(parent=home, title=f"Marigold {number}") for number in range(20)]

    first, second = (hits(client.get(f"/search/?q=marigold&page={number}")) for number in (1, 2))

    assert (len(first), len(second)) == (15, 5)
    assert set(first + second) == {page.url for page in pages}
    assert 'href="?q=marigold&amp;page=2" rel="next"' in client.get("/search/?q=marigold").text


def test_links_of_tabs_and_pages_keep_the_words_as_typed(home, client):
    for number in range(20):
        StandardPageFactory(parent=home, title=f"Salt & pepper {number}")

    shown = client.get("/search/", {"q": "salt & pepper", "kind": "other"}).text

    assert "?q=salt+%26+pepper&amp;kind=other" in shown
    assert "?q=salt+%26+pepper&amp;kind=other&amp;page=2" in shown


# Finding nothing


def test_nothing_found_says_so_and_leads_on(home, client):
    response = client.get("/search/?q=marigold")

    assert response.status_code == 200
    assert "We found nothing" in response.text
    assert "0 results for “marigold”" in response.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=+++", "?kind=news"])
def test_nothing_asked_is_answered_with_an_invitation(home, client, query):
    response = client.get(f"/search/{query}")

    assert "Type a word or two" in response.text
    assert "0 results" not in response.text


def test_search_pages_are_not_for_search_engines(home, client):
    assert '<meta name="robots" content="noindex">' in client.get("/search/?q=marigold").text


# What must not be found


def test_drafts_are_never_found(marigolds, client):
    draft = StandardPageFactory(parent=marigolds["other"], title="Marigold draft", live=False)
    marigolds["news"].unpublish()

    found = hits(client.get("/search/?q=marigold"))

    assert draft.url not in found
    assert marigolds["news"].url not in found
    assert len(found) == 7


def test_words_of_an_unpublished_edit_are_not_found(marigolds, client):
    page = marigolds["other"]
    page.title = "Nightingale"
    page.save_revision()

    assert hits(client.get("/search/?q=nightingale")) == []


@pytest.mark.parametrize("restriction", ["login", "password", "groups"])
def test_pages_under_a_restricted_one_are_never_found(marigolds, client, restriction):
    marigolds["other"].view_restrictions.create(restriction_type=restriction, password="secret")
    below = StandardPageFactory(parent=marigolds["other"], title="Marigold below")

    found = hits(client.get("/search/?q=marigold"))

    assert below.url not in found
    assert marigolds["other"].url not in found
    assert len(found) == 7


# Welsh


def test_welsh_search_finds_the_welsh_page_and_not_its_english_twin(marigolds, client, in_welsh):
    english = marigolds["guidance"]
    english.save_revision().publish()
    welsh = in_welsh(english)
    welsh.title = "Marigold gold Mair"
    welsh.save_revision().publish()

    found = hits(client.get("/cy/search/?q=marigold"))

    assert welsh.url in found
    assert english.url not in found
    assert welsh.url not in hits(client.get("/search/?q=marigold"))


def test_welsh_search_finds_english_pages_that_have_no_welsh_and_says_so(marigolds, client):
    shown = client.get("/cy/search/?q=marigold+toolkits")

    assert hits(shown) == [marigolds["toolkits"].url]
    assert f'href="{marigolds["toolkits"].url}" lang="en" hreflang="en"' in shown.text


def test_welsh_search_names_prisons_in_welsh(home, client):
    PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd", slug="cardiff")

    shown = client.get("/cy/search/?q=cardiff").text

    assert '<a href="/cy/directory/cardiff/">Carchar Caerdydd</a>' in shown


# Any request at all


@pytest.mark.django_db
@settings(deadline=None, max_examples=60)
@given(
    q=st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    kind=st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=10), st.sampled_from(list(LABELS))),
    page=st.one_of(st.integers().map(str), st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
)
def test_any_words_are_answered(q, kind, page):
    response = Client().get("/search/", {"q": q, "kind": kind, "page": page})

    assert response.status_code == 200


HOSTILE = [
    '"', '""', '"""', "'", "\\", "%", "*", "mari*", "a OR b", "NOT", "AND", "NEAR(a b)", "title:x", "-x", "(", ")(",
    "^", "a:*", "a & | ! b", "<->", "'; DROP TABLE hub_topic; --", "\x00", "a\x00b", "x" * 5000, "a " * 2000, "“",
    "“a”", '"a" "b" "c" "d" "e"', "’", "ŵ", "🧵", "\u202e", "{{ q }}", "<b>",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_words_are_answered_in_both_languages(marigolds, client, query):
    for language in ("", "/cy"):
        assert client.get(f"{language}/search/", {"q": query}).status_code == 200


def test_typed_markup_is_shown_as_text(home, client):
    shown = client.get("/search/", {"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


# Facets and order


def test_facets_narrow_and_count(home, client):
    london, wales = (
        PrisonFactory(name="HMP Marigold One", region="London"),
        PrisonFactory(in_wales=True, name="HMP Marigold Two"),
    )

    response = client.get("/search/?q=marigold&region=London")

    assert hits(response) == [london.get_absolute_url()]
    assert wales.name not in response.text
    assert 'value="Wales"' in response.text


@pytest.mark.parametrize("rubbish", ["region=Mars", "topic=%00", "since=x", "language=fr", "sort=up", "region=" * 50])
def test_unknown_facets_filter_nothing(marigolds, client, rubbish):
    assert len(hits(client.get(f"/search/?q=marigold&{rubbish}"))) == 8


def test_results_are_sorted_as_asked(home, client):
    for title in ("Marigold b", "marigold a", "Marigold C"):
        StandardPageFactory(parent=home, title=title)

    found = hits(client.get("/search/?q=marigold&sort=title"))

    assert [address.strip("/") for address in found] == ["marigold-a", "marigold-b", "marigold-c"]


# What is told of a hit


def test_found_words_are_marked_and_typed_markup_is_not_one(home, client):
    StandardPageFactory(parent=home, title="One", summary="A <b>marigold</b> & more")

    shown = client.get("/search/?q=marigolds").text

    assert "&lt;b&gt;<mark>marigold</mark>&lt;/b&gt; &amp; more" in shown


def test_voice_that_may_distress_shows_none_of_its_words(home, client):
    VoicePageFactory(
        parent=VoiceIndexPageFactory(parent=home), title="A voice", summary="Of a marigold.", content_note="Death."
    )

    shown = client.get("/search/?q=marigold").text

    assert "Some readers may find this distressing." in shown
    assert "Of a" not in shown


def test_clauses_of_the_edition_in_force_are_led_to(home, client, publish):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), title="A guide")
    page = publish(page)
    clause = page.edition.ordered_clauses[0]
    word = max(clause.text.split(), key=len).strip(".,")

    shown = client.get("/search/", {"q": word}).text

    assert f'href="{page.url}#{clause.anchor}"' in shown


def test_words_in_a_file_are_found_and_lead_to_the_file(toolkit, client):
    version = toolkit.versions.create(
        key=toolkit.files.get().translation_key, slug="a-file", number=9, issued_on="2026-01-02", title="A file",
        filename="a.txt", content_type="text/plain", size=1, sha256="0" * 64, text="Ask the nightingale first.",
    )  # fmt: skip
    index.insert_or_update_object(toolkit)

    response = client.get("/search/?q=nightingales")

    assert hits(response) == [toolkit.url]
    assert f'href="{toolkit.url}{version.folder}"' in response.text
    version.delete()
    toolkit.versions.create(
        key=version.key, slug="a-file", number=10, issued_on="2026-01-03", title="A file", filename="a.txt",
        content_type="text/plain", size=1, sha256="1" * 64, text="Ask nobody.",
    )  # fmt: skip
    index.insert_or_update_object(toolkit)
    assert hits(client.get("/search/?q=nightingales")) == []


@pytest.mark.parametrize(("title", "shown"), [("A file", "A file (TXT)"), ("A file (TXT)", "A file (TXT)")])
def test_format_of_a_file_that_was_found_is_told_once(title, shown, toolkit, client):
    toolkit.versions.create(
        key=toolkit.files.get().translation_key, slug="a-file", number=9, issued_on="2026-01-02", title=title,
        filename="a.txt", content_type="text/plain", size=1, sha256="0" * 64, text="Ask the nightingale first.",
    )  # fmt: skip
    index.insert_or_update_object(toolkit)

    assert f">{shown}</a>" in client.get("/search/?q=nightingales").text


# Editors' picks


def test_what_editors_picked_is_shown_first_and_for_words_that_mean_the_same(marigolds, client):
    SearchPromotion.objects.create(query=Query.get("buddy"), page=marigolds["other"], description="Start here.")

    for words in ("Buddy", "peer carers"):
        shown = client.get("/search/", {"q": words}).text
        assert "Picked by our editors" in shown
        assert "Start here." in shown


def test_pick_that_nobody_may_read_is_not_shown(marigolds, client):
    SearchPromotion.objects.create(query=Query.get("buddy"), page=marigolds["other"])
    marigolds["other"].unpublish()

    assert "Picked by our editors" not in client.get("/search/?q=buddy").text


def test_nothing_that_is_searched_for_is_stored(marigolds, client):
    client.get("/search/?q=marigold")
    client.get("/search/?q=John+Smith+A1234BC")

    assert not Query.objects.exists()


def test_browser_can_search_from_its_address_bar_in_either_language(home, client):
    for language, code in (("", "en-gb"), ("/cy", "cy")):
        response = client.get(f"{language}/opensearch.xml")

        tree = ElementTree.fromstring(response.content)
        spaces = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
        assert response["Content-Type"].startswith("application/opensearchdescription+xml")
        assert tree.find("o:Url", spaces).get("template") == f"http://testserver{language}/search/?q={{searchTerms}}"
        assert tree.find("o:Language", spaces).text == code


# Spelling help


def test_word_spelt_otherwise_is_put_right_from_the_words_of_the_hub(marigolds, client):
    learn_words.enqueue()

    shown = client.get("/search/?q=marygold").text

    assert '<a href="?q=marigold">marigold</a>' in shown


def test_words_of_voices_and_drafts_help_nobody_spell(home, client):
    voices = VoiceIndexPageFactory(parent=home)
    for number in (1, 2):
        VoicePageFactory(parent=voices, title=f"Nightingale {number}")
        StandardPageFactory(parent=home, title=f"Kingfisher {number}", live=False)
    learn_words.enqueue()

    assert not SearchWord.objects.filter(word__in=["nightingale", "kingfisher"]).exists()


def test_hits_with_some_of_the_words_are_told_where_none_has_all(marigolds, client):
    shown = client.get("/search/?q=marigold+elephant").text

    assert "These have some of your words" in shown


# Cost and markup


def test_page_with_every_kind_costs_few_queries(marigolds, client, remembering):
    client.get("/search/?q=marigold")

    with CaptureQueriesContext(connection) as queries:
        response = client.get("/search/?q=marigold")

    assert len(hits(response)) == 8
    assert len(queries) <= 9


@pytest.mark.parametrize("query", ["", "?q=marigold", "?q=marigold&kind=news", "?q=zzz", "?q=%3Cb%3E%22%26"])
@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(marigolds, client, language, query):
    html5lib.HTMLParser(strict=True).parse(client.get(f"{language}/search/{query}").content.decode())
