"""Files to send in: good ones with something in them that nobody meant to send, and hostile ones."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image, PngImagePlugin

# Planted wherever a program notes something; found nowhere in what is kept.
SECRET = "Siân Secret"
PLACE = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (3.0, 10.0, 0.0)}

OPEN_TEXT = "application/vnd.oasis.opendocument.text"
OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"


def saved(thing, *args, **kwargs):
    out = io.BytesIO()
    thing.save(out, *args, **kwargs)
    return out.getvalue()


def exif(orientation=6):
    made = Image.Exif()
    made[0x010F] = made[0x013B] = SECRET
    made[0x0112] = orientation
    made.get_ifd(0x8825).update(PLACE)
    return made


def jpeg(size=(40, 20), **kwargs):
    """A JPEG, red at its left, with a camera, a place and a comment in it."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 4, size[1]))
    return saved(picture, "JPEG", exif=exif(), comment=SECRET.encode(), xmp=f"<x>{SECRET}</x>".encode(), **kwargs)


def png(size=(40, 20)):
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET)
    return saved(Image.new("RGBA", size, (0, 0, 255, 128)), "PNG", pnginfo=texts, exif=exif(1))


def moving(format_name):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    more = {"comment": SECRET.encode()} if format_name == "GIF" else {"xmp": SECRET.encode()}
    return saved(frames[0], format_name, save_all=True, append_images=frames[1:], duration=100, loop=0, **more)


def bomb_png(width, height):
    """A PNG of a few hundred bytes that says it has this many points."""

    def chunk(name, data):
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    header = struct.pack("!LLBBBBB", width, height, 1, 0, 0, 0, 0)
    points = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_parts(data, **changed):
    """An archive with parts changed or added: {name: function of the bytes there (b"" if none) to the new ones}."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changed.items():
        members[name] = change(members.get(name, b""))
    return zipped(members)


def add_relationship(kind, target, mode="Internal"):
    """A change of a .rels part: one more relationship."""
    one = (
        '<Relationship Id="rIdNew" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return lambda data: data.replace(b"</Relationships>", one.encode())


def word():
    """A Word document with an author, a comment, editing sessions, a photograph and the names of files."""
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = SECRET
    paragraph = document.add_paragraph("Meals are carried by buddies.")
    paragraph._p.set(qn("w:rsidR"), "00AB12CD")
    document.add_comment(paragraph.runs, text=SECRET, author=SECRET, initials="S")
    document.add_picture(io.BytesIO(jpeg()))
    picture = document.element.body.find(".//{*}cNvPr")
    picture.set("name", f"C:\\Users\\{SECRET}\\cell.jpg")
    return saved(document)


def word_with(*elements, text="hidden"):
    """A Word document one of whose runs has these elements as its properties."""
    document = docx.Document()
    run = document.add_paragraph("Seen. ").add_run(text)
    for name in elements:
        run._r.get_or_add_rPr().append(OxmlElement(name))
    return saved(document)


def word_with_a_change():
    document = docx.Document()
    paragraph = document.add_paragraph("Kept.")
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), SECRET)
    paragraph._p.append(inserted)
    return saved(document)


def book(change=None):
    """A workbook with an author and a comment; `change` may do more to it."""
    made = openpyxl.Workbook()
    made.properties.creator = made.properties.lastModifiedBy = SECRET
    sheet = made.active
    sheet["A1"], sheet["B2"] = "Buddies", 12
    sheet["A1"].comment = openpyxl.comments.Comment(SECRET, SECRET)
    if change:
        change(made)
    return saved(made)


def presentation():
    """The least that is a presentation: one slide, with a comment and its author."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="{}" Type="' + office + '/{}" Target="{}"/>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
    )
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": rels.format(one.format("a", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{main}"/>',
            "ppt/_rels/presentation.xml.rels": rels.format(
                one.format("a", "slide", "slides/slide1.xml") + one.format("b", "commentAuthors", "commentAuthors.xml")
            ),
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{main}"/>',
            "ppt/commentAuthors.xml": f"<a>{SECRET}</a>",
        }
    )


def open_document(kind=OPEN_TEXT, content="", **more):
    """An OpenDocument file with an author, a comment and what `content` puts in its body."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:'
        'xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    )
    body = (
        f"<office:document-content {names}><office:body><text:p>Kept<office:annotation><dc:creator>{SECRET}"
        f"</dc:creator></office:annotation> too.</text:p>{content}</office:body></office:document-content>"
    )
    entries = "".join(f'<m:file-entry m:full-path="{name}"/>' for name in ("/", "content.xml", "meta.xml", *more))
    return zipped(
        {
            "mimetype": kind,
            "content.xml": body,
            "meta.xml": f"<x>{SECRET}</x>",
            "Thumbnails/thumbnail.png": png(),
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:m">{entries}</m:manifest>',
            **more,
        }
    )


def pdf(change=None, **options):
    """A PDF of one page with properties, XMP, a comment, a photograph, a script and an attached file."""
    document = pikepdf.new()
    page = document.add_blank_page()
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    document.attachments["plan.txt"] = SECRET.encode()
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=SECRET, T=SECRET)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link)
    link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
    page.obj.Annots = pikepdf.Array([document.make_indirect(note), document.make_indirect(link)])
    photograph = pikepdf.Stream(document, jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    photograph.Filter, photograph.Width, photograph.Height = pikepdf.Name.DCTDecode, 40, 20
    photograph.ColorSpace, photograph.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=photograph))
    if change:
        change(document)
    return saved(document, **options)


def mp3():
    """Fifty silent frames of MPEG 1 layer III, with tags before and after them."""
    frames = (b"\xff\xfb\x90\x00" + bytes(413)) * 50
    text = b"\x03" + SECRET.encode()
    frame = b"TPE1" + struct.pack("!L", len(text)) + b"\0\0" + text
    before = b"ID3\x03\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame
    item = struct.pack("<LL", len(SECRET.encode()), 0) + b"Artist\0" + SECRET.encode()
    ape = [b"APETAGEX" + struct.pack("<LLLL8x", 2000, len(item) + 32, 1, flags) for flags in (0xA0000000, 0x80000000)]
    after = ape[0] + item + ape[1] + b"TAG" + SECRET.encode("latin-1").ljust(125, b"\0")
    return before + frames + after
