"""What keeps a PDF from being PDF/UA-1 (ISO 14289-1), read by pikepdf alone: nothing here asks what made the file.

Each failure begins with the number of its failure condition in the Matterhorn Protocol 1.1 (PDF Association, 2021).
Of those that a machine can find, these are the ones that files without forms, scripts, media and attachments can have;
what only a human can judge, such as whether a description is true, is not here. Where the protocol has no number for
what the standard asks, the clause of the standard is named.
"""

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page

# ISO 32000-1:2008, tables 333 to 340.
STANDARD = set(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form "
        "Ruby RB RT RP Warichu WT WP",
    )
)
# What stands within what: table 337 (09-004), table 336 (09-005), table 333 (09-006).
WITHIN = {
    "Table": ("09-004", {"TR", "THead", "TBody", "TFoot", "Caption"}),
    "THead": ("09-004", {"TR"}),
    "TBody": ("09-004", {"TR"}),
    "TFoot": ("09-004", {"TR"}),
    "TR": ("09-004", {"TH", "TD"}),
    "L": ("09-005", {"L", "LI", "Caption"}),
    "LI": ("09-005", {"Lbl", "LBody"}),
    "TOC": ("09-006", {"TOC", "TOCI", "Caption"}),
    "TOCI": ("09-006", {"Lbl", "Reference", "NonStruct", "P", "TOC"}),
}
SHOWING = {"Tj", "TJ", "'", '"'}
PAINTING = SHOWING | {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"}
BEGINNING, ENDING = {"BMC", "BDC"}, "EMC"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
ENCODINGS = {"/MacRomanEncoding", "/MacExpertEncoding", "/WinAnsiEncoding"}


def failures(data):
    """What is wrong with a PDF, given as bytes: a list of texts, empty for a file in which nothing was found."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return ["01-005 There is no structure tree: nothing is tagged"]
        tree = Tree(pdf.Root.StructTreeRoot)
        return [failure for check in CHECKS for failure in check(pdf, tree)]


def many(value):
    """A value that may be missing, one thing or an array of them, as a list."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


class Element:
    """A structure element: its standard type, its dictionary, the elements, the marks and the objects in it."""

    def __init__(self, tree, node, page):
        self.node, self.own = node, str(node.S)[1:]
        self.type = tree.roles(self.own)[-1]
        page = node.get("/Pg", page)
        self.children, self.marks, self.objects = [], [], []
        for part in many(node.get("/K")):
            if isinstance(part, int):
                self.marks.append((page.objgen, part))
            elif "/S" in part:
                self.children.append(Element(tree, part, page))
            elif part.get("/Type") == Name.OBJR:
                self.objects.append(part.Obj.objgen)
            else:
                self.marks.append((part.get("/Pg", page).objgen, int(part.MCID)))

    def all(self):
        """It and every element in it, in the order in which they are read."""
        yield self
        for child in self.children:
            yield from child.all()

    def attribute(self, name):
        """An attribute of a layout, list or table, such as /Scope, or None."""
        owned = (part for part in many(self.node.get("/A")) if isinstance(part, Dictionary) and name in part)
        return next((part[name] for part in owned), None)


class Tree:
    def __init__(self, root):
        self.role_map = root.get("/RoleMap", Dictionary())
        self.elements = [element for node in many(root.get("/K")) for element in Element(self, node, None).all()]
        self.marks = {mark for element in self.elements for mark in element.marks}

    def roles(self, own):
        """What a type is mapped to, one after the other; it ends before it would come round again."""
        found = [own]
        while (mapped := self.role_map.get(f"/{found[-1]}")) is not None and str(mapped)[1:] not in found:
            found.append(str(mapped)[1:])
        return found

    def of(self, *types):
        return [element for element in self.elements if element.type in types]


# The file as a whole


def file_is_marked(pdf, tree):
    mark = pdf.Root.get("/MarkInfo", Dictionary())
    if mark.get("/Marked") is not True:
        yield "ISO 14289-1, 6.2: MarkInfo does not say that the file is tagged"
    if mark.get("/Suspects") is True:
        yield "01-007 Suspects is true"
    if pdf.is_encrypted and not pdf.allow.accessibility:
        yield "26-002 Assistive technology may not read it"


def file_tells_what_it_is(pdf, tree):
    if "/Metadata" not in pdf.Root:
        yield "06-001 There is no XMP metadata"
        return
    told = ElementTree.fromstring(pdf.Root.Metadata.read_bytes().strip(b"\xef\xbb\xbf \n"))
    part = [told.findtext(".//pdfuaid:part", None, NAMESPACES)]
    part += [node.get(f"{{{NAMESPACES['pdfuaid']}}}part") for node in told.iterfind(".//rdf:Description", NAMESPACES)]
    if "1" not in part:
        yield "06-002 It does not say that it is PDF/UA-1"
    if not (told.findtext(".//dc:title/rdf:Alt/rdf:li", "", NAMESPACES)).strip():
        yield "06-003 dc:title is missing"
    preferences = pdf.Root.get("/ViewerPreferences", Dictionary())
    if "/DisplayDocTitle" not in preferences:
        yield "07-001 DisplayDocTitle is missing"
    elif preferences.DisplayDocTitle is not True:
        yield "07-002 DisplayDocTitle is false"


def language_is_known(pdf, tree):
    if not LANGUAGE.fullmatch(str(pdf.Root.get("/Lang", ""))):
        yield "11-001 The language of the text is not known"
    for element in tree.elements:
        if "/Lang" in element.node and not LANGUAGE.fullmatch(str(element.node.Lang)):
            yield f"11-001 {element.own} has a language that there is not: {element.node.Lang}"


# What is tagged as what


def types_are_standard(pdf, tree):
    for own in dict.fromkeys(element.own for element in tree.elements):
        *_between, last = tree.roles(own)
        if last not in STANDARD:
            is_circle = tree.role_map.get(f"/{last}") is not None
            yield f"{'02-003' if is_circle else '02-001'} {own} is mapped to no standard type"
    for name in tree.role_map:
        if name[1:] in STANDARD:
            yield f"02-004 {name[1:]} is a standard type, and is mapped to another"


def parts_stand_where_they_belong(pdf, tree):
    for element in tree.elements:
        condition, allowed = WITHIN.get(element.type, ("", STANDARD))
        for child in element.children:
            if child.type not in allowed:
                yield f"{condition or '02-001'} {child.own} stands in {element.own}"


def pictures_have_words(pdf, tree):
    for element in tree.of("Figure", "Formula"):
        if not any(str(element.node.get(name, "")).strip() for name in ("/Alt", "/ActualText")):
            yield f"{'13-004' if element.type == 'Figure' else '17-002'} {element.own} has no alternative in words"


def headings_skip_no_level(pdf, tree):
    levels = [int(element.type[1]) for element in tree.elements if re.fullmatch(r"H[1-6]", element.type)]
    if levels and levels[0] != 1:
        yield f"14-002 The first heading is H{levels[0]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"14-003 H{after} follows H{before}"
    if levels and tree.of("H"):
        yield "14-007 There are both H and H1"


def tables_have_headings(pdf, tree):
    for table in tree.of("Table"):
        cells = [element for element in table.all() if element.type in ("TH", "TD")]
        heads = [cell for cell in cells if cell.type == "TH"]
        named = {str(name) for cell in cells for name in many(cell.attribute("/Headers"))}
        if not heads:
            yield "15-002 A table has no cell that heads others"
        if named - {str(head.node.get("/ID", "")) for head in heads}:
            yield "15-003 A cell names a TH that is not there"
        if not named and any(head.attribute("/Scope") is None for head in heads):
            yield "15-003 A TH does not say what it heads"


def notes_have_names(pdf, tree):
    names = [str(note.node.get("/ID", "")) for note in tree.of("Note")]
    if not all(names):
        yield "19-003 A Note has no ID"
    if len(set(names)) < len(names):
        yield "19-004 Two Notes have one ID"


# What is drawn


def everything_drawn_is_marked(pdf, tree):
    for number, page in enumerate(pdf.pages, start=1):
        drawn = Drawn(page)
        for failure in dict.fromkeys(drawn.failures):
            yield f"{failure}, page {number}"
        if missing := {mark for mark in drawn.marks if (page.obj.objgen, mark) not in tree.marks}:
            yield f"01-005 Not in the structure tree: content {sorted(missing)}, page {number}"


class Drawn:
    """What the content of a page draws: the MCIDs of it, and what is wrong."""

    def __init__(self, page):
        self.marks, self.failures, self.open = set(), [], []
        self.read(page.obj, page.resources)

    def read(self, stream, resources):
        font = None
        for operands, operator in pikepdf.parse_content_stream(Page(stream) if "/Contents" in stream else stream):
            name = str(operator)
            if name in BEGINNING:
                self.begin(str(operands[0]), operands[1] if name == "BDC" else None, resources)
            elif name == ENDING:
                self.open.pop()
            elif name == "Tf":
                font = resources.Font[str(operands[0])]
            elif name == "Do":
                self.draw(resources.XObject[str(operands[0])])
            elif name in PAINTING:
                self.painted(name)
            if name in SHOWING:
                self.failures += unreadable(font, operands[-1])

    def begin(self, tag, properties, resources):
        if isinstance(properties, Name):
            properties = resources.Properties[str(properties)]
        is_tagged = isinstance(properties, Object | dict) and "/MCID" in properties
        kind = "artifact" if tag == "/Artifact" else "tagged" if is_tagged else ""
        if kind == "artifact" and "tagged" in self.open:
            self.failures.append("01-003 An artifact is inside tagged content")
        if kind == "tagged" and "artifact" in self.open:
            self.failures.append("01-004 Tagged content is inside an artifact")
        if is_tagged:
            self.marks.add(int(properties["/MCID"]))
        self.open.append(kind)

    def painted(self, name):
        if not any(self.open):
            self.failures.append(f"01-005 Neither tagged nor an artifact: {name}")

    def draw(self, drawn):
        if drawn.Subtype != Name.Form:
            self.painted("Do")
            return
        if "/Ref" in drawn:
            self.failures.append("30-001 A part of another file is drawn")
        self.read(drawn, drawn.get("/Resources", Dictionary()))


# Fonts


def fonts_are_there_and_can_be_read(pdf, tree):
    fonts = [found for found in pdf.objects if isinstance(found, Dictionary) and found.get("/Type") == Name.Font]
    for font in fonts:
        name = font.get("/BaseFont", "")
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        if font.Subtype != Name.Type3 and not files & set(inner.get("/FontDescriptor", Dictionary()).keys()):
            yield f"31-009 {name} is not embedded"
        is_descendant = str(font.Subtype).startswith("/CIDFont")
        if "/ToUnicode" not in font and not is_descendant and str(font.get("/Encoding", "")) not in ENCODINGS:
            yield f"31-027 Nothing says which characters {name} draws"
        if "/ToUnicode" in font:
            characters = set("".join(unicode_of(font).values()))
            if "\0" in characters:
                yield f"31-028 A character of {name} is zero"
            if characters & {"\ufeff", "\ufffe"}:
                yield f"31-029 A character of {name} is none"


HEX = r"<([0-9A-Fa-f]+)>"


def text_of(digits):
    return bytes.fromhex(digits).decode("utf-16-be")


def unicode_of(font):
    """{code: characters} of the ToUnicode map of a font (ISO 32000-1, 9.10.3)."""
    told, known = font.ToUnicode.read_bytes().decode("latin-1"), {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        known |= {int(code, 16): text_of(text) for code, text in re.findall(rf"{HEX}\s*{HEX}", part)}
    for part in re.findall(r"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, text in re.findall(rf"{HEX}\s*{HEX}\s*{HEX}", part):
            *start, end = text_of(text)
            for step in range(int(last, 16) - int(first, 16) + 1):
                known[int(first, 16) + step] = "".join(start) + chr(ord(end) + step)
        for first, _last, texts in re.findall(rf"{HEX}\s*{HEX}\s*\[(.*?)\]", part, re.DOTALL):
            for step, text in enumerate(re.findall(HEX, texts)):
                known[int(first, 16) + step] = text_of(text)
    return known


def unreadable(font, shown):
    """What is wrong with the codes of a text of a Type 0 font with two bytes for each, as all those here are."""
    if font.Subtype != Name.Type0 or "/ToUnicode" not in font:
        return
    known = unicode_of(font)
    for part in many(shown):
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            codes = [int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2)]
            if 0 in codes:
                yield "31-030 The glyph for what a font does not have is drawn"
            if set(codes) - known.keys() - {0}:
                yield "10-001 A code stands for no character"


# Links


def links_are_named_and_in_their_place(pdf, tree):
    holders = {found: element for element in tree.elements for found in element.objects}
    for number, page in enumerate(pdf.pages, start=1):
        annotations = many(page.obj.get("/Annots"))
        if annotations and page.obj.get("/Tabs") != Name.S:
            yield f"{'28-009' if '/Tabs' in page.obj else '28-008'} Tabs is not S, page {number}"
        for annotation in annotations:
            holder = holders.get(annotation.objgen)
            if annotation.Subtype != Name.Link:
                if not holder or holder.type != "Annot":
                    yield f"28-002 {annotation.Subtype} is in no Annot, page {number}"
                continue
            if not holder or holder.type != "Link":
                yield f"28-011 A link is in no Link, page {number}"
            if not str(annotation.get("/Contents", "")).strip():
                yield f"28-012 A link has no description, page {number}"


CHECKS = (
    file_is_marked,
    file_tells_what_it_is,
    language_is_known,
    types_are_standard,
    parts_stand_where_they_belong,
    pictures_have_words,
    headings_skip_no_level,
    tables_have_headings,
    notes_have_names,
    everything_drawn_is_marked,
    fonts_are_there_and_can_be_read,
    links_are_named_and_in_their_place,
)
