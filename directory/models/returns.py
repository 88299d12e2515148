"""What schemes return about one year. Restricted: not searched, not indexed, never printed, only shown to the prison
that sent it and to editors. Whoever shows a number to anybody else does so by the rules of disclosure control."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.monitoring.reporting_years import snapshot_day

FIRST_YEAR = 2020


class ReturnStatus(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    SENT = "sent", _("Sent")
    QUERIED = "queried", _("Queried: we have a question")
    ACCEPTED = "accepted", _("Accepted")


# What may come after what. Accepted is not for ever: a question opens a return again, so that it can be put right.
TRANSITIONS = {
    ReturnStatus.NOT_STARTED: {ReturnStatus.IN_PROGRESS},
    ReturnStatus.IN_PROGRESS: {ReturnStatus.SENT},
    ReturnStatus.SENT: {ReturnStatus.QUERIED, ReturnStatus.ACCEPTED},
    ReturnStatus.QUERIED: {ReturnStatus.SENT},
    ReturnStatus.ACCEPTED: {ReturnStatus.QUERIED},
}

# While the prison may write in it, and what editors see.
WRITABLE = (ReturnStatus.NOT_STARTED, ReturnStatus.IN_PROGRESS, ReturnStatus.QUERIED)
WITH_EDITORS = (ReturnStatus.SENT, ReturnStatus.QUERIED, ReturnStatus.ACCEPTED)


class Marker(models.TextChoices):
    """How a number stands, after the markers of official statistics."""

    ESTIMATED = "e", _("An estimate")
    NOT_AVAILABLE = "x", _("Not collected")
    NOT_APPLICABLE = "z", _("Does not apply to this scheme")


# Markers that stand in the place of a number.
INSTEAD = (Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE)


class Reason(models.TextChoices):
    """Why something was not collected."""

    NOT_RECORDED = "not_recorded", _("We do not record it")
    NO_TIME = "no_time", _("Nobody had the time")
    ELSEWHERE = "elsewhere", _("Another body holds it and did not give it to us")
    PART_YEAR = "part_year", _("The scheme ran for only a part of the year")
    NOT_SAFE = "not_safe", _("Asking people was not right or not safe")
    OTHER = "other", _("Another reason, which the comment gives")


class ReturnQuerySet(models.QuerySet):
    def with_editors(self):
        return self.filter(status__in=WITH_EDITORS)


class Return(models.Model):
    """What one scheme returns about the year that starts on 1 April of `year`."""

    scheme = models.ForeignKey(
        "directory.Scheme", verbose_name=_("scheme"), on_delete=models.PROTECT, related_name="returns"
    )
    year = models.PositiveSmallIntegerField(_("year from 1 April"), validators=[MinValueValidator(FIRST_YEAR)])
    status = models.CharField(_("status"), max_length=11, choices=ReturnStatus, default=ReturnStatus.NOT_STARTED)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    asked_at = models.DateTimeField(_("asked for"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)

    objects = ReturnQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-year", "scheme__code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year"], name="return_once_for_a_scheme_and_year"),
            models.CheckConstraint(condition=models.Q(year__gte=FIRST_YEAR), name="return_of_a_year_we_ask_about"),
            models.CheckConstraint(
                condition=~models.Q(status__in=WITH_EDITORS) | models.Q(sent_at__isnull=False),
                name="return_with_editors_was_sent",
            ),
        ]
        permissions = [("export_return", "Export the raw numbers of returns")]

    def __str__(self):
        return f"{self.scheme.code}, {self.year}–{self.year + 1}"

    @property
    def reference(self):
        return str(self)

    @property
    def is_writable(self):
        return self.status in WRITABLE

    @property
    def snapshot_day(self):
        return snapshot_day(self.year)

    def may_become(self, status):
        return status in TRANSITIONS[ReturnStatus(self.status)]


class ReturnValue(models.Model):
    """One number of a return: as it was typed, and as it was read. `value` is empty for what is no number."""

    returned = models.ForeignKey(Return, verbose_name=_("return"), on_delete=models.CASCADE, related_name="values")
    part = models.CharField(_("part"), max_length=24)
    typed = models.CharField(_("as typed"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    marker = models.CharField(_("marker"), max_length=1, choices=Marker, blank=True)
    reason = models.CharField(_("why not collected"), max_length=12, choices=Reason, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("returned number")
        verbose_name_plural = _("returned numbers")
        ordering = ["returned", "part"]
        constraints = [
            models.UniqueConstraint(fields=["returned", "part"], name="return_value_once_for_a_part"),
            models.CheckConstraint(
                condition=~models.Q(marker__in=INSTEAD) | models.Q(value=None),
                name="return_value_or_why_there_is_none",
            ),
        ]

    def __str__(self):
        return f"{self.returned_id}: {self.part}"

    @property
    def is_missing(self):
        """Whether a marker stands in the place of the number."""
        return self.marker in INSTEAD

    @property
    def is_empty(self):
        return not (self.typed or self.marker)


class ReturnQuery(models.Model):
    """A message of the thread between the editors and the prison about one return."""

    returned = models.ForeignKey(Return, verbose_name=_("return"), on_delete=models.CASCADE, related_name="queries")
    text = models.TextField(_("message"))
    from_editors = models.BooleanField(_("from the editors"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message about a return")
        verbose_name_plural = _("messages about returns")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"{self.returned_id}: {self.pk}"
