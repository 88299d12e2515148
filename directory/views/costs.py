"""The cost estimator. Its address is the estimate: nothing is stored."""

import csv

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.forms.costs import CostsForm
from directory.monitoring.costs import FIGURES
from hub.cells import neutral


def form_of(request):
    asked = request.GET
    return CostsForm(asked if asked.keys() & FIGURES.keys() else None)


class CostsView(TemplateView):
    """The form, or the estimate that its address describes."""

    def get_context_data(self, **kwargs):
        form = form_of(self.request)
        asked = self.request.GET.copy()
        changes = bool(asked.pop("change", None))
        for name in [name for name, value in asked.items() if not value]:
            del asked[name]  # what is blank need not make the address long
        estimate = form.estimate if form.is_valid() and not changes else None
        return super().get_context_data(form=form, estimate=estimate, asked=asked.urlencode(), **kwargs)

    def render_to_response(self, context, **kwargs):
        self.template_name = f"directory/monitoring/{'estimate' if context['estimate'] else 'costs'}.html"
        return super().render_to_response(context, **kwargs)


def costs_csv(request):
    """The estimate of the same query as a table; what makes none leads to the form, which says why."""
    form = form_of(request)
    if not form.is_valid():
        return redirect(f"{reverse('monitoring:costs')}?{request.GET.urlencode()}")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cost-estimate.csv"'
    response["X-Robots-Tag"] = "noindex"
    writer = csv.writer(response)
    for row in rows(
        form.estimate, request.build_absolute_uri(f"{reverse('monitoring:costs')}?{request.GET.urlencode()}")
    ):
        writer.writerow([neutral(str(cell)) for cell in row])
    return response


def rows(estimate, address):
    yield _("Line"), _("Sum"), _("Pounds a year"), _("Where the figures come from")
    for line in estimate.lines:
        figures = " × ".join(
            _("not given") if one.value is None else f"{one.value.normalize():f}" for one in line.factors
        )
        yield line.item.name, figures, _("left out") if line.total is None else line.total, line.source
    yield _("Total of what is counted"), "", estimate.total, address
