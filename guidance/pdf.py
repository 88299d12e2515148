"""An edition on paper: from its clauses to a tagged PDF (PDF/UA-1, ISO 14289-1), for eyes and for screen readers.

The template gets the clauses as trees of plain data, so none of their text is ever read as typst code.
"""

import datetime
import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import typst
from bs4 import BeautifulSoup, NavigableString
from bs4.builder import HTMLTreeBuilder
from django.db import models
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pypdf import PdfReader

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"

# Elements that begin a line of their own; all others run along in the text.
BLOCKS = HTMLTreeBuilder.DEFAULT_BLOCK_ELEMENTS | {"caption", "details", "summary", "tbody", "td", "th", "thead", "tr"}
LEVELS = {"section": 2, "subheading": 3, "boundary": 3, "recommendation": 3} | {f"h{n}": max(2, n) for n in range(1, 7)}
LINKED = {"http", "https", "mailto", "tel"}
LONGEST_LINK = 8000  # as far as typst goes

SPACES = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
# All but what typst's own fonts draw: Latin with its accents, Greek, Cyrillic, punctuation, currencies, arrows, signs.
UNDRAWN = re.compile(
    "[^\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u0391-\u03a1\u03a3-\u04ff\u1e00-\u1eff\u2002-\u200a\u2010-\u2027"
    "\u2030-\u2040\u2070\u2074-\u208e\u20a0-\u20bf\u2116\u2122\u2153-\u215e\u2190-\u23ff\u2500-\u2605✓✔✗✘]"
)


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """What is printed about an edition beside its clauses, in the edition's own language.

    `address` is the permanent absolute address, `warning` the heading and the sentence of the draft mark,
    and `facts` are (label, value) for the first page, which has the version and the date already.
    """

    title: str
    summary: str
    reference: str
    version: str
    stage: str
    issued: datetime.date
    owner: str
    address: str
    language: str
    licence: str
    warning: tuple[str, str] | None = None
    facts: Iterable[tuple[str, str]] = ()


class Form(models.TextChoices):
    """What an edition is printed as. Large print is 18 points, as the UK Association for Accessible Formats asks."""

    DOCUMENT = "document", gettext_lazy("PDF")
    LARGE_PRINT = "large-print", gettext_lazy("PDF in large print")
    BOOKLET = "booklet", gettext_lazy("A5 booklet (PDF)")
    POSTER = "poster", gettext_lazy("One-page poster (PDF)")


@dataclass(frozen=True)
class Layout:
    """A size of paper, and how large all is drawn beside the document on A4, whose text has 13 points."""

    paper: str = "a4"
    scale: float = 1


EASY_READ = "easy-read"  # no form of an edition: people write it (guidance/models/easy_read.py)
LAYOUTS = {Form.DOCUMENT: Layout(), Form.LARGE_PRINT: Layout(scale=18 / 13), Form.BOOKLET: Layout("a5", 11 / 13)}
# A poster is as large as one page allows, and is read from a distance: with less room than this, less is on it.
POSTER_SCALES = (0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.2)


def edition_pdf(imprint, clauses, form=Form.DOCUMENT):
    """Return the PDF as bytes: the same bytes whenever it is made of the same words.

    Clauses have `kind`, `number`, `anchor` and `html`; one whose `html` holds references to the database
    has them resolved in `shown` (`guidance.clauses.expanded`). A poster is None where nothing belongs on one.
    """
    clauses = list(clauses)
    if form == Form.POSTER:
        return poster(imprint, on_a_poster(clauses))
    return compiled(content_of(imprint, clauses), form, LAYOUTS[form])


def on_a_poster(clauses):
    """The boundary cards; where there is none, the recommendations."""
    kinds = {clause.kind for clause in clauses}
    kind = "boundary" if "boundary" in kinds else "recommendation"
    return [clause for clause in clauses if clause.kind == kind]


def poster(imprint, clauses):
    """As many of the clauses, from the first, as one page holds, drawn as large as it allows; None without any."""
    for some in range(len(clauses), 0, -1):
        said = content_of(imprint, clauses[:some])
        scales = [scale for scale in POSTER_SCALES if scale >= 1 or some == 1]  # one long card is better small than not
        if not (made := on_one_page(said, scales[0])):
            continue
        small, large = 0, len(scales) - 1 if some in (1, len(clauses)) else 0
        while small < large:
            middle = (small + large + 1) // 2
            if larger := on_one_page(said, scales[middle]):
                made, small = larger, middle
            else:
                large = middle - 1
        return made
    return None


def on_one_page(content, scale):
    """The poster drawn at a scale; None where it takes more than a page."""
    made = compiled(content, Form.POSTER, Layout(scale=scale))
    return made if len(PdfReader(io.BytesIO(made)).pages) == 1 else None


def content_of(imprint, clauses):
    """All that the template draws, as JSON can hold it."""
    reader = Reader(imprint.address, {clause.anchor for clause in clauses})
    with translation.override(imprint.language):
        return front(imprint) | {"clauses": [reader.clause(clause) for clause in clauses]}


def compiled(content, form, layout, pictures=()):
    """The PDF as bytes. `pictures` are the files that the content names: (name, bytes)."""
    inputs = {"content": json.dumps(content | {"form": str(form), **asdict(layout)})}
    with tempfile.TemporaryDirectory() as folder:  # typst sees no other file
        for name, data in ((TEMPLATE.name, TEMPLATE.read_bytes()), *pictures):
            (Path(folder) / name).write_bytes(data)
        template = Path(folder) / TEMPLATE.name
        return typst.compile(template, root=folder, sys_inputs=inputs, pdf_standards=["ua-1"], ignore_system_fonts=True)


def front(imprint):
    """What the first page says, what the head and the foot of each page say, and what the file says of itself."""
    issued = date_format(imprint.issued)
    facts = [(_("Version"), imprint.version), (_("Issued"), issued), *imprint.facts]
    texts = {name: getattr(imprint, name) for name in ("title", "summary", "reference", "owner", "address", "licence")}
    texts |= {
        "stage": imprint.stage,
        "mark": imprint.warning[0] if imprint.warning else imprint.stage,
        "version": _("Version %(version)s") % {"version": imprint.version},
        "issued": _("Issued %(date)s") % {"date": issued},
        "outdated": _("Printed copies may be out of date."),
        # The template knows the numbers.
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "contents": _("Contents"),
    }
    return {
        **{name: printable(text) for name, text in texts.items()},
        "facts": [[printable(label), printable(value)] for label, value in facts],
        "warning": [printable(text) for text in imprint.warning or ()],
        "language": imprint.language.partition("-")[0],
        "date": [imprint.issued.year, imprint.issued.month, imprint.issued.day],
    }


def printable(text):
    """The text with white space as in HTML, and with the name of each character that the fonts do not have.

    PDF/UA-1 (7.21.8) bars the empty boxes that would stand for those, and a word must not go missing.
    """
    return UNDRAWN.sub(in_words, SPACES.sub(" ", unicodedata.normalize("NFC", text)))


def in_words(match):
    """The name of a character in brackets, or nothing for one that only steers how others look."""
    if unicodedata.category(match[0]) in ("Cf", "Cs") or "\ufe00" <= match[0] <= "\ufe0f":
        return ""
    return f"[{unicodedata.name(match[0], f'U+{ord(match[0]):04X}').lower()}]"


def is_block(node):
    return isinstance(node, dict) and (node["tag"] in BLOCKS or any(map(is_block, node["has"])))


def in_blocks(nodes):
    """The nodes as blocks alone: each run of text and inline elements becomes a paragraph, unless it is blank."""
    for is_already, run in groupby(nodes, is_block):
        run = list(run)
        if is_already:
            yield from run
        elif any(isinstance(node, dict) or node.strip() for node in run):
            yield {"tag": "p", "class": [], "lang": "", "has": run, "is_text": True}


class Reader:
    """Reads clauses, in their order, into nodes that the template draws.

    A node is a text, or an element: its `tag`, `class` and `lang`, the nodes that it `has`, and whether it
    `is_text`, a block with no blocks in it. Headings have their `level` too, and links where they lead.
    """

    def __init__(self, address, anchors):
        self.address, self.anchors, self.level = address, anchors - {""}, 1

    def clause(self, clause):
        soup = BeautifulSoup(getattr(clause, "shown", clause.html), "html.parser")
        title = self.title(clause, soup)
        return {
            "kind": clause.kind,
            "number": printable(clause.number),
            "anchor": clause.anchor,
            "title": title,
            "level": self.fitting(clause.kind) if title else 0,
            "has": list(in_blocks(self.nodes(soup))),
        }

    def title(self, clause, soup):
        """The heading of a clause, taken out of its HTML where it is there; empty for kinds that have none."""
        if clause.kind == "recommendation":
            return printable(_("Recommendation %(number)s") % {"number": clause.number}).strip()
        heading = {"section": soup, "subheading": soup, "boundary": soup.h3}.get(clause.kind)
        title = printable(heading.get_text(" ")).strip() if heading else ""
        if heading:
            heading.clear()
        return title

    def fitting(self, kind):
        """The level of a heading: at most one below the last, for PDF/UA-1 (7.4.2) lets none be skipped."""
        self.level = min(LEVELS[kind], self.level + 1)
        return self.level

    def nodes(self, element):
        # A comment is a string too, but of a class of its own.
        parts = [part for part in element.children if part.name or type(part) is NavigableString]
        nodes = [self.node(part) if part.name else printable(part) for part in parts]
        return list(in_blocks(nodes)) if any(map(is_block, nodes)) else nodes

    def node(self, element):
        lang = re.match(r"[a-z]{2}\b", element.get("lang", ""))
        node = {"tag": element.name, "class": element.get("class", []), "lang": lang[0] if lang else ""}
        node["has"] = self.nodes(element)
        if element.name == "a":
            node |= self.link(element)
        elif element.name == "img" and element.get("alt"):
            node["has"] = [printable(_("Picture: %(description)s") % {"description": element["alt"]})]
        elif element.name in LEVELS:
            node |= self.heading(element)
        return node | {"is_text": element.name in BLOCKS and not any(map(is_block, node["has"]))}

    def heading(self, element):
        """A heading is its words alone, and without any it is none (PDF/UA-1, 7.4)."""
        text = printable(element.get_text(" ")).strip()
        return {"has": [text], "level": self.fitting(element.name)} if text else {"tag": "p", "has": []}

    def link(self, element):
        """Where a link leads: `to` a clause, or to a `url`, with a `note` to print unless its text is the address."""
        if not element.get("href"):
            return {}  # what it led to is gone
        try:
            url = urljoin(self.address, element["href"])
            scheme, (page, anchor) = urlsplit(url).scheme, urldefrag(url)
        except ValueError:
            return {}
        if page == self.address and anchor in self.anchors:
            return {"to": anchor}
        uri, note = iri_to_uri(url), printable(url).removeprefix("mailto:").removeprefix("tel:")
        if scheme not in LINKED or len(uri) > LONGEST_LINK:
            return {}
        return {"url": uri, "note": "" if note in printable(element.get_text()) else note}
