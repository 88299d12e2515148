"""What nobody would send by accident, made from the hub's own routes, links, forms and parameters: seeded, bounded."""

import json
import random
import re
import traceback
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings
from django.core.cache import cache as kept
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from lxml import html

from tests.hostile.routes import routes

LONG = 20_000  # characters
EDITOR = "editor"
CORPUS = [
    *(json.loads(line) for line in (Path(__file__).parent / "corpus.txt").read_text().splitlines() if line[:1] == '"'),
    *("a" * LONG, "é" * LONG, "( " * 5_000, '"' * 5_000, "1" * 5_000, "a " * 5_000),
]
# Routes that nothing is sent to: {key: why}
LEFT_OUT = {
    "wagtailadmin_javascript_catalog": "takes nothing",
}
PARAMETER = re.compile(r"""(?:GET|POST|params|query)(?:\.get(?:list)?\(|\[)["']([\w\-\[\]]+)["']""")
ODD_HEADERS = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_COOKIE"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE", "HTTP_ORIGIN", "HTTP_RANGE", "HTTP_REFERER"),
    *("HTTP_USER_AGENT", "HTTP_X_CSRFTOKEN", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_HOST"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_REQUESTED_WITH", "CONTENT_TYPE"),
)
ODD_VALUES = (
    *("*/*;q=zz", "application/ld+json;q=NaN, text/*;q=-1", "gzip;q=9, br, , ;", "cy-\x00, *;q=1e999", "Basic \xff"),
    *("bytes=0-0,1-1,2-2", "bytes=-99999999999999999999", "bytes=a-b", "bytes=9-1", '"', 'W/"' + "a" * 9000, "null"),
    *("sessionid=\x01; csrftoken=\xff", "messages=x; sessionid=' OR 1=1", "=;=;;=", "Thu, 99 Foo 99999", "::1, zz"),
    *("https, http", "evil.example", "localhost:99999", "[::1", "text/html; charset=none", "multipart/form-data"),
    *("application/json", "multipart/form-data; boundary=\xff", "DELETE", "XMLHttpRequest", "http://[::1", ""),
)
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "zq7")
BODIES = (
    ("application/json", b'{"a": NaN, "b": [[[['),
    ("application/json", b"[" * 20_000),
    ("application/json; charset=utf-7", b"+ADw-zq7+AD4-"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../z"\r\n'),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
    ),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=%ff%fe&b=%00"),
    ("application/x-www-form-urlencoded; charset=zq7", b"a=b"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % n for n in range(12_000))),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"\x00\xff" * 100),
)
REFLECTED = re.compile(rb"""<zq7|\{%zq7|(?<!\\)["'] zq7attr=|href=["']javascript:zq7""", re.IGNORECASE)
TOLD = re.compile(rb"Traceback \(most recent call last\)|root:x:0:|django\.db\.utils|<h1>\w+Error")


@dataclass
class Form:
    """A form as a page shows it: where it goes, how, and {name: a value that it would take}."""

    action: str
    method: str
    values: dict = field(default_factory=dict)


@dataclass
class Target:
    """An address that answers, what its links and forms say can be sent to it, and who asks for it."""

    who: str
    address: str
    names: set = field(default_factory=set)
    forms: list = field(default_factory=list)


@dataclass
class Fault:
    """A request that the hub did not stand."""

    request: str
    why: str

    def __str__(self):
        return f"{self.why}\n    {self.request}"


@cache
def parameters():
    """The names of everything that a view of ours reads out of an address or a form by its name."""
    found = set()
    for app in settings.APPS_OF_OURS:
        for file in (settings.BASE_DIR / app).rglob("*.py"):
            found |= set(PARAMETER.findall(file.read_text()))
    return sorted(found | {"page", "q", "p", "next", "order", "export", "verb", "metadataPrefix", "resumptionToken"})


def escaped(text):
    """Text as a query or a form would hold it, with what is no character as its bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def encoded(pairs):
    return "&".join(f"{escaped(str(name))}={escaped(str(value))}" for name, value in pairs)


def forms_of(tree, address):
    """Each `Form` of a page."""
    for form in tree.iter("form"):
        values = {}
        for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
            chosen = one.xpath("(.//option[@value != '']/@value)[1]") if one.tag == "select" else []
            value = chosen[0] if chosen else one.get("value") or (one.text if one.tag == "textarea" else "") or ""
            values.setdefault(one.get("name"), value.strip())
        yield Form(form.get("action") or address, form.get("method", "get").upper(), values)


class Asker:
    """Sends requests as somebody and judges what comes back. What a request changes is undone."""

    def __init__(self, users):
        self.clients = {name: Client(raise_request_exception=False) for name in users}
        self.users, self.raised, self.faults, self.statuses = users, [], [], {}
        for name, user in users.items():
            if user:
                self.clients[name].force_login(user)
        self.cookies = {name: client.cookies.output() for name, client in self.clients.items()}

    def __enter__(self):
        got_request_exception.connect(self.remember)
        return self

    def __exit__(self, *_raised):
        got_request_exception.disconnect(self.remember)

    def remember(self, **_kwargs):
        self.raised.append(traceback.format_exc().strip())

    def ask(self, who, method, address, data=b"", content_type="application/x-www-form-urlencoded", **headers):
        """(response, its whole body); None where it could not be answered at all, which is a fault."""
        client, said = self.clients[who], f"{who}: {method} {address[:300]!r} {data[:300]!r} {headers}"
        self.raised.clear()
        response, body = None, b""
        with transaction.atomic():
            try:
                response = client.generic(method, address, data, content_type, **headers)
                body = b"".join(response)
            except Exception:  # noqa: BLE001 - whatever comes out of it is what we look for
                self.remember()
            transaction.set_rollback(True)
        why = list(self.faults_of(response, body))
        self.faults += [Fault(said, one) for one in why]
        if response is not None:
            self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        if client.cookies.output() != self.cookies[who]:
            self.sign_in_again(who)
        return response, body

    def sign_in_again(self, who):
        """Some requests end a session, or set a cookie: each is sent from the same place."""
        client = self.clients[who] = Client(raise_request_exception=False)
        if self.users[who]:
            client.force_login(self.users[who])
        self.cookies[who] = client.cookies.output()

    def faults_of(self, response, body):
        if self.raised:
            yield self.raised[0]
            return
        if response.status_code >= 500:
            yield f"status {response.status_code}"
        if TOLD.search(body):
            yield "tells of the inside"
        kind = response.get("Content-Type", "")
        if ("html" in kind or "xml" in kind) and (found := REFLECTED.search(body)):
            yield f"gives back as markup: {body[max(0, found.start() - 80) : found.end() + 40]!r}"
        if "Zq7-Header" in response or any("\n" in value for value in response.headers.values()):
            yield "takes a header from what was sent"
        if urlsplit(response.get("Location", "").replace("\\", "/")).netloc not in ("", "testserver"):
            yield f"leads elsewhere: {response['Location']}"


def language_of(path):
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def shape(address):
    """What an address has in common with others that the same code answers in the same way."""
    parts = urlsplit(address)
    segments = [re.sub(r"\d+", "0", one) for one in parts.path.strip("/").split("/")]
    try:
        with override(language_of(parts.path)):  # whatever the last request left
            match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name and match.view_name != "wagtail_serve":
        return match.view_name, match.kwargs.get("language"), segments[0] == "cy"
    return "page", segments[0], len(segments), segments[-1] if len(segments) > 2 else ""


def targets(asker, who, seeds, most):
    """Up to `most` `Target`s, one of a shape: the seeds that answer, and what their pages link to."""
    found, waiting, seen = {}, deque(seeds), set()
    while waiting and len(found) < most:
        link = waiting.popleft()
        address, names = urlsplit(link).path, {name for name, _value in parse_qsl(urlsplit(link).query)}
        key = shape(address)
        if key is None or key[0] in LEFT_OUT or key[0] == "account_logout":
            continue
        if key in seen:
            if key in found:
                found[key].names |= names
            continue
        response, body = asker.ask(who, "GET", quote(address))
        if response is None or response.status_code >= 400:
            continue
        seen.add(key)
        found[key] = target = Target(who, quote(address), names)
        if "html" not in response.get("Content-Type", "") or not body.strip():
            waiting.append(response.get("Location", "")) if response.get("Location", "").startswith("/") else None
            continue
        tree = html.fromstring(body)
        target.forms = list(forms_of(tree, target.address))
        waiting += [one for one in tree.xpath("//a/@href") if re.match(r"/(?!/|static/|media/)", one)]
    return list(found.values())


class Maker:
    """Makes requests, the same ones for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def word(self):
        text = self.random.choice(CORPUS)
        if self.random.random() < 0.1:
            text += self.random.choice(CORPUS)
        return text

    def query(self, target):
        known = set(target.names).union(*(form.values for form in target.forms if form.method == "GET"))
        names = sorted(known) or parameters()
        count = self.random.choice((1, 1, 2, 3))
        pairs = [(self.random.choice(names), self.word()) for _time in range(count)]
        if self.random.random() < 0.3:
            pairs.append((self.random.choice(parameters()), self.word()))
        if self.random.random() < 0.1:
            pairs += pairs
        if self.random.random() < 0.05:
            pairs.append((self.word(), self.word()))
        text = encoded(pairs)
        return "GET", f"{target.address}?{text[: 4 * LONG]}", {}

    def post(self, target):
        form = self.random.choice([form for form in target.forms if form.method == "POST"])
        values = dict(form.values)
        names = sorted(values)
        if self.random.random() < 0.15:
            values = {name: self.word() for name in names}
        for name in self.random.sample(names, min(len(names), self.random.choice((1, 2)))):
            values[name] = self.word()
        pairs = list(values.items())
        if self.random.random() < 0.2 and pairs:
            del pairs[self.random.randrange(len(pairs))]
        if self.random.random() < 0.2 and pairs:
            pairs += [self.random.choice(pairs)] * 3
        if self.random.random() < 0.5:
            return "POST", form.action, {"data": encoded(pairs).encode()}
        lines = []
        for name, value in pairs:
            is_file = self.random.random() < 0.1
            lines += [
                b"--edge",
                b'Content-Disposition: form-data; name="%s"' % name.encode("utf-8", "replace")
                + (b'; filename="%s"' % re.sub(r"[\r\n\"]", "_", self.word()[:300]).encode("utf-8", "replace"))
                * is_file,
                b"",
                value.encode("utf-8", "surrogatepass"),
            ]
        body = b"\r\n".join([*lines, b"--edge--", b""])
        return "POST", form.action, {"data": body, "content_type": "multipart/form-data; boundary=edge"}

    def headers(self, target):
        names = self.random.sample(ODD_HEADERS, self.random.choice((1, 1, 2, 4)))
        return "GET", target.address, {name: self.random.choice(ODD_VALUES) for name in names}

    def body(self, target):
        kind, data = self.random.choice(BODIES)
        return "POST", target.address, {"data": data, "content_type": kind}

    def method(self, target):
        return self.random.choice(METHODS), target.address, {}

    def path(self, route, values):
        """An address of the route where one argument, at least, is none that anybody would give."""
        given = {name: quote(str(value)) for name, value in values.items()}
        for name in self.random.sample(route.wants, self.random.randint(1, len(route.wants))):
            number = "int" in route.kinds and self.random.random() < 0.5
            given[name] = str(self.random.choice((0, 2**31, 2**63, 10**30))) if number else escaped(self.word()[:3000])
        return "GET", route.address(given), {}

    def of(self, target):
        kinds = {self.query: 5, self.headers: 1, self.method: 0.5}
        if target.who == EDITOR:  # whoever may write everything can also break what they write
            return self.query(target)
        kinds[self.body] = 0.5
        if any(form.method == "POST" for form in target.forms):
            kinds[self.post] = 6
        [make] = self.random.choices(list(kinds), list(kinds.values()))
        return make(target)


def send(asker, found, arguments, count, seed):
    """Send `count` requests: in turn to every target of `found` and to every route with arguments.

    `arguments` gives values that lead somewhere, as {argument: value}.
    """
    maker = Maker(seed)
    open_to = [route for route in routes() if route.wants and route.key not in LEFT_OUT]
    for number in range(count):
        if number % 200 == 0:
            kept.clear()  # or else the limits of signing in would answer instead of the forms
        if number % 6 == 0:
            route = open_to[number // 6 % len(open_to)]
            who, (method, address, said) = maker.random.choice(list(asker.clients)), maker.path(route, arguments)
        else:
            target = found[number % len(found)]
            who, (method, address, said) = target.who, maker.of(target)
        settings.PAGE_CACHE = number % 5 == 0
        asker.ask(who, method, address, **said)
