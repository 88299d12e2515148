"""What belongs in a pack: which addresses of the hub, and where each of them lies among the files."""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hub.languages import LANGUAGES, language_of
from hub.models import HubPageQuerySet, Topic

EVERYTHING, DIRECTORY, TOPIC = "", "directory", "topic-"
LONGEST = 140  # characters of a path: with the folder it is unpacked in, Windows takes 260
MOST_PAGES = 40  # of one list
SLUG, VERSION = r"[\w-]+", r"\d+\.\d+\.\d+"

# Below the address of a page: what is a page of its own, and what is a file. Forms, and what a program reads, are
# neither; a clause is where it stands in its document (`CLAUSE`).
BELOW = re.compile(rf"(editions/({VERSION}/)?|practice/|pilots/|consultation/({VERSION}/(outcome/)?)?|files/{SLUG}/)")
FILES_BELOW = re.compile(
    rf"(editions/{VERSION}/([\w-]+\.pdf|document\.txt)|practice\.csv|consultation/{VERSION}/outcome\.csv"
    rf"|files/{SLUG}/(latest|\d+)|recording|captions\.vtt|document\.pdf)/?"
)
CLAUSE = re.compile(rf"(?P<document>.*/)clause/(?P<anchor>{SLUG})/?")
DIRECTORY_VIEWS = rf"directory/((?!compare/){SLUG}/(regions/)?)?|directory/schemes/{SLUG}/"
DIRECTORY_FILES = r"directory/(dictionary|inspections|schemes)\.csv"
VIEWS = {
    EVERYTHING: re.compile(rf"{DIRECTORY_VIEWS}|evidence/|data/|updates/|monitoring/(picture/(regions/{SLUG}/)?)?"),
    DIRECTORY: re.compile(DIRECTORY_VIEWS),
}
VIEW_FILES = {
    EVERYTHING: re.compile(rf"{DIRECTORY_FILES}|monitoring/(indicators|picture/{SLUG})\.csv"),
    DIRECTORY: re.compile(DIRECTORY_FILES),
}
SEEDS = {EVERYTHING: ["directory/", "evidence/", "data/", "updates/", "monitoring/"], DIRECTORY: ["directory/"]}
LISTED_BY = re.compile(r"page|letter")
STORED = re.compile(r"/(documents|media)/.+")
# Names that Windows keeps for devices, whatever comes after a dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
UNSAFE = re.compile(r"[^a-z0-9._-]+")


def collections():
    """{code: title} of what a pack may be of, in the active language."""
    sections = HubPageQuerySet(Page).filter(depth=3).published().for_language().in_menu().order_by("path")
    return {
        EVERYTHING: _("Everything"),
        **{page.slug: page.title for page in sections},
        DIRECTORY: _("Prisons and schemes"),
        **{TOPIC + topic.slug: _("Topic: %(topic)s") % {"topic": topic} for topic in Topic.objects.all()},
    }


def prefix_of(language):
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def folder_of(language):
    """The folder of a language in the pack: "en" or "cy"."""
    return language.split("-")[0]


def split_language(path):
    """(language, rest) of a path of the hub, the rest without a slash before it."""
    for language in LANGUAGES:
        prefix = prefix_of(language)
        if prefix != "/" and path.startswith(prefix):
            return language, path.removeprefix(prefix)
    return settings.LANGUAGE_CODE, path.removeprefix("/")


def safe(path):
    """A path that every system takes: lower case, plain letters, no device's name, and not too long."""
    parts = [UNSAFE.sub("-", part.lower()).rstrip(".") or "-" for part in path.split("/")]
    parts = [f"_{part}" if DEVICES.fullmatch(part) else part for part in parts]
    found = "/".join(parts)
    if len(found) <= LONGEST:
        return found
    name, digest = parts[-1][-40:], sha256(path.encode()).hexdigest()[:16]
    return f"{parts[0]}/{digest}/{name}"


def place_of(address):
    """Where a page lies in the pack: /cy/guidance/a-guide/?page=2 at cy/guidance/a-guide/page-2.html."""
    path, _mark, query = address.partition("?")
    language, rest = split_language(path)
    name = "-".join(part for pair in parse_qsl(query) for part in pair) or "index"
    return safe(f"{folder_of(language)}/{unquote(rest)}{name}.html")


@dataclass(frozen=True)
class Scope:
    """A collection, a code of `collections`, in some languages."""

    collection: str = EVERYTHING
    languages: tuple = LANGUAGES

    @cached_property
    def pages(self):
        """{path: page} of every page in it. Raises ValueError for a collection that there is not."""
        pages = HubPageQuerySet(Page).filter(depth__gt=1).published().order_by("path")
        if self.collection.startswith(TOPIC):
            found = [page for page in pages.specific() if self.topic in page.topics.all()]
        elif self.collection in (EVERYTHING, DIRECTORY):
            found = pages if self.collection == EVERYTHING else []
        else:
            found = [page for page in pages if page.url_path.split("/")[2:3] == [self.collection]]
            if not found:
                raise ValueError(self.collection)
        return {page.url: page for page in found if language_of(page.locale_id) in self.languages}

    @cached_property
    def topic(self):
        try:
            return Topic.objects.get(slug=self.collection.removeprefix(TOPIC))
        except Topic.DoesNotExist as error:
            raise ValueError(self.collection) from error

    @cached_property
    def hosts(self):
        roots = [settings.BASE_URL, *(site.root_url for site in Site.objects.all())]
        return {urlsplit(root).netloc for root in roots}

    @cached_property
    def seeds(self):
        """Where following links begins."""
        views = SEEDS.get(self.collection, [])
        return [*self.pages, *(prefix_of(language) + view for language in self.languages for view in views)]

    def address(self, href, base="/"):
        """(address, fragment) that a link of the page at `base` leads to on the hub; None where it leads elsewhere."""
        try:
            parts = urlsplit(urljoin(f"//{next(iter(self.hosts))}{base}", href.strip()))
        except ValueError:
            return None
        if parts.scheme not in ("", "http", "https") or parts.netloc not in self.hosts:
            return None
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair != ("page", "1")]
        path, fragment = parts.path or "/", parts.fragment
        if clause := CLAUSE.fullmatch(path):
            path, fragment = clause["document"], clause["anchor"]
        return path + (f"?{urlencode(sorted(query))}" if query else ""), fragment

    def below(self, path):
        """What is left of a path below the nearest page of the scope that is above it; None where there is none."""
        parts = path.split("/")
        for n in range(len(parts) - 1, 1, -1):
            above = "/".join(parts[:n]) + "/"
            if above in self.pages:
                return path.removeprefix(above)
        return None

    def has_page(self, address):
        """Whether a page at this address, if there is one, belongs in the pack."""
        path, _mark, query = address.partition("?")
        language, rest = split_language(path)
        pairs = parse_qsl(query, keep_blank_values=True)
        if language not in self.languages or not all(LISTED_BY.fullmatch(name) for name, _value in pairs):
            return False
        if any(name == "page" and not (value.isdigit() and int(value) <= MOST_PAGES) for name, value in pairs):
            return False
        views = VIEWS.get(self.collection)
        if path in self.pages or (views and views.fullmatch(rest)):
            return True
        below = self.below(path)
        return bool(below and not query and BELOW.fullmatch(below))

    def has_file(self, address):
        """Whether a file at this address belongs in it."""
        path, _mark, query = address.partition("?")
        language, rest = split_language(path)
        if query or language not in self.languages:
            return False
        if STORED.fullmatch(path):
            return True
        files, below = VIEW_FILES.get(self.collection), self.below(path)
        return bool((files and files.fullmatch(rest)) or (below and FILES_BELOW.fullmatch(below)))
