import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import product
from urllib.parse import urljoin

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from bs4 import BeautifulSoup
from citeproc.source.json import CiteProcJSON
from django.http import Http404
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.utils import parse_header_links

from hub import citation
from hub.citation import (
    FORMATS,
    STYLES,
    bibtex,
    box,
    csl_json,
    day,
    download,
    formatted,
    highwire,
    json_ld,
    json_ld_script,
    reference,
    relations_of,
    ris,
    signposting,
)

EDITION = {
    "id": "PSSC-G-01-0.3.0",
    "type": "report",
    "title": "Peer-supported social care in prisons",
    "author": [{"literal": "Common Thread editorial team"}],
    "issued": day(date(2026, 10, 5)),
    "accessed": day(date(2026, 11, 2)),
    "publisher": "Common Thread",
    "genre": "Draft guidance",
    "number": "PSSC-G-01",
    "version": "0.3.0",
    "URL": "https://example.org/guidance/social-care/editions/0.3.0/",
    "language": "en-GB",
    "abstract": "What a peer supporter may do.\nAnd what not.",
}
WELSH = EDITION | {
    "id": "PSSC-G-01-0.3.0-cy",
    "title": "Gofal cymdeithasol â chymorth cyfoedion: dŵr a thŷ",
    "author": [{"literal": "Tîm golygyddol Common Thread"}],
    "genre": "Canllawiau drafft",
    "URL": "https://example.org/cy/guidance/social-care/editions/0.3.0/",
    "language": "cy",
}
CLAUSE = EDITION | {"section": "R7", "URL": "https://example.org/guidance/social-care/editions/0.3.0/clause/r7/"}
LINKS = {
    "pdf": "https://example.org/a.pdf",
    "license": "https://example.org/licence/",
    "isPartOf": "https://example.org/guidance/social-care/editions/0.3.0/",
}
IN_BOTH_LANGUAGES = [("en-gb", EDITION), ("cy", WELSH)]
LANGUAGES = ["en-gb", "cy"]

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "Bread & Butter",
    "\"Quoted\" and ‘quoted’ and 'quoted'",
    '<span class="nocase">iPhone</span> and <i>italics</i>',
    "100% of $5 #1 a_b {c} ~d ^e \\f",
    "an open { brace and a closed } one }",
    "@article{x, title = {y}}",
    "first line\nTY  - BOOK\r\nER  - \r\nTY  - RPRT",
    "mark\x02mark\x02mark\x00",
    "dŵr ŷd tŷ ïod",
    "\u202eright to left\u202c and \N{FAMILY} \N{DOG FACE}",
    "Who cares?",
    "Ends with a full stop.",
    ". , : ; starts with marks",
    "-",
    "long " * 2000,
]
words = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'{}\\%$#_~^@,;:.!?-()[] \n\r\t\x02\u2028ŵŷâ"),
    min_size=1,
    max_size=60,
).filter(lambda text: line(text))
hostile = st.sampled_from(HOSTILE) | words
styles = st.sampled_from(list(STYLES))
items = st.builds(
    lambda title, name, publisher, genre, number, section, abstract: (
        EDITION
        | {"title": title, "author": [{"literal": name}], "publisher": publisher, "genre": genre}
        | {"number": number, "section": section, "abstract": abstract}
    ),
    *[hostile] * 7,
)
often = settings(max_examples=60, deadline=None)


def line(text):
    """Text with its control characters and white space as single spaces."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def text_of(html):
    return BeautifulSoup(html, "html5lib").get_text()


def tags_in(html):
    return {tag.name for tag in BeautifulSoup(html, "html.parser").find_all(True)}


def loosely(text):
    """Text without what a style may change: capitals, and the full stops of abbreviations."""
    return text.upper().casefold().replace(".", "")


def untex(value):
    """What TeX would print for an escaped value."""
    named = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    command = re.compile(r"\\(?:text(\w+)\{\}|([&%$#_]))")
    return command.sub(lambda found: named[found[1]] if found[1] else found[2], value)


def unbraced(value):
    """A value without the pair of braces around it, which must be there."""
    assert (value[0], value[-1]) == ("{", "}")
    return value[1:-1]


def read_bibtex(text):
    (entry,) = bibtexparser.loads(text, BibTexParser(common_strings=True)).entries
    return entry


def read_ris(text):
    (entry,) = rispy.loads(text)
    return entry


# Printed


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("language", "edition"), IN_BOTH_LANGUAGES, ids=LANGUAGES)
def test_citation_of_an_edition_shows_who_what_when_where_and_which_version(language, edition, style):
    text = text_of(formatted(edition, style, language))

    assert edition["author"][0]["literal"] in text
    assert edition["title"].casefold() in text.casefold()
    assert edition["genre"].casefold() in text.casefold()
    assert "PSSC-G-01" in text
    assert "0.3.0" in text.replace(edition["URL"], "")
    assert "2026" in text
    assert edition["URL"] in text
    assert text.count("Common Thread") == 2


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("pinpoint", ["R7", "paragraph 2.1"])
@pytest.mark.parametrize(("language", "edition"), IN_BOTH_LANGUAGES, ids=LANGUAGES)
def test_citation_of_a_clause_shows_the_clause_after_the_version(language, edition, pinpoint, style):
    text = text_of(formatted(edition | {"section": pinpoint}, style, language))

    assert f"0.3.0, {pinpoint}" in text
    assert edition["URL"] in text


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "harvard",
            "Common Thread editorial team (2026) <i>Peer-supported social care in prisons</i>. Draft guidance "
            "PSSC-G-01, version 0.3.0, R7. Common Thread. Available at: {} (Accessed: 2 November 2026).",
        ),
        (
            "vancouver",
            "Common Thread editorial team. Peer-supported social care in prisons [Draft guidance] [Internet]. Common "
            "Thread; 2026 Oct [cited 2026 Nov 2]. Draft guidance PSSC-G-01, version 0.3.0, R7. Available from: {}",
        ),
        (
            "apa",
            "Common Thread editorial team. (2026). <i>Peer-supported social care in prisons</i> (Draft Guidance "
            "PSSC-G-01, version 0.3.0, R7). Common Thread. {}",
        ),
        (
            "oscola",
            "Common Thread editorial team, ‘Peer-supported Social Care in Prisons’ (Common Thread 2026) Draft guidance "
            "PSSC-G-01, version 0.3.0, R7 &lt;{}&gt; accessed 2 November 2026",
        ),
    ],
)
def test_each_style_in_full(style, expected):
    assert formatted(CLAUSE, style, "en-gb") == expected.format(CLAUSE["URL"])


@pytest.mark.parametrize(
    ("style", "furniture"),
    [
        ("harvard", ["Ar gael: https", "(Gwelwyd: 2 Tachwedd 2026)"]),
        ("vancouver", ["[Rhyngrwyd]", "Hydref 2026 [dyfynnwyd 2 Tachwedd 2026]", "Ar gael: https"]),
        ("oscola", ["> gwelwyd 2 Tachwedd 2026"]),
    ],
)
def test_furniture_is_welsh_for_a_welsh_reader(style, furniture):
    text = text_of(formatted(WELSH, style, "cy"))

    assert [part for part in furniture if part not in text] == []
    assert not re.search("Available|Accessed|Internet|cited|accessed|November|Nov", text)


@pytest.mark.parametrize("style", STYLES)
def test_title_in_another_language_stays_as_it_is(style):
    text = text_of(formatted(EDITION, style, "cy"))

    assert EDITION["title"].casefold() in text.casefold()
    assert "Draft guidance".casefold() in text.casefold()


@pytest.mark.parametrize("style", STYLES)
def test_welsh_title_keeps_its_small_letters(style):
    assert WELSH["title"] in text_of(formatted(WELSH, style, "en-gb"))


@pytest.mark.parametrize(("style", "language"), list(product(STYLES, LANGUAGES)))
def test_name_of_an_organisation_is_not_inverted(style, language):
    item = EDITION | {"author": [{"literal": "HMP Example Bay"}, {"literal": "Age UK Gwynedd a Môn"}]}

    text = text_of(formatted(item, style, language))

    assert text.startswith("HMP Example Bay")
    assert "Age UK Gwynedd a Môn" in text


@pytest.mark.parametrize("style", ["harvard", "oscola"])
@pytest.mark.parametrize(("second", "joined"), [("Age Cymru", "A ac Age Cymru"), ("Mind Cymru", "A a Mind Cymru")])
def test_two_names_are_joined_as_welsh_joins_them(style, second, joined):
    item = WELSH | {"author": [{"literal": "A"}, {"literal": second}]}

    assert text_of(formatted(item, style, "cy")).startswith(joined)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("nobody", [{}, {"author": []}, {"author": [{"literal": " "}]}], ids=["none", "empty", "blank"])
def test_publisher_is_the_author_where_nobody_else_is(style, nobody):
    item = {name: value for name, value in EDITION.items() if name != "author"} | nobody

    text = text_of(formatted(item, style, "en-gb"))

    assert text.startswith("Common Thread")
    assert text.casefold().count("social care in prisons") == 1


@pytest.mark.parametrize("style", STYLES)
def test_little_is_enough(style):
    least = {name: EDITION[name] for name in ("id", "type", "title", "publisher")}

    text = text_of(formatted(least, style, "en-gb"))

    assert "Peer-supported" in text
    assert "None" not in text
    assert "()" not in text
    assert "[]" not in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["dataset", "webpage", "article", "post"])
def test_everything_is_printed_as_fully_as_a_report(kind, style):
    assert formatted(CLAUSE | {"type": kind}, style, "en-gb") == formatted(CLAUSE, style, "en-gb")


@pytest.mark.parametrize("style", STYLES)
def test_part_of_a_date_is_enough(style):
    assert "2026" in formatted(EDITION | {"issued": {"date-parts": [[2026]]}}, style, "cy")


def test_question_mark_ends_a_title():
    assert "<i>Who cares?</i> Draft" in formatted(EDITION | {"title": "Who cares?"}, "harvard", "en-gb")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_title_is_printed_and_does_nothing(title, style):
    html = formatted(EDITION | {"title": title}, style, "en-gb")

    assert isinstance(html, SafeString)
    assert tags_in(html) <= {"i"}
    assert loosely(line(title)) in loosely(text_of(html))


@given(item=items, style=styles, language=st.sampled_from(LANGUAGES))
@often
def test_nothing_is_lost_and_no_tag_escapes_in_print(item, style, language):
    html = formatted(item, style, language)

    text = loosely(text_of(html))
    assert re.sub(r"</?i>", "", html) == escape(text_of(html))
    for name in ("title", "publisher", "genre", "number", "section"):
        assert loosely(line(item[name])) in text
    assert loosely(line(item["author"][0]["literal"])) in text
    assert item["URL"] in text_of(html)


def test_citation_does_not_depend_on_what_was_formatted_before():
    cases = list(product([EDITION, WELSH, CLAUSE], STYLES, LANGUAGES))
    first = [formatted(*case) for case in cases]
    citation._printed.cache_clear()
    citation._style.cache_clear()

    assert [formatted(*case) for case in reversed(cases)] == first[::-1]


def test_citations_of_many_readers_at_once_do_not_mix():
    cases = [(EDITION | {"title": f"Title {n}"}, style, "en-gb") for n in range(20) for style in STYLES]
    expected = [formatted(*case) for case in cases]
    citation._printed.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda case: formatted(*case), cases)) == expected


def test_style_is_read_once(monkeypatch):
    formatted(EDITION, "harvard", "en-gb")
    monkeypatch.setattr(citation, "CitationStylesStyle", None)

    assert formatted(EDITION | {"title": "Another title"}, "harvard", "en-gb")


def test_reference_names_version_and_clause():
    assert reference(CLAUSE) == "PSSC-G-01, version 0.3.0, R7"
    assert reference(EDITION) == "PSSC-G-01, version 0.3.0"
    assert reference({"version": "2"}) == "version 2"
    assert reference({"number": "PSSC-G-01"}) == "PSSC-G-01"
    assert reference({}) == ""


# Files for reference managers


def test_bibtex_holds_every_field():
    entry = read_bibtex(bibtex(CLAUSE))

    assert entry == {
        "ENTRYTYPE": "techreport",
        "ID": "PSSC-G-01-0.3.0",
        "author": "{Common Thread editorial team}",
        "title": "{Peer-supported social care in prisons}",
        "institution": "Common Thread",
        "type": "Draft guidance",
        "number": "PSSC-G-01, version 0.3.0, R7",
        "year": "2026",
        "month": "October",
        "url": CLAUSE["URL"],
        "urldate": "2026-11-02",
        "langid": "british",
        "abstract": "What a peer supporter may do. And what not.",
    }


def test_bibtex_leaves_welsh_letters_as_they_are():
    entry = read_bibtex(bibtex(WELSH))

    assert entry["title"] == "{Gofal cymdeithasol â chymorth cyfoedion: dŵr a thŷ}"
    assert entry["langid"] == "welsh"


def test_bibtex_keeps_authors_apart_and_their_names_together():
    names = ["Salt and Light", "Ministry of Justice, Wales"]

    entry = read_bibtex(bibtex(EDITION | {"author": [{"literal": name} for name in names]}))

    assert entry["author"] == "{Salt and Light} and {Ministry of Justice, Wales}"


def test_bibtex_address_has_no_brace_and_no_escape():
    entry = read_bibtex(bibtex(EDITION | {"URL": "https://example.org/tŷ_1/?a=100%25&b={c}"}))

    assert entry["url"] == "https://example.org/t%C5%B7_1/?a=100%25&b=%7Bc%7D"


@given(item=items)
@often
def test_nothing_is_lost_in_bibtex(item):
    text = bibtex(item)
    entry = read_bibtex(text)

    assert text.count("{") == text.count("}")
    assert untex(unbraced(entry["title"])) == line(item["title"])
    assert untex(unbraced(entry["author"])) == line(item["author"][0]["literal"])
    for name, field in {"publisher": "institution", "genre": "type", "abstract": "abstract"}.items():
        assert untex(entry[field]) == line(item[name])
    assert untex(entry["number"]) == f"{line(item['number'])}, version 0.3.0, {line(item['section'])}"


def test_ris_holds_every_field():
    assert read_ris(ris(CLAUSE)) == {
        "type_of_reference": "RPRT",
        "id": "PSSC-G-01-0.3.0",
        "authors": ["Common Thread editorial team,"],
        "title": "Peer-supported social care in prisons",
        "year": "2026",
        "date": "2026/10/05",
        "publisher": "Common Thread",
        "type_of_work": "Draft guidance",
        "issn": "PSSC-G-01, version 0.3.0, R7",
        "urls": [CLAUSE["URL"]],
        "access_date": "2026/11/02",
        "language": "en-GB",
        "abstract": "What a peer supporter may do. And what not.",
    }


@given(item=items)
@often
def test_nothing_is_lost_in_ris_and_every_value_has_one_line(item):
    text = ris(item)
    entry = read_ris(text)

    assert all(re.match(r"[A-Z][A-Z0-9]  - ", row) for row in text.splitlines())
    assert not set("\r\n") & set(text.replace("\r\n", ""))
    assert text.startswith("TY  - RPRT\r\n")
    assert text.endswith("\r\nER  - \r\n")
    assert entry["title"] == line(item["title"])
    assert entry["authors"] == [f"{line(item['author'][0]['literal'])},"]
    for name, field in {"publisher": "publisher", "genre": "type_of_work", "abstract": "abstract"}.items():
        assert entry[field] == line(item[name])
    assert entry["issn"] == f"{line(item['number'])}, version 0.3.0, {line(item['section'])}"


def test_csl_json_is_a_list_of_the_item_itself():
    assert json.loads(csl_json(CLAUSE)) == [CLAUSE]
    assert "dŵr a thŷ" in csl_json(WELSH)


def test_csl_json_is_read_by_a_citation_processor():
    source = CiteProcJSON(json.loads(csl_json(CLAUSE)))

    (found,) = source.values()
    assert found.type == "report"
    assert str(found.title) == CLAUSE["title"]
    assert [name.literal for name in found.author] == ["Common Thread editorial team"]
    assert (found.issued.year, found.issued.month, found.issued.day) == (2026, 10, 5)
    assert (found.accessed.year, found.accessed.month, found.accessed.day) == (2026, 11, 2)
    for name in ("publisher", "genre", "number", "version", "section", "URL", "language", "abstract"):
        assert str(found[name]) == CLAUSE[name]


@given(item=items)
@often
def test_nothing_is_lost_in_csl_json(item):
    assert json.loads(csl_json(item)) == [item]


@pytest.mark.parametrize(
    ("extension", "media_type", "begins"),
    [
        ("bib", "application/x-bibtex", "@techreport{"),
        ("ris", "application/x-research-info-systems", "TY  - RPRT"),
        ("json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_download_is_a_file_that_search_engines_leave_alone(extension, media_type, begins):
    response = download(WELSH, extension)

    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="PSSC-G-01-0.3.0-cy.{extension}"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.text.startswith(begins)
    assert "dŵr a thŷ" in response.content.decode()


@pytest.mark.parametrize("extension", ["", "xml", "BIB", "bib/"])
def test_unknown_extension_is_not_found(extension):
    with pytest.raises(Http404):
        download(EDITION, extension)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ('a"b\r\nX: y', "a-b-X-y"),
        ("../../etc/passwd", "etc-passwd"),
        ("tŷ mawr", "t-mawr"),
        ("ŵ", "citation"),
        ("{x},", "x"),
    ],
)
def test_any_id_makes_a_safe_file_name_and_key(identifier, name):
    item = EDITION | {"id": identifier}

    assert download(item, "ris").headers["Content-Disposition"] == f'attachment; filename="{name}.ris"'
    assert read_bibtex(bibtex(item))["ID"] == name


# The head of a page


def test_highwire_tags_tell_what_to_cite():
    assert highwire(CLAUSE | {"custom": LINKS}) == [
        ("citation_title", "Peer-supported social care in prisons"),
        ("citation_author", "Common Thread editorial team"),
        ("citation_publication_date", "2026/10/05"),
        ("citation_technical_report_institution", "Common Thread"),
        ("citation_technical_report_number", "PSSC-G-01, version 0.3.0, R7"),
        ("citation_language", "en-GB"),
        ("citation_fulltext_html_url", CLAUSE["URL"]),
        ("citation_pdf_url", "https://example.org/a.pdf"),
    ]


def test_highwire_has_one_tag_for_each_author_and_none_without_content():
    item = {name: EDITION[name] for name in ("id", "type", "title", "publisher")}

    tags = highwire(item | {"author": [{"literal": "A"}, {"literal": "B"}]})

    assert [content for name, content in tags if name == "citation_author"] == ["A", "B"]
    assert all(content for _name, content in tags)


def test_json_ld_describes_an_edition():
    assert json_ld(EDITION | {"custom": {"license": LINKS["license"], "pdf": LINKS["pdf"]}}) == {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": "Peer-supported social care in prisons",
        "identifier": "PSSC-G-01",
        "version": "0.3.0",
        "author": [{"@type": "Organization", "name": "Common Thread editorial team"}],
        "publisher": {"@type": "Organization", "name": "Common Thread"},
        "datePublished": "2026-10-05",
        "inLanguage": "en-GB",
        "abstract": EDITION["abstract"],
        "url": EDITION["URL"],
        "license": "https://example.org/licence/",
    }


def test_json_ld_describes_a_clause_as_part_of_its_edition():
    described = json_ld(CLAUSE | {"custom": LINKS})

    assert described["@type"] == "CreativeWork"
    assert described["name"] == "Peer-supported social care in prisons, R7"
    assert described["identifier"] == "PSSC-G-01, version 0.3.0, R7"
    assert described["url"] == CLAUSE["URL"]
    assert described["isPartOf"] == {
        "@type": "Report",
        "name": "Peer-supported social care in prisons",
        "identifier": "PSSC-G-01",
        "version": "0.3.0",
        "url": LINKS["isPartOf"],
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("report", "Report"),
        ("dataset", "Dataset"),
        ("webpage", "WebPage"),
        ("collection", "Collection"),
        ("article", "Article"),
        ("song", "CreativeWork"),
    ],
)
def test_json_ld_has_the_type_that_schema_org_has(kind, expected):
    assert json_ld(EDITION | {"type": kind})["@type"] == expected


@given(item=items)
@often
def test_json_ld_stays_in_its_script_and_is_read_back_whole(item):
    html = json_ld_script(item)

    head = BeautifulSoup(f"<!doctype html><head>{html}<title>x</title></head>", "html5lib").head
    assert isinstance(html, SafeString)
    assert [tag.name for tag in head.find_all(True)] == ["script", "title"]
    assert head.script.attrs == {"type": "application/ld+json"}
    assert json.loads(head.script.string) == json_ld(item)


def test_link_header_is_read_back_by_another_parser():
    relations = [
        ("https://example.org/guidance/a/editions/0.3.0/", "cite-as", ""),
        ("https://example.org/a.bib", "describedby", FORMATS["bib"][1]),
        ("https://example.org/a.ris", "describedby", FORMATS["ris"][1]),
        ("https://example.org/a.json", "describedby", FORMATS["json"][1]),
        ("https://schema.org/Report", "type", ""),
        ("https://example.org/a.pdf?x=1,2&y=4", "item", "application/pdf"),
        ("https://example.org/guidance/a/", "latest-version", "text/html"),
    ]

    found = parse_header_links(signposting(relations))

    assert [(link["url"], link["rel"], link.get("type", "")) for link in found] == relations


def test_author_is_linked_where_it_is_the_hub_itself_and_nobody_else_is_given_an_address():
    def linked(*names):
        item = EDITION | {"author": [{"literal": name} for name in names], "custom": {}}
        return [address for address, relation, _type in relations_of(item) if relation == "author"]

    assert linked("Somebody else") == []
    assert linked("Somebody else", "Common Thread") == [urljoin(EDITION["URL"], "/")]


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://example.org/tŷ/", "https://example.org/t%C5%B7/"),
        ('https://example.org/>; rel="license', "https://example.org/%3E;%20rel=%22license"),
        ("https://example.org/\r\nSet-Cookie: a=b", "https://example.org/%0D%0ASet-Cookie:%20a=b"),
    ],
)
def test_no_address_leaves_its_place_in_the_link_header(address, sent):
    assert signposting([(address, "item", "")]) == f'<{sent}>; rel="item"'


# On the page


def test_box_shows_harvard_first_and_the_others_on_request():
    downloads = {"bib": "/a.bib", "ris": "/a.ris", "json": "/a.json"}
    cite = box(EDITION, downloads, "en-gb", heading="Cite this edition")

    soup = BeautifulSoup(render_to_string("components/cite.html", {"cite": cite}), "html5lib")

    assert soup.h2.text == "Cite this edition"
    assert soup.section["aria-labelledby"] == soup.h2["id"]
    shown, others = soup.find_all("dl")
    assert [term.text for term in shown.find_all("dt")] == ["Harvard"]
    assert [term.text for term in others.find_all("dt")] == ["Vancouver", "APA", "OSCOLA"]
    assert shown.dd.decode_contents() == formatted(EDITION, "harvard", "en-gb")
    assert [details.summary.text for details in soup.find_all("details")] == ["Other styles"]
    assert [(link.text, link["href"]) for link in soup.find_all("a")] == [
        ("BibTeX", "/a.bib"),
        ("RIS", "/a.ris"),
        ("CSL-JSON", "/a.json"),
    ]


def test_box_tells_this_edition_from_the_latest():
    latest = {name: value for name, value in EDITION.items() if name != "version"}
    latest["URL"] = "https://example.org/guidance/social-care/"
    cite = box(EDITION, {}, "en-gb", heading="Cite this edition", latest=latest)

    soup = BeautifulSoup(render_to_string("components/cite.html", {"cite": cite}), "html5lib")

    this, bare = soup.dl.text, soup.find_all("details")[1].text
    assert EDITION["URL"] in this
    assert "version 0.3.0" in this
    assert f"{latest['URL']} (Accessed" in bare
    assert "0.3.0" not in bare


def test_box_without_downloads_offers_none():
    cite = box(EDITION, {}, "en-gb", heading="Cite this page")

    assert "reference managers" not in render_to_string("components/cite.html", {"cite": cite})


@pytest.mark.parametrize("title", HOSTILE[:6], ids=range(6))
def test_box_escapes_what_it_shows(title):
    cite = box(EDITION | {"title": title}, {"bib": '/"><script>'}, "en-gb", heading=title)

    html = render_to_string("components/cite.html", {"cite": cite})

    assert tags_in(html) <= {"section", "h2", "dl", "div", "dt", "dd", "i", "details", "summary", "p", "a"}
