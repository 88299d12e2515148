"""Which pages somebody has to look at again: a report for editors, and noting that a page is still right."""

import datetime

import django_filters
from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from hub.forms import PlainForm
from hub.guide import Guided
from hub.models import HubPage, User

from .reviewing import DUE, page_models, still_right, with_review_date

PERMISSION = "home.review_pagereading"
A_YEAR = datetime.timedelta(days=365)


def kinds(request):
    return ContentType.objects.filter(
        pk__in=[of.pk for of in ContentType.objects.get_for_models(*page_models()).values()]
    )


class ReviewFilterSet(WagtailFilterSet):
    due = django_filters.ChoiceFilter(label="Due", choices=list(DUE.items()))
    language = django_filters.ChoiceFilter(
        field_name="locale__language_code", label="Language", choices=settings.LANGUAGES
    )
    content_type = django_filters.ModelChoiceFilter(label="Kind", queryset=kinds)
    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")

    class Meta:
        model = Page
        fields = []


class ForReviewers:
    """Mixin for a view: for those who may see which pages are due."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReviewReportView(ForReviewers, Guided, ReportView):
    """When somebody is to look again at each published page."""

    shows = User  # who owns a page
    guide_section = "pages-to-review"
    page_title = "Pages to review"
    header_icon = "calendar-check"
    index_url_name = "review_report"
    index_results_url_name = "review_report_results"
    filterset_class = ReviewFilterSet
    list_export = ["title", "kind", "language", "due_label", "review_on", "owned_by", "latest_revision_created_at"]
    list_export += ["full_url"]
    export_headings = {
        "title": "Page",
        "kind": "Kind",
        "language": "Language",
        "due_label": "Due",
        "review_on": "Review by",
        "owned_by": "Owner",
        "latest_revision_created_at": "Last edited",
        "full_url": "Address",
    }
    columns = [
        TitleColumn(
            "title", label="Page", width="30%", get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.pk])
        ),
        Column("kind", label="Kind"),
        Column("language", label="Language"),
        Column("due_label", label="Due"),
        Column("review_on", label="Review by"),
        Column("owned_by", label="Owner"),
        DateColumn("latest_revision_created_at", label="Last edited"),
        TitleColumn(
            "reviewed",
            label="Looked at it?",
            accessor=lambda row: f"“{row.title}” is still right",
            get_url=lambda row: reverse("review_page", args=[row.pk]),
        ),
    ]

    def get_queryset(self):
        return with_review_date().select_related("owner", "locale", "content_type")

    def decorate_paginated_queryset(self, rows):
        return [told(row) for row in rows]


def told(row):
    """`row` with what is shown of it in words."""
    row.kind = row.content_type.name
    row.language = dict(settings.LANGUAGES)[row.locale.language_code]
    row.due_label = DUE[row.due]
    row.owned_by = str(row.owner or "")
    return row


class StillRightForm(PlainForm):
    next_on = forms.DateField(
        label="Look at it again by",
        initial=lambda: timezone.localdate() + A_YEAR,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Say by when somebody looks at it again.", "invalid": "Enter a date."},
    )

    def clean_next_on(self):
        day = self.cleaned_data["next_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Choose a day that is still to come.")
        return day


class StillRightView(ForReviewers, WagtailAdminTemplateMixin, FormView):
    """For who may publish a page: it was read and is still right."""

    shows = None  # the title of a page that anybody may read
    page_title = "Still right"
    header_icon = "calendar-check"
    template_name = "home/admin/still_right.html"
    form_class = StillRightForm
    success_url = reverse_lazy("review_report")

    def setup(self, request, pk):
        super().setup(request, pk=pk)
        self.page = get_object_or_404(Page, pk=pk).specific
        may = self.page.permissions_for_user(request.user)
        if not (isinstance(self.page, HubPage) and self.page.live and may.can_publish()):
            raise PermissionDenied

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        above = {"url": reverse("review_report"), "label": ReviewReportView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        still_right(self.page, form.cleaned_data["next_on"], self.request.user)
        messages.success(self.request, f"Noted: “{self.page.title}” is still right.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, page=self.page)
