"""Real files for the demonstration's toolkits, made from their plain description in toolkits.toml."""

import csv
import io
import json
import random
import wave

import typst
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageDraw

from hub.quilt import PALETTES

FOOTER = "Common Thread. Open Government Licence v3.0."

TYPST = """
#let pine = rgb("#0a3330")
#let line = rgb("#c9d3cf")
#set document(title: sys.inputs.title, author: "Common Thread")
#set text(lang: "en", region: "GB", size: 13pt)
#set par(leading: 0.8em, spacing: 1em)
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 22mm), footer: context text(size: 10pt)[
  #sys.inputs.footer #h(1fr) #counter(page).display("1 / 1", both: true)])
#show heading.where(level: 1): it => block(below: 1.2em, text(size: 1.5em, fill: pine, it.body))
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.8em, sticky: true,
  text(size: 1.1em, fill: pine, it.body))
#let parts = json(bytes(sys.inputs.content))
= #sys.inputs.title
#for part in parts {
  if "heading" in part [== #part.heading]
  for paragraph in part.at("text", default: ()) { par(paragraph) }
  if "bullets" in part { list(spacing: 0.8em, ..part.bullets) }
  if "table" in part {
    let head = part.table.first()
    table(
      columns: head.map(_ => 1fr), inset: 7pt, stroke: 0.7pt + line,
      fill: (_, row) => if row == 0 { rgb("#e4ece9") },
      table.header(..head.map(cell => strong(cell))),
      ..part.table.slice(1).map(row => row.map(cell => if cell == "" { v(1.2em) } else { cell })).flatten(),
    )
  }
}
"""
PINE = RGBColor(0x0A, 0x33, 0x30)


def docx(title, content):
    """A Word document as bytes: `content` is a list of parts, each with any of heading, text, bullets, table."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Common Thread"
    document.core_properties.language = "en-GB"
    dress(document)
    document.add_heading(title, 0)
    for part in content:
        if part.get("heading"):
            document.add_heading(part["heading"], 1)
        for paragraph in part.get("text", []):
            document.add_paragraph(paragraph)
        for bullet in part.get("bullets", []):
            document.add_paragraph(bullet, style="List Bullet")
        if part.get("table"):
            add_table(document, part["table"])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def dress(document):
    """A4, large plain letters, headings in the hub's green, and in the footer the licence and the page."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    footer = page.footer.paragraphs[0]
    footer.text = f"{FOOTER}  "
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    footer._p.append(number)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.25
    for name, size in (("Title", 24), ("Heading 1", 16)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = "Arial", Pt(size), True, PINE
        fonts = style.element.rPr.rFonts
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):  # a theme's letters come first
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.keep_with_next = True


def add_table(document, rows):
    """A table whose first row is its heading, also for screen readers and on the next page; empty cells have room."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        added = table.add_row()
        kept_whole = OxmlElement("w:cantSplit")
        added._tr.get_or_add_trPr().append(kept_whole)
        if number == 0:
            added._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        elif "" in row:
            added.height = Mm(11)
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text
            if number == 0:
                cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def pdf(title, content):
    """A tagged PDF/UA-1 as bytes, from the same parts as `docx`."""
    inputs = {"title": title, "footer": FOOTER, "content": json.dumps(content)}
    return typst.compile(TYPST.encode(), sys_inputs=inputs, pdf_standards=["ua-1"])


def table(columns, rows):
    """A CSV file as bytes, with the mark that makes spreadsheets read it as UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def make(file):
    """The bytes of a file described in toolkits.toml. Raises KeyError for a format it does not know."""
    if file["format"] == "csv":
        return table(file["columns"], file["rows"])
    return {"docx": docx, "pdf": pdf}[file["format"]](file["title"], file["content"])


def picture(seed, columns=12, rows=8, unit=100):
    """A quilt of triangles as JPEG bytes: a picture that shows nobody and needs no one's permission."""
    chance = random.Random(seed)
    image = Image.new("RGB", (columns * unit, rows * unit))
    draw = ImageDraw.Draw(image)
    for row in range(rows):
        for column in range(columns):
            x, y = column * unit, row * unit
            ground, shape = chance.sample(PALETTES["pine"], 2)
            draw.rectangle((x, y, x + unit, y + unit), fill=ground)
            corners = [(x, y), (x + unit, y), (x + unit, y + unit), (x, y + unit)]
            draw.polygon(chance.sample(corners, 3), fill=shape)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def silence(seconds):
    """So many seconds of nothing to hear, as the bytes of a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return out.getvalue()
