"""The schemes that a filter finds, to take away; with the dictionary and the method note beside them."""

import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory import exports
from directory.views.data_sets import DataSetView
from directory.views.schemes import listing_of
from hub.cells import printable
from hub.citation import LICENCE, PUBLISHER, attribution

NEWEST = 50


def about(request, listing):
    """What travels with the rows: who publishes them, under which licence, when and for which filter."""
    return {
        "title": _("Peer support schemes in prisons"),
        "publisher": PUBLISHER,
        "licence": LICENCE,
        "attribution": attribution(),
        "made_on": timezone.localdate().isoformat(),
        "filter": listing.query,
        "source": request.build_absolute_uri(f"{reverse('directory:schemes')}?{listing.query}".rstrip("?")),
        "dictionary": request.build_absolute_uri(reverse("directory:dictionary")),
    }


def streamed(lines, content_type, name):
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Link": f'<{LICENCE}>; rel="license"',
            "X-Robots-Tag": "noindex",
        },
    )


def schemes_csv(request):
    return streamed(exports.csv_lines(listing_of(request).results), "text/csv; charset=utf-8", "schemes.csv")


def schemes_json(request):
    listing = listing_of(request)
    lines = exports.json_lines(listing.results, about(request, listing))
    return streamed(lines, "application/json", "schemes.json")


def schemes_geojson(request):
    listing = listing_of(request)
    lines = exports.geojson_lines(listing.results, about(request, listing))
    return streamed(lines, "application/geo+json", "schemes.geojson")


def dictionary_csv(request):
    return streamed(exports.dictionary_lines(), "text/csv; charset=utf-8", "dictionary.csv")


def schemes_feed(request):
    """An Atom feed of the schemes that the filter finds, the most lately confirmed first."""
    listing = listing_of(request)
    address = request.build_absolute_uri(reverse("directory:schemes"))
    feed = Atom1Feed(
        title=_("Peer support schemes in prisons"),
        link=f"{address}?{listing.query}".rstrip("?"),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for scheme in listing.results.order_by("-confirmed_on", "code")[:NEWEST]:
        link = request.build_absolute_uri(scheme.get_absolute_url())
        day = timezone.make_aware(datetime.datetime.combine(scheme.confirmed_on, datetime.time()))
        feed.add_item(
            printable(f"{scheme}, {scheme.prison}"),
            link,
            escape(printable(scheme.said)),  # readers take it for HTML
            unique_id=link,
            pubdate=day,
            updateddate=day,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


class DictionaryView(DataSetView, TemplateView):
    """What every column means, where the values come from and what they cannot say."""

    template_name = "directory/dictionary.html"
    data_set = "schemes"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, columns=exports.columns())
