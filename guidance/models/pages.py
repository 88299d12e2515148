from django.apps import apps
from django.db import models, transaction
from django.urls import get_resolver
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from guidance import editions
from guidance.blocks import GuidanceBody
from guidance.clauses import number_recommendations
from guidance.stages import BANNERS, ENDED, Change, Nations, Stage
from hub.listing import FacetField, FilterForm
from hub.models import HubPage, HubPageQuerySet, IndexPage, topic_facet
from hub.page_forms import HubPageForm
from hub.pictures import check_pictures
from hub.remembered import remembered
from hub.translations import check_source_published

from .documents import DocumentQuerySet
from .editions import Edition


class GuidanceQuerySet(HubPageQuerySet):
    def with_document(self, at=None):
        """Load the edition and the document of each page, and `stage_at`, its stage at `at` (default: now)."""
        queryset = self.select_related("edition", "document__consultation")
        return DocumentQuerySet.with_stage_at(queryset, at, document="document__")

    def listed(self):
        """What readers of the active language may find, in order of reference."""
        return self.published().for_language().with_document().order_by("document__reference")

    def current(self):
        """As `listed`, without what has ended."""
        return self.listed().exclude(document__stage__in=ENDED)


class GuidancePageForm(HubPageForm):
    """Asks of each edition anew what changes in it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What was said of the last edition is not what will be said of the next.
        if self.instance.live and not self.instance.has_unpublished_changes:
            self.initial |= {"change": "", "change_note": ""}


@remembered
def easy_reads():
    """{pk of a document: the page, in the reader's language or else in English, of its Easy Read version}."""
    pages = apps.get_model("guidance.EasyReadPage").objects.to_find().defer_streamfields()
    return {page.edition.document_id: page for page in reversed(pages)}


class GuidancePage(RoutablePageMixin, HubPage):
    parent_page_types = ["guidance.GuidanceIndexPage"]
    subpage_types = ["guidance.EasyReadPage"]
    base_form_class = GuidancePageForm
    # Each clause that is not in Welsh yet, or whose English has changed, says so, and the Welsh is an edition itself.
    follows_source = False
    publication_checks = (check_pictures, editions.check, check_source_published)

    document = models.ForeignKey(
        "guidance.Document",
        verbose_name=_("reference"),
        null=True,
        blank=True,  # a copy has none yet; `editions.check` asks for it before publication
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Choose it or add it. A reference is never used for another document."),
    )
    edition = models.ForeignKey(
        "guidance.Edition", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    change = models.CharField(
        _("how much changes"),
        max_length=5,
        choices=[choice for choice in Change.choices if choice[0] != Change.FIRST],
        blank=True,
        help_text=_("Not asked for the first edition, nor where the text stays as it is."),
    )
    change_note = models.TextField(
        _("what changed and why"),
        blank=True,
        help_text=_("For readers, in the history of the document. A correction needs none."),
    )
    audience = models.CharField(_("for"), max_length=160, help_text=_("Who should read this."))
    applies_to = models.CharField(_("applies to"), max_length=10, choices=Nations, default=Nations.BOTH)
    owner_name = models.CharField(_("owner"), max_length=120, help_text=_("The team that answers for this document."))
    last_number = models.PositiveSmallIntegerField(default=0, editable=False)
    body = StreamField(GuidanceBody(), verbose_name=_("body"))

    objects = PageManager.from_queryset(GuidanceQuerySet)()

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["document", "audience", "applies_to", "owner_name"], _("Header")),
        MultiFieldPanel(["change", "change_note"], _("This edition")),
        FieldPanel("body"),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.RelatedFields("document", [index.SearchField("reference")]),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        *HubPage.override_translatable_fields,
        SynchronizedField("document", overridable=False),
    ]
    exclude_fields_in_copy = ["document", "edition", "change", "change_note"]

    class Meta:
        verbose_name = _("guidance document")
        verbose_name_plural = _("guidance documents")

    def full_clean(self, *args, **kwargs):
        # The stored row knows of numbers that an older revision, edited again, has forgotten.
        stored = GuidancePage.objects.filter(pk=self.pk).values_list("last_number", flat=True).first() or 0
        known = self.document.recommendations.values_list("uid", "number") if self.document else ()
        self.last_number = number_recommendations(self.body, known=known, after=max(stored, self.last_number))
        super().full_clean(*args, **kwargs)

    @transaction.atomic
    def publish(self, revision, *args, at=None, **kwargs):
        """Publish a revision. That writes an edition (publication.py), dated `at` (default: now).

        Raises ValidationError, and keeps nothing of it, where `editions.check` does.
        """
        revision.dated = at
        super().publish(revision, *args, **kwargs)

    # Routes: a document answers for its history, comparisons, clauses and consultations too (guidance/urls.py).

    @classmethod
    def get_resolver(cls):
        return get_resolver("guidance.urls")

    @classmethod
    def get_subpage_urls(cls):
        return cls.get_resolver().url_patterns

    @cached_property
    def shown_edition(self):
        """The edition that readers see at the page's own address; before there is one, what it would be.

        It comes with all that the page tells of its document, in one query.
        """
        if not self.edition_id:
            return editions.compiled(self)
        told = Edition.objects.select_related("document__consultation__edition", "translation_of")
        edition = told.get(pk=self.edition_id)
        self.document = edition.document
        return edition

    def stage_now(self, at=None):
        """The stage at the time `at` (default: now); a text with no reference yet is a draft."""
        if at is None and hasattr(self, "stage_at"):
            return Stage(self.stage_at)
        return self.document.stage_now(at) if self.document else Stage.DRAFT

    @property
    def open_consultation(self):
        """The consultation that takes responses now, or None."""
        return self.document.consultation if self.stage_now() == Stage.CONSULTATION else None

    @cached_property
    def successor_page(self):
        """The page, in the reader's language, of the document that took the place of this one, or None."""
        if not (self.document and self.document.successor_id):
            return None
        return GuidancePage.objects.published().for_language().filter(document=self.document.successor_id).first()

    @cached_property
    def easy_read(self):
        """The page, in the reader's language or else in English, of its Easy Read version, or None."""
        return easy_reads().get(self.document_id)

    @property
    def banner(self):
        """(heading, sentence) to warn the reader with, or None while the text is simply in force."""
        return BANNERS.get(self.stage_now())

    @property
    def is_ended(self):
        return bool(self.document and self.document.is_ended)

    @property
    def is_overdue(self):
        return bool(self.review_on and self.review_on < timezone.localdate() and not self.is_ended)


class GuidanceFilterForm(FilterForm):
    stage = FacetField(label=_("Stage"), choices=Stage.choices, lookup="stage_at")
    applies_to = FacetField(label=_("Applies to"), choices=Nations.choices, lookup="applies_to")
    topic = topic_facet(GuidancePage)


class GuidanceIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guidance.GuidancePage"]

    feed = "guidance"
    filter_form = GuidanceFilterForm

    class Meta:
        verbose_name = _("guidance index")
        verbose_name_plural = _("guidance indexes")

    def listed(self):
        return GuidancePage.objects.listed()
