import io
import zipfile

import docx
import openpyxl
import pytest

from tests import files

SECRET = files.SECRET.encode()
DOCUMENT_RELS = "word/_rels/document.xml.rels"


def everything(data):
    """All that an archive holds, unpacked, and its table of contents."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data + b"".join(archive.read(name) for name in archive.namelist())


def test_word_document_loses_what_word_noted_and_keeps_its_words(take):
    file, report = take("a.docx", files.word())
    data = file.read()

    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs[0].text == "Meals are carried by buddies."
    assert len(document.inline_shapes) == 1
    assert not list(document.comments)
    assert document.core_properties.last_modified_by != files.SECRET
    for planted in (SECRET, b"Exif", b"rsid", b"docProps", b"comment", b"Users"):
        assert planted not in everything(data)
    assert {"properties", "comments", "identifiers", "picture_data", "paths"} <= report.removed


def test_workbook_loses_what_excel_noted_and_keeps_its_cells(take):
    file, report = take("a.xlsx", files.book())
    data = file.read()

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet["A1"].value, sheet["B2"].value) == ("Buddies", 12)
    assert sheet["A1"].comment is None
    assert SECRET not in everything(data)
    assert {"properties", "comments"} <= report.removed


def test_presentation_loses_its_comments(take):
    file, report = take("a.pptx", files.presentation())

    assert SECRET not in everything(file.read())
    assert "comments" in report.removed


def test_parts_that_nothing_leads_to_are_left_out(take):
    data = files.with_parts(files.word(), **{"word/media/forgotten.bin": lambda _none: SECRET})

    file, report = take("a.docx", data)

    assert b"forgotten" not in file.read()
    assert "unused" in report.removed


def test_template_on_a_computer_is_forgotten(take):
    none = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    linked = files.add_relationship("attachedTemplate", "file:///C:/Users/secret/a.dotm", "External")(none)

    file, report = take(
        "a.docx", files.with_parts(files.word(), **{"word/_rels/settings.xml.rels": lambda _none: linked})
    )

    assert b"dotm" not in everything(file.read())
    assert "template" in report.removed


RELATED = {
    "vbaProject": "macros",
    "oleObject": "embedded",
    "package": "embedded",
    "aFChunk": "embedded",
    "control": "controls",
    "externalLink": "links",
    "somethingNew": "unknown",
}


@pytest.mark.parametrize("kind", RELATED)
def test_document_that_leads_to_what_may_do_harm_is_refused(kind, reasons):
    data = files.with_parts(files.word(), **{DOCUMENT_RELS: files.add_relationship(kind, "part.bin")})

    assert reasons("a.docx", data) == {RELATED[kind]}


@pytest.mark.parametrize(("kind", "target"), [("hyperlink", "file:///C:/a.docx"), ("image", "https://example.org/a")])
def test_document_that_draws_on_something_elsewhere_is_refused(kind, target, reasons):
    data = files.with_parts(files.word(), **{DOCUMENT_RELS: files.add_relationship(kind, target, "External")})

    assert reasons("a.docx", data) == {"links"}


def test_macros_are_told_by_the_kinds_of_parts_too(reasons):
    macro = lambda data: data.replace(b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")  # noqa: E731

    assert reasons("a.docx", files.with_parts(files.word(), **{"[Content_Types].xml": macro})) == {"macros"}


def test_what_only_its_author_can_decide_on_is_refused_all_at_once(reasons):
    tracked = files.word_with_a_change()
    both = files.with_parts(tracked, **{DOCUMENT_RELS: files.add_relationship("oleObject", "a.bin")})

    assert reasons("a.docx", both) == {"tracked", "embedded"}
    assert reasons("a.docx", files.word_with("w:vanish")) == {"hidden_text"}
    assert reasons("a.docx", files.word_with()[:-1]) == {"foreign"}


def hide_sheet(book):
    book.create_sheet("Names")["A1"] = "x"
    book["Names"].sheet_state = "veryHidden"


def hide_row(book):
    book.active.row_dimensions[2].hidden = True


def hide_column(book):
    book.active.column_dimensions["B"].hidden = True


HIDDEN = {hide_sheet: "hidden_sheets", hide_row: "hidden_cells", hide_column: "hidden_cells"}


@pytest.mark.parametrize("hide", HIDDEN)
def test_workbook_that_hides_something_is_refused(hide, reasons):
    assert reasons("a.xlsx", files.book(hide)) == {HIDDEN[hide]}


def test_empty_columns_may_be_hidden(take):
    def hide_empty(book):
        book.active.column_dimensions["H"].hidden = True

    take("a.xlsx", files.book(hide_empty))


def test_hidden_slide_is_refused(reasons):
    hide = {"ppt/slides/slide1.xml": lambda data: data.replace(b"<p:sld ", b'<p:sld show="0" ')}

    assert reasons("a.pptx", files.with_parts(files.presentation(), **hide)) == {"hidden_slides"}


# The archive


def test_bomb_is_refused_unopened(reasons):
    bomb = files.with_parts(files.word(), **{"word/media/zeros.png": lambda _none: bytes(101 * 1024 * 1024)})

    assert len(bomb) < 300_000
    assert reasons("a.docx", bomb) == {"huge"}


def test_bomb_of_xml_is_refused(reasons):
    filled = lambda data: data.replace(b"</w:body>", b" " * 26_000_000 + b"</w:body>")  # noqa: E731

    assert reasons("a.docx", files.with_parts(files.word(), **{"word/document.xml": filled})) == {"huge"}


def test_entities_are_refused(reasons):
    bomb = lambda data: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'  # noqa: E731

    assert reasons("a.docx", files.with_parts(files.word(), **{"word/document.xml": bomb})) == {"broken"}


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml"])
def test_archive_with_paths_out_of_it_is_refused(name, reasons):
    assert reasons("a.docx", files.with_parts(files.word(), **{name: lambda _none: b"x"})) == {"broken"}


def test_archive_with_something_around_it_is_refused(reasons):
    assert reasons("a.docx", files.word() + b"more") == {"foreign"}
    assert reasons("a.docx", b"<script>" + files.word()) == {"different"}


# OpenDocument


def test_open_document_loses_what_the_program_noted_and_keeps_its_words(take):
    file, report = take("a.odt", files.open_document())
    data = file.read()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert b"Kept too." in archive.read("content.xml")
        assert b"meta.xml" not in archive.read("META-INF/manifest.xml")
    assert SECRET not in everything(data)
    assert {"properties", "comments", "thumbnail"} <= report.removed


OPEN = {
    "<text:tracked-changes/>": "tracked",
    "<text:hidden-text/>": "hidden_text",
    '<text:section-source xlink:href="../other.odt"/>': "links",
    '<style:style style:name="t"><style:table-properties table:display="false"/></style:style>': "hidden_sheets",
    '<table:table table:name="T"><table:table-row table:visibility="collapse"><table:table-cell><text:p>x</text:p>'
    "</table:table-cell></table:table-row></table:table>": "hidden_cells",
    '<table:table table:name="T"><table:table-column/><table:table-column table:visibility="collapse"/>'
    "<table:table-row><table:table-cell/><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    "</table:table>": "hidden_cells",
}


@pytest.mark.parametrize("content", OPEN)
def test_open_document_that_hides_something_is_refused(content, reasons):
    assert OPEN[content] in reasons("a.ods", files.open_document(files.OPEN_SHEET, content))


def test_open_document_with_macros_or_of_another_kind_is_refused(reasons):
    assert reasons("a.odt", files.open_document(**{"Basic/Standard/Module1.xml": "<x/>"})) == {"macros"}
    assert reasons("a.odt", files.open_document(files.OPEN_SHEET)) == {"different"}
