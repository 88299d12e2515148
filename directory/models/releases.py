"""What was counted for the public figures of a year. Restricted: it holds raw numbers, and only `directory/picture.py`
reads it, by the rules of disclosure control."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """The accepted numbers of a year as they stood on one day: {code of a scheme: {prison, region, values}}.

    Public figures are of releases and not of returns as they come in: between two days of which one has a return more,
    the difference would be that return.
    """

    year = models.PositiveSmallIntegerField(_("year from 1 April"))
    is_example = models.BooleanField(_("made-up examples"), default=False)
    released_on = models.DateField(_("released"), default=timezone.localdate)
    schemes = models.JSONField(_("schemes that were asked"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release of a year’s figures")
        verbose_name_plural = _("releases of figures")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["year", "is_example"], name="release_once_for_a_year_and_kind")]

    def __str__(self):
        return f"{self.year}–{self.year + 1}"
