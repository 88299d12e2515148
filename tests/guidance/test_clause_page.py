"""The permanent address of a clause: what it says now, what it said then, and what became of it."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from tests.factories import RECOMMENDATION, ConsultationFactory
from tests.guidance.wording import HOSTILE, reword, words

ADDED = {"type": "paragraph", "value": "<p>Something new.</p>", "id": "addedone-paragraph"}


@pytest.fixture
def page(guide, edited):
    """R2 is reworded in 0.2.0 and removed in 0.3.0; a paragraph is added in 0.2.0, and another reworded in 0.4.0."""

    def add(blocks):
        kept = dict(blocks)
        blocks.clear()
        for uid, block in kept.items():
            if uid == "twodays1-paragraph":
                blocks["addedone-paragraph"] = ADDED
            blocks[uid] = block
        blocks["paybuddy-recommendation"]["value"]["text"] = "<p>Pay every buddy fairly.</p>"

    page = edited(guide, add)
    page = edited(page, lambda blocks: blocks.pop("paybuddy-recommendation"), kind="major", note="Pay is settled.")
    return edited(page, reword("twodays1-paragraph", "Training takes three days."))


@pytest.fixture
def today():
    return date_format(timezone.localdate(), "DATE_FORMAT")


# In the latest edition


@pytest.mark.parametrize(
    ("key", "heading", "says"),
    [
        ("r1", "Recommendation R1", "every fortnight"),
        ("c-differs1", "Paragraph 1.1", "Schemes differ"),
        ("differs1-paragraph", "Paragraph 1.1", "Schemes differ"),
        ("c-payment1", "Section 2", "Pay"),
    ],
)
def test_address_without_a_version_leads_to_the_latest_wording(page, read, today, key, heading, says):
    main = read(f"{page.url}clause/{key}/").main

    assert words(main.h1) == heading
    assert says in words(main.select_one(".rec, .clause"))
    assert f"As in the latest edition, version 0.4.0, {today}." in words(main)
    assert "The wording has changed" not in words(main)
    assert main.find("a", string="Read it in the document")["href"].startswith(f"{page.url}#")


def test_clause_says_since_when_its_wording_differs_from_its_first(page, read):
    main = read(f"{page.url}clause/c-twodays1/").main

    assert "Training takes three days." in words(main)
    assert "The wording has changed since it first stood in version 0.1.0." in words(main)


def test_wordings_are_listed_newest_first_with_the_number_each_had(page, read, today):
    links = read(f"{page.url}clause/c-twodays1/").main.select("h2 + ul > li")

    assert [words(item) for item in links] == [
        f"Version 0.4.0 (1.3), {today}",
        f"Versions 0.1.0 to 0.3.0 (1.2), {today}",
    ]
    assert "Training takes two days." in words(read(links[1].a["href"]).main)


def test_paragraph_is_called_by_its_number_in_the_latest_edition(page, read):
    assert words(read(f"{page.url}clause/c-twodays1/").h1) == "Paragraph 1.3"
    assert words(read(f"{page.url}clause/twodays1-paragraph/").h1) == "Paragraph 1.3"


def test_quoted_voice_and_bare_figure_have_a_heading_too(guide, edited, read):
    figure = {"type": "figure", "value": {"image": None, "caption": ""}, "id": "nocapt00-figure"}
    edited(guide, lambda blocks: blocks.update({"nocapt00-figure": figure}))

    assert words(read(f"{guide.url}clause/c-nocapt00/").h1)


# What was removed


@pytest.mark.parametrize("key", ["r2", "paybuddy-recommendation"])
def test_removed_recommendation_says_when_and_why_and_what_it_said_last(page, read, today, key):
    main = read(f"{page.url}clause/{key}/").main

    notice = main.select_one(".status")
    assert words(notice.h2) == "Removed in version 0.3.0"
    assert f"{today}. Pay is settled." in words(notice)
    assert "Pay every buddy fairly." in words(main.select_one(".rec"))
    assert not main.find("a", string="Read it in the document")
    assert "Pay every buddy fairly." in words(read(notice.a["href"]).main)


def test_removed_clause_shows_the_wording_of_the_edition_that_is_asked_for(page, read):
    main = read(f"{page.url}editions/0.1.0/clause/r2/").main

    assert words(main.select_one(".status h2")) == "Removed in version 0.3.0"
    assert "This is the wording of version 0.1.0" in words(main)
    assert "Pay every buddy." in words(main.select_one(".rec"))


def test_clause_that_comes_back_is_no_longer_removed(page, edited, read):
    block = {"type": "recommendation", "id": "paybuddy-recommendation", "value": RECOMMENDATION}
    edited(page, lambda blocks: blocks.update({block["id"]: block}))

    main = read(f"{page.url}clause/r2/").main

    assert "Removed" not in words(main)
    assert "As in the latest edition, version 0.5.0" in words(main)
    assert "Not in version 0.3.0" in words(read(f"{page.url}editions/0.3.0/clause/r2/").main)


# In one edition


def test_clause_in_an_older_edition_says_that_its_wording_has_changed(page, read, today):
    main = read(f"{page.url}editions/0.2.0/clause/c-twodays1/").main

    notice = main.select_one(".status")
    assert words(notice.h2) == "The wording has changed since"
    assert f"This is the wording of version 0.2.0, {today}." in words(notice)
    assert "Training takes two days." in words(main.select_one(".clause"))
    assert [a["href"] for a in notice.select("a")] == [
        f"{page.url}clause/c-twodays1/",
        f"{page.url}compare/0.2.0/0.4.0/",
    ]


def test_clause_in_an_older_edition_says_that_its_wording_is_the_same(page, read):
    main = read(f"{page.url}editions/0.1.0/clause/r1/").main

    assert "As in version 0.1.0. The wording is the same in the latest edition, version 0.4.0." in words(main)


def test_clause_that_an_edition_does_not_have_says_so(page, read):
    main = read(f"{page.url}editions/0.1.0/clause/c-addedone/").main

    notice = main.select_one(".status")
    assert words(notice.h2) == "Not in version 0.1.0"
    assert "Something new." in words(read(notice.a["href"]).main)
    assert not main.select_one(".clause, .cite")


@pytest.mark.parametrize(
    "address",
    [
        "clause/r3/",
        "clause/r0/",
        "clause/R1/",
        "clause/c-00000000/",
        "clause/c-/",
        "clause/",
        "clause/%00/",
        "clause/r1'--/",
        "clause/" + "x" * 300 + "/",
        "editions/9.9.9/clause/r1/",
        "editions/0.1.0/clause/r3/",
        "editions/0.1.0/clause/",
    ],
)
def test_no_such_clause_is_not_found(page, client, address):
    assert client.get(page.url + address).status_code == 404


def test_number_of_one_document_is_not_that_of_another(page, client):
    other = page.copy(update_attrs={"slug": "other", "title": "Other"})

    assert client.get(f"{other.url}clause/r1/").status_code == 404


def test_text_of_an_editor_is_never_markup(guide, edited, read):
    block = {"type": "subheading", "value": HOSTILE, "id": "hostile1-subheading"}
    edited(guide, lambda blocks: blocks.update({block["id"]: block}), note=HOSTILE)
    edited(guide, reword("differs1-paragraph", escape(HOSTILE)), note=HOSTILE)
    edited(guide, lambda blocks: blocks.pop("hostile1-subheading"), note=HOSTILE)

    for key in ("c-hostile1", "c-differs1"):
        page = read(f"{guide.url}clause/{key}/")

        assert HOSTILE in words(page.main)
        assert not page.main.find("script")


# Welsh


def test_welsh_clause_is_in_welsh(welsh_guide, read):
    main = read(f"{welsh_guide.url}clause/c-twodays1/").main

    assert "deuddydd" in words(main.select_one(".clause"))
    assert not main.select_one(".clause").get("lang")


def test_clause_that_is_in_english_only_is_shown_in_welsh_pages_as_english(guide, edited, in_welsh, read):
    welsh = in_welsh(guide)
    edited(guide, lambda blocks: blocks.update({"addedone-paragraph": ADDED}))

    main = read(f"{welsh.url}clause/c-addedone/").main

    assert main.select_one(".clause")["lang"] == "en"
    [link] = [a["href"] for a in main.select("p > a") if a["href"].endswith("#c-addedone")]
    assert read(link).find(id="c-addedone")


def test_clause_in_an_edition_that_is_in_english_only_is_that_english_clause(welsh_guide, read):
    main = read(f"{welsh_guide.url}editions/0.2.0/clause/c-twodays1/").main

    assert main.select_one(".clause")["lang"] == "en"
    assert "Training takes three days." in words(main.select_one(".clause"))
    latest = main.select_one(".status a")["href"]
    assert "Training takes four days." in words(read(latest).main.select_one(".clause"))


def test_note_on_a_removal_is_in_the_language_of_the_reader_or_marked(guide, edited, in_welsh, read):
    welsh = in_welsh(guide)
    edited(guide, lambda blocks: blocks.update({"addedone-paragraph": ADDED}))
    edited(guide, lambda blocks: blocks.pop("addedone-paragraph"), note="It was wrong.")

    main = read(f"{welsh.url}clause/c-addedone/").main

    assert main.find(string="It was wrong.").find_parent(lang="en")


# Queries


def test_queries_are_few_and_the_same_however_many_editions(guide, edited, in_welsh, queries):
    welsh = in_welsh(edited(guide, lambda blocks: blocks.pop("paybuddy-recommendation"), kind="major"))
    edited(guide, reword("twodays1-paragraph", "Training lasts two days."))
    guide.document.move("consultation", consultation=ConsultationFactory(page=guide, open=True))
    below = ("clause/c-twodays1/", "editions/0.1.0/clause/c-twodays1/", "clause/r1/", "clause/r2/")
    addresses = [page.url + path for page in (guide, welsh) for path in below]
    few = {address: queries(address) for address in addresses}

    for n in range(8):
        edited(guide, reword("twodays1-paragraph", f"Training lasts {n} days."))

    assert {address: queries(address) for address in addresses} == few
    assert max(few.values()) <= 12
