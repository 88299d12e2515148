from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField


class HubPageQuerySet(PageQuerySet):
    def published(self):
        """Pages that anyone may read: live, and not under a page that asks for a password or a sign-in.

        The same rule as Wagtail's `live().public()`, as part of the query itself instead of a query of its own.
        """
        restrictions = PageViewRestriction.objects.alias(
            reader_path=models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
        ).filter(reader_path__startswith=models.F("page__path"))
        return self.live().filter(~models.Exists(restrictions))

    def for_language(self, language=None):
        """Pages to list in `language` (default: the active one).

        A page with no live translation is listed in English rather than hidden:
        a reader of Welsh sees that it exists and that it is not yet in Welsh.
        """
        language = language or get_language()
        own = models.Q(locale__language_code=language)
        if language == settings.LANGUAGE_CODE:
            return self.filter(own)
        translations = self.model.objects.filter(
            translation_key=models.OuterRef("translation_key"), locale__language_code=language, live=True
        )
        return self.filter(own | models.Q(locale__language_code=settings.LANGUAGE_CODE) & ~models.Exists(translations))

    def translations_of(self, pk):
        """The page with primary key `pk` and its translations; none where `pk` is None."""
        return self.filter(translation_key__in=self.model.objects.filter(pk=pk).values("translation_key"))

    def latest_first(self):
        return self.order_by("-first_published_at", "-pk")


class HubPage(Page):
    """What every public page has: a summary, topics and a date by which someone looks at it again."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        help_text=_("One or two plain sentences. Shown in lists, search results and shared links."),
    )
    topics = ParentalManyToManyField("hub.Topic", verbose_name=_("topics"), blank=True, related_name="+")
    review_on = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("When someone checks that this page is still right.")
    )

    objects = PageManager.from_queryset(HubPageQuerySet)()

    content_panels = [*Page.content_panels, "summary"]
    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description", "show_in_menus"], _("Search and navigation")),
        FieldPanel("topics"),
        FieldPanel("review_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=3)]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("review_on")]

    class Meta:
        abstract = True

    def get_view_restrictions(self):
        """What Wagtail's own method returns, in one query: those of this page, of its ancestors or of their sources."""
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:length] for length in steps]
        own = models.Q(page__path__in=paths) | models.Q(page__aliases__path__in=paths)
        return PageViewRestriction.objects.filter(own).distinct()
