"""Each form of the PDFs, in both languages, as an independent reader sees it; and that this reader finds faults."""

import dataclasses
import io
from types import SimpleNamespace

import pikepdf
import pytest
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String

from guidance.easy_pdf import LAYOUT
from guidance.pdf import EASY_READ, Form, compiled, content_of, edition_pdf
from home.demo import files
from tests.files import jpeg
from tests.guidance.test_pdf import CLAUSES, IMPRINT
from tests.matterhorn import Tree, failures


def easy_read(imprint=IMPRINT):
    """An Easy Read version with everything in it that a PDF of the hub can have."""
    row = SimpleNamespace(kind="row", number="", anchor="", html="<p>A buddy helps you.</p>")
    content = content_of(imprint, [*CLAUSES, row, row])
    shown = [{"picture": "a.jpg", "alt": alt} for alt in ("Two people", "")]
    content["clauses"][-2:] = [clause | more for clause, more in zip(content["clauses"][-2:], shown, strict=True)]
    return compiled(content, EASY_READ, LAYOUT, [("a.jpg", jpeg())])


@pytest.fixture(scope="module")
def made():
    return easy_read()


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("form", [*Form, EASY_READ])
def test_no_form_has_a_fault_that_a_machine_finds(form, language):
    imprint = dataclasses.replace(IMPRINT, language=language)
    with translation.override(language):
        data = easy_read(imprint) if form == EASY_READ else edition_pdf(imprint, CLAUSES, form)

    assert failures(data) == []


def test_templates_of_the_demonstration_have_none_either():
    content = [{"heading": "Steps", "text": ["Ask first."], "bullets": ["One"], "table": [["Who", "What"], ["A", ""]]}]

    assert failures(files.pdf("A template", content)) == []


def test_what_is_read_holds_every_kind_of_element(made):
    with pikepdf.open(io.BytesIO(made)) as pdf:
        types = {element.type for element in Tree(pdf.Root.StructTreeRoot).elements}

    assert types >= {"H1", "H2", "H3", "P", "L", "LI", "Table", "TH", "TD", "Figure", "Link", "Note", "Span"}


# Faults


def element(pdf, kind):
    """The dictionary of the first structure element of a type."""
    return Tree(pdf.Root.StructTreeRoot).of(kind)[0].node


def link(pdf):
    return next(note for page in pdf.pages for note in page.obj.get("/Annots", []) if note.Subtype == Name.Link)


def page_of_link(pdf):
    return next(page.obj for page in pdf.pages if "/Annots" in page.obj)


def font(pdf):
    return next(one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/Subtype") == Name.Type0)


def metadata(pdf, before, after):
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(before, after))


def content(pdf, change):
    stream = pdf.pages[0].obj.Contents
    stream.write(change(stream.read_bytes()))


def to_unicode(pdf, text):
    font(pdf).ToUnicode.write(b"beginbfchar <0001> <%s> endbfchar" % text)


def retype(pdf, kind, name):
    element(pdf, kind).S = Name(f"/{name}")


def describe(pdf, name, value):
    pdf.Root.StructTreeRoot.RoleMap[name] = Name(value)


PLANTED = {
    "01-003": lambda pdf: content(pdf, lambda old: old.replace(b"/Artifact<", b"/Span<</MCID 0>>BDC /Artifact<", 1)),
    "01-004": lambda pdf: content(pdf, lambda old: b"/Artifact BMC " + old + b" EMC"),
    "01-005 Neither": lambda pdf: content(pdf, lambda old: old + b"\nBT (\x00\x01) Tj ET"),
    "01-005 Not in": lambda pdf: content(pdf, lambda old: old + b"\n/P<</MCID 999>>BDC 0 0 9 9 re f EMC"),
    "01-005 There": lambda pdf: pdf.Root.__delattr__("StructTreeRoot"),
    "01-007": lambda pdf: setattr(pdf.Root.MarkInfo, "Suspects", True),
    "ISO 14289-1, 6.2": lambda pdf: setattr(pdf.Root.MarkInfo, "Marked", False),
    "02-001": lambda pdf: retype(pdf, "BlockQuote", "Wisdom"),
    "02-003": lambda pdf: (describe(pdf, "/Strong", "/Em"), describe(pdf, "/Em", "/Strong")),
    "02-004": lambda pdf: describe(pdf, "/P", "/Div"),
    "06-001": lambda pdf: pdf.Root.__delattr__("Metadata"),
    "06-002": lambda pdf: metadata(pdf, b"pdfuaid:part>1<", b"pdfuaid:part>2<"),
    "06-003": lambda pdf: metadata(pdf, b"dc:title>", b"dc:nottitle>"),
    "07-001": lambda pdf: pdf.Root.ViewerPreferences.__delattr__("DisplayDocTitle"),
    "07-002": lambda pdf: setattr(pdf.Root.ViewerPreferences, "DisplayDocTitle", False),
    "09-004": lambda pdf: retype(pdf, "TH", "P"),
    "09-005": lambda pdf: retype(pdf, "LI", "P"),
    "10-001": lambda pdf: to_unicode(pdf, b"0041"),
    "11-001": lambda pdf: pdf.Root.__delattr__("Lang"),
    "13-004": lambda pdf: element(pdf, "Figure").__delattr__("Alt"),
    "14-002": lambda pdf: retype(pdf, "H1", "P"),
    "14-003": lambda pdf: retype(pdf, "H2", "H4"),
    "14-007": lambda pdf: retype(pdf, "H3", "H"),
    "15-002": lambda pdf: [setattr(one.node, "S", Name.TD) for one in Tree(pdf.Root.StructTreeRoot).of("TH")],
    "15-003 A TH": lambda pdf: [one.node.__delitem__("/A") for one in Tree(pdf.Root.StructTreeRoot).of("TH", "TD")],
    "15-003 A cell": lambda pdf: [one.node.__delitem__("/ID") for one in Tree(pdf.Root.StructTreeRoot).of("TH")],
    "19-003": lambda pdf: element(pdf, "Note").__delattr__("ID"),
    "28-002": lambda pdf: setattr(link(pdf), "Subtype", Name.Text),
    "28-008": lambda pdf: page_of_link(pdf).__delattr__("Tabs"),
    "28-009": lambda pdf: setattr(page_of_link(pdf), "Tabs", Name.R),
    "28-011": lambda pdf: retype(pdf, "Link", "Span"),
    "28-012": lambda pdf: setattr(link(pdf), "Contents", String(" ")),
    "31-009": lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delattr__("FontFile3"),
    "31-027": lambda pdf: font(pdf).__delattr__("ToUnicode"),
    "31-028": lambda pdf: to_unicode(pdf, b"0000"),
    "31-029": lambda pdf: to_unicode(pdf, b"FEFF"),
    "31-030": lambda pdf: content(pdf, lambda old: old.replace(b"[(", rb"[(\000\000", 1)),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_fault_is_found(made, fault):
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        PLANTED[fault](pdf)
        pdf.save(spoilt)

    assert [found for found in failures(spoilt.getvalue()) if found.startswith(fault)]


def test_two_notes_of_one_name_are_found(made):
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        note = element(pdf, "Note")
        parent = note.P
        parent.K = Array([*(parent.K if isinstance(parent.K, Array) else [parent.K]), note])
        pdf.save(spoilt)

    assert "19-004 Two Notes have one ID" in failures(spoilt.getvalue())
