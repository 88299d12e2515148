from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdentityReview(models.Model):
    """That somebody who did not write a page answers for what was found in it, and why. Restricted; never changed.

    Of what was found it keeps a digest alone: with anything found besides, it no longer holds.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="identity_reviews")
    digest = models.CharField(_("digest of what was found"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("reviewed"), default=timezone.now)

    class Meta:
        verbose_name = _("identity review")
        verbose_name_plural = _("identity reviews")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="identity_review_has_a_reason")]

    def __str__(self):
        return f"{self.page_id}, {self.at:%Y-%m-%d}"
