"""Private files for the players of browsers, which ask for a part at a time."""

import re

from django.http import FileResponse, HttpResponse
from whitenoise.responders import SlicedFile

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def asked_for(header, size):
    """(first, last) byte that a Range header asks for (RFC 9110, section 14.1.2); None where it is not one to obey.

    Raises ValueError where no byte of the file is in the range.
    """
    match = RANGE.fullmatch(header or "")
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        first, last = max(0, size - int(last)), size - 1
    first, last = int(first), min(int(last) if last != "" else size - 1, size - 1)
    if first > last:
        raise ValueError
    return first, last


def play(request, file, media_type):
    """The response for a stored `file`, or for the part of it that is asked for. No cache keeps it."""
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    try:
        part = asked_for(request.headers.get("Range"), file.size)
    except ValueError:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    if part is None:
        return FileResponse(file.open("rb"), content_type=media_type, headers=headers)
    first, last = part
    headers |= {"Content-Range": f"bytes {first}-{last}/{file.size}", "Content-Length": str(last - first + 1)}
    sliced = SlicedFile(file.open("rb"), first, last)
    response = FileResponse(sliced, status=206, content_type=media_type, headers=headers)
    return response
