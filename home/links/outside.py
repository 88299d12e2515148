"""Links to other sites, asked for politely and never within a private network.

An address may be anybody's, so that what it resolves to is checked before anything is sent, at each step of a redirect
too (requests-hardened, which also connects to no other address than the one it checked). Bodies are not read.
"""

import socket
import time
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from requests import RequestException
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

from home.models.links import Problem

SECONDS = (5, 10)  # to connect, and to wait for an answer
MOST_STEPS = 5  # of a redirect
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
GONE = {404, 410}
TOO_MANY = 429
NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Outside:
    """Answers what is wrong with addresses elsewhere, each asked for once.

    Between two requests to the same host LINK_PAUSE seconds pass; one that asks us to slow down is asked no more.
    """

    def __init__(self, clock=time.monotonic, wait=time.sleep):
        config = Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=settings.LINK_LOOPBACK,
            never_redirect=True,
            default_timeout=SECONDS,
            user_agent_override=f"link-check (+{settings.BASE_URL})",
        )
        self.session = HTTPSession(config)
        self.session.trust_env = False  # a proxy would look names up for us
        self.clock, self.wait = clock, wait
        self.last, self.busy, self.known = {}, set(), {}

    def problem_of(self, address):
        """The `Problem` of an address, None where there is something."""
        address = address.partition("#")[0]
        address = f"https:{address}" if address.startswith("//") else address
        if address not in self.known:
            self.known[address] = self.asked(address)
        return self.known[address]

    def asked(self, address):
        for _step in range(MOST_STEPS + 1):
            if refused := refusal(address):
                return refused
            try:
                status, to = self.status_of(address)
            except InvalidIPAddress:
                return Problem.PRIVATE
            except (RequestException, ValueError) as error:
                return Problem.HOST if is_unknown(error) else Problem.UNCHECKED
            if status not in MOVED or not to:
                return judged(status)
            address = urljoin(address, to)
        return Problem.UNCHECKED

    def status_of(self, address):
        """(status, where it leads to) of an address, by HEAD, and by GET where a server may not like HEAD."""
        host = urlsplit(address).hostname
        for method in ("HEAD", "GET"):
            if host in self.busy:
                return TOO_MANY, ""
            self.take_turn(host)
            with self.session.request(method, address, stream=True) as response:
                status, to = response.status_code, response.headers.get("Location", "")
            if status == TOO_MANY:
                self.busy.add(host)
            if status < 400:
                break
        return status, to

    def take_turn(self, host):
        left = self.last[host] + settings.LINK_PAUSE - self.clock() if host in self.last else 0
        if left > 0:
            self.wait(left)
        self.last[host] = self.clock()


def refusal(address):
    """Why an address is not asked for at all, as a `Problem`; else None."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return Problem.ADDRESS
    if parts.scheme not in PORTS or not parts.hostname:
        return Problem.ADDRESS
    if parts.username is not None or (port not in (None, PORTS[parts.scheme]) and not settings.LINK_LOOPBACK):
        return Problem.UNCHECKED
    return None


def judged(status):
    """What the status of an answer says: only 404 and 410 say that something has gone."""
    if status in GONE:
        return Problem.NOT_FOUND
    return None if status < 400 else Problem.UNCHECKED


def is_unknown(error):
    """Whether nobody has the name of the host, other than that it could not be looked up."""
    return isinstance(error.__cause__, socket.gaierror) and error.__cause__.errno in NO_SUCH_NAME
