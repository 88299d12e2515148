from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.blocks import StoryBody
from hub.listing import FacetField, FilterForm
from hub.models import HubPage, HubPageQuerySet, IndexPage, topic_facet
from hub.models.provenance import Republished, provenance_panel, synchronized_provenance


class Kind(models.TextChoices):
    NEWS = "news", _("News")
    BLOG = "blog", _("Blog")
    INTERVIEW = "interview", _("Interview")
    OPPORTUNITY = "opportunity", _("Opportunity")


class NewsQuerySet(HubPageQuerySet):
    def latest_first(self):
        return self.order_by("-date", "-pk")

    def current(self, at=None):
        """Everything but opportunities whose deadline has passed at the date `at` (default: today)."""
        return self.exclude(kind=Kind.OPPORTUNITY, deadline__lt=at or timezone.localdate())


class NewsPage(Republished, HubPage):
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NEWS)
    date = models.DateField(_("date"), default=timezone.localdate)
    author = models.CharField(_("author"), max_length=120, help_text=_("A person, a team or a role."))
    author_role = models.CharField(_("author's role and organisation"), max_length=160, blank=True)
    image = models.ForeignKey(
        "hub.HubImage", verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(StoryBody(), verbose_name=_("body"))

    deadline = models.DateField(_("deadline"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    apply_url = models.URLField(_("where to apply"), blank=True)
    takes_replies = models.BooleanField(
        _("readers may reply"), default=True, help_text=_("An editor reads each reply before it is shown.")
    )

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels = [
        *HubPage.content_panels[:1],
        MultiFieldPanel(["kind", "date", "author", "author_role"], _("Byline")),
        "summary",
        "image",
        "body",
        MultiFieldPanel(["deadline", "reference", "apply_url"], _("Opportunity"), classname="collapsed"),
        provenance_panel(),
        "takes_replies",
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("body"),
        index.SearchField("author"),
        index.FilterField("kind"),
        index.FilterField("date"),
    ]
    override_translatable_fields = [
        *HubPage.override_translatable_fields,
        SynchronizedField("reference"),
        SynchronizedField("takes_replies"),
        *synchronized_provenance(),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")

    def get_context(self, request, *args, **kwargs):
        replies = self.replies.model.objects.shown_below(self)
        return super().get_context(request, *args, **kwargs) | {"replies": replies}

    def clean(self):
        super().clean()
        errors = self.provenance_errors()
        if self.kind == Kind.OPPORTUNITY and not self.deadline:
            errors["deadline"] = _("An opportunity needs a deadline.")
        if errors:
            raise ValidationError(errors)

    def is_open(self, at=None):
        """Whether an opportunity can still be taken up at the date `at` (default: today)."""
        return self.deadline is None or self.deadline >= (at or timezone.localdate())


def years():
    days = NewsPage.objects.published().dates("date", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in days]


class NewsFilterForm(FilterForm):
    kind = FacetField(label=_("Kind"), choices=Kind.choices, lookup="kind")
    topic = topic_facet(NewsPage)
    year = FacetField(label=_("Year"), lookup="date__year", choices=years)


class NewsIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]

    feed = "news"
    filter_form = NewsFilterForm

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def listed(self):
        return NewsPage.objects.published().for_language().latest_first()
