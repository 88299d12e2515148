"""The page that compares two editions: what it marks, how it is reached, and what it does with rubbish."""

import pytest
from django.utils.html import escape

from tests.guidance.wording import HOSTILE, reword, words


def seen(tag):
    """The words of a tag that are on the screen."""
    for hidden in tag.select(".visually-hidden"):
        hidden.extract()
    return words(tag)


@pytest.fixture
def page(guide, edited):
    """A document that says three days in version 0.2.0, two before it, and has a recommendation fewer in 0.3.0."""
    page = edited(guide, reword("twodays1-paragraph", "Training takes three days."))
    return edited(page, lambda blocks: blocks.pop("paybuddy-recommendation"), kind="major", note="Pay is settled.")


@pytest.fixture
def compared(read):
    """A function that gives the main part of the comparison of two versions of a page."""

    def comparison(page, before, after, **query):
        return read(f"{page.url}compare/{before}/{after}/", query).main

    return comparison


# What changed


def test_words_taken_out_and_put_in_are_marked(page, compared):
    main = compared(page, "0.1.0", "0.2.0")

    assert [seen(tag) for tag in main.select("del")] == ["two"]
    assert [seen(tag) for tag in main.select("ins")] == ["three"]


def test_words_taken_out_and_put_in_are_said_to_be_so(page, compared):
    [line] = compared(page, "0.1.0", "0.2.0").select(".differences .lines")

    assert words(line) == "Training takes [Taken out: two ] [Put in: three ] days."


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("0.1.0", "0.2.0", "Reworded"), ("0.2.0", "0.3.0", "Removed"), ("0.3.0", "0.2.0", "New")],
)
def test_clause_says_how_it_differs(page, compared, before, after, kind):
    [difference] = compared(page, before, after).select(".difference")

    assert kind in words(difference.h2)


def test_clause_that_moved_says_its_number_then_and_now(guide, edited, compared):
    edited(guide, lambda blocks: blocks.update({"differs1-paragraph": blocks.pop("differs1-paragraph")}))

    tags = {words(tag) for tag in compared(guide, "0.1.0", "0.2.0").select(".difference .tag")}

    assert {"Moved", "Was 1.1, now 2.1", "Was 1.2, now 1.1"} <= tags


def test_change_of_a_link_alone_is_no_change_of_words(guide, edited, compared):
    edited(guide, reword("twodays1-paragraph", 'Training takes <a href="https://example.org/">two days</a>.'))

    main = compared(guide, "0.1.0", "0.2.0")

    assert "Links or layout changed" in words(main)
    assert not main.select("ins, del")


def test_only_changes_are_shown_until_the_whole_text_is_asked_for(page, compared):
    main = compared(page, "0.1.0", "0.2.0")
    everything = compared(page, "0.1.0", "0.2.0", show="all")

    assert "1 clause differs." in words(main)
    assert "Schemes differ" not in words(main)
    assert main.find("a", href="?show=all")
    assert "Schemes differ from prison to prison." in words(everything)
    assert len(everything.select(".difference")) == 6
    assert len(everything.select(".difference ins")) == 1


def test_same_edition_twice_is_said_to_be_the_same(page, compared):
    main = compared(page, "0.2.0", "0.2.0")

    assert "The text of the two editions is the same." in words(main)
    assert not main.select(".difference")


def test_later_edition_is_compared_with_an_earlier_one(page, compared):
    main = compared(page, "0.2.0", "0.1.0")

    assert words(main.h1) == "What changed from 0.2.0 to 0.1.0"
    assert [seen(tag) for tag in main.select("del")] == ["three"]
    assert [seen(tag) for tag in main.select("ins")] == ["two"]


def test_every_clause_that_differs_leads_to_its_history(page, compared, read):
    links = [a["href"] for a in compared(page, "0.1.0", "0.3.0").select(".difference a")]

    assert len(links) == 2
    for link in links:
        read(link)


def test_text_of_an_editor_is_never_markup(guide, edited, compared):
    edited(guide, reword("differs1-paragraph", escape(HOSTILE)), note=HOSTILE)

    main = compared(guide, "0.1.0", "0.2.0")

    assert not main.find("script")
    assert words(main).count("alert(1)") == 2
    assert HOSTILE in words(main)


# How it is reached


def test_form_offers_each_edition_and_leads_to_the_comparison(page, client, read):
    form = read(f"{page.url}editions/").find("form", action=f"{page.url}compare/")
    chosen = [[option["value"] for option in select.select("[selected]")] for select in form.select("select")]
    offered = [[option["value"] for option in select.select("option")] for select in form.select("select")]

    response = client.get(form["action"], {"before": "0.1.0", "after": "0.3.0"})

    assert offered == [["0.3.0", "0.2.0", "0.1.0"]] * 2
    assert chosen[0] == ["0.1.0"]
    assert response.url == f"{page.url}compare/0.1.0/0.3.0/"


def test_form_puts_the_older_edition_first(page, client):
    response = client.get(f"{page.url}compare/", {"before": "0.3.0", "after": "0.1.0"})

    assert response.url == f"{page.url}compare/0.1.0/0.3.0/"


def test_form_of_a_comparison_has_what_is_being_compared_chosen(page, compared):
    selects = compared(page, "0.1.0", "0.2.0").select("form select")

    assert [select.find("option", selected=True)["value"] for select in selects] == ["0.1.0", "0.2.0"]


@pytest.mark.parametrize(
    "address",
    [
        "compare/",
        "compare/?before=0.1.0",
        "compare/?before=0.1.0&after=9.9.9",
        "compare/?before=%00&after=0.1.0",
        "compare/?before=٠.١.٠&after=0.1.0",
        "compare/?before=<script>&after=0.1.0",
        "compare/0.1.0/",
        "compare/0.1.0/9.9.9/",
        "compare/9.9.9/0.1.0/",
        "compare/0.1/0.1.0/",
        "compare/0.1.0/99999.0.0/",
        "compare/0.1.0/0.1.0.0/",
        "compare/-1.0.0/0.1.0/",
        "compare/latest/0.1.0/",
    ],
)
def test_no_such_version_is_not_found(page, client, address):
    assert client.get(page.url + address).status_code == 404


# Welsh


def test_welsh_page_compares_welsh_editions(welsh_guide, compared):
    main = compared(welsh_guide, "0.1.0", "0.1.1")

    assert "deuddydd" in words(main)
    assert not main.select("[lang=en]")


def test_editions_in_english_only_are_compared_in_english_and_marked_as_such(welsh_guide, compared):
    main = compared(welsh_guide, "0.2.0", "0.3.0")

    assert {line["lang"] for line in main.select(".differences .lines")} == {"en"}
    assert {hidden["lang"] for hidden in main.select(".lines [lang]")} == {"cy"}
    assert [seen(tag) for tag in main.select("ins")] == ["four"]


@pytest.mark.parametrize(("before", "after"), [("0.1.0", "0.2.0"), ("0.1.1", "0.2.0"), ("0.2.0", "0.1.1")])
def test_welsh_edition_is_compared_with_an_english_one_by_its_source(welsh_guide, compared, before, after):
    main = compared(welsh_guide, before, after)

    assert {line["lang"] for line in main.select(".differences .lines")} == {"en"}
    assert "deuddydd" not in words(main)
    assert {seen(tag) for tag in main.select("ins, del")} == {"two", "three"}


def test_note_of_an_english_edition_is_marked_as_english(welsh_guide, compared):
    main = compared(welsh_guide, "0.1.0", "0.2.0")

    assert main.find(string="It was too short.").find_parent(lang="en")
