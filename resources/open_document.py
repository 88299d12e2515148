"""What OpenDocument texts and sheets say (ISO/IEC 26300), for their previews: words and structure, no looks."""

import io
import zipfile
from html import escape
from itertools import islice

from hub.uploads.archive import local, parsed

# A cell or row may say that it stands for a million of the same.
MOST_REPEATS = 100


def body_of(data):
    """The element that holds the content of an open document, given as bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = parsed(archive.read("content.xml"))
    [body] = (element for element in root if local(element) == "body")
    return body[0]


def children(element, name):
    return (child for child in element if isinstance(child.tag, str) and local(child) == name)


def repeats(element, what):
    """How many times an element of a table stands there, as it says itself."""
    said = next((value for name, value in element.attrib.items() if name.endswith(f"}}number-{what}-repeated")), "1")
    return min(int(said), MOST_REPEATS)


def words(element):
    """The text in an element with its spaces, tabs and line breaks, which are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and local(child) not in ("note", "annotation"):
            parts.append(" " if local(child) in ("s", "tab", "line-break") else words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def rows_of(table):
    """Lists of cells, as texts, of a table; what the rows and cells are grouped in counts for nothing."""
    for child in table:
        if local(child) == "table-row":
            cells = [
                text
                for cell in child
                if local(cell) in ("table-cell", "covered-table-cell")
                for text in [" ".join(words(part) for part in children(cell, "p"))] * repeats(cell, "columns")
            ]
            yield from [cells] * repeats(child, "rows")
        elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from rows_of(child)


def sheets(data):
    """The rows of each sheet, lazily; a sheet without a filled cell is left out by who reads them."""
    return [rows_of(table) for table in children(body_of(data), "table")]


def blocks(element):
    """The HTML of each block in a text: headings below the page's own, paragraphs, lists and tables."""
    for child in element:
        name = local(child)
        if name == "h":
            level = next((int(value) for key, value in child.attrib.items() if key.endswith("outline-level")), 1)
            tag = f"h{min(level + 3, 6)}"
            yield f"<{tag}>{escape(words(child))}</{tag}>"
        elif name == "p":
            if words(child).strip():
                yield f"<p>{escape(words(child))}</p>"
        elif name == "list":
            items = (f"<li>{''.join(blocks(item))}</li>" for item in children(child, "list-item"))
            yield f"<ul>{''.join(items)}</ul>"
        elif name == "table":
            rows = (
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
                for row in islice(rows_of(child), MOST_REPEATS)
            )
            yield f"<table><tbody>{''.join(rows)}</tbody></table>"
        elif name == "section":
            yield from blocks(child)
