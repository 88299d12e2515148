"""What anybody may read about monitoring. No returned number is here: those leave by disclosure control only."""

import csv

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from directory.citing import DATASETS
from directory.forms.planner import PlannerForm
from directory.monitoring.indicators import catalogue
from directory.monitoring.plan_workbook import as_workbook
from directory.views.data_sets import DataSetView
from hub.cells import neutral
from hub.citation import LICENCE, PUBLISHER, attribution
from hub.csvw import as_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    *("id", "part", "name", "name_cy", "part_name", "part_name_cy", "definition", "definition_cy", "unit", "kind"),
    *("group", "core", "source", "supplier", "minutes_a_year", "least", "worked_out", "status"),
)


class CatalogueView(DataSetView, TemplateView):
    template_name = "directory/monitoring/catalogue.html"
    data_set = "indicators"

    def get_context_data(self, **kwargs):
        found = catalogue()
        sections = [
            (section, [(indicator, found.minutes_of(indicator)) for indicator in section.indicators])
            for section in found.sections.values()
        ]
        return super().get_context_data(
            catalogue=found,
            sections=sections,
            hours=round(found.minutes / 60),
            core_hours=round(found.core_minutes / 60),
            **kwargs,
        )


def rows():
    """The catalogue as one dict for each part, in both languages."""
    found = catalogue()
    for indicator in found.indicators:
        for part in indicator.parts:
            values = (
                *(indicator.id, part.key, indicator.name.en, indicator.name.cy, part.name.en, part.name.cy),
                *(indicator.definition.en, indicator.definition.cy, part.unit.value, part.kind.value),
                *(indicator.group.value, indicator.core, indicator.source.value, indicator.supplier.value),
                *(found.minutes_of(indicator), part.least, part.is_derived, found.status),
            )
            yield dict(zip(COLUMNS, values, strict=True))


def catalogue_csv(request):
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="indicators.csv"'
    writer = csv.DictWriter(response, COLUMNS)
    writer.writeheader()
    writer.writerows({name: neutral(value) for name, value in row.items()} for row in rows())
    return as_asked(request, response, DATASETS["indicators"].title)


def catalogue_json(request):
    found = catalogue()
    about = {"publisher": PUBLISHER, "licence": LICENCE, "attribution": attribution()}
    about |= {"status": found.status, "proposed_on": found.proposed_on}
    typical = {"buddies": found.buddies, "recipients": found.recipients}
    return JsonResponse({**about, "minutes_are_for": typical, "parts": list(rows())})


class PlannerView(TemplateView):
    """The form, or the plan that its address describes. Nothing is stored."""

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        form = PlannerForm(asked if asked.keys() & PlannerForm.base_fields.keys() else None)
        asked = asked.copy()
        changes = bool(asked.pop("change", None))
        plan = form.plan if form.is_valid() and not changes else None
        return super().get_context_data(form=form, plan=plan, asked=asked.urlencode(), **kwargs)

    def render_to_response(self, context, **kwargs):
        self.template_name = f"directory/monitoring/{'plan' if context['plan'] else 'planner'}.html"
        return super().render_to_response(context, **kwargs)


def plan_xlsx(request):
    """The plan of the same query as a spreadsheet; what makes no plan leads to the form, which says why."""
    form = PlannerForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('monitoring:planner')}?{request.GET.urlencode()}")
    response = HttpResponse(as_workbook(form.plan), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="plan.xlsx"'
    return response
