"""What the parts of an Office document tell besides what they show: taken out, or noted as a reason to refuse."""

import re

from .archive import local, remove

OFF = {"0", "false", "off"}
# Wording of a field that fetches something (ECMA-376 part 1, 17.16.5); what is in quotation marks is its argument.
FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON|RD)\b")
QUOTED = re.compile(r'"[^"]*"')
ON_A_COMPUTER = re.compile(r"^[a-z]:\\|^\\\\|/(users|home)/|\.(jpe?g|png|gif|heic|bmp|tiff?|webp)$", re.IGNORECASE)
TRACKED = {
    *(
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "cellMerge",
        "numberingChange",
        "rPrChange",
        "pPrChange",
    ),
    *("sectPrChange", "tblPrChange", "tblGridChange", "tcPrChange", "trPrChange", "tblPrExChange"),
}
COMMENTED = {"commentRangeStart", "commentRangeEnd", "commentReference"}
IDENTIFYING = {
    "rsid",
    "rsids",
    "docId",
    "docVars",
    "permStart",
    "permEnd",
    "trackRevisions",
    "dataBinding",
    "attachedSchema",
}


def is_on(element):
    """Whether a property that is on by being there is not switched off."""
    return not OFF & {value.lower() for name, value in element.attrib.items() if name.endswith("}val")}


def truth(text):
    return text is not None and text.lower() not in ("", *OFF)


def attribute(element, name):
    """The value of an attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def every_part(root, report):
    """What any part may have: files that pictures were made from, and shapes that are not shown."""
    for element in root.iter():
        if local(element) in ("cNvPr", "docPr"):
            for name, instead in {"name": "Picture", "descr": "", "title": ""}.items():
                if ON_A_COMPUTER.search(element.get(name, "")):
                    element.set(name, instead)
                    report.removed.add("paths")
            if truth(element.get("hidden")):
                report.refuse("hidden_text")


class Finder:
    """Looks into the parts of one document, one after the other; `finish` once all were seen."""

    def __init__(self, report):
        self.report = report
        self.left_out = set()

    def look(self, part, root):
        raise NotImplementedError

    def finish(self):
        """Say what only all parts together tell."""

    def drop(self, element, code):
        self.report.removed.add(code)
        if element.getparent() is not None:
            remove(element)


class Words(Finder):
    def __init__(self, report):
        super().__init__(report)
        self.hidden, self.used = set(), set()

    def look(self, part, root):
        for element in list(root.iter()):
            for name in [name for name in element.attrib if name.rpartition("}")[2].startswith("rsid")]:
                del element.attrib[name]
                self.report.removed.add("identifiers")
            name = local(element)
            if name in TRACKED and "wordprocessingml" in element.tag:
                self.report.refuse("tracked")
            elif name in COMMENTED:
                self.drop_comment(element)
            elif name in IDENTIFYING:
                self.drop(element, "identifiers")
            elif name == "mailMerge":
                self.report.refuse("links")
            elif name == "vanish" and is_on(element):
                self.note_hidden(element)
            elif name in ("pStyle", "rStyle"):
                self.used.add(attribute(element, "val"))
        self.look_at_fields(root)

    def drop_comment(self, element):
        """The mark of a comment, with the run of text that holds nothing else."""
        run = element.getparent()
        alone = local(run) == "r" and all(child is element or local(child) == "rPr" for child in run)
        self.drop(run if alone else element, "comments")

    def note_hidden(self, element):
        owner = element.getparent().getparent()
        if local(owner) == "style":
            self.hidden.add(attribute(owner, "styleId"))
        elif local(owner) == "r" and "".join(owner.itertext()).strip():
            self.report.refuse("hidden_text")

    def look_at_fields(self, root):
        spoken = "".join(element.text or "" for element in root.iter("{*}instrText"))
        simple = " ".join(attribute(element, "instr") for element in root.iter("{*}fldSimple"))
        for fetching in FETCHES.findall(QUOTED.sub("", f"{spoken} {simple}")):
            self.report.refuse("links", fetching)

    def finish(self):
        if self.hidden & self.used:
            self.report.refuse("hidden_text")


def column_of(reference):
    """The number of the column of a cell such as "AB12", counted from 1; 0 for none."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


class Cells(Finder):
    def look(self, part, root):
        kind = local(root)
        if kind == "workbook":
            self.look_at_workbook(root)
        elif kind == "worksheet":
            self.look_at_sheet(part, root)

    def look_at_workbook(self, root):
        for element in list(root.iter()):
            name = local(element)
            if name == "sheet" and element.get("state", "visible") != "visible":
                self.report.refuse("hidden_sheets", element.get("name", "")[:40])
            elif name in ("absPath", "revisionPtr", "fileSharing"):
                around = next(
                    (above for above in element.iterancestors() if local(above) == "AlternateContent"), element
                )
                self.drop(around, "identifiers")

    def look_at_sheet(self, part, root):
        """Rows and columns that are hidden, or have no height or width, and have something in them."""
        sheet = part.rpartition("/")[2].removesuffix(".xml")
        hidden = [
            range(int(col.get("min", 0)), int(col.get("max", 0)) + 1)
            for col in root.iter("{*}col")
            if truth(col.get("hidden")) or col.get("width") == "0"
        ]
        for row in root.iter("{*}row"):
            out_of_sight = truth(row.get("hidden")) or row.get("ht") == "0"
            if not out_of_sight and not hidden:
                continue
            for cell in row:
                column = column_of(cell.get("r", ""))
                if len(cell) and (out_of_sight or any(column in columns for columns in hidden)):
                    self.report.refuse("hidden_cells", f"{sheet}, {cell.get('r', '')}")


class Slides(Finder):
    def look(self, part, root):
        kind, name = local(root), part.rpartition("/")[2].removesuffix(".xml")
        if kind == "sld" and root.get("show", "1").lower() in OFF:
            self.report.refuse("hidden_slides", name)
        elif kind == "notes" and "".join(element.text or "" for element in root.iter("{*}t")).strip():
            self.report.remains.add("notes")
        for element in list(root.iter("{*}creationId", "{*}modId")):
            self.drop(element.getparent() if local(element.getparent()) == "ext" else element, "identifiers")


FINDERS = {"docx": Words, "xlsx": Cells, "pptx": Slides}
