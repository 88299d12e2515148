import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_WITHIN = datetime.timedelta(days=14)


class UseState(models.TextChoices):
    NEW = "new", pgettext_lazy("a use", "New")
    SHOWN = "shown", _("Shown")
    DECLINED = "declined", _("Not shown")


class UseQuerySet(models.QuerySet):
    def shown(self):
        """What editors let be shown, the latest first, whether or not what was cited can still be read."""
        return self.filter(state=UseState.SHOWN).order_by("-used_on", "-pk")


class Use(models.Model):
    """Where something from here was cited, as somebody tells us who need not say who they are.

    `email` is restricted: it is for editors, and is not kept once the thing is gone.
    """

    identifier = models.ForeignKey("hub.Identifier", on_delete=models.PROTECT, related_name="uses")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160)
    used_on = models.DateField(_("date"))
    email = models.EmailField(_("who may be asked"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=UseState, default=UseState.NEW)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.title

    @property
    def answer_by(self):
        """The day by which an editor should have looked at it; None once one has."""
        return timezone.localdate(self.sent_at + ANSWER_WITHIN) if self.state == UseState.NEW else None

    def decide(self, state, by, at=None):
        """Show it or not. A decision can be changed."""
        self.state, self.decided_by, self.decided_at = state, by, at or timezone.now()
        self.save(update_fields=["state", "decided_by", "decided_at"])
