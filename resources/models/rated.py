from django.db import models
from django.utils.translation import gettext_lazy as _

from resources.evidence import EvidenceDirection, EvidenceLevel


class Rated(models.Model):
    """What has ratings. Level and direction are copies of the newest confirmed one, for lists to filter by.

    They are written by `Rating.confirm` and by nothing else: see docs/decisions/0013.
    """

    evidence_level = models.CharField(
        _("evidence level"),
        max_length=40,
        choices=EvidenceLevel,
        blank=True,
        help_text=_("How we know. It is no score."),
    )
    evidence_direction = models.CharField(
        _("evidence direction"),
        max_length=40,
        choices=EvidenceDirection,
        blank=True,
        help_text=_("What was found."),
    )

    COPIES = ("evidence_level", "evidence_direction")

    class Meta:
        abstract = True

    def all_ratings(self):
        return self.ratings.all()

    def rated_rows(self):
        """The rows that hold copies of the rating."""
        return type(self).objects.filter(pk=self.pk)

    @property
    def rating(self):
        """The rating that readers see; None while there is none."""
        return self.all_ratings().confirmed().with_upheld().latest_first().first()

    def with_content_json(self, content):
        """As it was in a revision, but rated as it is now."""
        row = super().with_content_json(content)
        for name in self.COPIES:
            setattr(row, name, getattr(self, name))
        return row
