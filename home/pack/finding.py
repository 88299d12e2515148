"""Finding something in a pack without a server: what the script on its page of search looks through, and A to Z."""

import json
import re
from itertools import groupby

from lxml import etree

from hub.alphabet import SIGN, welsh_key
from hub.words import EMPTY, folded

from .rewriting import relative

SKIPPED = {"h1", "nav", "form", "svg", "script", "audio", "video"}
HEADINGS = {"h2", "h3"}
PARTS = {"para", "rec", "boundary", "clause"}  # classes of what has a place of its own in a document
LONGEST = 4000  # characters of a part
SPACES = re.compile(r"\s+")


def plain(text):
    return SPACES.sub(" ", text).strip()


def title_of(document):
    heading = document.find(".//h1")
    if heading is not None and plain(heading.text_content()):
        return plain(heading.text_content())
    return plain(document.findtext(".//title") or "")


def starts_part(element):
    classes = set((element.get("class") or "").split())
    return bool(element.get("id")) and (element.tag in HEADINGS or bool(PARTS & classes))


def parts_of(document):
    """[(anchor, heading, text)] of a page, in order; the first part has neither anchor nor heading.

    Words that may distress are not shown to whoever looks for something else: of such a page, the note before them.
    """
    parts, depth = [["", "", []]], 0
    main = document.find(".//main")
    if noted := document.xpath("//main//*[contains(concat(' ', @class, ' '), ' noted ')]"):
        return [("", "", plain(noted[0].text_content()))]
    for event, element in etree.iterwalk(main, events=("start", "end")) if main is not None else ():
        is_skipped = element.tag in SKIPPED | HEADINGS or "pack-note" in (element.get("class") or "")
        if event == "start":
            if not depth and starts_part(element):
                parts.append([element.get("id"), "", []])
            if not depth and element.tag in HEADINGS:
                parts[-1][1] = parts[-1][1] or plain(element.text_content())
            depth += is_skipped
            if not depth:
                parts[-1][2].append(element.text or "")
        else:
            depth -= is_skipped
            if not depth:
                parts[-1][2].append(" " + (element.tail or ""))
    found = [(anchor, heading, plain("".join(texts))[:LONGEST]) for anchor, heading, texts in parts]
    return [part for part in found if part[1] or part[2]]


class Index:
    """What can be found in one language, seen from the page at `place`.

    `same` are the sets of terms that mean the same, each term a tuple of words (`Synonym.phrases`).
    """

    def __init__(self, language, place, same=()):
        self.language, self.place = language, place
        self.same = [[" ".join(map(folded, term)) for term in terms] for terms in same]
        self.pages, self.parts = [], []

    def add(self, document, place):
        number = len(self.pages)
        self.pages.append([title_of(document), relative(place, self.place)])
        self.parts += [[number, *part] for part in parts_of(document)]

    def script(self):
        """A script that hands the index over: a page that was opened from a disk may load a script, but no data."""
        found = {"pages": self.pages, "parts": self.parts, "same": self.same, "empty": sorted(EMPTY)}
        data = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        data = data.replace("\u2028", " ").replace("\u2029", " ")
        return f"window.packIndex={data};\n".encode()


def letter_of(title, language):
    """The letter under which a title is listed: in Welsh, ll is one."""
    word = "".join(sign for sign in folded(title) if sign.isalnum())
    found = SIGN.match(word)[0] if language == "cy" and word else word[:1]
    return found.capitalize() if found.isalpha() else "0–9"


def by_letter(titled, language):
    """[(letter, [(title, place)])] of (title, place) pairs, in the order of the language's alphabet."""
    order = welsh_key if language == "cy" else folded
    ordered = sorted(titled, key=lambda pair: order(pair[0]))
    return [(letter, list(pairs)) for letter, pairs in groupby(ordered, lambda pair: letter_of(pair[0], language))]
