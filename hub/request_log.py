"""One line in the log for each request: which view answered, how and how fast. Never who asked, or for what.

An address can hold a code, a name or what somebody looks for, so it is the name of the route that is logged.
"""

import logging
import re
import time
from uuid import uuid4

from django.conf import settings

from . import metrics
from .logs import request_id

logger = logging.getLogger(__name__)

# What a proxy makes, such as nginx's $request_id or a UUID. Digits alone: words could say who it is.
WELL_FORMED = re.compile(r"[0-9a-f-]{16,64}", re.ASCII)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PROBES = "/health/"
NO_ROUTE, KEPT = "none", "kept"


def id_of(request):
    """The id that a proxy of ours gave a request, or else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex


def route_of(request):
    """The name of the route that a request was answered by.

    A kept page is answered before its route is looked up; files, redirects and refusals may have none.
    """
    if getattr(request, "kept", None):
        return KEPT
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or NO_ROUTE


class RequestMiddleware:
    """Before all others, so that it sees what each of them answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began, called = time.perf_counter(), id_of(request)
        request.request_id, token = called, request_id.set(called)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = called
            if not request.path_info.startswith(PROBES):
                tell(request, response, time.perf_counter() - began)
        finally:
            request_id.reset(token)
        return response


def tell(request, response, seconds):
    """Log and count a request that took so many seconds until its answer began."""
    method = request.method if request.method in METHODS else "other"
    route, kept = route_of(request), getattr(request, "kept", None)
    said = {
        "method": method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "kept": {True: "yes", False: "no", None: "never"}[kept],
    }
    logger.info("%(method)s %(route)s %(status)s in %(milliseconds)s ms, kept: %(kept)s", said, extra=said)
    metrics.count_request(method, route, response.status_code, seconds, said["kept"])
