"""Links to our own pages, documents and places within pages."""

from functools import cached_property
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.models.links import Problem
from home.own_site import OwnSite
from hub.models import HubPageQuerySet

MOST_STEPS = 5
MOVED = {301, 302, 307, 308}
GONE = {404, 410}


def is_own(address):
    """Whether an address, whole or relative, is on this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (not parts.scheme and not parts.netloc) or parts.netloc == urlsplit(settings.BASE_URL).netloc


def path_of(address):
    """What of an address on this site is asked for: path and query."""
    parts = urlsplit(address)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


class Inside:
    """Answers what is wrong with links to this site; what it has found out it asks no more."""

    def __init__(self):
        self.site = OwnSite()
        self.known = {}

    def problem_of(self, link):
        """The `Problem` of a link, None where it is right."""
        if link.kind == "page":
            return None if link.key in self.pages else Problem.PAGE
        if link.kind == "document":
            return None if link.key in self.documents else Problem.DOCUMENT
        address, anchor = urldefrag(urljoin(link.page.url or "/", link.address))
        path = path_of(address)
        if path not in self.known:
            self.known[path] = self.asked(path)
        problem, places = self.known[path]
        if problem is None and anchor and places is not None and unquote(anchor) not in places:
            return Problem.ANCHOR
        return problem

    def asked(self, path):
        """(the problem at a path or None, the names of the places in the page there or None where it is no page)."""
        response = self.site.get(path)
        for _step in range(MOST_STEPS):
            if response.status_code not in MOVED or not is_own(response["Location"]):
                break
            path = path_of(urljoin(path, response["Location"]))
            response = self.site.get(path)
        if response.status_code in GONE:
            return Problem.NOT_FOUND, None
        if response.status_code >= 400:
            return Problem.UNCHECKED, None
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return None, None
        return None, {tag["id"] for tag in BeautifulSoup(response.content, "lxml").find_all(id=True)}

    @cached_property
    def pages(self):
        """The primary keys, as text, of the pages that anybody may read in one language at least."""
        keys = HubPageQuerySet(Page).published().values("translation_key")
        return set(map(str, Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True)))

    @cached_property
    def documents(self):
        return set(map(str, get_document_model().objects.values_list("pk", flat=True)))
