import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from hub.generation import MOMENTS

# Post from a prison is slow: a consultation that invites it stays open longer (docs/decisions/0009).
SHORTEST, SHORTEST_BY_POST = datetime.timedelta(weeks=6), datetime.timedelta(weeks=12)


class Consultation(ClusterableModel):
    """A time in which anyone may comment on one edition of a document, in either language."""

    document = models.ForeignKey(
        "guidance.Document", verbose_name=_("document"), on_delete=models.PROTECT, related_name="consultations"
    )
    edition = models.OneToOneField(
        "guidance.Edition",
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="consultation",
        help_text=_("The English edition that is asked about."),
    )
    what = models.TextField(_("what we are asking about"))
    what_cy = models.TextField(_("what we are asking about, in Welsh"))
    who = models.TextField(_("who we want to hear from"))
    who_cy = models.TextField(_("who we want to hear from, in Welsh"))
    next_steps = models.TextField(_("what happens next"))
    next_steps_cy = models.TextField(_("what happens next, in Welsh"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    email = models.EmailField(_("e-mail address for responses"), blank=True)
    address = models.TextField(_("postal address for responses"), blank=True)
    outcome_due_on = models.DateField(_("outcome due"))
    outcome = models.TextField(_("what we heard and what we did"), blank=True)
    outcome_cy = models.TextField(_("what we heard and what we did, in Welsh"), blank=True)
    outcome_published_at = models.DateTimeField(_("outcome published"), null=True, blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="consultation_closes_after_it_opens",
                violation_error_message=_("A consultation closes after it opens."),
            )
        ]

    def __str__(self):
        return f"{self.document}, {self.edition.version}"

    def clean(self):
        super().clean()
        # What is over stays as it was: it may have been closed early.
        if self.opens_at and self.closes_at and self.closes_at > timezone.now():
            shortest = SHORTEST_BY_POST if self.address else SHORTEST
            if self.closes_at - self.opens_at < shortest:
                raise ValidationError(
                    {
                        "closes_at": _("Leave at least %(weeks)s weeks for answers to come in.")
                        % {"weeks": shortest.days // 7}
                    }
                )

    def is_open(self, at=None):
        """Whether responses are taken at the time `at` (default: now). The moment of closing is too late."""
        return self.opens_at <= (at or timezone.now()) < self.closes_at

    def close(self, at):
        """Close early, at the time `at`."""
        self.closes_at = min(self.closes_at, at)
        self.save(update_fields=["closes_at"])

    @property
    def path(self):
        """The consultation's address, relative to its page's."""
        return f"consultation/{self.edition.version}/"


def moments(after):
    """The next times, after a datetime, at which a consultation opens, closes or has its outcome read."""
    columns = ("opens_at", "closes_at", "outcome_published_at")
    first = {column: models.Min(column, filter=models.Q(**{f"{column}__gt": after})) for column in columns}
    return Consultation.objects.aggregate(**{f"next_{column}": found for column, found in first.items()}).values()


MOMENTS.append(moments)
