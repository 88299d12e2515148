"""The schemes that a filter finds, to take away; with the dictionary and the method note beside them."""

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory import exports
from directory.views.data_sets import DataSetView
from directory.views.schemes import listing_of
from hub.citation import LICENCE, PUBLISHER, attribution
from hub.csvw import as_asked


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
    table = streamed(exports.csv_lines(listing_of(request).results), "text/csv; charset=utf-8", "schemes.csv")
    meanings = {column.name: column.meaning for column in exports.columns()}
    return as_asked(request, table, _("Peer support schemes in prisons"), meanings)


def schemes_json(request):
    listing = listing_of(request)
    lines = exports.json_lines(listing.results, about(request, listing))
    return streamed(lines, "application/json", "schemes.json")


def schemes_geojson(request):
    listing = listing_of(request)
    lines = exports.geojson_lines(listing.results, about(request, listing))
    return streamed(lines, "application/geo+json", "schemes.geojson")


def dictionary_csv(request):
    table = streamed(exports.dictionary_lines(), "text/csv; charset=utf-8", "dictionary.csv")
    return as_asked(request, table, _("Data dictionary of schemes"))


class DictionaryView(DataSetView, TemplateView):
    """What every column means, where the values come from and what they cannot say."""

    template_name = "directory/dictionary.html"
    data_set = "schemes"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, columns=exports.columns())
