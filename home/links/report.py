"""Links that lead nowhere: a report for editors, those longest broken first."""

import django_filters
from django.conf import settings
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import BrokenLink
from home.models.links import Problem
from hub.guide import Guided


class LinkFilterSet(WagtailFilterSet):
    problem = django_filters.ChoiceFilter(label="What is wrong", choices=Problem.choices)
    is_outside = django_filters.TypedChoiceFilter(
        label="Where it leads",
        choices=[("false", "Within this site"), ("true", "To another site")],
        coerce=lambda value: value == "true",
    )
    language = django_filters.ChoiceFilter(
        field_name="page__locale__language_code", label="Language", choices=settings.LANGUAGES
    )
    address = django_filters.CharFilter(label="Address", lookup_expr="icontains")

    class Meta:
        model = BrokenLink
        fields = []


class LinkReportView(Guided, ReportView):
    shows = None  # links that anybody may choose
    permission_policy = ModelPermissionPolicy(BrokenLink)
    permission_required = "view"
    guide_section = "broken-links"
    page_title = "Broken links"
    header_icon = "link"
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    filterset_class = LinkFilterSet
    default_ordering = ("since", "pk")
    list_export = ["page.title", "language", "text", "address", "get_problem_display", "since", "checked_on"]
    list_export += ["page.full_url"]
    export_headings = {
        "page.title": "Page",
        "language": "Language",
        "text": "Text of the link",
        "address": "Address",
        "get_problem_display": "What is wrong",
        "since": "First seen",
        "checked_on": "Last checked",
        "page.full_url": "Address of the page",
    }
    columns = [
        TitleColumn(
            "page.title",
            label="Page",
            sort_key="page__title",
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        ),
        Column("language", label="Language"),
        Column("text", label="Text of the link"),
        Column("address", label="Address", sort_key="address"),
        Column("get_problem_display", label="What is wrong", sort_key="problem"),
        Column("since", label="First seen", sort_key="since"),
        Column("checked_on", label="Last checked"),
    ]

    def get_queryset(self):
        return self.order_queryset(BrokenLink.objects.told().select_related("page__locale"))

    def decorate_paginated_queryset(self, rows):
        return [told(row) for row in rows]


def told(row):
    """`row` with the name of its page's language."""
    row.language = dict(settings.LANGUAGES)[row.page.locale.language_code]
    return row
