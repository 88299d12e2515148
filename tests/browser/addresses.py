"""Every page of the site map, and the views of each language that no site map lists."""

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

# One of each kind: open, closed for now, in Wales, for children, of unknown status, and made up.
PRISONS = ["moorland", "dartmoor", "cardiff", "parc-youth", "oakhill", "example-bay"]
VIEWS = [
    "directory/",
    "directory/?page=2",
    "directory/?letter=B",
    "directory/?region=Wales&gender=men&q=a",
    *(f"directory/{slug}/" for slug in PRISONS),
    "share-your-practice/",
    "share-your-practice/form/",
    "report-a-concern/?about=/directory/",
    "report-a-concern/thank-you/",
    "evidence/",
    "data/",
    "offline/",
    "used-in/",
    "used-in/thank-you/",
    "ask-for-a-format/choose-buddies/buddy-job-description/",
    "ask-for-a-format/sent/",
    "monitoring/costs/",
    "monitoring/costs/?buddies=10&pay=12.50&weeks=52&recipients=20",
    "monitoring/picture/",
    "monitoring/picture/?indicators=all",
    "monitoring/picture/regions/wales/",
    "search/",
    "search/?q=buddy",
    "search/?q=prison&page=2",
    "search/?q=zzzzzz",
]

# What only the English has.
IN_ENGLISH = [
    "/toolkits/choose-buddies/files/buddy-job-description/",
    "/toolkits/add-up-the-cost/files/cost-sheet-for-one-quarter/",
]


class Source(NamedTuple):
    status: int
    html: bytes


def answer(demo, path):
    try:
        with urlopen(demo + path) as response:
            return Source(response.status, response.read())
    except HTTPError as error:
        return Source(error.code, error.read())


@cache
def read(demo, path):
    return answer(demo, path).html.decode()


def path_of(address):
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def locations(demo, path):
    return [path_of(found) for found in re.findall(r"<loc>([^<]+)</loc>", read(demo, path))]


@cache
def in_site_map(demo):
    """The path of every public page and prison, in both languages."""
    return [path for part in locations(demo, "/sitemap.xml") for path in locations(demo, part)]


def filtered(demo, path):
    """The views of an index: with the first value of its first filter, and with no result."""
    first = re.search(r'name="([a-z_]+)" type="checkbox" value="([^"]+)"', read(demo, path))
    return [f"{path}?{first[1]}={first[2].replace(' ', '+')}", f"{path}?q=zzzzzz"] if first else []


def not_in_welsh(demo):
    """The address in Welsh of the first page that is in English alone."""
    paths = in_site_map(demo)
    return next(f"/cy{path}" for path in paths if not path.startswith("/cy/") and f"/cy{path}" not in paths)


def missing(demo, language):
    """Addresses of a language at which there is no page."""
    return ["/cy/no-such-page/", not_in_welsh(demo)] if language == "cy" else ["/no-such-page/"]


def addresses(demo, language):
    """The paths to visit of a language: all its pages, each index filtered and empty, and a prison of each kind."""
    welsh = language == "cy"
    pages = [path for path in in_site_map(demo) if "/directory/" not in path and path.startswith("/cy/") == welsh]
    views = [f"/cy/{path}" if welsh else f"/{path}" for path in VIEWS]
    views += [] if welsh else IN_ENGLISH
    views += [f"{path}self-assessment/" for path in pages if "/guidance/" in path[:-1]][:1]
    indexes = [path for path in [*pages, views[0]] if 'class="facets"' in read(demo, path)]
    empty_or_filtered = [view for path in indexes for view in filtered(demo, path)]
    return [*pages, *views, *empty_or_filtered, *missing(demo, language)]


@cache
def sources(demo, language):
    """What each address of a language answers, as {path: Source}."""
    return {path: answer(demo, path) for path in addresses(demo, language)}


def structure(html):
    """What a page is built of: each element with its classes, and the one that comes before it."""
    return set(pairwise(re.findall(rb'<(\w+)(?:[^>]*? class="([^"]*)")?', html)))


def unlike(demo, language):
    """The paths of a language less those of pages that are built as earlier ones are, which a browser need not open."""
    known, chosen = set(), []
    for path, source in sources(demo, language).items():
        found = structure(source.html)
        if not found <= known:
            chosen.append(path)
        known |= found
    return chosen
