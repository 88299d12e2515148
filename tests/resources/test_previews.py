"""The beginning of a file, as the page about it shows it, whatever program it was written with."""

import csv
import datetime
import io

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfWriter

from resources.previews import CELL, COLUMNS, MARKUP, MOST_BYTES, ROWS, page_count, preview_of
from tests.files import OPEN_SHEET, OPEN_TEXT, open_document, saved

CELLS = [["Task", "Minutes"], ["Carrying <b>meals</b>", "20"], ["", "5"]]
WORDS = ["What a buddy does", "Meals & drinks.", "One", "Two"]


def preview(data, extension):
    return preview_of(io.BytesIO(data), extension)


def open_file(kind, content):
    """An OpenDocument file with `content` where its standard has it (ISO/IEC 26300-1, 3.4 and 3.7)."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    body = f"<office:{kind}>{content}</office:{kind}>"
    whole = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return open_document(OPEN_SHEET if kind == "spreadsheet" else OPEN_TEXT, **{"content.xml": whole})


def sheet_of(rows):
    """Rows as a CSV file, an Excel workbook and an OpenDocument sheet, by extension."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escaped(cell)}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return {
        "csv": text.getvalue().encode(),
        "xlsx": saved(book),
        "ods": open_file("spreadsheet", f'<table:table table:name="A">{cells}</table:table>'),
    }


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_table_shows_its_first_rows(extension):
    found = preview(sheet_of(CELLS)[extension], extension)

    assert found == {"kind": "table", "head": CELLS[0], "rows": CELLS[1:], "cut": False}


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_long_and_wide_table_is_cut_and_says_so(extension):
    rows = [[f"{row}.{column}" for column in range(COLUMNS + 5)] for row in range(ROWS + 5)]
    rows[1][0] = "x" * (CELL + 1)

    found = preview(sheet_of(rows)[extension], extension)

    assert (len(found["head"]), len(found["rows"]), found["cut"]) == (COLUMNS, ROWS, True)
    assert found["rows"][0][0] == "x" * CELL + "…"
    assert found["rows"][1] == rows[2][:COLUMNS]


def test_day_and_number_of_a_workbook_are_read_as_they_are_written():
    book = openpyxl.Workbook()
    book.active.append(["Day", "Hours", "Sum"])
    book.active.append([datetime.datetime(2026, 5, 1), 2.5, "=1+1"])
    book.create_sheet("Second").append(["More"])

    found = preview(saved(book), "xlsx")

    assert found["rows"] == [["2026-05-01", "2.5", ""]]  # a sum that no program has worked out is nothing yet
    assert found["cut"] is True


def test_repeated_cells_of_a_sheet_are_shown_as_often_as_they_stand_there_and_a_million_empty_ones_never():
    content = (
        '<table:table table:name="A"><table:table-row>'
        '<table:table-cell table:number-columns-repeated="2"><text:p>Yes</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row></table:table>'
    )

    assert preview(open_file("spreadsheet", content), "ods") == {
        "kind": "table",
        "head": ["Yes", "Yes"],
        "rows": [],
        "cut": False,
    }


def written(extension):
    if extension == "docx":
        made = docx.Document()
        made.add_heading(WORDS[0], 1)
        made.add_paragraph(WORDS[1])
        for item in WORDS[2:]:
            made.add_paragraph(item, style="List Bullet")
        return saved(made)
    items = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in WORDS[2:])
    return open_file(
        "text",
        f'<text:h text:outline-level="1">{WORDS[0]}</text:h><text:p>{escaped(WORDS[1])}</text:p>'
        f"<text:list>{items}</text:list>",
    )


@pytest.mark.parametrize("extension", ["docx", "odt"])
def test_document_keeps_its_headings_paragraphs_and_lists(extension):
    found = preview(written(extension), extension)

    soup = BeautifulSoup(found["html"], "html.parser")
    assert soup.h4.text == WORDS[0]
    assert soup.p.text == WORDS[1]
    assert [item.text for item in soup.select("ul > li")] == WORDS[2:]
    assert found["cut"] is False


def test_words_of_a_document_are_never_markup():
    text = "<text:p>&lt;script&gt;alert(1)&lt;/script&gt; a<text:tab/>b</text:p>"

    found = preview(open_file("text", text), "odt")

    assert "<script" not in found["html"]
    assert BeautifulSoup(found["html"], "html.parser").text == "<script>alert(1)</script> a b"


def test_long_document_is_cut_between_two_blocks():
    found = preview(open_file("text", f"<text:p>{'x' * 1000}</text:p>" * 100), "odt")

    assert found["cut"] is True
    assert MARKUP - 1100 < len(found["html"]) <= MARKUP


def test_text_and_pages_of_a_pdf(tmp_path):
    text = preview("﻿First line.\n".encode(), "txt")
    blank = PdfWriter()
    blank.add_blank_page(100, 100)
    blank.add_blank_page(100, 100)
    data = io.BytesIO()
    blank.write(data)

    assert text == {"kind": "text", "parts": [[None, "First line."]], "cut": False}
    assert page_count(data, "pdf") == 2
    assert preview(data.getvalue(), "pdf") is None  # nothing is written on its pages


@pytest.mark.parametrize("extension", ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx", "pptx"])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04\xff broken", b"\x00" * (MOST_BYTES + 1)], ids=["none", "broken", "huge"]
)
def test_what_cannot_be_read_has_no_preview(data, extension):
    assert preview(data, extension) is None
