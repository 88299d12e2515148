"""What is in a file, for the page about it: the first rows of a table, a document as clean markup, a PDF as its text.

Bounded, because a file may be any size, and made by a task (resources/tasks.py), because reading one takes a while.
What cannot be read has no preview.
"""

import csv
import datetime
import io
import re
import zipfile
from itertools import islice
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import mammoth
import openpyxl
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from hub.forms import without_controls
from hub.rich_text import sanitised
from hub.uploads.report import Refused

from . import open_document

MOST_BYTES = 5 * 1024 * 1024
ROWS, COLUMNS, CELL = 20, 20, 200
MOST_ROWS = 1000
PAGES, TEXT = 20, 20_000
MARKUP = 60_000
UNREADABLE = (
    *(zipfile.BadZipFile, ParseError, ExpatError, PyPdfError, csv.Error),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError, Refused),
)

# The page has a heading above the preview, and the document begins below that.
STYLES = """
p[style-name='Title'] => h3:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Heading 1'] => h4:fresh
p[style-name='Heading 2'] => h5:fresh
p[style-name='Heading 3'] => h6:fresh
p[style-name='Heading 4'] => h6:fresh
"""


def preview_of(file, extension):
    """What to show of an open file, as JSON can hold it, by its extension; None for nothing.

    {"kind": "table", "head": cells, "rows": rows of cells, "cut": whether there is more},
    {"kind": "document", "html": sanitised, "cut"} or {"kind": "text", "parts": [[page number or None, text]], "cut"}.
    """
    data = file.read(MOST_BYTES + 1)
    if extension not in READERS or len(data) > MOST_BYTES:
        return None
    try:
        return READERS[extension](data)
    except UNREADABLE:
        return None


def page_count(file, extension):
    """How many pages a PDF has; None for other files, whose pages depend on who opens them."""
    if extension != "pdf":
        return None
    try:
        return len(PdfReader(file).pages)
    except UNREADABLE:
        return None


def of_csv(data):
    return table(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def of_xlsx(data):
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return first_table(sheet.iter_rows(values_only=True) for sheet in book.worksheets)


def of_ods(data):
    return first_table(open_document.sheets(data))


def first_table(sheets):
    """The first of the sheets that has something in it; those after it are what was cut."""
    found = [one for one in map(table, sheets) if one]
    return found[0] | {"cut": found[0]["cut"] or len(found) > 1} if found else None


def table(rows):
    """The beginning of rows of cells, whose empty ends and empty rows are left out; None where nothing is left."""
    texts = ([shown(cell) for cell in row[:COLUMNS]] for row in islice(rows, MOST_ROWS))
    filled = [row for row in texts if any(row)][: ROWS + 2]
    if not filled:
        return None
    width = max(place for row in filled for place, cell in enumerate(row, 1) if cell)
    head, *others = [row[:width] for row in filled]
    return {"kind": "table", "head": head, "rows": others[:ROWS], "cut": len(others) > ROWS}


def shown(cell):
    """A cell as text: a day without the midnight that spreadsheets give it."""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    text = without_controls("" if cell is None else str(cell))
    return text if len(text) <= CELL else f"{text[:CELL]}…"


def of_docx(data):
    html = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=STYLES,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),  # none: sanitised away
        external_file_access=False,
    ).value
    soup = BeautifulSoup(html, "html.parser")
    for cell in soup.select("thead th"):
        cell["scope"] = "col"
    return document(map(str, soup.find_all(recursive=False)))


def of_odt(data):
    return document(open_document.blocks(open_document.body_of(data)))


def document(blocks):
    """The beginning of a document, of the HTML of its blocks; None where there is none."""
    parts, size, cut = [], 0, False
    for markup in blocks:
        size += len(markup)
        if size > MARKUP:
            cut = True
            break
        parts.append(markup)
    return {"kind": "document", "html": str(sanitised("".join(parts))), "cut": cut} if parts else None


def of_pdf(data):
    reader = PdfReader(io.BytesIO(data))
    parts, left = [], TEXT
    for number, page in enumerate(islice(reader.pages, PAGES), 1):
        text = re.sub(r"[ \t]+", " ", without_controls(page.extract_text())).strip()
        if text and left > 0:
            parts.append([number, text[:left]])
        left -= len(text)
    return {"kind": "text", "parts": parts, "cut": left < 0 or len(reader.pages) > PAGES} if parts else None


def of_txt(data):
    text = without_controls(data.decode("utf-8-sig")).strip()
    return {"kind": "text", "parts": [[None, text[:TEXT]]], "cut": len(text) > TEXT} if text else None


READERS = {
    "csv": of_csv,
    "docx": of_docx,
    "ods": of_ods,
    "odt": of_odt,
    "pdf": of_pdf,
    "txt": of_txt,
    "xlsx": of_xlsx,
}
