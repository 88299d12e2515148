"""Files that are two things at once: a picture that is an archive too, a document that is a page of the web too."""

import zipfile

from .report import Refused

# Long enough not to turn up by chance in a few million random bytes.
SIGNATURES = {b"%pdf-1.": "PDF", b"<script": "HTML", b"<html": "HTML", b"<!doctype": "HTML", b"<?php": "PHP"}


def refuse_archive(file):
    """Refuse a file that archivers open although it is something else."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise Refused("foreign", "ZIP")
    file.seek(0)


def refuse_foreign(file):
    """Refuse a picture or a recording with the beginning of another kind of file anywhere in it."""
    refuse_archive(file)
    data = file.read().lower()
    file.seek(0)
    for signature, name in SIGNATURES.items():
        if signature in data:
            raise Refused("foreign", name)
