"""The feed of each list, with whatever filter."""

import datetime

from django.utils import timezone
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.feeds import MOST, Entry, Feed

from .sources import EVERYTHING


def feed_of(name, source, data, root):
    """The `Feed` of what a filter finds, in the active language; `root` is the address of the site."""
    listing = source.listing(data)
    entries = ENTRIES.get(name, pages)
    page = f"{root}{source.address()}"
    return Feed(
        title=" · ".join([_("Common Thread"), str(source.label), *map(str, (chip["label"] for chip in listing.chips))]),
        page=f"{page}?{listing.query}" if listing.query else page,
        address=f"{root}{address_of(name)}",
        language=get_language(),
        entries=list(entries(listing.results, root)),
        query=listing.query,
    )


def address_of(name):
    """The address of a feed without its ending, in the active language."""
    return ("/cy" if get_language() == "cy" else "") + f"/feeds/{name}"


def pages(results, root):
    for page in results.order_by("-first_published_at", "-pk")[:MOST]:
        link = root + page.get_url()
        author = page.source_author if getattr(page, "republished", False) else ""
        moments = (page.first_published_at, page.last_published_at)
        yield Entry(link, link, page.title, page.summary, *moments, author=author)


def schemes(results, root):
    for scheme in results.order_by("-confirmed_on", "code")[:MOST]:
        link = root + scheme.get_absolute_url()
        day = timezone.make_aware(datetime.datetime.combine(scheme.confirmed_on, datetime.time()))
        yield Entry(link, link, f"{scheme}, {scheme.prison}", scheme.said, day, day)


def updates(results, root):
    for update in results[:MOST]:
        link = root + (update.comparison_url or update.get_absolute_url())
        title = f"{update.get_happened_display()}: {update}"
        yield Entry(
            get_tag_uri(f"{root}/{update.once}", update.at), link, title, update.note_to_read, update.at, update.at
        )


ENTRIES = {EVERYTHING: updates, "schemes": schemes}
