from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from directory.map import overview
from directory.models import Prison
from directory.querysets import by_region
from guidance.models import GuidancePage
from home.models.news import NewsPage
from hub.models import HubPage
from hub.remembered import remembered
from resources.models import CaseStudyPage, VoicePage


class RouteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.CharBlock(label=_("Text"), required=False)
    to = blocks.ChoiceBlock(
        label=_("Leads to"),
        choices=[
            ("guidance", _("Guidance")),
            ("directory", _("Find a prison")),
            ("toolkits", _("Toolkits")),
            ("voices", _("Voices")),
            ("case-studies", _("Case studies")),
            ("news", _("News")),
        ],
    )

    class Meta:
        icon = "arrow-right"
        label = _("Route")
        template = "blocks/route.html"
        preview_value = {"title": "See what is running where", "text": "A list and a map", "to": "directory"}
        description = _("One of the ways into the hub, shown beside the news on the home page.")


class RoutesBlock(blocks.StreamBlock):
    route = RouteBlock()


class HomePage(HubPage):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.AccessibilityStatementPage",
        "home.NewsIndexPage",
        "guidance.GuidanceIndexPage",
        "resources.CaseStudyIndexPage",
        "resources.VoiceIndexPage",
        "resources.ToolkitIndexPage",
    ]

    heading = models.CharField(_("heading"), max_length=90)
    primary_label = models.CharField(_("first button"), max_length=40, help_text=_("Leads to the guidance."))
    secondary_label = models.CharField(_("second button"), max_length=40, help_text=_("Leads to the directory."))
    featured_voice = models.ForeignKey(
        "resources.VoicePage",
        verbose_name=_("featured voice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    routes = StreamField(RoutesBlock(), verbose_name=_("routes"), blank=True)

    content_panels = [
        *Page.content_panels,
        "heading",
        "summary",
        MultiFieldPanel(["primary_label", "secondary_label"], _("Buttons")),
        "routes",
        "featured_voice",
    ]
    search_fields = [*HubPage.search_fields, index.SearchField("heading")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["documents"] = GuidancePage.objects.current()[:3]
        context["case_studies"] = CaseStudyPage.objects.found().for_language().with_prison().latest_first()[:3]
        context["news"] = NewsPage.objects.published().for_language().current().latest_first()[:3]
        context["voice"] = VoicePage.objects.quotable().for_language().translations_of(self.featured_voice_id).first()
        context["map"], context["regions"], context["prison_count"] = prisons_at_a_glance()
        return context


@remembered
def prisons_at_a_glance():
    """(the map, the regions, the number) of the prisons in the directory."""
    prisons = list(Prison.objects.in_directory())
    return overview(prisons), by_region(prisons), len(prisons)
