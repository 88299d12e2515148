from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from .editions import Clause, Recommendation


class PilotState(models.TextChoices):
    """Where a pilot is, by its dates."""

    PLANNED = "planned", pgettext_lazy("a pilot", "Planned")
    RUNNING = "running", pgettext_lazy("a pilot", "Running")
    ENDED = "ended", pgettext_lazy("a pilot", "Ended")


class PilotQuerySet(models.QuerySet):
    def with_everything(self):
        """Load all that is told of pilots on a page, in four queries."""
        return self.select_related("edition").prefetch_related(
            models.Prefetch("sites", PilotSite.objects.select_related("prison")),
            models.Prefetch("findings", PilotFinding.objects.select_related("changed_in")),
            models.Prefetch("recommendations", Recommendation.objects.with_wording()),
        )


class Pilot(ClusterableModel):
    """A trial of one edition of a document in named prisons for a time, with what was learned."""

    document = models.ForeignKey(
        "guidance.Document", verbose_name=_("document"), on_delete=models.PROTECT, related_name="pilots"
    )
    edition = models.ForeignKey(
        "guidance.Edition",
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="pilots",
        help_text=_("The English edition that is tried out."),
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    asked = models.TextField(_("what is asked"))
    asked_cy = models.TextField(_("what is asked, in Welsh"))
    learned = models.TextField(_("what was learned, in short"), blank=True)
    learned_cy = models.TextField(_("what was learned, in short, in Welsh"), blank=True)
    reported_on = models.DateField(_("findings published"), null=True, blank=True)
    recommendations = ParentalManyToManyField(
        "guidance.Recommendation", verbose_name=_("recommendations tried out"), blank=True, related_name="pilots"
    )

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="pilot_ends_after_it_starts",
                violation_error_message=_("A pilot ends after it starts."),
            )
        ]

    def __str__(self):
        return f"{self.document}, {self.edition.version}: {self.starts_on:%m/%Y}"

    def clean(self):
        if self.document_id and self.edition_id:
            check_edition(self.edition, self.document, "edition")

    @property
    def path(self):
        """Where it is told of, relative to the page of its document."""
        return f"pilots/#pilot-{self.pk}"

    def state(self, day=None):
        """Its `PilotState` on `day` (default: today). The first and the last day belong to it."""
        day = day or timezone.localdate()
        if day < self.starts_on:
            return PilotState.PLANNED
        return PilotState.RUNNING if day <= self.ends_on else PilotState.ENDED


class PilotSite(Orderable):
    """A prison that takes part in a pilot."""

    pilot = ParentalKey(Pilot, on_delete=models.CASCADE, related_name="sites")
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.PROTECT, related_name="pilot_sites"
    )

    panels = ["prison"]

    class Meta(Orderable.Meta):
        verbose_name = _("pilot site")
        verbose_name_plural = _("pilot sites")
        constraints = [models.UniqueConstraint(fields=["pilot", "prison"], name="pilot_has_a_site_once")]

    def __str__(self):
        return str(self.prison)


class PilotFinding(Orderable):
    """Something that a pilot taught, and the clause and edition that changed because of it, if one did."""

    pilot = ParentalKey(Pilot, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField(_("finding"))
    text_cy = models.TextField(_("finding in Welsh"))
    changed_in = models.ForeignKey(
        "guidance.Edition",
        verbose_name=_("changed in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The edition that took the finding up."),
    )
    anchor = models.CharField(_("clause"), max_length=12, blank=True, help_text=_("Such as r7: see its address."))

    panels = ["text", "text_cy", "changed_in", "anchor"]

    class Meta(Orderable.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self):
        return self.text

    def must_fit(self, document, edition):
        """Raise ValidationError, by field, where the change it tells of cannot be due to a pilot of `edition`."""
        if not self.changed_in:
            if self.anchor:
                raise ValidationError({"changed_in": _("Choose the edition in which this clause changed.")})
            return
        check_edition(self.changed_in, document, "changed_in")
        if self.changed_in.published_at <= edition.published_at:
            raise ValidationError({"changed_in": _("Choose an edition that is newer than the one tried out.")})
        # What was taken out because of the pilot is only in the edition that was tried out.
        clauses = Clause.objects.filter(edition__in=[edition, self.changed_in], anchor=self.anchor)
        if self.anchor and not clauses.exists():
            raise ValidationError({"anchor": _("Neither edition has a clause of this name.")})


def check_edition(edition, document, field):
    """Raise ValidationError, for `field`, unless `edition` is an English one of `document`."""
    if edition.document_id != document.pk:
        raise ValidationError({field: _("This edition is of another document.")})
    if edition.language != settings.LANGUAGE_CODE:
        raise ValidationError({field: _("Choose the English edition: findings hold for every language.")})
