from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from hub.blocks import StoryBody
from hub.listing import FacetField, FilterForm
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from resources.practice import recommendations_of

from .cited import CitedPage


class Template(models.TextChoices):
    """What a file is for."""

    JOB_DESCRIPTION = "job_description", _("Job description")
    APPLICATION = "application", _("Application form")
    INTERVIEW = "interview", _("Interview questions")
    COMPACT = "compact", _("Compact")
    BOUNDARY_SHEET = "boundary_sheet", _("Boundary sheet")
    SUPERVISION_LOG = "supervision_log", _("Supervision log")
    RISK_ASSESSMENT = "risk_assessment", _("Risk assessment")
    TRAINING_PLAN = "training_plan", _("Training plan")
    COSTS = "costs", _("Costs")
    OTHER = "other", _("Other")


class ToolkitPage(CitedPage):
    parent_page_types = ["resources.ToolkitIndexPage"]
    subpage_types = []

    body = StreamField(StoryBody(), verbose_name=_("body"))

    objects = PageManager.from_queryset(HubPageQuerySet)()

    content_panels = [
        *CitedPage.content_panels,
        FieldPanel("body"),
        InlinePanel("files", heading=_("Files"), label=_("File"), min_num=1),
    ]
    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("body"),
        index.RelatedFields("files", [index.SearchField("title"), index.SearchField("description")]),
    ]

    class Meta:
        verbose_name = _("toolkit")
        verbose_name_plural = _("toolkits")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        files = list(self.files.select_related("document"))
        recommendations = recommendations_of(files)
        context["files"] = [(file, recommendations[file.translation_key]) for file in files]
        return context


class ToolkitFile(TranslatableMixin, Orderable, ClusterableModel):
    """A file of a toolkit; its type, size, language and licence are the document's own."""

    page = ParentalKey(ToolkitPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "hub.HubDocument", verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("description"), max_length=255)
    template = models.CharField(_("what it is for"), max_length=20, choices=Template, default=Template.OTHER)
    issued_on = models.DateField(_("date"))
    recommendations = ParentalManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="toolkit_files",
    )

    panels = ["title", "description", "document", "template", "issued_on", "recommendations"]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("description"),
        SynchronizedField("document"),
        SynchronizedField("template"),
        SynchronizedField("issued_on"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("toolkit file")
        verbose_name_plural = _("toolkit files")

    def __str__(self):
        return self.title


class ToolkitFilterForm(FilterForm):
    template = FacetField(
        label=_("Holds"),
        choices=Template.choices,
        matches=lambda template: models.Q(pk__in=ToolkitFile.objects.filter(template=template).values("page")),
    )
    topic = topic_facet(ToolkitPage)


class ToolkitIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.ToolkitPage"]

    filter_form = ToolkitFilterForm

    class Meta:
        verbose_name = _("toolkit index")
        verbose_name_plural = _("toolkit indexes")

    def listed(self):
        return ToolkitPage.objects.published().for_language().latest_first()
