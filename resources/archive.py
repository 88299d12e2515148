"""A whole toolkit as one ZIP with a manifest, put together while it is sent."""

import hashlib
import json
import struct
from functools import partial
from importlib import metadata

from django.http import StreamingHttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.http import quote_etag
from zipstream import ZipStream

from hub.citation import LICENCE, PUBLISHER
from hub.languages import language_of
from hub.sending import answer

CHUNK = 64 * 1024
LIBRARY = metadata.version("zipstream-ng")  # another release of it may lay the same files out otherwise


def manifest(page, versions, address):
    """What the ZIP holds and where it comes from, as JSON can hold it. `address` is the toolkit's own, absolute."""
    return {
        "title": page.title,
        "summary": page.summary,
        "language": "cy" if language_of(page.locale_id) == "cy" else "en-GB",
        "publisher": PUBLISHER,
        "address": address,
        "published_on": timezone.localdate(page.last_published_at).isoformat(),
        "licence": LICENCE,
        "files": [
            {
                "name": version.name_to_save,
                "title": version.title,
                "version": version.number,
                "date": version.issued_on.isoformat(),
                "bytes": version.size,
                "sha256": version.sha256,
                "language": version.language,
                "licence": version.licence,
                "source": PUBLISHER,
                "address": f"{address}{version.path}",
                "latest": f"{address}{version.folder}latest/",
            }
            for version in versions
        ],
    }


def chunks(version):
    with version.file.open() as file:
        yield from file.chunks(CHUNK)


def archive(request, page, address):
    """The response that streams the ZIP or the part of it that is asked for, or 304 or 416.

    Its length is known beforehand, as nothing in it is compressed, and the same files make the same bytes, so one that
    broke off can be resumed: what was sent already is read again, since the end of a ZIP holds sums of all of it.
    """
    versions = page.current_versions
    told = manifest(page, versions, address)
    folder = f"common-thread-{page.slug}"  # a slug alone may be a name that Windows keeps for itself
    texts = {"README.txt": read_me(told, versions), "manifest.json": as_json(told)}
    stream = ZipStream(sized=True)
    for version in versions:
        stream.add(chunks(version), f"{folder}/{version.name_to_save}", size=version.size)
    for name, text in texts.items():
        stream.add(text, f"{folder}/{name}")
    language = "-cy" if told["language"] == "cy" else ""
    return answer(
        request,
        partial(sent, dated(stream, dos_date(timezone.localdate(page.last_published_at)))),
        name=f"{folder}{language}.zip",
        size=len(stream),
        content_type="application/zip",
        etag=quote_etag(hashlib.sha256("".join([*texts.values(), LIBRARY]).encode()).hexdigest()),
    )


def as_json(told):
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read_me(told, versions):
    """With the mark and the line ends that the oldest editor on a prison's computer needs."""
    context = Context({"manifest": told, "versions": versions}, autoescape=False)
    text = get_template("resources/manifest.txt").template.render(context)
    return ("\ufeff" + text).replace("\n", "\r\n")


def dos_date(day):
    """A day at midnight as ZIP has it: time, then date (APPNOTE.TXT, section 4.4.6)."""
    return struct.pack("<HH", 0, (day.year - 1980) << 9 | day.month << 5 | day.day)


def dated(stream, stamp):
    """The chunks of a ZipStream with `stamp` for the time of each entry, which the library takes from the clock.

    It stands in the header of each file and again in the directory at the end (APPNOTE.TXT, sections 4.3.7, 4.3.12).
    """
    while stream.num_queued():
        entry = stream.file()
        header = next(entry)
        yield header[:10] + stamp + header[14:]
        yield from entry
    for record in stream.footer():
        yield record[:12] + stamp + record[16:] if record.startswith(b"PK\x01\x02") else record


def sent(content, part):
    return StreamingHttpResponse(content if part is None else cut(content, *part))


def cut(content, first, last):
    """Of chunks of bytes, those from the byte `first` to the byte `last`."""
    start = 0
    for chunk in content:
        wanted = chunk[max(0, first - start) : last + 1 - start]
        if wanted:
            yield wanted
        start += len(chunk)
        if start > last:
            return
