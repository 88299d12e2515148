"""Addresses on other sites: what is wrong with them, and what is never asked for."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from requests import ConnectTimeout

from home.links.outside import MOST_STEPS, Outside
from home.models.links import Problem


class Site(BaseHTTPRequestHandler):
    """/404 answers 404 and so on; /to?… leads there; /loop to itself; /get knows no HEAD."""

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path))
        path, _mark, to = self.path.partition("?")
        status = 302 if path in ("/to", "/loop") else 200
        if path[1:].isdigit():
            status = int(path[1:])
        if path == "/get" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if status == 302:
            self.send_header("Location", to or "/loop")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    """A site on this machine, which may be asked here; `asked` is what it was asked for."""
    settings.LINK_LOOPBACK, settings.LINK_PAUSE = True, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked, server.url = [], f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/200", None),
        ("/404", Problem.NOT_FOUND),
        ("/410", Problem.NOT_FOUND),
        ("/403", Problem.UNCHECKED),
        ("/401", Problem.UNCHECKED),
        ("/429", Problem.UNCHECKED),
        ("/500", Problem.UNCHECKED),
        ("/get", None),
        ("/to?/200", None),
        ("/to?/404", Problem.NOT_FOUND),
        ("/loop", Problem.UNCHECKED),
        ("/to?http://10.0.0.1/", Problem.PRIVATE),
        ("/to?http://169.254.169.254/latest/", Problem.PRIVATE),
        ("/to?file:///etc/passwd", Problem.ADDRESS),
    ],
)
def test_only_what_has_gone_is_broken(site, path, problem):
    assert Outside().problem_of(site.url + path) == problem


def test_get_is_asked_only_where_head_is_refused_and_redirects_are_bounded(site):
    outside = Outside()
    outside.problem_of(f"{site.url}/200")
    outside.problem_of(f"{site.url}/get")
    assert [method for method, _path in site.asked] == ["HEAD", "HEAD", "GET"]

    site.asked.clear()
    outside.problem_of(f"{site.url}/loop")
    assert len(site.asked) == MOST_STEPS + 1


def test_same_address_is_asked_for_once_whatever_the_place_in_it(site):
    outside = Outside()

    for place in ("", "#a", "#b"):
        outside.problem_of(f"{site.url}/200{place}")

    assert len(site.asked) == 1


def test_site_that_asks_to_slow_down_is_asked_no_more(site):
    outside = Outside()

    found = [outside.problem_of(f"{site.url}/{path}") for path in ("429", "200", "404")]

    assert found == [Problem.UNCHECKED] * 3
    assert len(site.asked) == 1


def test_two_requests_to_a_site_are_some_time_apart(site, settings):
    settings.LINK_PAUSE, waited = 2, []
    outside = Outside(clock=lambda: 10, wait=waited.append)

    for path in ("/200", "/204"):
        outside.problem_of(site.url + path)

    assert waited == [2]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://240.0.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_nothing_is_asked_of_this_machine_or_a_private_network(address, settings):
    settings.LINK_PAUSE = 0

    assert Outside().problem_of(address) == Problem.PRIVATE


def test_nothing_is_asked_of_it_after_a_redirect_either(settings, monkeypatch):
    settings.LINK_PAUSE = 0
    outside = Outside()
    there = outside.status_of
    elsewhere = "https://elsewhere.example/"
    monkeypatch.setattr(outside, "status_of", lambda at: (302, "http://127.0.0.1/") if at == elsewhere else there(at))

    assert outside.problem_of(elsewhere) == Problem.PRIVATE


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("ftp://example.org/", Problem.ADDRESS),
        ("javascript:alert(1)", Problem.ADDRESS),
        ("http://", Problem.ADDRESS),
        ("http://[bad/", Problem.ADDRESS),
        ("https://example.org:22/", Problem.UNCHECKED),
        ("https://name:word@example.org/", Problem.UNCHECKED),
    ],
)
def test_some_addresses_are_not_asked_for_at_all(address, problem, monkeypatch):
    monkeypatch.setattr(Outside, "status_of", None)

    assert Outside().problem_of(address) == problem


@pytest.mark.parametrize(
    ("number", "problem"), [(socket.EAI_NONAME, Problem.HOST), (socket.EAI_AGAIN, Problem.UNCHECKED)]
)
def test_site_that_nobody_knows_is_told_from_one_that_could_not_be_looked_up(number, problem, monkeypatch, settings):
    settings.LINK_PAUSE = 0

    def fail(*args, **kwargs):
        raise socket.gaierror(number, "no name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    assert Outside().problem_of("https://elsewhere.example/") == problem
    assert Outside().problem_of("//elsewhere.example/") == problem


def test_site_that_does_not_answer_could_not_be_checked(monkeypatch):
    outside = Outside()

    def never(address):
        raise ConnectTimeout

    monkeypatch.setattr(outside, "status_of", never)

    assert outside.problem_of("https://elsewhere.example/") == Problem.UNCHECKED
