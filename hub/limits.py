"""How often one address of the network may do what costs us or others something: one table, first match first.

Counted in the cache, whichever it is; one that processes do not share counts for each of them. A whole prison or office
may come from one address, so the numbers are generous. Passwords and codes have limits of their own: hub/lockout.py
and `ACCOUNT_RATE_LIMITS`.
"""

import logging
import time
from dataclasses import dataclass

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.http import JsonResponse
from django.shortcuts import render

logger = logging.getLogger("hub.security")

READ, SENT = ("GET", "HEAD"), ("POST",)
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Limit:
    """At most `times` requests in `seconds` whose path, without its language, begins with any of `paths`."""

    name: str
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    times: int
    seconds: int
    for_programs: bool = False

    def covers(self, method, path):
        return method in self.methods and path.startswith(self.paths)


LIMITS = (
    Limit("API", ("/api/",), READ, 600, MINUTE, for_programs=True),
    Limit("harvesting", ("/oai",), READ, 120, MINUTE, for_programs=True),
    Limit("suggestions", ("/search/suggestions",), READ, 600, MINUTE, for_programs=True),
    Limit("search", ("/search/",), READ, 120, MINUTE),
    Limit("large files", ("/data/common-thread.zip", "/offline/"), READ, 60, MINUTE),
    Limit("new passwords", ("/admin/password_reset/",), SENT, 10, HOUR),
    Limit("signed in", ("/my-prison/", "/admin/"), SENT, 600, MINUTE),
    Limit("forms", ("/",), SENT, 120, 10 * MINUTE),
)


def limit_of(method, path):
    """The Limit that a request falls under, or None."""
    path = path.removeprefix("/cy") if path.startswith("/cy/") else path
    return next((limit for limit in LIMITS if limit.covers(method, path)), None)


def seconds_to_wait(limit, address, now):
    """Count a request at the moment `now`; 0 where it may pass, or else the seconds until the next may."""
    window = int(now // limit.seconds)
    key = f"limit:{limit.name.replace(' ', '-')}:{address}:{window}"
    count = 1
    if not cache.add(key, count, limit.seconds):
        try:
            count = cache.incr(key) or 1  # nothing where the cache is away: people read on, and nobody is counted
            if count > 1:
                cache.touch(key, limit.seconds)  # some caches forget, when they count on, how long to keep it
        except ValueError:  # it ran out in between
            count = 1
    return 0 if count <= limit.times * settings.LIMIT_FACTOR else int((window + 1) * limit.seconds - now) + 1


class LimitMiddleware:
    """Answers 429 to who asks too often. What was posted comes back in the page, to be sent again with one press.

    It looks after the guard against other sites' forms has, so that nobody else can have that page filled.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        limit = limit_of(request.method, request.path_info) if settings.LIMIT_FACTOR else None
        seconds = seconds_to_wait(limit, get_ip(request), time.time()) if limit else 0
        return refusal(request, limit, seconds) if seconds else None


def refusal(request, limit, seconds):
    """The answer to who has to wait: for programs in JSON, for people as a page that holds what they posted."""
    logger.warning("Too many requests: %s.", limit.name)
    if limit.for_programs:
        response = JsonResponse({"detail": "Too many requests."}, status=429)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        given = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
        context = {
            "error": True,
            "minutes": -(-seconds // 60),
            "given": [(name, value) for name, value in given if "password" not in name],
            "guarded": "csrfmiddlewaretoken" in request.POST,
        }
        response = render(request, "wait.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
