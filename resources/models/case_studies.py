from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.blocks import TEXT_FEATURES
from hub.languages import language_of
from hub.listing import BusiestFacetField, FacetField, FilterForm
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from hub.models.provenance import provenance_panel
from resources.evidence import DID_NOT_WORK, EvidenceDirection, EvidenceLevel
from resources.identity import IdentityPanel, check_identity
from resources.practice import recommendations_of
from resources.related import related_to

from .cited import RepublishedPage
from .confirmed import Confirmed
from .rated import Rated
from .toolkits import ToolkitPage

FIRST_YEAR = 2026


def part(label, help_text):
    """A part of the story, as rich text."""
    return RichTextField(label, features=TEXT_FEATURES, help_text=help_text)


class CaseStudyQuerySet(HubPageQuerySet):
    def with_prison(self):
        return self.select_related("prison")

    def to_read(self):
        return self.with_prison().with_team()

    def with_team(self):
        """Each with `has_team`: whether somebody acts for its prison, whom readers can ask."""
        asked = prison_model().objects.with_team().filter(pk=models.OuterRef("prison"), has_team=True)
        return self.annotate(has_team=models.Exists(asked))

    def found(self):
        """What lists and searches show: published pages that were not taken off the list, in whichever language."""
        delisted = self.model.objects.delisted().filter(translation_key=models.OuterRef("translation_key"))
        return super().found().filter(~models.Exists(delisted))

    def delisted(self):
        """The translation keys of what was taken off the list."""
        return self.filter(delisted_on__isnull=False).values("translation_key")

    def originals(self):
        """Each once, whatever its languages: English pages, and those that have no English."""
        english = self.model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        others = english.filter(translation_key=models.OuterRef("translation_key"))
        own = models.Q(locale__language_code=settings.LANGUAGE_CODE) | ~models.Exists(others)
        return self.filter(own)

    def to_rate(self):
        """What has ratings: drafts too, so that a story can be rated before it is published."""
        return self.originals().exclude(translation_key__in=self.model.objects.delisted())

    def with_rating(self):
        """Annotate what its rating says, in both languages, each as `rating_…`; null while there is none."""
        ratings = self.model._meta.get_field("ratings").related_model.objects.confirmed().latest_first()
        own = ratings.filter(case_study__translation_key=models.OuterRef("translation_key"))
        names = ("reasons", "reasons_cy", "not_known", "not_known_cy")
        return self.annotate(**{f"rating_{name}": models.Subquery(own.values(name)[:1]) for name in names})


class CaseStudyPage(Confirmed, Rated, RepublishedPage):
    parent_page_types = ["resources.CaseStudyIndexPage"]
    subpage_types = []
    identifier_kind = "case-study"

    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.PROTECT, related_name="case_studies"
    )
    started = models.CharField(_("started"), max_length=60, help_text=_("Such as “Spring 2025”."))
    involved = models.CharField(_("how people in prison were involved"), max_length=300)
    context = part(_("context"), _("What kind of place this is and who lives there. No wings, no names."))
    need = part(_("need"), _("What was wrong or missing."))
    what_we_did = part(_("what we did"), _("Step by step, so that another prison could do it."))
    staffing = part(_("staffing"), _("Who leads it and with how much time."))
    cost = part(_("cost"), _("What was spent, on what. Say if it is not known."))
    results = part(_("results"), _("What changed, and how that is known."))
    did_not_work = part(_("what did not work"), _("Kept, and as findable as the rest."))
    risks = part(_("risks"), _("What could go wrong for either side and what was done about it."))
    learning = part(_("learning"), _("Advice to another prison."))

    confirmed_on = models.DateField(
        _("last confirmed"),
        null=True,
        blank=True,
        help_text=_("When the prison last said that this is still so. Empty: when it was published."),
    )
    delisted_on = models.DateField(
        _("taken off the list"), null=True, blank=True, help_text=_("Its page stays and says so.")
    )
    delisted_reason = models.TextField(_("why it was taken off the list"), blank=True)

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

    publication_checks = (*RepublishedPage.publication_checks, check_identity)
    preview_checks = (check_identity,)
    told = ("title", "summary", "started", "involved", *PARTS)

    content_panels = [
        IdentityPanel(),
        *RepublishedPage.content_panels,
        MultiFieldPanel(["prison", "started", "involved"], _("Where and when")),
        MultiFieldPanel(list(PARTS), _("Story")),
        MultiFieldPanel(
            [FieldPanel(name, read_only=True) for name in Rated.COPIES],
            _("Evidence"),
            help_text=_("Two editors set this, under “Evidence ratings”."),
        ),
        "recommendations",
        MultiFieldPanel(["confirmed_on", "delisted_on", "delisted_reason"], _("Whether it is still so")),
        provenance_panel(),
    ]
    search_fields = [
        *RepublishedPage.search_fields,
        *map(index.SearchField, PARTS),
        index.FilterField("evidence_level"),
        index.RelatedFields("prison", [index.SearchField("name"), index.SearchField("name_cy")]),
    ]

    # Facts about the practice, which are those of the original in every language. A copy is something else: not rated.
    override_translatable_fields = [
        *RepublishedPage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in (*Rated.COPIES, "confirmed_on", "delisted_on")),
    ]
    exclude_fields_in_copy = list(Rated.COPIES)

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        # A few of many, which every list has to leave out.
        indexes = [
            models.Index(
                fields=["delisted_on"], condition=models.Q(delisted_on__isnull=False), name="case_study_delisted"
            )
        ]

    def clean(self):
        super().clean()
        if self.delisted_on and not self.delisted_reason:
            raise ValidationError({"delisted_reason": _("Say why, for readers.")})
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError({"confirmed_on": _("This day is still to come.")})

    @property
    def parts(self):
        """(anchor, heading, rich text) of each part of the story that is filled."""
        fields = [(name, self._meta.get_field(name).verbose_name, getattr(self, name)) for name in self.PARTS]
        return [(name.replace("_", "-"), heading, text) for name, heading, text in fields if text]

    @cached_property
    def original(self):
        """The English page, with its prison: its facts hold in every language. Itself where there is none."""
        if language_of(self.locale_id) == settings.LANGUAGE_CODE:
            return self
        versions = CaseStudyPage.objects.filter(translation_key=self.translation_key).with_prison().with_team()
        return versions.filter(locale__language_code=settings.LANGUAGE_CODE).first() or self

    @cached_property
    def has_team(self):
        """Whether somebody acts for its prison, whom readers can ask."""
        return self.prison.has_team

    @property
    def last_confirmed(self):
        """The day on which the prison last said that this is so; None before it is published."""
        published = self.original.first_published_at
        return self.original.confirmed_on or (published and timezone.localdate(published))

    @property
    def why_delisted(self):
        """The reason, in the reader's language where there is one in it."""
        return self.delisted_reason or self.original.delisted_reason

    @property
    def why_delisted_lang(self):
        """The language of `why_delisted` where that is not the page's, for a `lang` attribute; else empty."""
        return "" if self.delisted_reason or self.original is self else "en"

    @property
    def review_due_on(self):
        return self.review_on

    def all_ratings(self):
        ratings = self._meta.get_field("ratings").related_model.objects
        return ratings.filter(case_study__translation_key=self.translation_key)

    def rated_rows(self):
        return CaseStudyPage.objects.filter(translation_key=self.translation_key)

    def get_context(self, request, *args, **kwargs):
        # A prison that was read already, with a Welsh page's original, is not read again.
        prison = models.Prefetch("prison", prison_model().objects.with_team())
        models.prefetch_related_objects([self.original], prison)
        context = super().get_context(request, *args, **kwargs)
        context["recommendations"] = recommendations_of([self])[self.translation_key]
        context["related"] = related_to(self, context["recommendations"], CaseStudyPage.objects, ToolkitPage.objects)
        context["rating"] = self.rating
        return context


def prison_model():
    return CaseStudyPage._meta.get_field("prison").related_model


def prison_choices(field):
    """A function that gives the controlled values of a field of the prison, once all models are loaded."""
    return lambda: prison_model()._meta.get_field(field).choices


def years():
    """(value, label) of the years in which there was a hub, the latest first."""
    return [(str(year), str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


class CaseStudyFilterForm(FilterForm):
    evidence_level = FacetField(label=_("How we know"), choices=EvidenceLevel.choices, lookup="evidence_level")
    evidence_direction = FacetField(
        label=_("What was found"), choices=EvidenceDirection.choices, lookup="evidence_direction"
    )
    topic = topic_facet(CaseStudyPage)
    country = FacetField(label=_("Nation"), choices=prison_choices("country"), lookup="prison__country")
    region = FacetField(label=_("Region"), choices=prison_choices("region"), lookup="prison__region")
    function = FacetField(label=_("Kind of prison"), choices=prison_choices("function"), lookup="prison__function")
    category = FacetField(
        label=_("Security category"),
        choices=lambda: prison_model().CATEGORIES,
        lookup="prison__security_categories__contains",
    )
    operator = FacetField(
        label=_("Who runs the prison"), choices=lambda: prison_model().OPERATORS, lookup="prison__operator"
    )
    year = FacetField(label=_("Year of publication"), choices=years, lookup="first_published_at__year")
    prison = BusiestFacetField(label=_("Prison"), lookup="prison", model=prison_model)


class CaseStudyIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.CaseStudyPage"]

    feed = "case-studies"
    filter_form = CaseStudyFilterForm

    class Meta:
        verbose_name = _("case study index")
        verbose_name_plural = _("case study indexes")

    @property
    def did_not_work(self):
        """The query that shows what did not work, at least in part."""
        return urlencode({"evidence_direction": [value.value for value in DID_NOT_WORK]}, doseq=True)

    def listed(self):
        return CaseStudyPage.objects.found().for_language().with_prison().latest_first()
