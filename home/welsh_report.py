"""What is not in Welsh yet, or no longer says what the English says: a report for editors and translators."""

import django_filters
from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timesince import timesince
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from hub.querysets import HubPageQuerySet

NONE, DRAFT, BEHIND, SAME = "none", "draft", "behind", "same"
STATES = {
    NONE: "Not in Welsh",
    DRAFT: "Draft, not published",
    BEHIND: "English has changed since",
    SAME: "Up to date",
}


def counted(rows):
    """A subquery of how many `rows` there are; 0 where there are none."""
    count = rows.order_by().values("source__object").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), Value(0))


def with_welsh():
    """The published English pages, those whose readers wait longest first.

    Each with `state` (a key of STATES), `since` (when it came to be so; None of what is up to date), `welsh` (the
    primary key of its Welsh page), `translation` (of its record), `texts` and `translated` (how many there are).
    """
    welsh = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code="cy")
    texts = StringSegment.objects.filter(source__object=OuterRef("translation_key"), source__locale=OuterRef("locale"))
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale__language_code="cy", has_error=False
    )
    records = Translation.objects.filter(source__object=OuterRef("translation_key"), target_locale__language_code="cy")
    rows = (
        HubPageQuerySet(Page)
        .published()
        .filter(locale__language_code="en-gb", depth__gt=1)
        .annotate(
            welsh=Subquery(welsh.values("pk")[:1]),
            welsh_live=Subquery(welsh.values("live")[:1]),
            welsh_published=Subquery(welsh.values("last_published_at")[:1]),
            translation=Subquery(records.values("pk")[:1]),
            texts=counted(texts),
            translated=counted(texts.filter(Exists(done))),
        )
    )
    state = Case(
        When(welsh=None, then=Value(NONE)),
        When(welsh_live=False, then=Value(DRAFT)),
        When(Q(welsh_published__lt=F("last_published_at")), then=Value(BEHIND)),
        default=Value(SAME),
    )
    since = Case(
        When(state=BEHIND, then=F("last_published_at")),
        When(state=SAME, then=None),
        default=F("first_published_at"),
        output_field=DateTimeField(),
    )
    return rows.annotate(state=state).annotate(since=since).order_by(F("since").asc(nulls_last=True), "path")


class WelshFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label="State", choices=list(STATES.items()))
    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")

    class Meta:
        model = Page
        fields = ["state", "title"]


class WelshReportView(ReportView):
    """Where each published page stands in Welsh."""

    shows = None  # nobody's data
    page_title = "Welsh"
    header_icon = "wagtail-localize-language"
    index_url_name = "welsh_report"
    index_results_url_name = "welsh_report_results"
    filterset_class = WelshFilterSet
    list_export = ["title", "page_type", "state_label", "since", "texts", "translated", "full_url"]
    export_headings = {
        "title": "Page",
        "page_type": "Kind",
        "state_label": "Welsh",
        "since": "Since",
        "texts": "Texts",
        "translated": "Translated",
        "full_url": "Address",
    }
    columns = [
        TitleColumn("title", label="Page", get_url=lambda row: edit_url(row)),
        Column("page_type", label="Kind"),
        Column("state_label", label="Welsh"),
        Column("waited", label="For how long"),
        Column("progress", label="Texts translated"),
    ]

    def get_queryset(self):
        return with_welsh()

    def decorate_paginated_queryset(self, rows):
        return [told(row) for row in rows]


def told(row):
    """`row` with what is shown of it in words."""
    row.page_type = row.cached_content_type.name
    row.state_label = STATES[row.state]
    row.waited = timesince(row.since, depth=1) if row.since else ""
    row.progress = f"{row.translated} of {row.texts}" if row.texts else ""
    return row


def edit_url(row):
    """Where the Welsh is made: the translation where there is one, else the choice of languages to translate into."""
    if row.welsh:
        return reverse("wagtailadmin_pages:edit", args=[row.welsh])
    return reverse("wagtail_localize:submit_page_translation", args=[row.pk])
