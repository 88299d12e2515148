import io
import zlib

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from tests import files

SECRET = files.SECRET


def test_pdf_loses_what_the_program_noted_and_keeps_its_pages_and_links(take):
    file, report = take("a.pdf", files.pdf())
    data = file.read()

    reader = PdfReader(io.BytesIO(data))
    (page,) = reader.pages
    assert not reader.metadata
    assert reader.xmp_metadata is None
    assert not reader.attachments
    assert "/OpenAction" not in reader.trailer["/Root"]
    assert [note.get_object()["/Subtype"] for note in page["/Annots"]] == ["/Link"]
    assert page["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.org/"
    photograph = page["/Resources"]["/XObject"]["/I"].get_object()
    assert SECRET.encode() not in photograph._data
    assert report.removed >= {"properties", "comments", "actions", "attachments", "picture_data"}
    with pikepdf.open(io.BytesIO(data)) as document:
        assert SECRET not in "".join(repr(thing) for thing in document.objects)


def test_pdf_with_a_password_is_refused(reasons):
    assert reasons("a.pdf", files.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))) == {"password"}
    assert reasons("a.pdf", files.pdf(encryption=pikepdf.Encryption(owner="a", user=""))) == {"password"}


def sign(document):
    document.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array())


def hide(document):
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Hidden"))
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)


def ask(document):
    document.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Array())


@pytest.mark.parametrize(("change", "code"), [(sign, "signed"), (hide, "hidden_layers"), (ask, "controls")])
def test_pdf_whose_content_cannot_be_known_is_refused(change, code, reasons):
    assert reasons("a.pdf", files.pdf(change)) == {code}


def test_launching_something_is_taken_out(take):
    def launch(document):
        link = document.pages[0].obj.Annots[1]
        link.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")

    file, report = take("a.pdf", files.pdf(launch))

    (link,) = PdfReader(file).pages[0]["/Annots"]
    assert "/A" not in link.get_object()
    assert "actions" in report.removed


def test_photograph_is_found_however_it_is_packed(take):
    def pack(document):
        photograph = document.pages[0].obj.Resources.XObject.I
        jpx = io.BytesIO()
        Image.new("RGB", (8, 8)).save(jpx, "JPEG2000")
        described = jpx.getvalue()[:12] + b"\0\0\0\x18uuid" + SECRET.encode().ljust(16) + jpx.getvalue()[12:]
        more = pikepdf.Stream(document, described, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        more.Filter = pikepdf.Array([pikepdf.Name.JPXDecode])
        more.Width = more.Height = more.BitsPerComponent = 8
        more.ColorSpace = pikepdf.Name.DeviceRGB
        document.pages[0].obj.Resources.XObject.J = more
        photograph.write(
            zlib.compress(files.jpeg()), filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        )

    file, _report = take("a.pdf", files.pdf(pack))

    data = file.read()
    assert SECRET.encode() not in data
    pictures = PdfReader(io.BytesIO(data)).pages[0].images
    assert [picture.image.size for picture in pictures] == [(40, 20), (8, 8)]


def test_pdf_that_is_something_else_too_is_refused(reasons):
    assert reasons("a.pdf", files.pdf() + files.zipped({"a": "b"})) == {"foreign"}
    assert reasons("a.pdf", files.pdf() + b"<script>alert(1)</script>") == {"foreign"}
    assert reasons("a.pdf", b"#!/bin/sh\n" + files.pdf()) == {"foreign"}


def test_damaged_pdf_is_refused(reasons):
    assert reasons("a.pdf", b"%PDF-1.7\n...") == {"broken"}
    assert reasons("a.pdf", b"%PDF-1.7\n...\n%%EOF") == {"broken"}
