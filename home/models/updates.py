from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from directory.models import Scheme
from hub.models import HubPageQuerySet, Topic
from hub.reach import Channel
from resources.models import VoicePage


class UpdateKind(models.TextChoices):
    """What an update is about. The values are also the names of the feeds."""

    GUIDANCE = "guidance", _("Guidance")
    CASE_STUDY = "case-studies", _("Case study")
    VOICE = "voices", _("Voice")
    TOOLKIT = "toolkits", _("Toolkit")
    NEWS = "news", _("News")
    SCHEME = "schemes", _("Scheme")


class Happened(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    STAGE = "stage", _("New stage")
    ENDED = "ended", _("No longer in force")


class UpdateQuerySet(models.QuerySet):
    def readable(self, at=None):
        """Those that anyone may read at a moment: what they are about is public, and a voice may leave the site."""
        pages = HubPageQuerySet(Page).published()
        voices = VoicePage.objects.published().covered(Channel.WEB, Channel.DATA)
        return self.filter(
            Q(page_key=None) | Q(page_key__in=pages.values("translation_key")),
            ~Q(kind=UpdateKind.VOICE) | Q(page_key__in=voices.values("translation_key")),
            Q(scheme=None) | Q(scheme__in=Scheme.objects.found()),
            at__lte=at or timezone.now(),
        )

    def latest_first(self):
        return self.order_by("-at", "-pk")


class Update(models.Model):
    """Something that readers are told of: on the page of what is new, in its feed, and by mail.

    `once` names the event, so that it is recorded once however often it is met. `path` and `comparison` are addresses
    below the root of a language. The title and the note are those of the time.
    """

    wagtail_reference_index_ignore = True

    once = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UpdateKind)
    happened = models.CharField(_("what happened"), max_length=8, choices=Happened)
    title = models.CharField(_("title"), max_length=255)
    title_cy = models.CharField(_("title in Welsh"), max_length=255, blank=True)
    note = models.TextField(_("note"), blank=True)
    note_cy = models.TextField(_("note in Welsh"), blank=True)
    path = models.CharField(max_length=500)
    comparison = models.CharField(max_length=500, blank=True)

    page_key = models.UUIDField(null=True, db_index=True)
    document = models.ForeignKey("guidance.Document", null=True, on_delete=models.CASCADE, related_name="updates")
    scheme = models.ForeignKey("directory.Scheme", null=True, on_delete=models.CASCADE, related_name="updates")
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), null=True, on_delete=models.CASCADE, related_name="updates"
    )
    topics = models.ManyToManyField(Topic, related_name="+")

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.title_to_read

    def get_absolute_url(self):
        return self.below_root(self.path)

    @property
    def is_welsh(self):
        """Whether it is told in Welsh: the reader has chosen Welsh, and there is Welsh."""
        return get_language() == "cy" and bool(self.title_cy)

    @property
    def title_to_read(self):
        return self.title_cy if self.is_welsh else self.title

    @cached_property
    def note_to_read(self):
        return self.note_cy if self.is_welsh and self.note_cy else self.note

    @property
    def lang(self):
        """The language of its words where that is not the reader's, else ""."""
        return "en" if get_language() == "cy" and not self.is_welsh else ""

    @property
    def comparison_url(self):
        return self.comparison and self.below_root(self.comparison)

    def below_root(self, path):
        return f"/cy{path}" if self.is_welsh or (self.scheme_id and get_language() == "cy") else path
