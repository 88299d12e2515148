import datetime

import html5lib
import pytest
from django.utils import timezone
from django.utils.formats import date_format

from guidance.stages import BANNERS, ENDED, Stage
from tests.factories import (
    RECOMMENDATION,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

DOCUMENT = [
    ("section", "Training"),
    ("subheading", "Before it starts"),
    ("paragraph", "<p>A paragraph.</p>"),
    ("recommendation", RECOMMENDATION),
    ("section", "Training"),
    ("paragraph", "<p>Another paragraph.</p>"),
    ("recommendation", {**RECOMMENDATION, "applies_to": "wales", "strength": "must", "evidence": "law"}),
    ("table", {"caption": "Who does what", "columns": ["Task", "Buddy"], "rows": [["Meals", "Yes"], ["Lifting"]]}),
    ("boundary", {"title": "Limits", "allowed": ["Talk"], "not_allowed": ["Lift"], "call_staff": ["A fall"]}),
]


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


@pytest.fixture
def voice(home):
    page = VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), quote="We wrote the list together.")
    page.save_revision().publish()
    return page


@pytest.fixture
def document(index):
    page = GuidancePageFactory(parent=index, body=DOCUMENT, review_on=datetime.date(2027, 6, 1))
    page.save_revision().publish()
    return page


def at_stage(index, stage):
    """A document at a stage, with what that stage needs: a consultation, or a successor."""
    if stage == Stage.SUPERSEDED:
        return GuidancePageFactory(parent=index, document__superseded=True)
    if stage != Stage.CONSULTATION:
        return GuidancePageFactory(parent=index, document__stage=stage)
    page = GuidancePageFactory(parent=index)
    page.save_revision().publish()
    page.document.move(Stage.CONSULTATION, consultation=ConsultationFactory(page=page, open=True))
    return page


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


# Stage


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.PUBLISHED])
def test_document_not_simply_in_force_warns_its_reader(index, client, stage):
    page = at_stage(index, stage)

    shown = client.get(page.url).text

    heading, sentence = BANNERS[stage]
    assert f'<h2 id="stage-heading">{heading}</h2><p>{sentence}</p>' in shown


def test_published_document_warns_of_nothing(index, client):
    page = GuidancePageFactory(parent=index, document__stage=Stage.PUBLISHED)

    assert 'id="stage-heading"' not in client.get(page.url).text


@pytest.mark.parametrize("stage", Stage)
def test_only_ended_documents_are_kept_from_search_engines(index, client, stage):
    page = at_stage(index, stage)

    assert ('<meta name="robots" content="noindex">' in client.get(page.url).text) is (stage in ENDED)


@pytest.mark.parametrize("stage", Stage)
def test_stage_is_shown_beside_the_document_wherever_it_is_listed(index, client, stage):
    at_stage(index, stage)

    assert f">{stage.label}</span>" in client.get(index.url).text


def test_consultation_says_when_it_closes(index, client):
    page = at_stage(index, Stage.CONSULTATION)
    closes = date_format(timezone.localtime(page.document.consultation.closes_at), "DATE_FORMAT")

    assert f"The consultation closes on <b>{closes}" in client.get(page.url).text
    assert f"Open for comment until {closes}" in client.get(index.url).text


def test_closing_date_is_gone_once_the_consultation_is_over(index, client):
    page = at_stage(index, Stage.CONSULTATION)
    page.document.consultation.close(timezone.now())

    assert "The consultation closes on" not in client.get(page.url).text
    assert "Consultation closed" in client.get(page.url).text
    assert "Open for comment" not in client.get(index.url).text


# Header


def test_header_says_what_the_document_is(document, client):
    [header] = [dl for dl in tree_of(client.get(document.url)).iter("dl") if dl.get("class") == "meta"]

    fields = {div.find("dt").text: "".join(div.find("dd").itertext()) for div in header}
    assert fields == {
        "Version": "0.1.0 (all editions)",
        "Issued": date_format(timezone.localdate(), "DATE_FORMAT"),
        "For": "Prison staff",
        "Applies to": "England and Wales",
        "Owner": "Editorial team",
        "Review by": "1 June 2027",
        "Recommendations": "2, and who does them",
    }


# Clauses on the page


def test_contents_list_names_each_section_and_boundary_card_and_leads_to_it(document, client):
    tree = tree_of(client.get(document.url))
    headings = {element.get("id"): "".join(element.itertext()) for element in tree.iter("h2") if element.get("id")}
    headings |= {
        element.get("id"): "".join(element.find("h3").itertext())
        for element in tree.iter("section")
        if element.get("class") == "boundary"
    }
    tables = [nav for nav in tree.iter("nav") if nav.find("ol") is not None and nav.get("aria-label") != "Breadcrumb"]

    assert len(tables) == 2
    for table in tables:
        links = [
            (link.get("href").removeprefix("#"), " ".join("".join(link.itertext()).split())) for link in table.iter("a")
        ]
        assert [text for _anchor, text in links] == ["1 Training", "2 Training", "Limits"]
        assert all(headings[anchor] == text for anchor, text in links)


def test_every_link_within_the_page_leads_somewhere_and_every_id_is_unique(document, client):
    tree = tree_of(client.get(document.url))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    links = [link.get("href")[1:] for link in tree.iter("a") if link.get("href", "").startswith("#")]

    assert len(ids) == len(set(ids))
    assert len(links) > 6
    assert set(links) <= set(ids)


def test_everything_that_points_at_an_id_finds_it(document, client):
    tree = tree_of(client.get(document.url))
    ids = {element.get("id") for element in tree.iter()}
    pointers = [
        element.get(name) for element in tree.iter() for name in ("aria-labelledby", "for") if element.get(name)
    ]

    assert pointers
    assert set(pointers) <= ids


def test_recommendation_shows_its_strength_evidence_actor_and_reason(document, client):
    articles = {
        article.get("id"): "".join(article.itertext()) for article in tree_of(client.get(document.url)).iter("article")
    }

    assert list(articles) == ["r1", "r2"]
    for words in ("R1", "Should do", "Evidence: limited", "Scheme lead", "Support was uneven.", "every fortnight"):
        assert words in articles["r1"]
    assert "Must do" in articles["r2"]


def test_recommendation_names_its_nation_where_it_is_not_for_both(document, client):
    articles = {
        article.get("id"): "".join(article.itertext()) for article in tree_of(client.get(document.url)).iter("article")
    }

    assert "Wales only" in articles["r2"]
    assert "only" not in articles["r1"]


def test_short_row_of_a_table_is_filled_up(document, client):
    [table] = tree_of(client.get(document.url)).iter("table")

    assert table.find("caption").text == "Who does what"
    widths = [len([cell for cell in row if cell.tag in ("td", "th")]) for row in table.iter("tr")]
    assert widths == [2, 2, 2]


def test_boundary_card_shows_its_three_lists(document, client):
    shown = client.get(document.url).text

    for words in ("Limits", "Talk", "Lift", "A fall"):
        assert words in shown


@pytest.mark.parametrize("language", ["", "/cy"])
def test_markup_has_no_error(document, in_welsh, client, language):
    in_welsh(document)

    html5lib.HTMLParser(strict=True).parse(client.get(language + document.url).content.decode())


# Voices


def test_quoted_voice_shows_its_words_and_who_said_them(index, voice, client):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])

    shown = client.get(page.url).text

    assert "“We wrote the list together.”" in shown
    assert voice.credit in shown
    assert f'href="{voice.url}"' in shown


def test_words_of_a_withdrawn_voice_are_gone_from_the_guidance(index, voice, client):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])

    voice.unpublish()

    shown = client.get(page.url)
    assert shown.status_code == 200
    assert "We wrote the list together." not in shown.text
    assert voice.credit not in shown.text


def test_words_of_a_deleted_voice_are_gone_from_the_guidance(index, voice, client):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])

    voice.delete()

    shown = client.get(page.url)
    assert shown.status_code == 200
    assert "We wrote the list together." not in shown.text


def test_corrected_words_are_corrected_in_the_guidance(index, voice, client):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])

    voice.quote = "We wrote it with each other."
    voice.save_revision().publish()

    shown = client.get(page.url).text
    assert "“We wrote it with each other.”" in shown
    assert "We wrote the list together." not in shown


def test_welsh_guidance_quotes_the_english_voice_marked_as_english_while_there_is_no_welsh(
    index, voice, client, in_welsh
):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])
    page.save_revision().publish()
    translated = in_welsh(page)

    shown = client.get(translated.url).text

    assert '<blockquote lang="en"><p>“We wrote the list together.”' in shown


def test_welsh_guidance_quotes_the_welsh_voice(index, voice, client, in_welsh):
    page = GuidancePageFactory(parent=index, body=[*DOCUMENT, ("voice", voice)])
    page.save_revision().publish()
    translated = in_welsh(page)
    welsh_voice = in_welsh(voice)
    welsh_voice.quote = "Ysgrifennon ni’r rhestr gyda’n gilydd."
    welsh_voice.save_revision().publish()

    shown = client.get(translated.url).text

    assert "“Ysgrifennon ni’r rhestr gyda’n gilydd.”" in shown
    assert "We wrote the list together." not in shown
    assert "“We wrote the list together.”" in client.get(page.url).text


# Index


def test_index_lists_documents_by_reference_and_filters_by_stage(index, client):
    later = GuidancePageFactory(parent=index, document__reference="PSSC-G-20", document__stage=Stage.PILOT)
    earlier = GuidancePageFactory(parent=index, document__reference="PSSC-G-10", document__stage=Stage.DRAFT)

    everything = client.get(index.url).text
    pilots = client.get(index.url, {"stage": "pilot"}).text

    assert everything.index(earlier.url) < everything.index(later.url)
    assert later.url in pilots
    assert earlier.url not in pilots
