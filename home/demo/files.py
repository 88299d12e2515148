"""Real files for the demonstration's toolkits, made from their plain description in toolkits.toml."""

import csv
import io
import json
import random

import typst
from docx import Document
from docx.shared import Mm, Pt
from PIL import Image, ImageDraw

from hub.quilt import PALETTES

TYPST = """
#set document(title: sys.inputs.title, author: "Common Thread")
#set text(lang: "en", region: "GB", size: 14pt)
#set page(paper: "a4", margin: 18mm, footer: text(size: 10pt)[Common Thread. Open Government Licence v3.0.])
#let parts = json(bytes(sys.inputs.content))
= #sys.inputs.title
#for part in parts {
  if "heading" in part [== #part.heading]
  for paragraph in part.at("text", default: ()) { par(paragraph) }
  if "bullets" in part { list(..part.bullets) }
  if "table" in part {
    let head = part.table.first()
    table(
      columns: head.map(_ => 1fr), inset: 6pt,
      table.header(..head.map(cell => strong(cell))),
      ..part.table.slice(1).flatten(),
    )
  }
}
"""


def docx(title, content):
    """A Word document as bytes: `content` is a list of parts, each with any of heading, text, bullets, table."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Common Thread"
    document.core_properties.language = "en-GB"
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.footer.paragraphs[0].text = "Common Thread. Open Government Licence v3.0."
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(12)
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


def add_table(document, rows):
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def pdf(title, content):
    """A tagged PDF/UA-1 as bytes, from the same parts as `docx`."""
    return typst.compile(
        TYPST.encode(), sys_inputs={"title": title, "content": json.dumps(content)}, pdf_standards=["ua-1"]
    )


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
