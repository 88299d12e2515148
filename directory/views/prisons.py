from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from directory.forms.prisons import PrisonFilterForm
from directory.map import map_of_one, map_of_results, places_of
from directory.models import Prison
from directory.views.data_sets import DataSetView
from hub.listing import Listing


class DirectoryView(DataSetView, TemplateView):
    """Prisons with facets, an A to Z and a map that shows the same ones as the list."""

    template_name = "directory/index.html"
    data_set = "prisons"
    per_page = 20

    def get_context_data(self, **kwargs):
        listing = Listing(
            Prison.objects.alphabetical(), PrisonFilterForm, self.request.GET, per_page=self.per_page, name="prisons"
        )
        numbered = list(enumerate(listing.page, listing.page.start_index()))
        places = listing.remembered("places", lambda: places_of(listing.results))
        return super().get_context_data(
            **kwargs, listing=listing, numbered=numbered, map=map_of_results(places, numbered)
        )


class PrisonView(DetailView):
    model = Prison
    template_name = "directory/prison.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            map=map_of_one(self.object),
            period=self.object.authority_periods.on(timezone.localdate()).select_related("authority").first(),
            schemes=self.object.schemes.published().with_recommendations(),
            findings=self.object.inspection_findings.select_related("scheme"),
            case_studies=self.object.case_studies.found().for_language().with_prison().latest_first(),
        )
