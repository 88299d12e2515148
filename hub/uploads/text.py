"""Plain text and CSV. Nothing is taken out of them: they are what they show."""

from .report import Refused

CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f"))
MARKUP = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<?xml",
    b"<?php",
    b"#!",
    b"{\\rtf",
    b"%pdf-",
)
CHUNK = 1024 * 1024


def checked(file, report, ending):
    """Refuse what is no text: text in UTF-8 and in the encodings of Windows has no control characters."""
    start = file.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP):
        raise Refused("foreign", "HTML" if start.startswith(b"<") else start[:5].decode("ascii", "replace"))
    file.seek(0)
    while chunk := file.read(CHUNK):
        if len(chunk.translate(None, CONTROLS)) < len(chunk):
            raise Refused("different", ending)
