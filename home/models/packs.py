from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PackState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class PackQuerySet(models.QuerySet):
    def ready(self):
        """Those that can be downloaded, the newest first."""
        return self.filter(state=PackState.READY).order_by("-made_at", "-pk")

    def newest(self):
        """The newest that is ready of each collection and language, that of everything first."""
        found = {}
        for pack in self.ready():
            found.setdefault((pack.collection, pack.language), pack)
        return [found[key] for key in sorted(found)]

    def holding(self, keys):
        """Those that may hold words of any of the voices with these translation keys."""
        keys = {str(key) for key in keys}
        return [pack for pack in self if keys & set(pack.voices)]


def private_storage():
    """Where packs are kept: a view hands out the newest, never the web server."""
    return storages["documents"]


class Pack(models.Model):
    """The public pages, or a part of them, as one ZIP to read without a network. Made by a task."""

    wagtail_reference_index_ignore = True

    collection = models.CharField(_("what is in it"), max_length=80, blank=True, help_text=_("Empty: everything."))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: both.")
    )
    state = models.CharField(_("state"), max_length=8, choices=PackState, default=PackState.WAITING)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    made_at = models.DateTimeField(_("made on"), null=True, blank=True)
    done = models.PositiveIntegerField(_("pages done"), default=0)
    known = models.PositiveIntegerField(_("pages known"), default=0)
    why = models.CharField(_("why it failed"), max_length=255, blank=True)
    file = models.FileField(_("file"), upload_to="packs", storage=private_storage, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    is_signed = models.BooleanField(_("signed"), default=False)
    left_out = models.JSONField(_("left out"), default=list, help_text=_("Address and bytes of each file."))
    voices = models.JSONField(_("voices that it may hold"), default=list, help_text=_("By translation key."))

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("offline pack")
        verbose_name_plural = _("offline packs")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ["add", "view"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """What it is called as a file, without the ending."""
        return "-".join(filter(None, ["common-thread", self.collection, self.language.partition("-")[0]]))

    @property
    def languages(self):
        return (self.language,) if self.language else tuple(code for code, _name in settings.LANGUAGES)

    def remove(self):
        """Remove it with its file. The file goes first: should this stop in between, it can go on."""
        if self.file:
            self.file.delete(save=False)
        self.delete()
