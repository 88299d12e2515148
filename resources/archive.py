"""A whole toolkit as one ZIP with a manifest, put together while it is sent."""

import hashlib
import json

from django.http import StreamingHttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.cache import get_conditional_response
from zipstream import ZipStream

from hub.citation import LICENCE, PUBLISHER
from hub.languages import language_of

CHUNK = 64 * 1024


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
    """The response that streams the ZIP, or 304. Its length is known beforehand, as nothing in it is compressed.

    Its ETag is weak: entries carry the time of the request, so two ZIPs are never the same in every byte, and one
    that broke off is begun anew instead of resumed (RFC 9110, section 8.8.1). Each file by itself can be resumed.
    """
    versions = page.current_versions
    told = manifest(page, versions, address)
    as_json = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    etag = f'W/"{hashlib.sha256(as_json.encode()).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or whole(page, versions, told, as_json)
    for header, value in (("ETag", etag), ("Accept-Ranges", "none"), ("Cache-Control", "no-cache")):
        response[header] = value
    return response


def whole(page, versions, told, as_json):
    stream = ZipStream(sized=True)
    folder = f"common-thread-{page.slug}"  # a slug alone may be a name that Windows keeps for itself
    for version in versions:
        stream.add(chunks(version), f"{folder}/{version.name_to_save}", size=version.size)
    context = Context({"manifest": told, "versions": versions}, autoescape=False)
    text = get_template("resources/manifest.txt").template.render(context)
    # With the mark and the line ends that the oldest editor on a prison's computer needs.
    stream.add(("\ufeff" + text).replace("\n", "\r\n"), f"{folder}/README.txt")
    stream.add(as_json, f"{folder}/manifest.json")
    language = "-cy" if told["language"] == "cy" else ""
    return StreamingHttpResponse(
        stream,
        content_type="application/zip",
        headers={
            "Content-Length": str(len(stream)),
            "Content-Disposition": f'attachment; filename="{folder}{language}.zip"',
            "X-Robots-Tag": "noindex",
        },
    )
