"""A public page that was kept against a bare Django view without middleware, both as a web server calls them."""

import time
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from home.models import HomePage
from home.models.standard import StandardPage

CALLS, ROUNDS = 300, 15
MOST_RATIO = 2.0  # a web server takes several times either for itself: 0.95 of its calls of a bare view is the aim
ENVIRON = {
    "REQUEST_METHOD": "GET",
    "SERVER_NAME": "testserver",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "testserver",
    "HTTP_ACCEPT_ENCODING": "gzip",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def call(handler, path):
    """The status and body that a server would send."""
    said = []
    environ = ENVIRON | {"PATH_INFO": path, "wsgi.input": BytesIO(), "wsgi.errors": None}
    response = handler(environ, lambda status, headers: said.append(status))
    body = b"".join(response)
    response.close()
    return said[0], body


def seconds(handler, path):
    start = time.process_time()
    for _call in range(CALLS):
        call(handler, path)
    return (time.process_time() - start) / CALLS


def run(client):
    page = HomePage.objects.get(locale__language_code="en-gb").add_child(
        instance=StandardPage(title="Kept", slug="kept", summary="What stays.")
    )
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tools.bench.bare"):
        bare = WSGIHandler()
        call(bare, "/")
    with override_settings(PAGE_CACHE=True):
        hub = WSGIHandler()
        status, first = call(hub, page.url)
        if status != "200 OK" or call(hub, page.url)[1] != first:
            raise SystemExit(f"{page.url} was not kept: {status}")
        best = {"kept": float("inf"), "bare": float("inf")}
        for _round in range(ROUNDS):
            best["kept"] = min(best["kept"], seconds(hub, page.url))
            with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tools.bench.bare"):
                best["bare"] = min(best["bare"], seconds(bare, "/"))
    row = {
        "page": "kept page",
        "small": (best["bare"], 0),
        "large": (best["kept"], 0),
        "bounds": (MOST_RATIO, 0),
    }
    return "A bare view without middleware (small), and a page that was kept (large)", [row], []
