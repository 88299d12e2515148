from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.blocks import VoiceBody
from hub.listing import FacetField, FilterForm
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from resources.practice import recommendations_of

from .cited import CitedPage


class Role(models.TextChoices):
    """Who speaks. Never optional: "service users' voices" without a service user is a fault to be seen."""

    RECIPIENT = "recipient", _("Person receiving support")
    BUDDY = "buddy", _("Buddy")
    FORMER_PRISONER = "former_prisoner", _("Person who has left prison")
    FAMILY = "family", _("Family member")
    OFFICER = "officer", _("Prison officer")
    MANAGER = "manager", _("Prison manager")
    GOVERNOR = "governor", _("Governor or director")
    HEALTHCARE = "healthcare", _("Healthcare worker")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COMMISSIONER = "commissioner", _("Commissioner")
    TRAINER = "trainer", _("Trainer")
    RESEARCHER = "researcher", _("Researcher")
    INSPECTOR = "inspector", _("Inspector")


class Attribution(models.TextChoices):
    FIRST_NAME = "first_name", _("First name, as the person asked")
    PSEUDONYM = "pseudonym", _("Name changed")
    ROLE_ONLY = "role_only", _("Role only")
    ANONYMOUS = "anonymous", _("Anonymous")


class Shape(models.TextChoices):
    QUOTE = "quote", _("Quote")
    TESTIMONY = "testimony", _("Testimony")
    POINTS = "points", _("Points")
    INTERVIEW = "interview", _("Interview")


class VoicePage(CitedPage):
    """What one person said. Other pages quote it by reference, so that it is corrected or withdrawn in one place."""

    parent_page_types = ["resources.VoiceIndexPage"]
    subpage_types = []

    role = models.CharField(_("role"), max_length=20, choices=Role)
    attribution = models.CharField(_("attribution"), max_length=12, choices=Attribution)
    credit = models.CharField(
        _("credit"), max_length=120, help_text=_("As printed, such as “Buddy, category C prison”. Never a surname.")
    )
    setting = models.CharField(
        _("setting"), max_length=120, help_text=_("A kind of prison and a region. No wing, no cell, no diagnosis.")
    )
    prison = models.ForeignKey(
        "directory.Prison",
        verbose_name=_("prison"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
        help_text=_("Not printed. For checking that nobody can be picked out."),
    )
    shape = models.CharField(_("shape"), max_length=10, choices=Shape)
    quote = models.TextField(
        _("quote"), max_length=260, help_text=_("The words other pages quote. No quotation marks.")
    )
    said_on = models.DateField(_("said in"), help_text=_("Only the month and year are printed."))
    context = models.TextField(_("context"), help_text=_("When, where and to whom this was said."))
    content_note = models.CharField(
        _("content note"),
        max_length=160,
        blank=True,
        help_text=_("What a reader may find distressing. Shown before the text."),
    )
    body = StreamField(VoiceBody(), verbose_name=_("body"), blank=True)
    recommendations = ParentalManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it speaks of"),
        blank=True,
        related_name="voices",
    )

    objects = PageManager.from_queryset(HubPageQuerySet)()

    content_panels = [
        *CitedPage.content_panels,
        MultiFieldPanel(["role", "attribution", "credit", "setting", "prison"], _("Who speaks")),
        MultiFieldPanel(["shape", "quote", "body"], _("Words")),
        MultiFieldPanel(["said_on", "context", "content_note"], _("Context")),
        "recommendations",
    ]
    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("credit"),
        index.SearchField("quote"),
        index.SearchField("body"),
        index.FilterField("role"),
    ]
    override_translatable_fields = [*CitedPage.override_translatable_fields, SynchronizedField("said_on")]

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["recommendations"] = recommendations_of([self])[self.translation_key]
        return context


class VoiceFilterForm(FilterForm):
    role = FacetField(label=_("Who speaks"), choices=Role.choices, lookup="role")
    shape = FacetField(label=_("Shape"), choices=Shape.choices, lookup="shape")
    topic = topic_facet(VoicePage)


class VoiceIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.VoicePage"]

    filter_form = VoiceFilterForm

    class Meta:
        verbose_name = _("voice index")
        verbose_name_plural = _("voice indexes")

    def listed(self):
        return VoicePage.objects.published().for_language().latest_first()
