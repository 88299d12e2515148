"""Public pages, kept whole: answered before session, language and database, and never older than the data."""

import contextlib
import gzip
import hashlib
import time
from functools import cache as once
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, parse_cookie
from django.utils.cache import cc_delim_re, get_conditional_response
from django.utils.regex_helper import _lazy_re_compile

from .generation import UNREACHABLE, kept, store
from .remembered import ends_at

SECONDS = 300  # an entry lives no longer, so that a cache which could not be told of a change is right again soon
LARGEST = 512 * 1024  # bytes
WAIT = (0.05, 20)  # how long, and how often, to wait for whoever makes the same page already
NEVER = ("/admin/", "/static/", "/media/", "/documents/", "/preview/")
# Parameters that change no page: those that others add to count who came from where.
OF_OTHERS = ("utm_", "fbclid", "gclid", "mc_")
# Of a list, its pages are kept. What it is filtered by is not: whoever makes such addresses up would push out what
# people read.
PAGING = _lazy_re_compile(r"[1-9]\d?")
accepts_gzip = _lazy_re_compile(r"\bgzip\b")


class Entry(NamedTuple):
    """A kept response."""

    generation: str
    until: float
    headers: tuple
    body: bytes

    def answer(self, request):
        response = HttpResponse(self.body)
        for name, value in self.headers:
            response[name] = value
        if "HTTP_IF_NONE_MATCH" not in request.META:
            return response
        return get_conditional_response(request, etag=response["ETag"], response=response)


def is_new(entry, generation):
    return entry is not None and entry.generation == generation and time.time() < entry.until


@once
def release():
    """What this program is, so that pages of two releases that run side by side are kept apart."""
    found = hashlib.blake2b(digest_size=16)
    for folder in (*settings.APPS_OF_OURS, "templates", "locale"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in (".py", ".html", ".mo", ".css", ".js", ".toml") and file.is_file():
                found.update(file.read_bytes())
    return found.hexdigest()


def key_of(request):
    """(key, whether what is made may be kept under it) of a request that the cache may answer; else (None, False)."""
    meta = request.META
    if request.method not in ("GET", "HEAD") or request.path_info.startswith(NEVER) or "HTTP_AUTHORIZATION" in meta:
        return None, False
    if has_session(meta.get("HTTP_COOKIE", "")):
        return None, False
    asked = parse_qsl(meta.get("QUERY_STRING", ""), keep_blank_values=True)
    wanted = [pair for pair in asked if not pair[0].startswith(OF_OTHERS)]
    if wanted and not (len(wanted) == 1 and wanted[0][0] == "page" and PAGING.fullmatch(wanted[0][1])):
        return None, False
    parts = (
        release(),
        request.scheme,
        meta.get("HTTP_HOST", ""),
        request.path_info,
        urlencode(wanted),
        "gzip" if accepts_gzip.search(meta.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )
    key = hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()
    return f"page:{key}", len(wanted) == len(asked) and request.method == "GET"


def has_session(cookies):
    """Whether Django would find a session in a Cookie header; it reads on where it finds something odd."""
    found = parse_cookie(cookies) if cookies else ()
    return settings.SESSION_COOKIE_NAME in found or "messages" in found


def may_be_kept(response):
    """Whether a response is the same for everybody, and small enough."""
    said = {one.strip().lower() for one in cc_delim_re.split(response.get("Cache-Control", ""))}
    varies = {one.strip().lower() for one in response.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not said & {"private", "no-store", "no-cache"}
        and not varies & {"cookie", "*", "authorization"}
        and len(response.content) <= LARGEST
    )


def entry_of(response, generation, ends):
    """The Entry to keep of a response that may be kept."""
    if not response.has_header("ETag"):
        plain = gzip.decompress(response.content) if response.get("Content-Encoding") == "gzip" else response.content
        response["ETag"] = f'W/"{hashlib.blake2b(plain, digest_size=16).hexdigest()}"'
    if not response.has_header("Cache-Control"):
        cdn = settings.CDN_SECONDS
        response["Cache-Control"] = f"public, max-age=0, s-maxage={cdn}" if cdn else "no-cache"
    return Entry(generation, ends, tuple(response.items()), response.content)


class PageCacheMiddleware:
    """Stands before all others: what it keeps has every header that they add.

    One request makes a page; others for the same page wait for it a while instead of making it too. Where the cache
    cannot be reached, each makes its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key, may_keep = key_of(request) if settings.PAGE_CACHE else (None, False)
        if key is None:
            return self.get_response(request)
        lock, entry = None, None
        with contextlib.suppress(*UNREACHABLE):
            generation, entry = store().with_entry(key)
            if not is_new(entry, generation):
                entry, lock = None, f"{key}:{generation}" if may_keep else None
            if lock and not kept().add(lock, 1, WAIT[0] * WAIT[1] * 2):
                entry, lock = waited_for(key, lock, generation), None
        request.kept = entry is not None
        if lock:
            return self.make(request, key, generation, lock)
        return entry.answer(request) if entry else self.get_response(request)

    def make(self, request, key, generation, lock):
        """The response to a request that nothing kept answers. Whoever waits for it waits no longer."""
        ends = 0
        with contextlib.suppress(DatabaseError):  # where it is away, another may answer (hub/replica.py), for once
            ends = ends_at()  # before anything is read: what changes from here on has another name
        response = self.get_response(request)
        with contextlib.suppress(*UNREACHABLE):
            if ends and may_be_kept(response):
                entry = entry_of(response, generation, ends)
                kept().set(key, entry, max(1, min(SECONDS, ends - time.time())))
                response = entry.answer(request)
            kept().delete(lock)
        return response


def waited_for(key, lock, generation, sleep=time.sleep):
    """The Entry that somebody else is making; None where that takes too long or comes to nothing."""
    pause, times = WAIT
    for _time in range(times):
        sleep(pause)
        entry = kept().get(key)
        if is_new(entry, generation):
            return entry
        if kept().get(lock) is None:
            return None
    return None
