"""The words in a file, for search: of a PDF its text, of an office document its paragraphs, of a table its cells.

Made by a task (resources/tasks.py), bounded, and kept with the version of the file. What cannot be read has none.
"""

import io
import re
import zipfile

from lxml import etree
from pypdf import PdfReader

from hub.forms import without_controls

from .previews import UNREADABLE

MOST_BYTES = 20 * 1024 * 1024
MOST_PART = 20 * 1024 * 1024  # of one part of an office document, unpacked
MOST_TEXT = 200_000
PAGES = 400

# Kind of office document: the parts of it that hold words, and the local names of the elements that are a line each.
PARTS = {
    "docx": (r"word/(document|footnotes|endnotes)\.xml", {"p"}),
    "pptx": (r"ppt/slides/slide\d+\.xml", {"p"}),
    "xlsx": (r"xl/sharedStrings\.xml", {"si"}),
    "odt": (r"content\.xml", {"p", "h"}),
    "ods": (r"content\.xml", {"p"}),
}


def text_of(file, extension):
    """The words of an open file by its extension, at most MOST_TEXT characters; empty where it has none to read."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return ""
    try:
        if extension in PARTS:
            lines = of_office(data, *PARTS[extension])
        else:
            lines = READERS[extension](data) if extension in READERS else ()
        return up_to(MOST_TEXT, lines)
    except (*UNREADABLE, etree.XMLSyntaxError):
        return ""


def up_to(most, lines):
    kept, left = [], most
    for line in lines:
        tidy = re.sub(r"\s+", " ", without_controls(line)).strip()[:left]
        if tidy:
            kept.append(tidy)
            left -= len(tidy) + 1
        if left <= 0:
            break
    return "\n".join(kept)


def of_office(data, parts, elements):
    parser = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if re.fullmatch(parts, part.filename) and part.file_size <= MOST_PART:
                tree = etree.fromstring(archive.read(part), etree.XMLParser(**parser))
                for element in tree.iter():
                    if isinstance(element.tag, str) and etree.QName(element).localname in elements:
                        yield "".join(element.itertext())


def of_pdf(data):
    for page, _number in zip(PdfReader(io.BytesIO(data)).pages, range(PAGES), strict=False):
        yield page.extract_text()


def of_plain(data):
    return data.decode("utf-8-sig").splitlines()


READERS = {"pdf": of_pdf, "csv": of_plain, "txt": of_plain}
