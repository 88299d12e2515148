"""What was found in a file: taken out, left in, or a reason to refuse it."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A code is stored with the file and is said in the language of whoever reads it.
REMOVED = {
    "actions": _("Actions that the file would run or pages that it would open by itself."),
    "attachments": _("Files attached to the document."),
    "camera": _("What the camera noted: the device, the settings and the time."),
    "colours": _("The colour profile: the colours are those of all screens now."),
    "comments": _("Comments, with the names of those who wrote them."),
    "format": _("The format of the phone: the picture is a JPEG now, which every browser shows."),
    "identifiers": _("Numbers that tell on which computer and when parts were written."),
    "labels": _("Labels and data of the organisation's own system."),
    "paths": _("Names of files and folders of a computer."),
    "picture_data": _("Descriptions, names or an earlier version kept inside a picture."),
    "place": _("The place where the picture was taken."),
    "printer": _("The name and settings of a printer."),
    "properties": _("Properties: author, title, organisation, dates and programs."),
    "scripts": _("Scripts."),
    "signatures": _("A digital signature: it names a person, and holds no longer once a file is changed."),
    "tags": _("Tags of the recording, such as names, dates and pictures."),
    "template": _("The link to a template on a computer."),
    "thumbnail": _("The small picture of the first page."),
    "trailing": _("What stood after the end of the picture."),
    "unused": _("Parts that nothing in the document uses."),
}
REMAINS = {
    "drawings": _("Drawings (EMF, WMF or SVG) are as they were: look at what they show and say."),
    "form": _("A form that can be filled in: look at what is filled in."),
    "notes": _("Speaker notes are still there: read them."),
    "sound": _("What is said can be heard: listen for names."),
    "words": _("The words are as they were: nobody but you can tell whether they name a person."),
}
REFUSED = {
    "archive": _("We take no archives such as .zip. Send the files in it one by one."),
    "broken": _("This file is damaged or cannot be read. Open it, save it under a new name and send that."),
    "controls": _("It has buttons or boxes that run programs. Delete them, or save it as PDF."),
    "different": _("The name ends in .%(what)s, but this is not such a file. Save it as .%(what)s in the program."),
    "different_looks": _(
        "The name ends in .%(ending)s, but in the file is something else (%(what)s). Send it under its own name."
    ),
    "embedded": _(
        "Other files are embedded in it (%(what)s), such as the workbook of a chart. Paste them as pictures instead."
    ),
    "empty": _("This file is empty."),
    "foreign": _("There is something else inside this file (%(what)s). Save it anew in the program, then send that."),
    "hidden_cells": _("It has hidden rows or columns with something in them (%(what)s). Show or delete them first."),
    "hidden_layers": _("It has hidden layers. Print it to a new PDF, then send that."),
    "hidden_sheets": _("It has hidden sheets: %(what)s. Show them (right-click a tab, Unhide) or delete them first."),
    "hidden_slides": _("It has hidden slides (%(what)s). Show or delete them first."),
    "hidden_text": _("It has hidden text. Show it (File, Options, Display, Hidden text) and delete it first."),
    "huge": _("Unpacked, this file is too large. Send a smaller one or split it."),
    "kind": _("We cannot take this kind of file. We take these: %(what)s."),
    "large": _("This file is too large. It can have up to %(what)s."),
    "links": _("It draws on other files or addresses (%(what)s). Break these links, or paste the values, first."),
    "macros": _("It holds macros. Save it without them (as .docx, .xlsx, .pptx, .odt or .ods) first."),
    "old": _("It is in an old format or has a password. Take the password off and save it as a new format first."),
    "password": _("It has a password or is encrypted. Take that off first."),
    "pivot": _("It has a pivot table, which keeps all the data behind it. Paste it as values first."),
    "pixels": _("This picture is too large: it can have up to %(what)s million pixels. Make it smaller first."),
    "recording": _(
        "We cannot take video or this kind of recording: places and names in it cannot be removed for certain. "
        "We take sound as .mp3, .flac or .ogg."
    ),
    "signed": _("It is signed, and a signature names a person. Print it to a new PDF, then send that."),
    "svg": _("We take no SVG pictures: they can run scripts. Save it as PNG first."),
    "tracked": _("It has tracked changes. Accept or reject them all (Review, Accept all changes) first."),
    "unknown": _("It has a part that we do not know (%(what)s). Save it as PDF, or leave that part out."),
    "unscanned": _("The virus scanner does not answer, so we take no files now. Try again later. Nothing was kept."),
    "virus": _("The virus scanner found something in this file (%(what)s). It was not kept."),
}
# The first of a long list is enough to find the rest.
LISTED = 5


class Refused(Exception):
    """A file that is not looked into any further, for one reason; the report has what was wrong with it until then."""

    def __init__(self, code, what="", **params):
        super().__init__(code, what)
        self.code, self.what, self.params = code, what, params


@dataclass
class Report:
    """What was found in one file; `before` and `after` are its SHA-256 as it came and as it is kept."""

    before: str = ""
    after: str = ""
    removed: set = field(default_factory=set)
    remains: set = field(default_factory=set)
    refused: dict = field(default_factory=dict)
    points: int = 0  # of pictures in a document that had to be made anew, so far

    def refuse(self, code, what=""):
        """Note a reason to refuse, and go on looking, so that all of them are said at once."""
        named = self.refused.setdefault(code, [])
        if what and what not in named:
            named.append(what)

    def errors(self):
        """The reasons as ValidationErrors, each with how to put it right."""
        return [refusal(code, ", ".join(named[:LISTED])) for code, named in self.refused.items()]

    def as_json(self):
        return {
            "before": self.before,
            "after": self.after,
            "removed": sorted(self.removed),
            "remains": sorted(self.remains),
        }


def refusal(code, what="", **params):
    return ValidationError(REFUSED[code], code=code, params={"what": what, **params})


def sentences(stored):
    """(what was removed, what remains) of a report as stored, as lists of text to read; codes of old are left out."""
    removed = [REMOVED[code] for code in stored.get("removed", []) if code in REMOVED]
    remains = [REMAINS[code] for code in stored.get("remains", []) if code in REMAINS]
    return removed, remains
