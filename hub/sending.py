"""What readers save, as a response: known by an ETag of its content, in part where that is asked for (RFC 9110)."""

import re
from functools import partial

from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Unsatisfiable(ValueError):
    """The part that was asked for is not in the file."""


class Part:
    """The next `length` bytes of an open file."""

    def __init__(self, file, length):
        self.file, self.left = file, length

    def read(self, size):
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()


def part_asked_for(request, size, etag):
    """(first, last) byte that `request` asks for of a file of `size` bytes; None for the whole.

    Several ranges at once, and what is no range, are answered with the whole, as section 14.2 allows; so is a range
    of another file than the one that `If-Range` names (13.1.5). Raises Unsatisfiable.
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        first, last = max(0, size - int(last)), size - 1 if int(last) else -1
    else:
        first, last = int(first), min(int(last), size - 1) if last else size - 1
        if found[2] and int(found[2]) < first:
            return None
    if first > last:
        raise Unsatisfiable
    return first, last


def send(request, stored, *, name, size, content_type, sha256):
    """A stored file to save under `name`; `stored` is a FieldFile and `sha256` the hash of what is in it, in hex."""
    return answer(
        request, partial(sent, stored), name=name, size=size, content_type=content_type, etag=quote_etag(sha256)
    )


def sent(stored, part):
    """The whole of a file, or the bytes from first to last, as a response."""
    file = stored.open()
    if part is None:
        return FileResponse(file)
    first, last = part
    file.seek(first)
    return FileResponse(Part(file, last - first + 1))


def answer(request, content, *, name, size, content_type, etag):
    """What is to be saved under `name`: 200, or 206, 304, 412 and 416 where the request's conditions say so.

    `content` makes a response of (first, last) byte, or of None for the whole of `size` bytes; `etag` is strong, so it
    has to differ where one byte does (RFC 9110, section 8.8.1). Browsers and proxies may keep it, but ask each time:
    what is withdrawn is not handed out again.
    """
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            part = part_asked_for(request, size, etag)
        except Unsatisfiable:
            response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        else:
            response = content(part)
            first, last = part or (0, size - 1)
            if part:
                response.status_code = 206
                response["Content-Range"] = f"bytes {first}-{last}/{size}"
            response["Content-Length"] = str(last - first + 1)
            response["Content-Type"] = content_type
            response["Content-Disposition"] = f'attachment; filename="{name}"'
    for header, value in (
        ("ETag", etag),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "no-cache"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("X-Robots-Tag", "noindex"),
    ):
        response[header] = value
    return response
