"""What a program does for a request, as a web server asks it."""

import gzip
import time
from functools import cache
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost",
    "HTTP_ACCEPT_ENCODING": "gzip",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}

# What a worker does (`WORKER=on`) is left out.
request_alone = override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}})


@cache
def handler():
    return WSGIHandler()


def call(address):
    """(status, {header: value}, body) of a GET. The body is read to its end and counted, not held, where streamed."""
    path, _, query = address.partition("?")
    said = {}
    environ = ENVIRON | {"PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": BytesIO(), "wsgi.errors": BytesIO()}

    def start(status, headers):
        said["status"] = int(status[:3])
        said["headers"] = {name.lower(): value for name, value in headers}

    response = handler()(environ, start)
    parts = [len(part) if response.streaming else part for part in response]
    response.close()
    return said["status"], said["headers"], parts if response.streaming else b"".join(parts)


def seen(address, status):
    """What a request for an address asks of the database and gives to a reader. It must answer with a status."""
    call(address)
    with CaptureQueriesContext(connection) as queries:
        found, headers, body = call(address)
    if found != status:
        raise SystemExit(f"{address} answered {found}")
    sent = [query["sql"] for query in queries]
    zipped = headers.get("content-encoding") == "gzip"
    return {
        "queries": len(sent),
        "duplicates": len(sent) - len(set(sent)),
        "bytes": sum(body) if isinstance(body, list) else len(gzip.decompress(body) if zipped else body),
        "personal": "set-cookie" in headers or "cookie" in headers.get("vary", "").lower(),
    }


def fastest(address, seconds):
    """[wall, CPU]: the fewest seconds of calls that are repeated for so long, once at least."""
    best, end = [float("inf")] * 2, time.perf_counter() + seconds
    while True:
        wall, cpu = time.perf_counter(), time.process_time()
        call(address)
        best = [min(best[0], time.perf_counter() - wall), min(best[1], time.process_time() - cpu)]
        if time.perf_counter() > end:
            return best


def interleaved(asked, rounds, seconds):
    """{key: [wall, CPU], fewest seconds of a call} of {key: (program, address)}, one after the other in each round.

    CPU is that of the program alone, which its neighbours move little; wall has what the database does as well.
    """
    best = {key: [float("inf")] * 2 for key in asked}
    for _round in range(rounds):
        for key, (program, address) in asked.items():
            found = program.ask("measuring.fastest", address, seconds)
            best[key] = [min(pair) for pair in zip(best[key], found, strict=True)]
    return best
