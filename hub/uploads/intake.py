"""The one way in: what a file is, whether it is taken, and what is kept of it."""

import hashlib

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from . import names, office, open_document, pdf, pictures, scanner, sound, text
from .report import Refused, Report, refusal

TABLES = ("csv",)
# Each takes the file, the report and the ending, and returns the new file; None leaves it as it is.
WAYS = {
    **dict.fromkeys(["csv", "txt"], text.checked),
    **dict.fromkeys(["docx", "xlsx", "pptx"], office.rewritten),
    **dict.fromkeys(["odt", "ods"], open_document.rewritten),
    **dict.fromkeys(["mp3", "flac", "ogg"], sound.rewritten),
    **dict.fromkeys(pictures.FORMATS, pictures.rewritten),
    "pdf": pdf.rewritten,
}
# Kinds that are asked about most, with what to do instead.
INSTEAD = {
    **dict.fromkeys(["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz"], "archive"),
    **dict.fromkeys(["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"], "macros"),
    **dict.fromkeys(["doc", "dot", "xls", "xlt", "ppt", "pps"], "old"),
    **dict.fromkeys(["mp4", "m4a", "m4v", "mov", "avi", "mkv", "webm", "wav", "wma", "wmv", "aac", "3gp"], "recording"),
    "svg": "svg",
    "svgz": "svg",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def digest(file):
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def take_in(file, endings, most):
    """Check an uploaded file and put in its place, in the same object, what is kept of it; returns the Report.

    `endings` are those that are taken here, without the dot, and `most` its greatest size in bytes. The name is tidied.
    Raises ValidationError with every reason to refuse it and how to put it right; then nothing may be stored.
    """
    file.name = names.tidy(file.name)
    try:
        return replaced(file, endings, most)
    except Refused as refused:
        raise refusal(refused.code, refused.what, **refused.params) from refused


def replaced(file, endings, most):
    ending = file.name.rpartition(".")[2]
    check_outside(file, ending, endings, most)
    scanner.scan(file)
    check_beginning(file, ending)
    report = Report(before=digest(file))
    try:
        new = WAYS[ending](file, report, ending)
    except Refused as refused:
        report.refuse(refused.code, str(refused.what))
    if report.refused:
        raise ValidationError(report.errors())
    if new:
        put(file, new, most)
    if ending == "heic":
        file.name = f"{file.name.removesuffix('.heic')}.jpg"
    report.after = digest(file)
    report.remains.add("words") if ending not in pictures.FORMATS else None
    return report


def check_outside(file, ending, endings, most):
    """What can be told without reading the file."""
    if "." not in file.name or ending not in endings:
        raise Refused(INSTEAD.get(ending, "kind"), ", ".join(endings))
    if not file.size:
        raise Refused("empty")
    if file.size > most:
        raise Refused("large", filesizeformat(most))


def check_beginning(file, ending):
    """Where the first bytes are of another kind, say of which: text may begin with anything."""
    file.seek(0)
    start = file.read(8192)
    file.seek(0)
    if start.startswith(OLE):
        raise Refused("old")
    if WAYS[ending] is text.checked:
        return
    looks = filetype.guess_extension(start)
    alike = {ending, "jpg" if ending == "jpeg" else ending, "zip"}
    if looks and looks not in alike and not (ending == "ogg" and looks == "opus"):
        raise Refused("different_looks", looks, ending=ending)


def put(file, new, most):
    """Put new content into an uploaded file, in memory or on disk, wherever it is."""
    new.seek(0, 2)
    if new.tell() > 2 * most:
        raise Refused("large", filesizeformat(most))
    size = new.tell()
    new.seek(0)
    file.seek(0)
    file.truncate()
    for chunk in iter(lambda: new.read(settings.FILE_UPLOAD_MAX_MEMORY_SIZE), b""):
        file.write(chunk)
    file.flush()
    file.seek(0)
    file.size = size
