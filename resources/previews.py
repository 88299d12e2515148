"""What is in a file, for the page about it: the first rows of a table, a document as clean markup, a PDF as its text.

Bounded, because a file may be any size, and made by a task (resources/tasks.py), because reading one takes a while.
What cannot be read has no preview.
"""

import csv
import io
import re
import zipfile
from itertools import islice
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import mammoth
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from hub.forms import without_controls
from hub.rich_text import sanitised

MOST_BYTES = 5 * 1024 * 1024
ROWS, COLUMNS, CELL = 20, 20, 200
PAGES, TEXT = 20, 20_000
MARKUP = 60_000
UNREADABLE = (
    *(zipfile.BadZipFile, ParseError, ExpatError, PyPdfError, csv.Error),
    *(KeyError, ValueError, IndexError, AttributeError, RecursionError),
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
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    rows = [[shown(cell) for cell in row[:COLUMNS]] for row in islice(csv.reader(text), ROWS + 2)]
    if not rows:
        return None
    return {"kind": "table", "head": rows[0], "rows": rows[1 : ROWS + 1], "cut": len(rows) > ROWS + 1}


def shown(cell):
    text = without_controls(cell)
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
    parts, size, cut = [], 0, False
    for part in soup.find_all(recursive=False):
        markup = str(part)
        size += len(markup)
        if size > MARKUP:
            cut = True
            break
        parts.append(markup)
    return {"kind": "document", "html": str(sanitised("".join(parts))), "cut": cut}


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


READERS = {"csv": of_csv, "docx": of_docx, "pdf": of_pdf, "txt": of_txt}
