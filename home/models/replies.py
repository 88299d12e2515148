import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_WITHIN = datetime.timedelta(days=14)


class ReplyState(models.TextChoices):
    NEW = "new", pgettext_lazy("a reply", "New")
    SHOWN = "shown", pgettext_lazy("a reply", "Shown")
    DECLINED = "declined", pgettext_lazy("a reply", "Not shown")


class ReplyQuerySet(models.QuerySet):
    def shown_below(self, page):
        """Those that editors let stand below a news page, in whichever language of it, the oldest first."""
        return self.filter(page__translation_key=page.translation_key, state=ReplyState.SHOWN).order_by("sent_at", "pk")


class Reply(models.Model):
    """What a reader says to a piece of news; an editor reads it before anybody else does.

    `email` is restricted: it is for editors, and is not kept once they have decided.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey("home.NewsPage", on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("reply"))
    name = models.CharField(_("name or role"), max_length=80)
    email = models.EmailField(_("who may be asked"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=ReplyState, default=ReplyState.NEW)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply to news")
        verbose_name_plural = _("replies to news")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return f"{self.name}, {timezone.localdate(self.sent_at)}"

    @property
    def answer_by(self):
        """The day by which an editor should have looked at it; None once one has."""
        return timezone.localdate(self.sent_at + ANSWER_WITHIN) if self.state == ReplyState.NEW else None

    def decide(self, state, by, at=None):
        """Show it or not. A decision can be changed."""
        self.state, self.decided_by, self.decided_at = state, by, at or timezone.now()
        self.save(update_fields=["state", "decided_by", "decided_at"])
