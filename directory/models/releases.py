"""What was counted for the public figures of a year, and who had those figures before they were public.

Restricted: a release holds raw numbers, and only `directory/monitoring/picture.py` reads them, by the rules of
disclosure control.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def who(label):
    """The account of who did something; empty when it has gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class OfAYear(models.Model):
    """About the figures of one year, of real prisons or of made-up ones."""

    year = models.PositiveSmallIntegerField(_("year from 1 April"))
    is_example = models.BooleanField(_("made-up examples"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class Release(OfAYear):
    """The accepted numbers of a year as they stood on one day: {code of a scheme: {prison, region, values}}.

    Public figures are of releases and not of returns as they come in: between two days of which one has a return more,
    the difference would be that return. `hidden` is {part: [region]} of what was hidden when it came out, for good.
    """

    released_on = models.DateField(_("released"), default=timezone.localdate)
    released_by = who(_("released by"))
    schemes = models.JSONField(_("schemes that were asked"))
    hidden = models.JSONField(_("regions hidden"), default=dict)

    class Meta:
        verbose_name = _("release of a year’s figures")
        verbose_name_plural = _("releases of figures")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["year", "is_example"], name="release_once_for_a_year_and_kind")]
        permissions = [("preview_release", "See figures before they are released")]

    def __str__(self):
        return f"{self.year}–{self.year + 1}"


class EarlyAccess(OfAYear):
    """Somebody on the pre-release access list of a year: who may see its figures before they are public, and why.

    Each viewing is in the log of the row. Rows are a record: they are not changed and not deleted.
    """

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"))
    role = models.CharField(_("role and body"), max_length=160)
    reason = models.CharField(_("why they need them before release"), max_length=300)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    added_by = who(_("added by"))

    class Meta:
        verbose_name = _("pre-release access")
        verbose_name_plural = _("pre-release access")
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint("year", "is_example", Lower("email"), name="early_access_once_for_a_person")
        ]

    def __str__(self):
        return f"{self.name}, {self.year}–{self.year + 1}"
