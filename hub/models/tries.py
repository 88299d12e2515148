from django.db import models
from django.utils.translation import gettext_lazy as _


class Tries(models.Model):
    """How often somebody was wrong in a row when they had to show who they are (hub/lockout.py). Says not who."""

    wagtail_reference_index_ignore = True

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("wrong in a row"), default=0)
    last = models.DateTimeField(_("last try"))

    class Meta:
        verbose_name = _("wrong tries")
        verbose_name_plural = _("wrong tries")
        default_permissions = []

    def __str__(self):
        return self.digest
