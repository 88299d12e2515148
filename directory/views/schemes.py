from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from directory import citing
from directory.comparison import FEWEST, MOST, compared
from directory.forms.schemes import SchemeFilterForm
from directory.map import map_of_results, places_of
from directory.models import Prison, Scheme
from directory.profile import sections
from hub.cited_views import CitedView
from hub.listing import Listing


def chosen_to_compare(request):
    """The published schemes that the address names with `scheme`, in its order, each once and no more than fit."""
    given = (code for code in request.GET.getlist("scheme") if "\x00" not in code)
    codes = list(dict.fromkeys(given))[: MOST * 2]
    found = {
        row.code: row for row in Scheme.objects.published().filter(code__in=codes).select_related("prison", "cluster")
    }
    return [found[code] for code in codes if code in found][:MOST]


def listing_of(request, kept=()):
    schemes = Scheme.objects.found().with_prison().alphabetical()
    return Listing(schemes, SchemeFilterForm, request.GET, kept=kept, name="schemes")


class SchemeListView(TemplateView):
    """Schemes with facets, an A to Z and a map of their prisons; any of them may be chosen to be compared."""

    template_name = "directory/scheme_list.html"

    def get_context_data(self, **kwargs):
        chosen = chosen_to_compare(self.request)
        listing = listing_of(self.request, kept=[("scheme", scheme.code) for scheme in chosen])
        shown = {scheme.code for scheme in listing.page}
        # The schemes of a prison stand together, share its number and have one pin.
        by_prison = groupby(listing.page, attrgetter("prison"))
        prisons = [(n, prison, list(its)) for n, (prison, its) in enumerate(by_prison, listing.page.start_index())]
        of_results = Prison.objects.filter(pk__in=listing.results.order_by().values("prison"))
        places = listing.remembered("places", lambda: places_of(of_results))
        return super().get_context_data(
            **kwargs,
            listing=listing,
            chosen=[scheme.code for scheme in chosen],
            elsewhere=[scheme for scheme in chosen if scheme.code not in shown],
            prisons=prisons,
            map=map_of_results(places, [(number, prison) for number, prison, _schemes in prisons]),
        )


class SchemeView(CitedView, DetailView):
    """A scheme's profile. One that was taken off the list, or that is old, keeps its page and says so."""

    template_name = "directory/scheme.html"
    slug_field = slug_url_kwarg = "code"
    cite_heading = _("Cite this profile")

    def get_queryset(self):
        schemes = Scheme.objects.published().with_recommendations()
        return schemes.select_related("prison", "cluster").prefetch_related("partners__organisation")

    def cited_as(self):
        scheme = self.object
        address = self.request.build_absolute_uri(scheme.get_absolute_url())
        return ("scheme", scheme.code, citing.scheme(scheme, address), []) if scheme.approved_on else None

    def get_context_data(self, **kwargs):
        scheme = self.object
        practice = scheme.prison.case_studies.found().for_language().with_prison().latest_first()[:4]
        told = [section for section in sections(scheme) if section[0] != "evidence"]
        return super().get_context_data(
            **kwargs,
            sections=told,
            rating=scheme.rating,
            findings=scheme.inspection_findings.all(),
            case_studies=practice,
        )


class CompareView(TemplateView):
    template_name = "directory/compare.html"

    def get_context_data(self, **kwargs):
        schemes = chosen_to_compare(self.request)
        enough = len(schemes) >= FEWEST
        only_differences = self.request.GET.get("show") == "differences"
        chosen = "&".join(f"scheme={scheme.code}" for scheme in schemes)
        return super().get_context_data(
            **kwargs,
            schemes=schemes,
            enough=enough,
            columns=len(schemes) + 1,
            sections=compared(schemes, only_differences=only_differences) if enough else [],
            missing=len(set(self.request.GET.getlist("scheme"))) - len(schemes),
            only_differences=only_differences,
            chosen=chosen,
            back=f"{reverse('directory:schemes')}?{chosen}",
        )
