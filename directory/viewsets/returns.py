"""Returns as editors work with them: the list, the page on which one is read, asked about and accepted, how complete a
year is and what it asks of prisons, and the raw numbers for those who may take them away."""

import csv

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from directory.models import Prison, Return, ReturnValue, Scheme
from directory.models.returns import WITH_EDITORS, ReturnStatus
from directory.monitoring import returning
from directory.monitoring.burden import all_forms, burdens
from directory.monitoring.indicators import catalogue
from directory.monitoring.lines import to_read
from directory.monitoring.returning import RefusedError
from hub.cells import neutral
from hub.viewsets import NeverEditedMixin

EXPORTED = ("prison", "scheme", "year", "status", "part", "unit", "value", "marker", "reason", "as typed", "comment")
NOT_NOW = "This is not possible now: somebody has moved the return on. Nothing was done."


class ReturnFilterSet(WagtailFilterSet):
    year = django_filters.NumberFilter(label="Year from 1 April")
    status = django_filters.ChoiceFilter(
        choices=[(status, status.label) for status in WITH_EDITORS],
        label="State",
        widget=forms.RadioSelect,
        empty_label="All",
    )
    prison = django_filters.ModelChoiceFilter(
        field_name="scheme__prison", queryset=Prison.objects.exclude(schemes=None), label="Prison"
    )

    class Meta:
        model = Return
        fields = []


class ReturnIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("-year", "scheme__code")

    def get_base_queryset(self):
        return Return.objects.with_editors().select_related("scheme__prison")

    @property
    def header_buttons(self):
        buttons = [("Completeness and minutes", "monitoring_returns:years", "history")]
        if self.request.user.has_perm("directory.export_return"):
            buttons.append(("Export raw numbers", "monitoring_returns:export", "download"))
        return [HeaderButton(label, url=reverse(name), icon_name=icon) for label, name, icon in buttons]


class ReturnAdminView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page of the admin about returns."""

    permission_policy = ModelPermissionPolicy(Return)
    permission_required = "change"
    header_icon = "table"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("monitoring_returns:index"), "label": "Returns"},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def show(self, **context):
        return self.render_to_response(self.get_context_data(**context))


class QueryForm(forms.Form):
    text = forms.CharField(
        label="Your question to the prison",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It opens the return again, so that the prison can put the numbers right.",
        error_messages={"required": "Write your question."},
    )


class ReadView(ReturnAdminView):
    page_title = "Return"
    template_name = "directory/admin/return.html"

    def setup(self, request, pk):
        super().setup(request)
        rows = Return.objects.with_editors().select_related("scheme__prison", "sent_by")
        self.returned = get_object_or_404(rows, pk=pk)

    def get_page_subtitle(self):
        return str(self.returned)

    def get(self, request, pk):
        return self.read(QueryForm())

    def post(self, request, pk):
        form = QueryForm(request.POST)
        try:
            if "accept" in request.POST:
                returning.accept(self.returned, request.user)
                messages.success(request, "Accepted.")
            elif form.is_valid():
                returning.ask(self.returned, form.cleaned_data["text"], request.user)
                messages.success(
                    request, "Your question is on the prison’s page of the return, and its team is told by e-mail."
                )
            else:
                return self.read(form)
        except RefusedError:
            messages.error(request, NOT_NOW)
            return self.read(form)
        return redirect("monitoring_returns:read", self.returned.pk)

    def read(self, form):
        values = returning.values_of(self.returned)
        problems = returning.problems_of(self.returned, values)
        return self.show(
            form=form,
            returned=self.returned,
            sections=to_read(values, problems),
            thread=self.returned.queries.select_related("written_by"),
            may_accept=self.returned.may_become(ReturnStatus.ACCEPTED),
        )


class YearsView(ReturnAdminView):
    """How many of the schemes that run have returned something for a year, and the minutes asked of each prison."""

    page_title = "Completeness and minutes"
    template_name = "directory/admin/years.html"

    def get(self, request):
        counts = {
            f"n_{status}": Count("pk", filter=Q(status=status))
            for status in ReturnStatus
            if status != ReturnStatus.NOT_STARTED
        }
        years = Return.objects.order_by("-year").values("year").annotate(**counts)
        rows = [(row["year"], [row[name] for name in counts], with_editors(row)) for row in years]
        states = [status.label for status in ReturnStatus if status != ReturnStatus.NOT_STARTED]
        return self.show(
            years=rows,
            states=states,
            schemes=Scheme.objects.running().count(),
            burdens=burdens(),
            forms=all_forms().values(),
            catalogue=catalogue(),
        )


def with_editors(row):
    return sum(row[f"n_{status}"] for status in WITH_EDITORS)


class ExportView(ReturnAdminView):
    """Every number that was sent, as it was sent."""

    permission_required = "export"

    def get(self, request):
        returns = Return.objects.with_editors()
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="returns.csv"'
        response["Cache-Control"] = "no-store"
        writer = csv.writer(response)
        writer.writerow(EXPORTED)
        values = ReturnValue.objects.filter(returned__in=returns).select_related("returned__scheme")
        writer.writerows(map(cells_of, values.order_by("-returned__year", "returned__scheme__code", "part")))
        return response


def cells_of(value):
    returned, part = value.returned, catalogue().parts.get(value.part)
    return [
        *(returned.scheme.prison_id, returned.scheme.code, returned.year, returned.status, value.part),
        *(part.unit.value if part else "", "" if value.value is None else value.value, value.marker, value.reason),
        *(neutral(value.typed), neutral(value.comment)),
    ]


class ReturnViewSet(NeverEditedMixin, ModelViewSet):
    model = Return
    name = "monitoring_returns"
    icon = "table"
    menu_label = "Returns"
    menu_order = 206
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["status"]
    index_view_class = ReturnIndexView
    filterset_class = ReturnFilterSet
    search_fields = ["scheme__code", "scheme__name"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        TitleColumn("scheme", label="Scheme", accessor=str, url_name="monitoring_returns:read"),
        Column("prison", label="Prison", accessor="scheme.prison"),
        "year",
        Column("status", label="State", accessor="get_status_display"),
        "sent_at",
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Returns are read, asked about and accepted. Nobody adds, changes or deletes one here."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in ("index", "index_results")]
        return [
            *kept,
            path("years/", self.construct_view(YearsView), name="years"),
            path("export/", self.construct_view(ExportView), name="export"),
            path("read/<int:pk>/", self.construct_view(ReadView), name="read"),
        ]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="directory", codename__in=["change_return", "export_return"]
        )
