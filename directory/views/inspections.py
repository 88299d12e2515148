"""What inspectors have published about peer support, beside the prisons of which nothing is known."""

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from directory.citing import DATASETS
from directory.exports import inspection_lines
from directory.models import InspectionFinding, Prison
from directory.querysets import by_region
from directory.views.data_sets import DataSetView
from directory.views.downloads import streamed
from hub.csvw import as_asked

PER_PAGE = 20


def findings():
    return InspectionFinding.objects.select_related("prison", "scheme")


class InspectionsView(DataSetView, TemplateView):
    """Findings, the newest first; then the prisons about which neither they nor anybody else has told us anything."""

    template_name = "directory/inspections.html"
    data_set = "inspections"

    def get_context_data(self, **kwargs):
        unknown = list(Prison.objects.in_directory().unknown())
        page = Paginator(findings(), PER_PAGE).get_page(self.request.GET.get("page"))
        pages = page.paginator.get_elided_page_range(page.number)
        return super().get_context_data(
            **kwargs, page=page, page_range=pages, unknown=unknown, regions=by_region(unknown)
        )


def inspections_csv(request):
    table = streamed(inspection_lines(findings()), "text/csv; charset=utf-8", "inspection-findings.csv")
    return as_asked(request, table, DATASETS["inspections"].title)
