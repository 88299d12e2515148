from django.conf import settings
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from hub.models import HubPageQuerySet


class BundleState(models.TextChoices):
    DRAFT = "draft", "Being prepared"
    APPROVED = "approved", "Approved for its time"
    PUBLISHED = "published", "Published"


class BundleQuerySet(models.QuerySet):
    def due(self, moment):
        """Those that were approved for a time that has come."""
        return self.filter(state=BundleState.APPROVED, publish_at__lte=moment).order_by("publish_at", "pk")

    def refused(self):
        """Those whose time came and that could not be published."""
        return self.filter(state=BundleState.DRAFT).exclude(refusal="")


class Bundle(ClusterableModel):
    """Pages whose drafts are published together, at one moment, or not at all: home/bundles.py."""

    wagtail_reference_index_ignore = True

    name = models.CharField("name", max_length=100, help_text="For editors only, such as “Dementia guidance, June”.")
    with_translations = models.BooleanField(
        "with translations",
        default=True,
        help_text="Drafts of the same pages in the other language are published with them. Nothing is published while "
        "one of them waits for a translator.",
    )
    publish_at = models.DateTimeField(
        "when", null=True, blank=True, help_text="Leave empty to publish as soon as somebody approves it."
    )
    state = models.CharField("state", max_length=10, choices=BundleState, default=BundleState.DRAFT, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField("published", null=True, editable=False)
    refusal = models.TextField("why it could not be published", blank=True, editable=False)

    objects = BundleQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("with_translations"),
        FieldPanel("publish_at"),
        InlinePanel("members", heading="Pages", label="Page", min_num=1),
    ]

    class Meta:
        verbose_name = "bundle"
        verbose_name_plural = "bundles"
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def is_published(self):
        return self.state == BundleState.PUBLISHED

    @property
    def is_late(self):
        """Whether its time is over already: who approves it publishes it."""
        return self.publish_at is None or self.publish_at <= timezone.now()

    def pages(self):
        """Its pages, each once: above before below, English before what was made from it."""
        keys = Page.objects.filter(pk__in=[member.page_id for member in self.members.all()])
        found = models.Q(pk__in=keys)
        if self.with_translations:
            drafts = models.Q(has_unpublished_changes=True) | models.Q(live=False)
            found |= models.Q(drafts, translation_key__in=keys.values("translation_key"), alias_of=None)
        english = models.Case(models.When(locale__language_code=settings.LANGUAGE_CODE, then=0), default=1)
        return HubPageQuerySet(Page).filter(found).select_related("locale").order_by(english, "depth", "path")

    def approved(self):
        """{pk of a page: the Revision that was approved, None where that is gone}; empty until somebody approved."""
        if self.state != BundleState.APPROVED:
            return {}
        return {member.page_id: member.revision for member in self.members.select_related("revision")}

    def prepare(self):
        """It was changed: whoever approved it approved something else."""
        self.state, self.approved_by, self.approved_at = BundleState.DRAFT, None, None

    def approve(self, by):
        """Approve the drafts as they are now, for the time of the bundle. Later drafts are not published by it."""
        self.state, self.approved_by, self.approved_at = BundleState.APPROVED, by, timezone.now()
        self.refusal = ""
        self.save()
        for member in self.members.select_related("page"):
            member.revision_id = member.page.latest_revision_id
            member.save(update_fields=["revision"])


class BundledPage(Orderable):
    """A page of a bundle and, once that is approved, which draft of the page."""

    wagtail_reference_index_ignore = True
    keeps_draft = True

    bundle = ParentalKey(Bundle, on_delete=models.CASCADE, related_name="members")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["bundle", "page"], name="a_page_is_once_in_a_bundle")]
