from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.log_actions import log
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod
from wagtail_localize.fields import SynchronizedField

from hub.page_forms import HubPageForm
from hub.panels import ReadingPanel
from hub.pictures import check_pictures
from hub.querysets import HubPageQuerySet
from hub.remembered import remembered
from hub.translations import check_source_published, check_translated

from .drafts import KeepsDrafts

# What of a page's row says where it is and how far its drafts are. All else is what readers see.
NOT_SHOWN = (
    *("path", "depth", "numchild", "translation_key", "locale", "slug", "url_path", "owner", "alias_of", "draft_title"),
    *("latest_revision", "latest_revision_created_at", "has_unpublished_changes", "go_live_at", "expire_at", "expired"),
    *("locked", "locked_at", "locked_by"),
)

# So many times may an alias be the alias of another, and its restrictions still be found.
LONGEST_CHAIN = 6


@remembered
def is_anything_restricted():
    return PageViewRestriction.objects.exists()


class HubPage(KeepsDrafts, Page):
    """What every public page has: a summary, topics and a date by which someone looks at it again."""

    picture_spec = "format-{webp,jpeg}|width-{480,960}"  # the sizes that its template shows pictures in

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
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=1.5)]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("review_on")]

    base_form_class = HubPageForm

    # Fields that hold somebody's own words, which hub/reading gives no advice on.
    quoted = ()

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        """Wagtail's tabs, and one that says what in the saved draft may be hard for readers."""
        tabs = {
            _("Content"): cls.content_panels,
            _("Checks"): [ReadingPanel()],
            _("Promote"): cls.promote_panels,
            _("Settings"): cls.settings_panels,
        }
        children = [ObjectList(panels, heading=heading) for heading, panels in tabs.items() if panels]
        return TabbedInterface(children, base_form_class=cls.base_form_class).bind_to_model(cls)

    # What must hold before a page is published: functions of the page that raise ValidationError, for the editor.
    publication_checks = (check_pictures, check_translated, check_source_published)

    # What must hold before anybody outside sees a draft, as functions of the same kind: hub/preview_links.py.
    preview_checks = ()

    # Whether a translation is published again with its source: hub/translations.py.
    follows_source = True

    def check_publication(self):
        """Raise ValidationError, by field, with everything that is objected to, where it may not be published."""
        if objections := self.objections(self.publication_checks):
            raise objections

    def held_back(self):
        """The ValidationError with what keeps this draft from being shown to anybody outside; None where nothing."""
        return self.objections(self.preview_checks)

    def objections(self, checks):
        """One ValidationError, by field, with all that `checks` object to; None where they do not."""
        found = {}
        for check in checks:
            try:
                check(self)
            except ValidationError as error:
                error.update_error_dict(found)
        return ValidationError(found) if found else None

    def save(self, *args, update_fields=None, **kwargs):
        """Save the row, but for what readers see of a page that was published: that changes by publication alone.

        wagtail-localize writes each draft of a translation into the row of the public page.
        """
        if update_fields is None and self.pk and self.live and self.live_revision_id:
            stored = {"live_revision": self.live_revision_id, "last_published_at": self.last_published_at}
            if type(self).objects.filter(pk=self.pk, live=True, **stored).exists():
                update_fields = NOT_SHOWN
        super().save(*args, update_fields=update_fields, **kwargs)

    def publish(self, revision, *args, **kwargs):
        """Publish a revision. Raises ValidationError where it may not be.

        A revision whose time has come is taken off the schedule instead, so that it does not keep others back.
        """
        try:
            revision.as_object().check_publication()
        except ValidationError:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            self.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=self, action="wagtail.schedule.cancel", revision=revision)
        else:
            super().publish(revision, *args, **kwargs)

    def get_view_restrictions(self):
        """What Wagtail's own method returns, in one query.

        Those of this page and its ancestors, whatever their language; of an alias, those of its source instead.
        """
        if not is_anything_restricted():
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        above = Page.objects.filter(path__in=[self.path[:length] for length in steps])
        theirs = models.Q(page__translation_key__in=above.values("translation_key"))
        for steps in range(1, LONGEST_CHAIN + 1):
            theirs |= models.Q(**{"__".join(["page", *["aliases"] * steps, "in"]): above})
        return PageViewRestriction.objects.filter(theirs, page__alias_of__isnull=True).distinct()
