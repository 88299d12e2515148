"""Where a request ends is told in one way alone: what servers could read differently is refused, and hides no other.

Sent as bytes to gunicorn, and to nginx with the settings of deploy/ before it.
"""

import re
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from tools.topology import Topology, answers, missing, until

POST, HOST, END = b"POST /sign-in/ HTTP/1.1\r\n", b"Host: localhost\r\n", b"\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
HIDDEN = b"GET /hidden/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


def of_length(number):
    return b"Content-Length: %d\r\n" % number


# Each holds what is, read wrongly, a request of its own.
TWO_WAYS_TO_READ = {
    "a length and chunks": POST + HOST + of_length(5) + CHUNKED + END + b"0\r\n\r\n" + HIDDEN,
    "chunks and a length": POST + HOST + CHUNKED + of_length(len(HIDDEN) + 5) + END + b"0\r\n\r\n" + HIDDEN,
    "two lengths": POST + HOST + of_length(0) + of_length(len(HIDDEN)) + END + HIDDEN,
    "two lengths in one": POST + HOST + b"Content-Length: 0, %d\r\n" % len(HIDDEN) + END + HIDDEN,
    "a length with a sign": POST + HOST + b"Content-Length: +0\r\n" + END + HIDDEN,
    "a length below zero": POST + HOST + of_length(-1) + END + HIDDEN,
    "a length in other figures": POST + HOST + b"Content-Length: 0x0\r\n" + END + HIDDEN,
    "chunks of another kind": POST + HOST + b"Transfer-Encoding: xchunked\r\n" + of_length(0) + END + HIDDEN,
    "chunks named twice": POST + HOST + CHUNKED + b"Transfer-Encoding: identity\r\n" + END + b"0\r\n\r\n" + HIDDEN,
    "a space before the colon": POST + HOST + b"Content-Length : %d\r\n" % len(HIDDEN) + END + HIDDEN,
    "a header over two lines": POST + HOST + b"X-A: b\r\n Content-Length: 9\r\n" + END + HIDDEN,
    "a size of a chunk with a sign": POST + HOST + CHUNKED + END + b"+0\r\n\r\n" + HIDDEN,
    "a size of a chunk that is none": POST + HOST + CHUNKED + END + b"0x0\r\n\r\n" + HIDDEN,
    "two hosts": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n" + END + HIDDEN,
    "no host": b"GET /sign-in/ HTTP/1.1\r\n" + END + HIDDEN,
    "NUL in a header": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X-A: \x00\r\n" + END + HIDDEN,
    "a line end alone in a header": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X-A: b\rX-C: d\r\n" + END + HIDDEN,
    "a version that is none": b"GET /sign-in/ HTTP/9.9\r\n" + HOST + END + HIDDEN,
    "headers without end": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X-A: %s\r\n" % (b"a" * 70_000) + END + HIDDEN,
}


@pytest.fixture(scope="module")
def servers():
    """{name: port} of gunicorn and, where it is installed, nginx before it. There is no database: all are told so."""
    folder = Path(tempfile.mkdtemp(prefix="framing-"))
    topology = Topology(folder)
    node = topology.nodes[0]
    node.environment |= {"DATABASE_URL": "sqlite://", "DATABASE_REPLICA_URL": "", "CACHE_URL": "locmemcache://"}
    ports = {"gunicorn": topology.ports[0]}
    try:
        node.start()
        until(lambda: answers(f"http://127.0.0.1:{topology.ports[0]}/health/live"), "gunicorn does not answer")
        if "nginx" not in missing():
            topology.configure_nginx(without=1)
            topology.nginx.start()
            until(lambda: answer_of(topology.port, b"GET /health/live HTTP/1.0\r\n\r\n"), "nginx does not answer")
            ports["nginx"] = topology.port
        yield ports
    finally:
        topology.nginx.stop()
        node.stop()
        shutil.rmtree(folder)


def answer_of(port, sent):
    """All that comes back until the server closes, or waits for more itself."""
    found = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(sent)
        while read := connection.recv(65536):
            found += read
    return found


def statuses(answer):
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, re.MULTILINE)]


@pytest.mark.parametrize("server", ["gunicorn", "nginx"])
def test_a_request_that_can_be_read_in_two_ways_hides_none(server, servers):
    if server not in servers:
        pytest.skip("nginx is not installed")
    found = {name: statuses(answer_of(servers[server], sent)) for name, sent in TWO_WAYS_TO_READ.items()}

    assert {name: said for name, said in found.items() if len(said) != 1 or said[0] < 400} == {}
    if server == "nginx":  # nothing of it gets as far as the hub
        assert set().union(*found.values()) <= {400, 501, 505}


@pytest.mark.parametrize("server", ["gunicorn", "nginx"])
def test_two_requests_that_are_written_as_they_should_be_are_two(server, servers):
    """Or else the test above would pass with a server that answers nobody."""
    if server not in servers:
        pytest.skip("nginx is not installed")
    asked = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n"
    answer = answer_of(servers[server], asked + END) + answer_of(
        servers[server], asked + b"Connection: close\r\n" + END
    )

    assert len(statuses(answer)) == 2
