"""Documents of Microsoft Office (ECMA-376): what is reached from the document is kept, and of that what we know.

A document is a graph of parts. `PARTS` says of each kind of relationship whether the part at its other end is kept,
left out or a reason to refuse the file; what none leads to is left out. `office_parts` looks into those that are kept.
"""

import io
import posixpath
import zipfile

from .archive import as_xml, local, opened, parsed, remove, write
from .office_parts import FINDERS, every_part
from .pictures import within
from .report import Refused

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
TYPES = "[Content_Types].xml"
KEPT = {
    *(
        "officeDocument",
        "styles",
        "stylesWithEffects",
        "settings",
        "webSettings",
        "fontTable",
        "theme",
        "themeOverride",
    ),
    *("numbering", "footnotes", "endnotes", "header", "footer", "image", "hdphoto", "hyperlink"),
    *(
        "glossaryDocument",
        "font",
        "chart",
        "chartEx",
        "chartUserShapes",
        "chartColorStyle",
        "chartStyle",
        "diagramData",
    ),
    *(
        "diagramLayout",
        "diagramQuickStyle",
        "diagramColors",
        "diagramDrawing",
        "worksheet",
        "chartsheet",
        "sharedStrings",
        "calcChain",
    ),
    *("drawing", "vmlDrawing", "table", "sheetMetadata", "slide", "slideLayout", "slideMaster", "notesSlide"),
    *("notesMaster", "handoutMaster", "presProps", "viewProps", "tableStyles", "namedSheetView", "FeaturePropertyBag"),
}
LEFT_OUT = {
    "properties": ["core-properties", "extended-properties", "custom-properties", "docPropsVTypes"],
    "thumbnail": ["thumbnail"],
    "comments": [
        *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "threadedComment", "person"),
        *("commentAuthors", "authors", "documenttasks"),
    ],
    "labels": ["customXml", "customXmlProps", "classificationlabels", "tags", "customProperty", "keyMapCustomizations"],
    "template": ["attachedTemplate"],
    "printer": ["printerSettings"],
    "signatures": ["origin", "signature"],
    "identifiers": ["changesInfo", "revisionInfo", "webextensiontaskpanes", "userXmlData", "intelligence"],
}
REFUSING = {
    "macros": [
        "vbaProject",
        "wordVbaData",
        "xlMacrosheet",
        "xlIntlMacrosheet",
        "dialogsheet",
        "attachedToolbars",
        "ui",
    ],
    "embedded": ["oleObject", "package", "aFChunk", "media", "audio", "video"],
    "controls": ["control", "ctrlProp", "activeXControlBinary"],
    "links": [
        *("subDocument", "frame", "externalLink", "externalLinkPath", "connections", "queryTable"),
        *("mailMergeSource", "mailMergeHeaderSource", "recipientData"),
    ],
    "tracked": ["revisionHeaders", "revisionLog", "usernames"],
    "pivot": ["pivotCacheDefinition", "pivotTable", "powerPivotData", "slicer", "slicerCache", "timeline"],
}
PARTS = {name: code for codes in (LEFT_OUT, REFUSING) for code, names in codes.items() for name in names}
# What a person may follow and what shows nobody's folders.
FOLLOWED = ("http://", "https://", "mailto:", "tel:", "#")
# Of these, only the mention of a part that is left out is removed.
KEEPS_ELEMENT = {"pageSetup"}


def rewritten(file, report, ending):
    """A new file of the same document; what stands in its way is noted in the report. Raises Refused."""
    with opened(file, ending) as archive:
        check_kind(archive, ending)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            Document(archive, report, ending).write(new)
    return out


def check_kind(archive, ending):
    if TYPES not in archive.namelist():
        raise Refused("different", ending)
    types = {element.get("ContentType", "") for element in parsed(archive.read(TYPES))}
    if any("macro" in name.lower() or "vba" in name.lower() for name in types):
        raise Refused("macros")
    if MAIN[ending] not in types:
        raise Refused("different", ending)


def relationships_of(part):
    """Where the relationships of a part are kept; those of the whole document are of the part named ""."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def kind_of(relationship):
    return relationship.get("Type", "").rstrip("/").rpartition("/")[2]


class Document:
    """One document on its way from one archive to another."""

    def __init__(self, archive, report, ending):
        self.archive, self.report = archive, report
        self.names = set(archive.namelist())
        self.finder = FINDERS[ending](report)
        self.kept = {}

    def write(self, new):
        """Write what is kept. Nothing is worth writing once there is a reason to refuse."""
        waiting = [""]
        while waiting:
            part = waiting.pop()
            for found in self.follow(part):
                if found not in self.kept:
                    self.kept[found] = None
                    waiting.append(found)
        self.finder.finish()
        if self.left_over():
            self.report.removed.add("unused")
        write(new, TYPES, self.content_types())
        for name, data in self.kept.items():
            write(new, name, data)

    def left_over(self):
        """Parts that nothing leads to; what was left out on purpose, and what goes with it, is noted already."""
        beside = {posixpath.dirname(name) for name in self.finder.left_out} - {
            posixpath.dirname(name) for name in self.kept
        }
        known = {name for name in self.names if name.endswith((".rels", "/")) or posixpath.dirname(name) in beside}
        return self.names - known - set(self.kept) - self.finder.left_out - {TYPES}

    def follow(self, part):
        """Take in a part with its relationships; returns the parts that these lead to."""
        place = relationships_of(part)
        root = parsed(self.archive.read(place)) if place in self.names else None
        gone, found = set(), []
        relationships = list(root) if root is not None else []
        commented = any(kind_of(relationship) == "comments" for relationship in relationships)
        for relationship in relationships:
            # Excel draws the boxes of comments in VML, which is of no use without them.
            drawn = commented and kind_of(relationship) == "vmlDrawing"
            target = None if drawn else self.target_of(part, relationship)
            if target is None:
                gone.add(relationship.get("Id"))
                root.remove(relationship)
            elif target:
                found.append(target)
        if part:
            self.kept[part] = self.cleaned(part, gone)
        if root is not None and len(root):
            self.kept[place] = as_xml(root)
        return found

    def target_of(self, part, relationship):
        """The part that a relationship leads to; "" for an address on the web, None where it is left out."""
        kind = kind_of(relationship)
        target, outside = relationship.get("Target", ""), relationship.get("TargetMode") == "External"
        place = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        code = PARTS.get(kind)
        if code in LEFT_OUT:
            self.report.removed.add(code)
            self.finder.left_out.add(place)
            return None
        if code:
            self.report.refuse(code, posixpath.basename(target))
            return None
        if outside:
            if kind != "hyperlink" or not target.lower().startswith(FOLLOWED):
                self.report.refuse("links", target[:80])
            return ""
        if kind == "hyperlink" and target.startswith("#"):
            return ""
        if kind not in KEPT:
            self.report.refuse("unknown", kind[:40])
        return place if place in self.names else None

    def cleaned(self, part, gone):
        """The bytes of a part, without what tells of people and without mentions of the relationships in `gone`."""
        data = self.archive.read(part)
        if part.endswith((".xml", ".vml")):
            root = parsed(data)
            forget(root, gone)
            every_part(root, self.report)
            self.finder.look(part, root)
            return as_xml(root)
        if part.endswith((".emf", ".wmf", ".svg")):
            self.report.remains.add("drawings")
            return data
        if "/fonts/" in part or part.endswith(".odttf"):
            return data
        picture = within(data, self.report)
        if picture is None:
            self.report.refuse("embedded", posixpath.basename(part))
        return picture or b""

    def content_types(self):
        root = parsed(self.archive.read(TYPES))
        for element in list(root):
            if local(element) == "Override" and element.get("PartName", "").lstrip("/") not in self.kept:
                root.remove(element)
        return as_xml(root)


def forget(root, gone):
    """Remove what mentions, by its id, a relationship that is no longer there."""
    if not gone:
        return
    for element in list(root.iter()):
        for name, value in list(element.attrib.items()):
            if value in gone and "/relationships}" in name:
                if local(element) in KEEPS_ELEMENT:
                    del element.attrib[name]
                elif element.getparent() is not None:
                    remove(element)
                    break
