import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

signer = Signer(salt="preview link")


class Days(models.IntegerChoices):
    THREE = 3, "3 days"
    WEEK = 7, "A week"
    FORTNIGHT = 14, "Two weeks"
    MONTH = 28, "Four weeks"


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, moment=None):
        """Those that still lead to their draft at a datetime (default: now)."""
        return self.filter(ends_at__gt=moment or timezone.now())

    def ended_before(self, moment):
        return self.filter(ends_at__lte=moment)

    def named(self, token):
        """The link that a token from an address names. Raises DoesNotExist where we did not write the token."""
        try:
            return self.get(pk=signer.unsign(token))
        except (BadSignature, ValueError) as error:
            raise self.model.DoesNotExist from error


class PreviewLink(models.Model):
    """One draft of a page that an outsider may read until a moment, to check it before it is published.

    Its address is signed, not stored: a copy of the database opens no draft.
    """

    wagtail_reference_index_ignore = True
    keeps_draft = True

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    for_whom = models.CharField(_("for whom"), max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField(_("ends"))

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.for_whom}, {timezone.localdate(self.ends_at)}"

    def get_absolute_url(self):
        return reverse("preview_link", args=[signer.sign(self.pk)])

    @classmethod
    def to(cls, page, *, days, for_whom, by):
        """Save a link to the newest draft of `page` for so many `days`, made by a user."""
        now = timezone.now()
        return cls.objects.create(
            page=page,
            revision=page.latest_revision,
            for_whom=for_whom,
            made_by=by,
            made_at=now,
            ends_at=now + datetime.timedelta(days=days),
        )

    @property
    def is_open(self):
        return self.ends_at > timezone.now()

    def end(self):
        """From now on it leads nowhere."""
        self.ends_at = min(self.ends_at, timezone.now())
        self.save(update_fields=["ends_at"])
