"""OpenDocument texts and sheets (ISO/IEC 26300): the parts that show something are kept, after a look into them."""

import io
import posixpath
import re
import zipfile

from .archive import as_xml, local, opened, parsed, remove, write
from .office_parts import ON_A_COMPUTER, attribute
from .pictures import within
from .report import Refused

KINDS = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
MANIFEST = "META-INF/manifest.xml"
# A chart or a formula is a document of its own in a folder of its own.
SHOWN = re.compile(r"^(Object \d+/)?(content|styles)\.xml$")
PICTURE = re.compile(r"^(Object \d+/)?(Pictures|media|ObjectReplacements)/")
LEFT_OUT = {
    r"^(Object \d+/)?meta\.xml$": "properties",
    r"^Thumbnails/": "thumbnail",
    r"^(Object \d+/)?(settings\.xml|layout-cache|manifest\.rdf)$|^Configurations2/": "identifiers",
    r"^META-INF/.*signatures.*": "signatures",
}
REFUSING = {
    r"^(Basic|Scripts)/": "macros",
    r"^Object \d+$|^Object \d+/.": "embedded",
    r"^Versions?/|^VersionList": "tracked",
}
# What an element makes of the document that holds it.
REFUSED = {
    "tracked-changes": "tracked",
    "event-listeners": "macros",
    "hidden-text": "hidden_text",
    "hidden-paragraph": "hidden_text",
    "section-source": "links",
    "table-source": "links",
    "dde-source": "links",
    "dde-link": "links",
    "cell-range-source": "links",
    "database-source-sql": "links",
    "database-source-table": "links",
    "data-pilot-table": "pivot",
    "applet": "embedded",
    "plugin": "embedded",
    "floating-frame": "embedded",
}
DROPPED = {"annotation": "comments", "annotation-end": "comments", "printer-settings": "printer"}
FOLLOWED = ("http://", "https://", "mailto:", "tel:", "#")


def rewritten(file, report, ending):
    """A new file of the same document; what stands in its way is noted in the report. Raises Refused."""
    with opened(file, ending) as archive:
        names = archive.namelist()
        if {"mimetype", "content.xml", MANIFEST} - set(names) or archive.read("mimetype").strip() != KINDS[
            ending
        ].encode():
            raise Refused("different", ending)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            write(new, "mimetype", KINDS[ending], zipfile.ZIP_STORED)
            kept = {name for name in names if take(archive, name, new, report)}
            write(new, MANIFEST, manifest(archive, kept))
    return out


def take(archive, name, new, report):
    """Write a part that is kept, cleaned; returns whether it is. What is neither kept nor refused is left out."""
    if SHOWN.match(name):
        root = parsed(archive.read(name))
        look(root, report)
        write(new, name, as_xml(root))
        return True
    if PICTURE.match(name) and not name.endswith("/"):
        data = picture(archive.read(name), name, report)
        write(new, name, data)
        return True
    for pattern, code in LEFT_OUT.items():
        if re.match(pattern, name):
            report.removed.add(code)
            return False
    for pattern, code in REFUSING.items():
        if re.match(pattern, name) and not name.endswith("/"):
            report.refuse(code, name)
    if name not in ("mimetype", MANIFEST) and not name.endswith("/"):
        report.removed.add("unused")
    return False


def picture(data, name, report):
    clean = within(data, report)
    if clean is None:
        report.remains.add("drawings")
    return data if clean is None else clean


def manifest(archive, kept):
    root = parsed(archive.read(MANIFEST))
    for entry in list(root):
        path = attribute(entry, "full-path")
        if any(local(child) == "encryption-data" for child in entry):
            raise Refused("password")
        if path not in kept and not path.endswith("/"):
            root.remove(entry)
    return as_xml(root)


def look(root, report):
    """Take out what tells of people; note what is a reason to refuse."""
    for element in list(root.iter()):
        name = local(element)
        if name in REFUSED:
            report.refuse(REFUSED[name], attribute(element, "name")[:40])
        elif name in DROPPED:
            report.removed.add(DROPPED[name])
            remove(element)
        elif name == "script" and element.getparent() is not None:
            report.refuse("macros")
        look_at_attributes(element, name, report)
    look_for_hidden_cells(root, report)


def look_at_attributes(element, name, report):
    target = attribute(element, "href")
    inside = not target or target.startswith("#") or not re.match(r"[a-z][a-z0-9+.-]*:|/|\.\./", target, re.IGNORECASE)
    if not inside and not (name == "a" and target.lower().startswith(FOLLOWED)):
        report.refuse("links", posixpath.basename(target)[:80])
    if name == "text-properties" and attribute(element, "display") == "none":
        report.refuse("hidden_text")
    if name == "table-properties" and attribute(element, "display") == "false":
        report.refuse("hidden_sheets", attribute(element.getparent(), "name")[:40])
    if name == "section" and attribute(element, "display") in ("none", "condition"):
        report.refuse("hidden_text")
    if name == "frame":
        for key in [
            key for key, value in element.attrib.items() if key.endswith("}name") and ON_A_COMPUTER.search(value)
        ]:
            del element.attrib[key]
            report.removed.add("paths")


def look_for_hidden_cells(root, report):
    """Rows and columns that are hidden and have something in them."""
    for table in root.iter("{*}table"):
        hidden = hidden_columns(table)
        for row in table.iter("{*}table-row"):
            out_of_sight = attribute(row, "visibility") in ("collapse", "filter")
            if not out_of_sight and not hidden:
                continue
            at = 0
            for cell in row:
                width = repeated(cell, "number-columns-repeated")
                here = range(at, at + width)
                at += width
                covered = any(here.start < gone.stop and gone.start < here.stop for gone in hidden)
                if "".join(cell.itertext()).strip() and (out_of_sight or covered):
                    report.refuse("hidden_cells", attribute(table, "name")[:40])


def hidden_columns(table):
    at, hidden = 0, []
    for column in table.iter("{*}table-column"):
        width = repeated(column, "number-columns-repeated")
        if attribute(column, "visibility") in ("collapse", "filter"):
            hidden.append(range(at, at + width))
        at += width
    return hidden


def repeated(element, name):
    number = attribute(element, name)
    return int(number) if number.isdecimal() else 1
