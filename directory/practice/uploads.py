"""Files that are sent in: of a kind that we take, really of that kind, and not too large."""

import zipfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

CONTROLS = set(range(32)) - set(b"\t\n\r\f")


def is_pdf(file):
    return b"%PDF-" in file.read(1024)


def is_text(file):
    """Whether it has no control characters but white space: text in UTF-8 and in the encodings of Windows has none."""
    return CONTROLS.isdisjoint(file.read())


def zipped(*members, kind=b""):
    """A test for a ZIP file with these members; that of OpenDocument also names its `kind`."""

    def is_zipped(file):
        try:
            with zipfile.ZipFile(file) as archive:
                if not set(members) <= set(archive.namelist()):
                    return False
                if not kind:
                    return True
                with archive.open("mimetype") as mimetype:
                    return mimetype.read(len(kind) + 1).strip() == kind
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            return False

    return is_zipped


OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
IS_REALLY = {
    "csv": is_text,
    "txt": is_text,
    "pdf": is_pdf,
    "docx": zipped("word/document.xml"),
    "xlsx": zipped("xl/workbook.xml"),
    "odt": zipped("mimetype", "content.xml", kind=OPEN_DOCUMENT + b"text"),
    "ods": zipped("mimetype", "content.xml", kind=OPEN_DOCUMENT + b"spreadsheet"),
    "zip": zipped(),
}


def check_upload(file):
    """Raise ValidationError for a file that is too large, of no kind that we take, or not what its name says."""
    extension = Path(file.name).suffix.lower().lstrip(".")
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(
            _("We cannot take this kind of file. We take these: %(kinds)s."),
            params={"kinds": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
        )
    if file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        raise ValidationError(
            _("This file is too large. It can have up to %(most)s."),
            params={"most": filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)},
        )
    file.seek(0)
    if not IS_REALLY[extension](file):
        raise ValidationError(
            _("The name ends in .%(ending)s, but this is not such a file."), params={"ending": extension}
        )
    file.seek(0)
