from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.generic import TemplateView

from hub.citation import attribution, signposting
from hub.cited_views import CitedView
from hub.codes import read_code
from hub.models import Identifier

from . import catalogue, open_data
from .search import Results
from .suggestions import suggestions


class SearchView(TemplateView):
    template_name = "search/search.html"

    def get_context_data(self, **kwargs):
        results = Results(self.request.GET)
        return super().get_context_data(**kwargs, results=results, query=results.query)


class OpenSearchView(TemplateView):
    """How a browser searches the hub from its own address bar (OpenSearch 1.1)."""

    template_name = "search/opensearch.xml"
    content_type = "application/opensearchdescription+xml"

    def get_context_data(self, **kwargs):
        address = self.request.build_absolute_uri(reverse("search"))
        return super().get_context_data(**kwargs, address=address, language=get_language())


@cache_control(public=True, max_age=600)
def suggest(request):
    """Suggestions for what is typed, in the form that OpenSearch Suggestions 1.1 gives them to browsers as well."""
    typed = request.GET.get("q", "")
    found = suggestions(typed)
    titles, addresses = [title for title, _address in found], [address for _title, address in found]
    answer = [typed.strip(), titles, [], addresses]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


class OpenDataView(CitedView, TemplateView):
    """What can be taken away, how, and under which licence."""

    template_name = "home/open_data.html"
    cite_heading = _("Cite this data set")

    def cited_as(self):
        if not open_data.made_at():
            return None
        item = open_data.citable(self.request.build_absolute_uri(reverse("open_data")))
        file = self.request.build_absolute_uri(reverse("whole_data"))
        return "dataset", open_data.KEY, item, [(file, "item", "application/zip")]

    def get_context_data(self, **kwargs):
        made_at = open_data.made_at()
        size = default_storage.size(open_data.FILE) if made_at else 0
        return super().get_context_data(**kwargs, made_at=made_at, size=size, attribution=attribution())


@never_cache
def identified(request, code, clause=""):
    """Lead from a permanent identifier to what it names, in the reader's language where there is one in it.

    The address decides the language; at the one without, which is what is cited, the reader's browser does. What can
    no longer be read is gone, with its title: what must go without a trace has no identifier. With the anchor of a
    `clause` after the code of an edition or a document, it leads to that clause.
    """
    identifier = get_object_or_404(Identifier, code=read_code(code))
    place = catalogue.place_of(identifier, clause) if clause else ""
    items = catalogue.found([identifier], root_of(request)).get(identifier.pk)
    if not items:
        context = {"identifier": identifier, "kind": catalogue.KINDS[identifier.kind].label, "error": True}
        return render(request, "home/gone.html", context, status=410)
    is_bare = get_language() == settings.LANGUAGE_CODE
    language = get_language_from_request(request) if is_bare else get_language()
    return redirect(items.get(language, next(iter(items.values())))["URL"] + place)


def root_of(request):
    return request.build_absolute_uri("/")


def whole_data(request):
    """The newest file of all open data, made now if it was never made."""
    if not default_storage.exists(open_data.FILE):
        open_data.publish()
    page = request.build_absolute_uri(reverse("open_data"))
    links = signposting([(open_data.LICENCE, "license", ""), (page, "collection", "text/html")])
    headers = {"Link": links, "X-Robots-Tag": "noindex"}
    return FileResponse(
        default_storage.open(open_data.FILE), as_attachment=True, filename="common-thread.zip", headers=headers
    )
