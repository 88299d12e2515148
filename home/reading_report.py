"""Which pages may be hard for readers: a report for editors, the worst first."""

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy

from hub.guide import Guided
from hub.models import HubPage
from hub.reading import KINDS, passages_of, read
from hub.reading.rules import AGE, TARGET_AGE

from .models import PageReading

STATES = [("true", "Published"), ("false", "Draft alone")]


class ReadingFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label="What was found", choices=list(KINDS.items()), method="with_kind")
    live = django_filters.TypedChoiceFilter(
        field_name="page__live", label="State", choices=STATES, coerce=lambda value: value == "true"
    )
    language = django_filters.ChoiceFilter(
        field_name="page__locale__language_code", label="Language", choices=settings.LANGUAGES
    )
    title = django_filters.CharFilter(field_name="page__title", label="Title", lookup_expr="icontains")

    class Meta:
        model = PageReading
        fields = []

    def with_kind(self, rows, name, kind):
        return rows.filter(**({"age__gt": TARGET_AGE} if kind == AGE else {f"{kind}__gt": 0}))


def state_of(row):
    if row.page.live:
        return "Published, with a newer draft" if row.page.has_unpublished_changes else "Published"
    return "Draft"


class ReadingReportView(Guided, ReportView):
    """How much may be hard in the newest draft of each page."""

    shows = None  # counts alone
    permission_policy = ModelPermissionPolicy(PageReading)
    permission_required = "view"
    guide_section = "content-checks"
    page_title = "Content checks"
    header_icon = "glasses"
    index_url_name = "reading_report"
    index_results_url_name = "reading_report_results"
    filterset_class = ReadingFilterSet
    default_ordering = "-total"
    list_export = ["page.title", "kind", "language", "state", "age", *[kind for kind in KINDS if kind != AGE], "total"]
    list_export += ["read_at", "page.full_url"]
    export_headings = {
        "page.title": "Page",
        "kind": "Kind of page",
        "language": "Language",
        "state": "State",
        "age": KINDS[AGE],
        **KINDS,
        "total": "All findings",
        "read_at": "Looked at",
        "page.full_url": "Address",
    }
    columns = [
        TitleColumn(
            "page.title", label="Page", sort_key="page__title", width="30%", get_url=lambda row: address_of(row)
        ),
        Column("language", label="Language", sort_key="page__locale"),
        Column("age", label="Age", sort_key="age"),
        Column("sentences", label="Sentences", sort_key="sentences"),
        Column("words", label="Words", sort_key="words"),
        Column("links", label="Links", sort_key="links"),
        Column("pictures", label="Pictures", sort_key="pictures"),
        Column("headings", label="Headings", sort_key="headings"),
        Column("total", label="All", sort_key="total"),
    ]

    def get_queryset(self):
        rows = PageReading.objects.select_related("page__locale", "page__content_type")
        return self.order_queryset(rows)

    def decorate_paginated_queryset(self, rows):
        return [told(row) for row in rows]


def told(row):
    """`row` with what is shown of it in words."""
    row.kind = row.page.cached_content_type.name
    row.language = dict(settings.LANGUAGES)[row.page.locale.language_code]
    row.state = state_of(row)
    return row


def address_of(row):
    """Where the findings of a row are shown."""
    return reverse("page_reading", args=[row.page_id])


class PageReadingView(Guided, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What may be hard in the newest draft of one page: translations have no tab of checks beside their fields."""

    shows = None  # what the editor of a page shows
    guide_section = "content-checks"
    permission_policy = ModelPermissionPolicy(PageReading)
    permission_required = "view"
    page_title = "Content checks"
    header_icon = "glasses"
    template_name = "home/admin/page_reading.html"

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        above = {"url": reverse("reading_report"), "label": self.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_subtitle()}]

    def get_context_data(self, pk):
        self.page = get_object_or_404(Page, pk=pk).get_latest_revision_as_object()
        if not (isinstance(self.page, HubPage) and self.page.permissions_for_user(self.request.user).can_edit()):
            raise PermissionDenied
        reading = read(passages_of(self.page), self.page.locale.language_code)
        return super().get_context_data(page=self.page, reading=reading, target=TARGET_AGE)
