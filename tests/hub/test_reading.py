"""What may be hard for readers in the words of a page: each rule alone, then a page as its editor sees it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.images.tests.utils import get_test_image_file

from hub.models import HubImage
from hub.reading import KINDS, Passage, passages_of, read
from hub.reading.passages import of_html
from hub.reading.rules import HEADINGS, LINKS, PICTURES, SENTENCES, TARGET_AGE, WORDS, reading_age, sentences
from hub.reading.wording import TABLES
from tests.factories import StandardPageFactory, VoicePageFactory

EASY = "The cat sat on the mat. It was a good cat. We fed the cat. It ran to us in the day. " * 8
HARD = (
    "Organisational accountability considerations necessitate comprehensive documentation of multidisciplinary "
    "responsibilities throughout establishments administering interdependent rehabilitation. " * 8
)


def text(*lines, **facts):
    return Passage("Text", lines, **facts)


def heading(words, level=2):
    return Passage("Heading", (words,), level=level)


def found(kind, *passages, language="en-gb"):
    return [finding.words for finding in read(passages, language).findings if finding.kind == kind]


# Reading age


def test_long_words_and_sentences_raise_the_reading_age():
    assert reading_age([text(EASY)], "en-gb") <= TARGET_AGE < 18 < reading_age([text(HARD)], "en-gb")
    assert found("age", text(HARD)) == [str(reading_age([text(HARD)], "en-gb"))]
    assert found("age", text(EASY)) == []


def test_reading_age_is_not_told_of_little_text_nor_of_welsh():
    assert read([text("It is short.")], "en-gb").age is None
    assert read([text(HARD)], "cy").age is None


def test_items_of_a_list_are_sentences_each():
    item = "bring your own cup and plate"
    together = " ".join([item] * 30)

    assert reading_age([text(*[item] * 30)], "en-gb") < reading_age([text(together)], "en-gb")


# Sentences


@pytest.mark.parametrize(
    ("line", "several"),
    [
        ("Ask first. Then help.", 2),
        ("Ask Dr. Example first.", 1),
        ("Bring things, e.g. A cup.", 1),
        ("“Ask first.” Then help!", 2),
        ("It costs 2.5 hours a week.", 1),
        ("", 0),
    ],
)
def test_line_is_parted_into_its_sentences(line, several):
    assert len(sentences(line)) == several


def test_sentence_of_over_25_words_is_shown():
    fits, over = " ".join(["word"] * 25) + ".", " ".join(["word"] * 26) + "."

    assert found(SENTENCES, text(fits, over), language="cy") == [over]


@given(st.text(max_size=200) | st.text(alphabet="Aae. g!?”’)1\u00a0", max_size=60))
def test_no_text_breaks_a_rule_or_loses_words_between_sentences(line):
    passages = [of_html("Text", line), text(line), heading(line)]

    assert all(finding.kind in KINDS for finding in read(passages, "en-gb").findings)
    assert "".join("".join(sentences(line)).split()) == "".join(line.split())


# Words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("We utilised it.", ["utilised"]),
        ("Two offenders spoke.", ["offenders"]),
        ("A young offender institution.", []),
        ("Going forward we ask.", ["Going forward"]),
        ("The key worker has a key role.", ["key"]),
        ("The monkey ran.", []),
        ("Prisons and prisoners.", ["prisoners"]),
    ],
)
def test_words_that_have_plainer_ones_are_found_in_any_form(line, words):
    assert found(WORDS, text(line)) == words


def test_welsh_words_are_found_on_welsh_pages_alone():
    assert found(WORDS, text("Y troseddwyr hyn."), language="cy") == ["troseddwyr"]
    assert found(WORDS, text("Y troseddwyr hyn.")) == []


def test_nobody_is_advised_on_what_somebody_else_said():
    quoted = text("The inmates utilised it. " + HARD, is_quoted=True)

    assert read([quoted], "en-gb").findings == []


def test_every_row_of_the_table_says_what_to_say_instead():
    rows = [row for rows in tomllib.loads(TABLES.read_text(encoding="utf-8"))["words"].values() for row in rows]

    assert all(row["words"] and row["better"].endswith(".") for row in rows)
    assert len({word for row in rows for word in row["words"]}) == sum(len(row["words"]) for row in rows)


# Links, pictures, headings


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p><a href="/a/">Click here</a></p>', ["Click here"]),
        ('<p><a href="/a/">Rhagor…</a></p>', ["Rhagor…"]),
        ('<p><a href="/a/">https://example.org/a</a></p>', ["https://example.org/a"]),
        ('<p><a href="/a/"> </a></p>', [""]),
        ('<p><a href="/a/">More about training</a></p>', []),
    ],
)
def test_links_that_do_not_say_where_they_lead_are_found(html, words):
    assert found(LINKS, of_html("Text", html)) == words


def test_picture_needs_a_description_or_to_be_decorative():
    pictures = [Passage("Image", (name,), alt=alt) for name, alt in (("a", ""), ("b", "A quilt."), ("c", None))]

    assert found(PICTURES, *pictures) == ["a"]


@pytest.mark.parametrize(
    ("passages", "words"),
    [
        ([heading("A title", 1), heading("First"), heading("Within", 3), heading("Next")], []),
        ([heading("A title", 1), heading("Within", 3)], ["Within"]),
        ([heading("A title", 1), heading("As fits", 0)], []),
        ([heading("")], [""]),
        ([heading("READ THIS")], ["READ THIS"]),
        ([heading("HMIP")], []),
    ],
)
def test_headings_are_in_order_not_empty_and_not_in_capitals(passages, words):
    assert found(HEADINGS, *passages) == words


# Pages


@pytest.fixture
def page(home):
    image = HubImage.objects.create(
        title="A room", file=get_test_image_file(), credit="A. Photographer", licence="OGL-UK-3.0"
    )
    image.contextual_alt_text, image.decorative = "", False
    body = [
        ("heading", "WHAT IT IS FOR"),
        ("text", '<p>We utilise it.</p><ul><li>See <a href="/x/">here</a></li></ul>'),
        ("figure", {"image": image, "caption": "Leverage"}),
        ("callout", {"title": "", "text": "<p>Prior to it.</p>"}),
        ("quote", {"text": "We leverage it.", "credit": "A buddy"}),
    ]
    return StandardPageFactory(parent=home, summary="An overarching page.", body=body)


def test_findings_say_where_in_the_page_they_are(page):
    places = {(finding.kind, finding.place, finding.words) for finding in read(passages_of(page), "en-gb").findings}

    assert places >= {
        (HEADINGS, "Heading", "WHAT IT IS FOR"),
        (WORDS, "Text", "utilise"),
        (LINKS, "Text", "here"),
        (WORDS, "Image: Caption", "Leverage"),
        (HEADINGS, "Callout: Title", ""),
        (WORDS, "Summary", "overarching"),
    }
    assert [place for kind, place, _words in places if kind == PICTURES] == ["Image: Image"]
    assert len(found(WORDS, *passages_of(page))) == 4


def test_what_a_voice_says_is_nobody_elses_to_reword(db):
    voice = VoicePageFactory(quote="We inmates utilise it.", summary="A buddy.")

    assert found(WORDS, *passages_of(voice)) == []


def test_editor_sees_them_beside_the_form_and_may_publish_all_the_same(page, editor_client):
    text = editor_client.get(f"/admin/pages/{page.pk}/edit/").text

    assert "Headings: 2" in text
    assert "Say “use”." in text
    assert "too few words to tell" in text
    page.save_revision().publish()


def test_editor_of_a_welsh_page_is_told_that_there_is_no_reading_age(welsh_home, editor_client):
    assert "no formula for Welsh" in editor_client.get(f"/admin/pages/{welsh_home.pk}/edit/").text
