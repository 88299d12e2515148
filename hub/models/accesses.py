from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    VIEW = "view", _("Looked at")
    DOWNLOAD = "download", _("Downloaded")
    EXPORT = "export", _("Exported")
    ERASE = "erase", _("Erased")


class Why(models.TextChoices):
    """Why a person's data was erased: a kind of reason, as words could say who it was."""

    ASKED = "asked", _("The person asked for it")
    MISTAKE = "mistake", _("It should never have been stored")
    UNLAWFUL = "unlawful", _("We have no right to keep it")


class Access(models.Model):
    """That somebody saw, took away or erased restricted data: who, what, when. Nothing of what it said is here."""

    wagtail_reference_index_ignore = True

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(_("what they did"), max_length=8, choices=Action)
    kind = models.CharField(_("kind of data"), max_length=60)  # a label in the table of hub/restricted.py
    reference = models.CharField(_("reference"), max_length=80)
    why = models.CharField(_("reason"), max_length=8, choices=Why, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("access to restricted data")
        verbose_name_plural = _("access to restricted data")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        permissions = [("handle_person_data", "Export and erase a person’s data")]
        indexes = [models.Index(fields=["-at", "-id"], name="access_latest_first")]

    def __str__(self):
        return f"{self.action} {self.kind} {self.reference}"
