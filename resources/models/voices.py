from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.blocks import VoiceBody
from hub.gone import gone
from hub.listing import FacetField, FilterForm
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from hub.playing import play
from hub.reach import Channel, outlet
from resources.balance import Role, balance
from resources.identity import IdentityPanel, check_identity
from resources.practice import recommendations_of

from .cited import CitedPage
from .consents import Attribution, check_consent, covered
from .recordings import Recording


class Shape(models.TextChoices):
    QUOTE = "quote", _("Quote")
    TESTIMONY = "testimony", _("Testimony")
    POINTS = "points", _("Points")
    INTERVIEW = "interview", _("Interview")


class VoiceQuerySet(HubPageQuerySet):
    def to_read(self):
        return self.select_related("prison")

    def covered(self, *channels):
        """Voices whose speaker agreed, for now, to all of `channels`, whether they are published or not."""
        return self.filter(covered(*channels))

    def quotable(self, *channels):
        """Published voices that may be quoted elsewhere on the site and leave it by `channels`."""
        return self.published().covered(Channel.QUOTATION, *channels)

    def withheld(self):
        """Voices that nobody may read, published or not: no consent to their own page is in force.

        Nor, while something leaves the hub by other channels, to those.
        """
        return self.filter(~covered(Channel.WEB, *outlet()))


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

    publication_checks = (*CitedPage.publication_checks, check_consent, check_identity)
    preview_checks = (check_consent, check_identity)
    quoted = ("quote", "body")
    told = ("title", "summary", "quote", "body", "credit", "setting", "context", "content_note")

    objects = PageManager.from_queryset(VoiceQuerySet)()

    content_panels = [
        IdentityPanel(),
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

    def citable(self, address):
        """As of every page, without the summary where that may distress."""
        return super().citable(address) | ({"abstract": ""} if self.content_note else {})

    @cached_property
    def agreed(self):
        """What may be done with it now, in one query: `readable`, `playable` and the pk of what is there to play."""
        recordings = Recording.objects.filter(
            voice=models.OuterRef("translation_key"), language=models.OuterRef("locale__language_code")
        )
        facts = {"readable": covered(Channel.WEB, *outlet()), "playable": covered(Channel.RECORDING, *outlet())}
        facts["recorded"] = models.Subquery(recordings.values("pk")[:1])
        return VoicePage.objects.filter(pk=self.pk).annotate(**facts).values(*facts).first() or dict.fromkeys(facts)

    @property
    def recording(self):
        """The voice as it was spoken, in the language of the page, where the person agreed to that; else None."""
        if not (self.agreed["playable"] and self.agreed["recorded"]):
            return None
        return Recording.objects.filter(pk=self.agreed["recorded"]).first()

    def serve(self, request, *args, **kwargs):
        """The page, or that it is gone while no consent is in force. It tells no other site that it was read."""
        response = super().serve(request, *args, **kwargs) if self.agreed["readable"] else gone(request)
        response["Referrer-Policy"] = "no-referrer"
        return response

    @path("recording/")
    def sound(self, request):
        """The recording itself, or the part of it that a player asks for. Raises Http404 where there is none."""
        if not (recording := self.recording):
            raise Http404
        return play(request, recording.file, recording.media_type)

    @path("captions.vtt/")
    def captions(self, request):
        recording = self.recording
        if not (recording and recording.captions):
            raise Http404
        return play(request, recording.captions, "text/vtt; charset=utf-8")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["recommendations"] = recommendations_of([self])[self.translation_key]
        context["recording"] = self.recording
        return context


class VoiceFilterForm(FilterForm):
    role = FacetField(label=_("Who speaks"), choices=Role.choices, lookup="role")
    shape = FacetField(label=_("Shape"), choices=Shape.choices, lookup="shape")
    topic = topic_facet(VoicePage)


class VoiceIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.VoicePage"]

    feed = "voices"
    filter_form = VoiceFilterForm

    class Meta:
        verbose_name = _("voice index")
        verbose_name_plural = _("voice indexes")

    def listed(self):
        return VoicePage.objects.published().for_language().latest_first()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["balance"] = balance(VoicePage.objects.published())
        return context
