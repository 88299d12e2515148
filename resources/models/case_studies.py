from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index

from hub.blocks import TEXT_FEATURES
from hub.listing import FacetField, FilterForm, GroupedFacetField
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from resources.evidence import LEVEL_MEANINGS, EvidenceDirection, EvidenceLevel
from resources.practice import recommendations_of

from .cited import CitedPage


def told(label, help_text):
    """A part of the story, as rich text."""
    return RichTextField(label, features=TEXT_FEATURES, help_text=help_text)


class CaseStudyQuerySet(HubPageQuerySet):
    def with_prison(self):
        return self.select_related("prison")


class CaseStudyPage(CitedPage):
    parent_page_types = ["resources.CaseStudyIndexPage"]
    subpage_types = []

    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.PROTECT, related_name="case_studies"
    )
    started = models.CharField(_("started"), max_length=60, help_text=_("Such as “Spring 2025”."))
    involved = models.CharField(_("how people in prison were involved"), max_length=300)
    context = told(_("context"), _("What kind of place this is and who lives there. No wings, no names."))
    need = told(_("need"), _("What was wrong or missing."))
    what_we_did = told(_("what we did"), _("Step by step, so that another prison could do it."))
    staffing = told(_("staffing"), _("Who leads it and with how much time."))
    cost = told(_("cost"), _("What was spent, on what. Say if it is not known."))
    results = told(_("results"), _("What changed, and how that is known."))
    did_not_work = told(_("what did not work"), _("Kept, and as findable as the rest."))
    risks = told(_("risks"), _("What could go wrong for either side and what was done about it."))
    learning = told(_("learning"), _("Advice to another prison."))

    evidence_level = models.CharField(
        _("evidence level"), max_length=12, choices=EvidenceLevel, help_text=_("How we know.")
    )
    evidence_direction = models.CharField(
        _("evidence direction"), max_length=16, choices=EvidenceDirection, help_text=_("What was found.")
    )
    evidence_basis = models.TextField(_("basis of the evidence level"))
    not_known = models.CharField(_("what we do not know"), max_length=300)

    recommendations = ParentalManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="case_studies",
    )

    # The story in reading order; also the order of the contents list.
    PARTS = (
        "context",
        "need",
        "what_we_did",
        "staffing",
        "cost",
        "results",
        "did_not_work",
        "risks",
        "learning",
    )

    objects = PageManager.from_queryset(CaseStudyQuerySet)()

    content_panels = [
        *CitedPage.content_panels,
        MultiFieldPanel(["prison", "started", "involved"], _("Where and when")),
        MultiFieldPanel(list(PARTS), _("Story")),
        MultiFieldPanel(["evidence_level", "evidence_direction", "evidence_basis", "not_known"], _("Evidence")),
        "recommendations",
    ]
    search_fields = [
        *CitedPage.search_fields,
        *map(index.SearchField, PARTS),
        index.FilterField("evidence_level"),
        index.RelatedFields("prison", [index.SearchField("name"), index.SearchField("name_cy")]),
    ]

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")

    @property
    def parts(self):
        """(anchor, heading, rich text) of each part of the story that is filled."""
        fields = [(name, self._meta.get_field(name).verbose_name, getattr(self, name)) for name in self.PARTS]
        return [(name.replace("_", "-"), heading, text) for name, heading, text in fields if text]

    @property
    def evidence_meaning(self):
        return LEVEL_MEANINGS.get(self.evidence_level, "")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["recommendations"] = recommendations_of([self])[self.translation_key]
        return context


def prison_model():
    return CaseStudyPage._meta.get_field("prison").related_model


def prisons_with_case_studies():
    told_of = prison_model().objects.filter(case_studies__in=CaseStudyPage.objects.published())
    return [(row.nomis_code, str(row)) for row in told_of.distinct()]


def prison_choices(field):
    """A function that gives the controlled values of a field of the prison, once all models are loaded."""
    return lambda: prison_model()._meta.get_field(field).choices


class CaseStudyFilterForm(FilterForm):
    evidence_level = FacetField(label=_("How we know"), choices=EvidenceLevel.choices, lookup="evidence_level")
    evidence_direction = FacetField(
        label=_("What was found"), choices=EvidenceDirection.choices, lookup="evidence_direction"
    )
    topic = topic_facet()
    country = FacetField(label=_("Nation"), choices=prison_choices("country"), lookup="prison__country")
    region = FacetField(label=_("Region"), choices=prison_choices("region"), lookup="prison__region")
    function = FacetField(label=_("Kind of prison"), choices=prison_choices("function"), lookup="prison__function")
    prison = GroupedFacetField(label=_("Prison"), choices=prisons_with_case_studies, lookup="prison__nomis_code")


class CaseStudyIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.CaseStudyPage"]

    filter_form = CaseStudyFilterForm

    class Meta:
        verbose_name = _("case study index")
        verbose_name_plural = _("case study indexes")

    def listed(self):
        return CaseStudyPage.objects.published().for_language().with_prison().latest_first()
