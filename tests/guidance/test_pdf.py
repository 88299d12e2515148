"""The PDF of an edition: what it prints, what it tells a screen reader, and that no text can break it."""

import dataclasses
import datetime
import io
import re
import unicodedata
from collections import Counter
from types import SimpleNamespace

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from guidance.pdf import Form, Imprint, edition_pdf, printable

ADDRESS = "https://example.org/guidance/peer-support/editions/0.3.0/"
MARK = ("Draft: do not use as policy", "This is our own draft text.")
IMPRINT = Imprint(
    title="Peer-supported social care",
    summary="How to run a buddy scheme.",
    reference="PSSC-G-01",
    version="0.3.0",
    stage="Draft",
    issued=datetime.date(2026, 10, 5),
    owner="Common Thread editorial team",
    address=ADDRESS,
    language="en-gb",
    licence="Open Government Licence v3.0",
    warning=MARK,
    facts=[("For", "Governors and buddies"), ("Applies to", "England and Wales")],
)
RECOMMENDATION = """
<p class="tags"><span class="tag">Should do</span> <span class="tag tag--line">Evidence: limited</span></p>
<div class="rec-text"><p>Meet each buddy <b>once a fortnight</b>.</p>
<ul><li>alone</li><li>in <i>private</i></li></ul></div>
<p class="who"><b>Who acts:</b> Scheme lead</p>
<details class="why"><summary>Why we say this</summary>
<div><p>Support was <a href="https://doi.org/10.3310/X">uneven</a>.</p></div></details>
"""
TABLE = """
<div class="tablewrap"><table><caption>Two meanings</caption>
<thead><tr><th scope="col">Question</th><th scope="col">Wider</th></tr></thead>
<tbody><tr><th scope="row">What counts</th><td>Dressing</td></tr></tbody></table></div>
"""
BOUNDARY = """
<h3>What a buddy may do</h3><div class="boundary-cols">
<div class="may"><h4>A buddy may</h4><ul><li>Fetch a meal</li></ul></div>
<div class="must-not"><h4>A buddy must not</h4><ul><li>Lift anyone</li></ul></div>
<div class="call"><h4>Call staff straight away</h4><ul><li>A fall</li></ul></div></div>
"""
FIGURE = '<figure><img src="/a.jpg" alt="A wheelchair by a door"><figcaption>Kept on the unit</figcaption></figure>'
VOICE = """
<figure class="voice"><blockquote lang="cy"><p>“Roedd yn gwrando.”</p></blockquote>
<figcaption><span class="from">Buddy, category C prison</span></figcaption></figure>
"""


def clause(kind, html, number="", anchor=""):
    return SimpleNamespace(kind=kind, number=number, anchor=anchor, html=html)


CLAUSES = [
    clause("section", "Boundaries &amp; roles", "1", "c-00000001"),
    clause("paragraph", "<p>Say which you mean, as in <a href='#r1'>R1</a>.</p><p>Always.</p>", "1.1", "c-00000002"),
    clause("recommendation", RECOMMENDATION, "R1", "r1"),
    clause("subheading", "After a fall", "", "c-00000003"),
    clause("table", TABLE, "", "c-00000004"),
    clause("boundary", BOUNDARY, "", "c-00000005"),
    clause("figure", FIGURE, "", "c-00000006"),
    clause("voice", VOICE, "", "c-00000007"),
    clause("section", "Starting", "2", "c-00000008"),
    clause("paragraph", "<p>Start small.</p>", "2.1", "c-00000009"),
]


def pdf_of(*clauses, **changes):
    return PdfReader(io.BytesIO(edition_pdf(dataclasses.replace(IMPRINT, **changes), clauses)))


def text_of(page):
    return " ".join(page.extract_text().split())


def text_of_all(pdf):
    return " ".join(map(text_of, pdf.pages))


def bare(text):
    """The text without white space, hyphens of line ends or ligatures, which differ in print."""
    return re.sub(r"[\s\u200b\u00ad]", "", unicodedata.normalize("NFKC", text))


def tags(pdf):
    """Every structure element of a PDF, in the order in which it is read aloud."""
    left = [pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while left:
        node = left.pop().get_object()
        if isinstance(node, list):
            left += reversed(node)
        elif isinstance(node, dict) and "/S" in node:
            yield node
            left += [node["/K"]] if "/K" in node else []


def tag_names(pdf):
    return [tag["/S"] for tag in tags(pdf)]


def names_within(pdf):
    """The names of the elements that a PDF has at the top."""
    [document] = [tag for tag in tags(pdf) if tag["/S"] == "/Document"]
    return [part.get_object()["/S"] for part in document["/K"]]


def headings(pdf):
    return [(tag["/S"], tag["/T"]) for tag in tags(pdf) if re.fullmatch(r"/H\d", tag["/S"])]


@pytest.fixture(scope="module")
def english():
    return pdf_of(*CLAUSES)


@pytest.fixture(scope="module")
def welsh():
    return pdf_of(
        *CLAUSES,
        clause("paragraph", "<p>Dŵr, tŷ, ŴŶ, ẃ ẁ ẅ, w\u0302</p>", "2.2"),
        language="cy",
        title="Gofal cymdeithasol",
        warning=("Drafft: peidiwch â defnyddio hwn fel polisi", "Ein testun drafft ni."),
    )


# What the file says of itself


def test_it_claims_pdf_ua_1_and_is_tagged(english):
    root = english.trailer["/Root"]

    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value


def test_it_names_its_title_owner_and_date(english):
    found = english.metadata

    assert (found.title, found.author) == ("Peer-supported social care", "Common Thread editorial team")
    assert found.subject == "How to run a buddy scheme."
    assert found.creation_date.date() == datetime.date(2026, 10, 5)
    assert "PSSC-G-01" in found["/Keywords"]


def test_it_names_its_language(english, welsh):
    assert english.trailer["/Root"]["/Lang"] == "en-GB"
    assert welsh.trailer["/Root"]["/Lang"] == "cy-GB"


def test_words_in_the_other_language_are_marked_as_such(english):
    pages = [page.get_contents().get_data() for page in english.pages]

    assert any(b"cy-GB" in page for page in pages) or any(
        tag.get("/Lang", "").startswith("cy") for tag in tags(english)
    )


def test_same_edition_gives_the_same_bytes():
    assert edition_pdf(IMPRINT, iter(CLAUSES)) == edition_pdf(IMPRINT, CLAUSES)


def test_dates_in_the_file_are_of_the_edition_and_not_of_the_moment_it_was_made(english):
    dates = [value for name, value in english.metadata.items() if name.endswith("Date")]

    assert dates
    assert {value[2:10] for value in dates} == {IMPRINT.issued.strftime("%Y%m%d")}


def test_another_edition_gives_other_bytes():
    assert edition_pdf(IMPRINT, CLAUSES) != edition_pdf(dataclasses.replace(IMPRINT, version="0.3.1"), CLAUSES)


# Every page


def test_every_page_says_what_it_is_a_page_of():
    pdf = pdf_of(*CLAUSES, *[clause("paragraph", "<p>Words.</p>" * 6, f"2.{n}") for n in range(40)])

    assert len(pdf.pages) > 4
    for number, page in enumerate(pdf.pages, 1):
        text = text_of(page)
        assert "PSSC-G-01 · Version 0.3.0" in text
        assert ADDRESS in text
        assert "Issued 5 October 2026. Printed copies may be out of date." in text
        assert f"Page {number} of {len(pdf.pages)}" in text
        assert text.count(MARK[0]) >= 3


def test_margins_are_not_read_aloud(english):
    # Text of the margins that was not set aside would stand between the blocks, in none of them.
    assert set(names_within(english)) == {"/H1", "/H2", "/H3", "/P", "/L", "/TOC", "/Div", "/Table", "/BlockQuote"}


def test_text_in_force_has_no_mark_but_its_stage():
    pdf = pdf_of(*CLAUSES, warning=None, stage="Published")

    for page in pdf.pages:
        assert text_of(page).startswith("Published PSSC-G-01")
        assert "Draft" not in text_of(page)


def test_first_page_says_who_it_is_for_and_what_is_in_it(english):
    text = text_of(english.pages[0])

    for expected in (IMPRINT.title, IMPRINT.summary, *MARK, "Governors and buddies", "England and Wales", "Contents"):
        assert expected in text
    assert IMPRINT.licence in text


def test_contents_lead_to_sections_and_boundary_cards(english):
    assert tag_names(english).count("/TOCI") == 3
    assert {"c-00000001", "c-00000005", "c-00000008"} <= set(english.named_destinations)


def test_edition_without_sections_has_no_contents():
    pdf = pdf_of(clause("paragraph", "<p>All there is.</p>", "0.1"))

    assert "Contents" not in text_of_all(pdf)


def test_welsh_edition_has_welsh_furniture_and_letters(welsh):
    text = text_of_all(welsh)

    for expected in ("Efallai nad yw copïau wedi’u hargraffu yn gyfredol.", "Cynnwys", "5 Hydref 2026", "Fersiwn"):
        assert expected in text
    assert "Dŵr, tŷ, ŴŶ, ẃ ẁ ẅ, ŵ" in text


# Clauses


@pytest.mark.parametrize(
    "words",
    [
        "1 Boundaries & roles",
        "1.1 Say which you mean, as in R1. Always.",
        "Recommendation R1 Should do Evidence: limited Meet each buddy once a fortnight.",
        "alone",
        "in private",
        "Who acts: Scheme lead",
        "Why we say this Support was uneven",
        "After a fall",
        "Two meanings Question Wider What counts Dressing",
        "What a buddy may do",
        "A buddy may",
        "Fetch a meal",
        "A buddy must not",
        "Lift anyone",
        "Call staff straight away",
        "A fall",
        "Picture: A wheelchair by a door Kept on the unit",
        "“Roedd yn gwrando.” Buddy, category C prison",
        "2 Starting 2.1 Start small.",
    ],
)
def test_every_clause_is_printed(words, english):
    assert words in text_of_all(english)


def test_headings_form_an_outline(english):
    assert headings(english) == [
        ("/H1", "Peer-supported social care"),
        ("/H2", "Contents"),
        ("/H2", "Boundaries & roles"),
        ("/H3", "Recommendation R1"),
        ("/H3", "After a fall"),
        ("/H3", "What a buddy may do"),
        ("/H4", "A buddy may"),
        ("/H4", "A buddy must not"),
        ("/H4", "Call staff straight away"),
        ("/H2", "Starting"),
    ]


def test_heading_is_raised_where_a_level_would_be_skipped():
    pdf = pdf_of(clause("subheading", "First of all"), clause("paragraph", "<h5>Deep</h5><h6>Deeper</h6>", "0.1"))

    assert headings(pdf)[1:] == [("/H2", "First of all"), ("/H3", "Deep"), ("/H4", "Deeper")]


def test_heading_without_words_is_left_out():
    pdf = pdf_of(clause("subheading", " "), clause("boundary", "<h3></h3><p>Card</p>"), clause("figure", "<h4> </h4>"))

    assert headings(pdf) == [("/H1", IMPRINT.title)]
    assert "Card" in text_of_all(pdf)


def test_lists_tables_and_quotations_are_tagged_as_such(english):
    names = tag_names(english)

    assert names.count("/TH") == 2
    assert names.count("/Caption") == names.count("/Table") == names.count("/BlockQuote") == 1
    assert names.count("/L") == 5


def test_number_of_a_paragraph_is_read_with_its_text():
    none, one = pdf_of(), pdf_of(clause("paragraph", "<p>Text.</p>", "0.1"))

    assert names_within(one).count("/P") == names_within(none).count("/P") + 1
    assert "0.1 Text." in text_of_all(one)


def test_picture_that_is_not_there_is_not_tagged_as_one(english):
    assert "/Figure" not in tag_names(english)


def test_voice_that_was_withdrawn_says_so():
    pdf = pdf_of(clause("voice", "<p class='muted'>A voice that was quoted here has been withdrawn.</p>"))

    assert "A voice that was quoted here has been withdrawn." in text_of_all(pdf)


def test_references_are_printed_as_they_were_resolved():
    stored = clause("paragraph", '<p><a linktype="page" id="3">Stored</a></p>', "0.1")
    stored.shown = '<p><a href="/training/">Resolved</a></p>'

    text = text_of_all(pdf_of(stored))

    assert "Resolved" in text
    assert "Stored" not in text


@pytest.mark.parametrize("lines", range(1, 26, 4))
def test_recommendation_stays_on_one_page(lines):
    filling = clause("paragraph", "<p>Words.</p>" * lines, "0.1")

    pdf = pdf_of(filling, *[clause("recommendation", RECOMMENDATION, f"R{n}", f"r{n}") for n in range(4)])

    assert len(pdf.pages) > 1
    for page in map(text_of, pdf.pages):
        assert page.count("Recommendation R") == page.count("Support was uneven")


def test_clause_taller_than_a_page_runs_on():
    pdf = pdf_of(clause("boundary", f"<h3>Long</h3><ul>{'<li>task</li>' * 120}</ul><p>The end</p>"))

    assert text_of_all(pdf).count("task") == 120
    assert all(text_of(page).count("task") < 60 for page in pdf.pages)
    assert "The end" in text_of(pdf.pages[-1])


# Links


def links(pdf):
    """The addresses that links of a PDF lead to, without those within it."""
    notes = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}


def test_address_of_a_link_is_printed_too():
    pdf = pdf_of(clause("paragraph", '<p>See <a href="https://doi.org/10.3310/X">the study</a>.</p>', "0.1"))

    assert links(pdf) == {"https://doi.org/10.3310/X"}
    assert "https://doi.org/10.3310/X" in text_of_all(pdf)
    assert "/Note" in tag_names(pdf)


def test_link_that_says_its_address_is_not_noted_again():
    pdf = pdf_of(clause("paragraph", '<p><a href="mailto:us@example.org">us@example.org</a></p>', "0.1"))

    assert links(pdf) == {"mailto:us@example.org"}
    assert text_of_all(pdf).count("us@example.org") == 1


def test_link_within_the_hub_is_printed_whole():
    pdf = pdf_of(clause("paragraph", '<p><a href="/training/">Training</a></p>', "0.1"))

    assert links(pdf) == {"https://example.org/training/"}


def test_link_to_a_clause_of_the_edition_stays_in_the_document():
    pdf = pdf_of(*CLAUSES[:2], clause("recommendation", "<p>Do.</p>", "R1", "r1"))

    assert links(pdf) == set()
    assert "r1" in pdf.named_destinations


@pytest.mark.parametrize(
    "href", ["", "javascript:alert(1)", "http://[broken", "data:text/html,x", f"https://example.org/{'a' * 9000}"]
)
def test_link_that_leads_nowhere_is_printed_as_text(href):
    pdf = pdf_of(clause("paragraph", f'<p><a href="{href}">The words</a></p>', "0.1"))

    assert "The words" in text_of_all(pdf)
    assert links(pdf) == set()


# Any text


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        "$x$ and $ y",
        "*a* _b_ `c` @d <e> \\ / // /* f",
        '"#sys.inputs"',
        "= Not a heading",
        "]]}}){%",
        "~---",
    ],
)
def test_typst_code_is_printed_as_it_stands(text):
    pdf = pdf_of(
        clause("section", escape(text), "1"),
        clause("paragraph", f"<p>{escape(text)}</p>", "1.1"),
        clause("table", f"<table><tr><td>{escape(text)}</td></tr></table>"),
        title=text,
        summary=text,
        facts=[(text, text)],
    )

    assert bare(text_of_all(pdf)).count(bare(text)) >= 7
    assert pdf.metadata.title == text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("bare text", "bare text"),
        ("<x-new>unknown</x-new>", "unknown"),
        ("<p>before<ul><li>item</li></ul>after</p>", "before • item after"),
        ("<div>one</div><div>two</div>", "one two"),
        ("<table>stray<tr>text<td>cell</td></tr></table>", "stray text cell"),
        ("<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>", "a b c"),
        ("<ol><li>first</li><li>second</li></ol>", "1. first 2. second"),
        ("<p>one<br>two</p><!-- never printed -->", "one two"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "Term Meaning"),
        ('<div class="boundary-cols">no lists</div>', "no lists"),
    ],
)
@pytest.mark.parametrize("kind", ["paragraph", "table", "voice", "unheard-of"])
def test_whatever_stands_in_a_clause_is_printed(kind, html, words):
    text = text_of_all(pdf_of(clause(kind, html, "0.1")))

    assert words in text
    assert "never printed" not in text


def test_empty_clauses_are_no_obstacle():
    kinds = ["section", "subheading", "paragraph", "recommendation", "table", "boundary", "figure", "voice"]

    assert len(pdf_of(*(clause(kind, "") for kind in kinds)).pages) == 1


def test_word_longer_than_a_line_stays_on_the_page():
    [page] = pdf_of(clause("paragraph", f"<p>{'W' * 200}</p>", "0.1")).pages

    assert "W" * 200 in bare(text_of(page))
    assert max(line.count("W") for line in page.extract_text().splitlines()) < 40


def test_character_that_no_font_has_is_named():
    text = text_of_all(pdf_of(clause("paragraph", "<p>Good 👍🏽 ✔️ 漢</p>", "0.1")))

    assert "Good [thumbs up sign][emoji modifier fitzpatrick type-4] ✔ [cjk unified ideograph-6f22]" in text


def test_every_character_that_is_not_named_can_be_drawn():
    drawn = [
        char for char in map(chr, range(0x20, 0xFFFE)) if not "\ud800" <= char < "\ue000" and printable(char) == char
    ]

    assert len(drawn) > 2000
    assert pdf_of(clause("paragraph", escape(" ".join(drawn)), "0.1"))


# Marks that combine with no letter come out of a PDF twice; the letters of Welsh are tested above.
ANY_CHARACTER = st.characters(exclude_categories=["Cs", "M"])
ANY_TEXT = st.text(ANY_CHARACTER, max_size=80)
# A title of many characters that are spelled out by name fills a page, and what every page bears then stands in it.
ANY_TITLE = st.text(ANY_CHARACTER, max_size=8)


@settings(max_examples=15, deadline=None)
@given(text=ANY_TEXT, title=ANY_TITLE)
def test_any_text_survives(text, title):
    html = f"<p>from {escape(text)} to</p>"

    pdf = pdf_of(clause("section", escape(title), "1"), clause("paragraph", html, "1.1"), title=f"T {title}")

    printed = bare(text_of_all(pdf))
    assert bare(printable(f"1.1 from {text} to")) in printed
    assert bare(printable(f"T {title}")) in printed


# Other forms of the same edition


def form_of(form, clauses=CLAUSES):
    made = edition_pdf(IMPRINT, clauses, form)
    return made and PdfReader(io.BytesIO(made))


def paper(pdf):
    """Width and height of its pages in millimetres."""
    boxes = [page.mediabox for page in pdf.pages]
    return {tuple(round(float(side) * 25.4 / 72) for side in (box.width, box.height)) for box in boxes}


def sizes(pdf):
    """{size in points: letters drawn in it} of what is read aloud."""
    found = Counter()

    def count(text, matrix, transform, font, size):
        found[round(size)] += len(text.strip())

    for page in pdf.pages:
        page.extract_text(visitor_text=count)
    return +found  # without the sizes of nothing


@pytest.mark.parametrize("form", Form)
def test_each_form_is_a_tagged_pdf_ua_1_on_its_own_paper(form):
    pdf = form_of(form)

    assert paper(pdf) == {(148, 210) if form == "booklet" else (210, 297)}
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/H1" in tag_names(pdf)
    assert all(bare("Printed copies may be out of date.") in bare(text_of(page)) for page in pdf.pages)
    assert bare("Draft: do not use as policy") in bare(text_of(pdf.pages[0]))


@pytest.mark.parametrize("form", ["large-print", "booklet"])
def test_large_print_and_booklet_have_every_clause(form):
    said = bare(text_of_all(form_of(form)))

    for words in (
        "Boundaries & roles",
        "Always.",
        "once a fortnight",
        "What counts",
        "Lift anyone",
        "Roedd yn gwrando",
    ):
        assert bare(words) in said


def test_large_print_has_no_letter_below_16_points():
    found = sizes(form_of("large-print"))

    assert min(found) >= 16
    assert found[18] > 0


def test_poster_has_the_boundary_cards_alone():
    said = text_of_all(form_of("poster"))

    assert "Fetch a meal" in said
    assert "Lift anyone" in said
    assert "Meet each buddy" not in said
    assert "Start small" not in said


def test_poster_without_boundary_cards_has_the_recommendations():
    said = text_of_all(form_of("poster", [clause for clause in CLAUSES if clause.kind != "boundary"]))

    assert "Meet each buddy" in said


def test_nothing_makes_no_poster():
    assert form_of("poster", [clause("paragraph", "<p>Text.</p>", "1.1", "a")]) is None


@pytest.mark.parametrize("cards", [1, 3, 30])
def test_poster_is_one_page_however_much_there_is(cards):
    pdf = form_of("poster", [clause("boundary", BOUNDARY, "", f"c-{number}") for number in range(cards)])

    assert len(pdf.pages) == 1
    assert "Fetch a meal" in text_of_all(pdf)
