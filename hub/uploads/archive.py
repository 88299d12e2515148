"""The ZIP file that an office document is: bounded, and nothing before or after it."""

import io
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.conf import settings
from lxml import etree

from .report import Refused

END = b"PK\x05\x06"
END_SIZE = 22  # APPNOTE 4.3.16, without a comment
MOST_MEMBERS = 3000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
# A tree of XML takes about ten times the room of its text.
LARGEST_XML = 24 * 1024 * 1024
# One moment for all members: the same content makes the same file.
MADE = (1980, 1, 1, 0, 0, 0)
BAD_ARCHIVE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, RecursionError),
    *(OSError, ValueError, TypeError, KeyError, AttributeError, EOFError),
)


@contextmanager
def opened(file, ending):
    """The archive in a file, with only what a program that saves documents writes. Raises Refused."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise Refused("different", ending)
    file.seek(-END_SIZE, io.SEEK_END)
    if not file.read().startswith(END):
        raise Refused("foreign", "ZIP")
    try:
        with zipfile.ZipFile(file) as archive:
            check_members(archive.infolist())
            yield archive
    except BAD_ARCHIVE as error:
        raise Refused("broken") from error


def check_members(members):
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > settings.UPLOAD_MAX_UNPACKED:
        raise Refused("huge")
    if len(names) < len(members) or any(".." in PurePosixPath(name).parts or name[:1] == "/" for name in names):
        raise Refused("broken")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Refused("password")
    if any(member.compress_type not in METHODS for member in members):
        raise Refused("broken")


def parsed(data):
    """The root of a part, with nothing looked up elsewhere; comments and instructions to programs are left out.

    Raises Refused for what is not XML or has a DTD, which neither standard has a use for (ECMA-376 part 2, 8.1.4).
    """
    if len(data) > LARGEST_XML:
        raise Refused("huge")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("broken") from error
    if root.getroottree().docinfo.doctype:
        raise Refused("broken")
    return root


def as_xml(root):
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def local(element):
    """The name of an element without its namespace: strict and transitional documents differ in the namespace only."""
    return etree.QName(element).localname


def remove(element):
    """Take an element out of its tree, and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def write(archive, name, data, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, MADE)
    info.compress_type = method
    archive.writestr(info, data)
