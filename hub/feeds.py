"""Feeds in two formats from one description: Atom (RFC 4287) and JSON Feed 1.1."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .citation import attribution

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
MOST = 50

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells of. Texts are plain; `link` is where it is read, `key` what it is known by."""

    key: str
    link: str
    title: str
    text: str
    published: datetime
    updated: datetime
    author: str = ""


@dataclass(frozen=True)
class Feed:
    """What a feed is called, the page that it belongs to, its own addresses without an ending, and its entries."""

    title: str
    page: str
    address: str
    language: str
    entries: list[Entry] = field(default_factory=list)
    query: str = ""
    author: str = ""
    text: str = ""

    def at(self, extension):
        return f"{self.address}.{extension}" + (f"?{self.query}" if self.query else "")


def in_xml(text):
    """Text without the characters that XML has no way to write (XML 1.0, section 2.2)."""
    return NOT_XML.sub(" ", str(text))


def atom(feed):
    made = Atom1Feed(
        title=in_xml(feed.title),
        link=feed.page,
        description=in_xml(feed.text),
        language=feed.language,
        feed_url=feed.at("atom"),
        author_name=in_xml(feed.author) or None,
        feed_copyright=in_xml(attribution()),
    )
    for entry in feed.entries:
        made.add_item(
            title=in_xml(entry.title),
            link=entry.link,
            unique_id=entry.key,
            description=escape(in_xml(entry.text)),  # readers take it for HTML
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=in_xml(entry.author) or None,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=f"{ATOM}; charset=utf-8")


def json_feed(feed):
    items = [
        {
            "id": entry.key,
            "url": entry.link,
            "title": entry.title,
            "content_text": entry.text,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            **({"authors": [{"name": entry.author}]} if entry.author else {}),
        }
        for entry in feed.entries
    ]
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.at("json"),
        "language": feed.language,
        "user_comment": attribution(),
        "items": items,
    }
    return JsonResponse(body, content_type=JSON_FEED, json_dumps_params={"ensure_ascii": False})


FORMATS = {"atom": atom, "json": json_feed}
