"""The two languages of a document: what a reader of Welsh is told of an English text that has moved on."""

import re

import pytest

from guidance.editions import translated_edition
from guidance.models import Edition, GuidancePage
from guidance.pairing import edition_for, editions_for, moved_on
from tests.factories import GuidancePageFactory
from tests.guidance.wording import reword, words

ADDED = {"type": "paragraph", "value": "<p>Something new.</p>", "id": "addedone-paragraph"}


@pytest.fixture
def behind(guide, in_welsh, edited):
    """A function that translates the guide, lets its English be changed, and returns the Welsh page."""

    def translated(*changes):
        welsh = in_welsh(guide)
        for change, kind in changes:
            edited(guide, change, kind=kind)
        return GuidancePage.objects.get(pk=welsh.pk)

    return translated


REWORDED = (reword("twodays1-paragraph", "Training takes three days."), "minor")
REMOVED = (lambda blocks: blocks.pop("paybuddy-recommendation"), "major")
WIDENED = (lambda blocks: blocks.update({"addedone-paragraph": ADDED}), "minor")
TAKEN_BACK = (reword("twodays1-paragraph", "Training takes two days."), "minor")


# What has moved on


def test_translation_that_is_up_to_date_has_nothing_to_tell(behind):
    assert moved_on(behind().edition) is None


def test_english_edition_has_nothing_to_tell(guide, behind):
    behind(REWORDED)

    assert moved_on(GuidancePage.objects.get(pk=guide.pk).edition) is None


@pytest.mark.parametrize(
    ("changes", "uids"),
    [
        ([REWORDED], {"twodays1-paragraph"}),
        ([REMOVED], {"paybuddy-recommendation"}),
        ([WIDENED], {"addedone-paragraph"}),
        ([REWORDED, REMOVED], {"twodays1-paragraph", "paybuddy-recommendation"}),
        ([REWORDED, TAKEN_BACK], None),
    ],
)
def test_clauses_whose_english_is_not_as_it_was_translated_have_moved_on(guide, behind, changes, uids):
    welsh = behind(*changes)

    found = moved_on(welsh.edition)

    assert (found and found.uids) == uids
    assert found is None or found.source == GuidancePage.objects.get(pk=guide.pk).edition


def test_translation_that_catches_up_has_nothing_to_tell_any_more(guide, behind, in_welsh):
    behind(REWORDED)

    welsh = GuidancePage.objects.get(pk=in_welsh(guide).pk)

    assert welsh.edition.version == "0.2.0"
    assert moved_on(welsh.edition) is None


def test_corrected_translation_still_tells(behind, edited):
    welsh = edited(behind(REWORDED), reword("differs1-paragraph", "Mae cynlluniau’n amrywio."))

    assert (welsh.edition.version, moved_on(welsh.edition).uids) == ("0.1.1", {"twodays1-paragraph"})


def test_translation_begun_before_anything_was_published_is_of_the_first_edition(guide, in_welsh):
    page = GuidancePageFactory(parent=guide.get_parent(), live=False)
    welsh = in_welsh(page)
    page.save_revision().publish()

    assert translated_edition(welsh, "cy") == GuidancePage.objects.get(pk=page.pk).edition


# What the reader of Welsh sees


def test_notice_says_how_far_behind_the_welsh_is_and_leads_to_what_changed(guide, behind, read):
    welsh = behind(REWORDED, REMOVED)

    [notice] = [tag for tag in read(welsh.url).select(".doc-head .status") if "0.1.0" in words(tag)]

    assert sorted(re.findall(r"\d+(?:\.\d+)*", words(notice.p))) == ["0.1.0", "0.3.0", "2"]
    assert notice.a["href"] == f"{guide.url}compare/0.1.0/0.3.0/"
    assert notice.a["hreflang"] == "en"
    assert len(read(notice.a["href"]).select(".difference del, .difference ins")) == 3


def test_change_of_the_title_alone_is_told_without_counting_clauses(guide, behind, read):
    welsh = behind()
    guide.title, guide.change, guide.change_note = "A good guide", "minor", "Renamed."
    guide.save_revision().publish()

    notice = read(welsh.url).select_one("#moved-on-heading").parent

    assert re.findall(r"\d+(?:\.\d+)*", words(notice.p)) == ["0.1.0", "0.2.0"]


def test_only_clauses_that_have_changed_are_marked_and_lead_to_the_english(guide, behind, read):
    welsh = behind(REWORDED)

    [mark] = read(welsh.url).select(".moved-on")

    assert mark.find_previous_sibling(id=True)["id"] == "c-twodays1"
    assert mark.a["href"] == f"{guide.url}#c-twodays1"
    assert "1.2" in words(mark)


def test_removed_clause_is_marked_where_the_welsh_still_has_it(behind, read):
    [mark] = read(behind(REMOVED).url).select(".moved-on")

    assert mark.find_previous_sibling(id=True)["id"] == "r2"


@pytest.mark.parametrize("of", ["english", "welsh"])
def test_page_that_is_not_behind_says_nothing(guide, behind, read, of):
    welsh = behind()

    page = read((guide if of == "english" else welsh).url)

    assert not page.select(".moved-on")
    assert not page.select("#moved-on-heading")


@pytest.mark.parametrize(("key", "marked"), [("c-twodays1", True), ("c-differs1", False)])
def test_page_of_a_clause_says_whether_its_english_has_changed(behind, read, key, marked):
    main = read(f"{behind(REWORDED).url}clause/{key}/").main

    assert bool(main.select(".moved-on")) is marked


# Which edition a reader gets


def test_reader_gets_an_edition_in_their_language_or_else_in_english(guide, behind):
    behind(REWORDED)
    wanted = [("cy", "0.1.0"), ("cy", "0.2.0"), ("en-gb", "0.1.0")]

    found = [edition_for(guide.document, language, version).language for language, version in wanted]

    assert found == ["cy", "en-gb", "en-gb"]


@pytest.mark.parametrize("version", ["0.3.0", "", "0.1", "0.1.0.0", "\x00", "latest"])
def test_there_is_no_edition_of_an_unknown_version(guide, version):
    with pytest.raises(Edition.DoesNotExist):
        edition_for(guide.document, "cy", version)


def test_correction_of_the_welsh_is_no_edition_for_readers_of_english(guide, behind, edited):
    edited(behind(), reword("twodays1-paragraph", "Mae’r hyfforddiant yn para deuddydd."))

    with pytest.raises(Edition.DoesNotExist):
        edition_for(guide.document, "en-gb", "0.1.1")


def test_editions_of_both_languages_are_one_list_each_knowing_the_one_before_it(guide, welsh_guide):
    english, welsh = (editions_for(guide.document, language) for language in ("en-gb", "cy"))

    assert [edition.version for edition in english] == ["0.3.0", "0.2.0", "0.1.0"]
    assert [(edition.version, edition.language) for edition in welsh] == [
        ("0.3.0", "en-gb"),
        ("0.2.0", "en-gb"),
        ("0.1.1", "cy"),
        ("0.1.0", "cy"),
    ]
    assert [edition.previous for edition in welsh] == [*welsh[1:], None]
