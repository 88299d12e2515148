"""What can be reached on the running demonstration by following links: each kind of address at least once."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from lxml import html

LINKS = ".//a[@href] | .//link[@rel='alternate' or @rel='canonical'] | .//img[@src]"
# Of these one is like another, and there are hundreds: citations, a clause by its number or in an old edition.
ALIKE = (
    (re.compile(r"^((?:/cy)?/id/)[^/]+/[^/]+$"), r"\1*/*"),
    (re.compile(r"^((?:/cy)?/guidance/)[^/]+(/editions/[^/]+/clause/[a-z]+-?)[^/]*(?=/)"), r"\1*\2*"),
    (re.compile(r"^((?:/cy)?/\w[\w-]*/).*/((?:cite|citation)[^/]*\.\w+|[^/]+\.(?:bib|ris|json|xml))$"), r"\1*/\2"),
)
# Words that stand in nearly every sentence of one language and in none of the other.
ENGLISH = re.compile(r"\b(the|and|of|this|that|with|are|is|for|has|have|was|be|by|from|which|who|not|their|your?)\b")
WELSH = re.compile(r"\b(yr|mae|wedi|sydd|hwn|hon|eich|gyda|gan|nid|neu|fod|bod|yw|pobl|sy|ond|chi)\b")
# A name may stand in its own language, and an address has none.
NAMES = re.compile(r"Yorkshire and the Humber|Common Thread|https?://\S+")


class Answer(NamedTuple):
    """What is at an address: `linked` is the path of the first page that led there, `at` where a redirect led to from
    there, `page` the lxml tree of what is HTML.
    """

    linked: str
    at: str
    status: int
    page: html.HtmlElement | None


def get(url):
    """(path, status, lxml tree or None), each at the end of redirects."""
    try:
        with urlopen(url) as response:
            is_page = response.headers.get_content_type() == "text/html"
            page = html.document_fromstring(response.read().decode()) if is_page else None
            return urlsplit(response.url).path, response.status, page
    except HTTPError as error:
        return urlsplit(url).path, error.code, None


def links(page, url):
    """[absolute address, with its fragment] of all that a page at an address links to or shows."""
    return [urljoin(url, found.get("href") or found.get("src")) for found in page.xpath(LINKS)]


def kind(path):
    """What addresses that differ in nothing but their key have in common."""
    address, _, query = path.partition("?")
    for pattern, replacement in ALIKE:
        address = pattern.sub(replacement, address)
    return address, tuple(sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)}))


def crawl(demo, start):
    """{path: Answer} of the paths of `start` and of what they lead to. Views of lists by a query lead no further."""
    found, known, level = {}, {kind(path) for path in start}, [(path, "") for path in start]
    with ThreadPoolExecutor(2) as pool:
        while level:
            answers = pool.map(get, [demo + path for path, _linked in level])
            found |= {path: Answer(linked, *answer) for (path, linked), answer in zip(level, answers, strict=True)}
            reached, level = level, []
            for path, _linked in reached:
                page = found[path].page
                for link in links(page, demo + path) if page is not None and "?" not in path else ():
                    to = urldefrag(link).url.removeprefix(demo)
                    if to.startswith("/") and not to.startswith("/admin") and kind(to) not in known:
                        known.add(kind(to))
                        level.append((to, path))
    return found


def language(element):
    """The language, in two letters, that an element says it is in."""
    said = element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
    return said[:2]


def in_the_other_language(page):
    """[(language it is said to be in, text)] of the texts of a page that seem to be in the hub's other language."""
    found = []
    for element in page.body.iter("*"):
        if element.tag in ("script", "style") or element.xpath("ancestor-or-self::*[contains(@class, 'cite')]"):
            continue
        for text in (element.text, *(child.tail for child in element)):
            own, other = (WELSH, ENGLISH) if language(element) == "cy" else (ENGLISH, WELSH)
            words = NAMES.sub("", text or "").lower()
            found_own, found_other = (set(of.findall(words)) for of in (own, other))
            if len(found_other) >= 2 and len(found_other) > len(found_own):
                found.append((language(element), " ".join(text.split())[:100]))
    return found


def own_path(demo, url):
    """The path of an address of the demonstration, with its query and without its fragment; else None."""
    parts = urlsplit(url)
    return urldefrag(url).url.removeprefix(demo) if url.startswith(f"{demo}/") and parts.path else None
