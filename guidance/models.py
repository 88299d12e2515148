from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.listing import FacetField, FilterForm
from hub.models import HubPage, HubPageQuerySet, IndexPage, topic_facet

from .blocks import GuidanceBody
from .clauses import compile_clauses, number_recommendations
from .stages import BANNERS, ENDED, Nations, Stage


class GuidanceQuerySet(HubPageQuerySet):
    def not_ended(self):
        return self.exclude(stage__in=ENDED)


class GuidancePage(HubPage):
    parent_page_types = ["guidance.GuidanceIndexPage"]
    subpage_types = []

    reference = models.CharField(_("reference"), max_length=20, help_text=_("Such as PSSC-G-01. Never used again."))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.DRAFT)
    version = models.CharField(_("version"), max_length=20, default="0.1.0")
    issued_on = models.DateField(_("issued on"))
    consultation_opens = models.DateTimeField(_("consultation opens"), null=True, blank=True)
    consultation_closes = models.DateTimeField(_("consultation closes"), null=True, blank=True)
    audience = models.CharField(_("for"), max_length=160, help_text=_("Who should read this."))
    applies_to = models.CharField(_("applies to"), max_length=10, choices=Nations, default=Nations.BOTH)
    owner_name = models.CharField(_("owner"), max_length=120, help_text=_("The team that answers for this document."))
    last_number = models.PositiveSmallIntegerField(default=0, editable=False)
    body = StreamField(GuidanceBody(), verbose_name=_("body"))

    objects = PageManager.from_queryset(GuidanceQuerySet)()

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["reference", "version", "stage", "issued_on"], _("Edition")),
        MultiFieldPanel(["audience", "applies_to", "owner_name"], _("Header")),
        MultiFieldPanel(["consultation_opens", "consultation_closes"], _("Consultation"), classname="collapsed"),
        FieldPanel("body"),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("reference"),
        index.SearchField("body"),
        index.FilterField("stage"),
    ]
    override_translatable_fields = [
        *HubPage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("reference", "version", "issued_on", "consultation_opens", "consultation_closes")
        ),
    ]

    class Meta:
        verbose_name = _("guidance document")
        verbose_name_plural = _("guidance documents")

    def full_clean(self, *args, **kwargs):
        # The stored row knows of numbers that an older revision, edited again, has forgotten.
        stored = GuidancePage.objects.filter(pk=self.pk).values_list("last_number", flat=True).first() or 0
        self.last_number = number_recommendations(self.body, after=max(stored, self.last_number))
        super().full_clean(*args, **kwargs)

    @cached_property
    def clauses(self):
        return compile_clauses(self.body)

    @property
    def contents(self):
        """What the contents list leads to: sections, and boundary cards, which readers look for first."""
        return [clause for clause in self.clauses if clause.kind in ("section", "boundary")]

    @property
    def recommendations(self):
        return [clause for clause in self.clauses if clause.kind == "recommendation"]

    @property
    def banner(self):
        """(heading, sentence) to warn the reader with, or None while the text is simply in force."""
        return BANNERS.get(self.stage_now())

    def stage_now(self, at=None):
        """The stage at the time `at` (default: now): a consultation closes by itself."""
        over = self.consultation_closes and self.consultation_closes <= (at or timezone.now())
        return Stage.CONSULTATION_CLOSED if self.stage == Stage.CONSULTATION and over else Stage(self.stage)

    def clean(self):
        super().clean()
        opens, closes = self.consultation_opens, self.consultation_closes
        if opens and closes and closes <= opens:
            raise ValidationError({"consultation_closes": _("A consultation closes after it opens.")})

    @property
    def is_ended(self):
        return self.stage in ENDED


class GuidanceFilterForm(FilterForm):
    stage = FacetField(label=_("Stage"), choices=Stage.choices, lookup="stage")
    applies_to = FacetField(label=_("Applies to"), choices=Nations.choices, lookup="applies_to")
    topic = topic_facet()


class GuidanceIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guidance.GuidancePage"]

    filter_form = GuidanceFilterForm

    class Meta:
        verbose_name = _("guidance index")
        verbose_name_plural = _("guidance indexes")

    def listed(self):
        return GuidancePage.objects.published().for_language().order_by("reference")
