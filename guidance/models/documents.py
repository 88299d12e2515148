import datetime
from itertools import pairwise

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from guidance import editions
from guidance.stages import CONSULTED, ENDED, LONGEST_REVIEW, MOVES, Stage


class DocumentQuerySet(models.QuerySet):
    def with_stage_at(self, at=None, *, document=""):
        """Annotate `stage_at`: the stage at the time `at` (default: now), as `Document.stage_now` works it out.

        `document` is the lookup that leads from another model's rows to their document, such as "document__".
        """
        at = at or timezone.now()
        consulting = models.Q(**{f"{document}stage": Stage.CONSULTATION})
        return self.annotate(
            stage_at=models.Case(
                models.When(
                    consulting & models.Q(**{f"{document}consultation__opens_at__gt": at}),
                    then=models.Value(Stage.DRAFT),
                ),
                models.When(
                    consulting & models.Q(**{f"{document}consultation__closes_at__lte": at}),
                    then=models.Value(Stage.CONSULTATION_CLOSED),
                ),
                default=models.F(f"{document}stage"),
                output_field=models.CharField(),
            )
        )


class Document(index.Indexed, models.Model):
    """A guidance document, one row whatever its languages and editions: its reference and the stage of its life."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, help_text=_("Such as PSSC-G-01. Never used again.")
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.DRAFT, editable=False)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("superseded by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    # The consultation that is planned, open or the last to be held.
    consultation = models.OneToOneField(
        "guidance.Consultation", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    search_fields = [index.SearchField("reference"), index.AutocompleteField("reference")]

    class Meta:
        verbose_name = _("document reference")
        verbose_name_plural = _("document references")
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.CONSULTATION) | models.Q(consultation__isnull=False),
                name="document_in_consultation_has_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.SUPERSEDED) | models.Q(successor__isnull=False),
                name="document_superseded_has_a_successor",
            ),
        ]
        permissions = [
            ("prepare_document", "Can move a document through drafting, consultation, pilot and review"),
            ("issue_document", "Can publish, supersede and withdraw a document"),
        ]

    def __str__(self):
        return self.reference

    def stage_now(self, at=None):
        """The stage at the time `at` (default: now): a consultation opens and closes by itself."""
        at, stage = at or timezone.now(), Stage(self.stage)
        if stage == Stage.CONSULTATION and self.consultation.opens_at > at:
            return Stage.DRAFT
        if stage == Stage.CONSULTATION and self.consultation.closes_at <= at:
            return Stage.CONSULTATION_CLOSED
        return stage

    def page_in(self, language):
        """The page that holds the text in a language, or None."""
        return self.pages.filter(locale__language_code=language, alias_of=None).first()

    @property
    def is_ended(self):
        return self.stage in ENDED

    def moves_for(self, user, at=None):
        """The stages that `user` may move this document to at the time `at`, in the order of its life."""
        return [stage for stage, permission in MOVES[self.stage_now(at)].items() if user.has_perm(permission)]

    def check_move(self, stage, *, by=None, at=None, reason="", reason_cy="", consultation=None, successor=None):
        """Raise PermissionDenied where `by` may not move the document to `stage`, ValidationError where it cannot go.

        `by` is None for a task of the hub's own. What a stage asks for is in docs/decisions/0008.
        """
        at = at or timezone.now()
        before = self.stage_now(at)
        if stage not in MOVES[before]:
            raise ValidationError(
                _("A document cannot go from “%(before)s” to “%(after)s”.")
                % {"before": before.label, "after": Stage(stage).label}
            )
        if by and not by.has_perm(MOVES[before][stage]):
            raise PermissionDenied
        if stage != Stage.WITHDRAWN and not self.editions.exists():
            raise ValidationError(_("Publish the document first: no edition of it exists yet."))
        if stage == Stage.CONSULTATION:
            self._check_consultation(consultation, at)
        if stage == Stage.PILOT and not self.pilots.filter(ends_on__gte=timezone.localdate(at)).exists():
            raise ValidationError(_("Add the pilot first: its edition, sites and dates."))
        if stage in LONGEST_REVIEW:
            self._check_review(stage, at)
        if stage == Stage.SUPERSEDED and (not successor or successor.pk == self.pk or successor.is_ended):
            raise ValidationError({"successor": _("Choose the document that takes the place of this one.")})
        if stage == Stage.WITHDRAWN and not reason.strip():
            raise ValidationError({"reason": _("Say why the document is withdrawn.")})

    def _check_consultation(self, consultation, at):
        if not consultation or consultation.document_id != self.pk or consultation.closes_at <= at:
            raise ValidationError({"consultation": _("Choose a consultation on this document that is not over.")})

    def _check_review(self, stage, at):
        months, today = LONGEST_REVIEW[stage], timezone.localdate(at)
        reviews = list(self.pages.filter(live=True, alias_of=None).values_list("review_on", flat=True))
        latest = today + datetime.timedelta(days=months // 12 * 365 + 1)
        if not reviews or not all(day and today < day <= latest for day in reviews):
            raise ValidationError(
                _("Give the page a date to review it by, at most %(months)s months ahead.") % {"months": months}
            )

    @transaction.atomic
    def move(self, stage, *, by=None, at=None, reason="", reason_cy="", consultation=None, successor=None):
        """Move to `stage` and return the StageMove that records it. Raises as `check_move` does.

        A draft that comes into force gets version 1.0.0.
        """
        at = at or timezone.now()
        self.check_move(
            stage, by=by, at=at, reason=reason, reason_cy=reason_cy, consultation=consultation, successor=successor
        )
        before = self.stage_now(at)
        if stage == Stage.CONSULTATION:
            self.consultation = consultation
        if stage == Stage.CONSULTATION_CLOSED:
            self.consultation.close(at)
        if stage == Stage.SUPERSEDED:
            self.successor = successor
        self.stage = stage
        self.save()
        if stage == Stage.PUBLISHED:
            editions.issue(self, at, reason=reason, reason_cy=reason_cy)
        return self.stage_moves.create(
            before=before,
            after=stage,
            at=at,
            by=by,
            reason=reason,
            reason_cy=reason_cy or reason,
            consultation=self.consultation if stage in CONSULTED else None,
        )

    def stage_history(self, at=None):
        """The stages it has come to by the time `at` (default: now), newest first, as StageMoves.

        A consultation that was planned counts from when it opened, and one that nobody closed closed by itself: that
        row is in no table. One that another took the place of before it opened is left out.
        """
        at = at or timezone.now()
        moves = list(self.stage_moves.select_related("consultation").order_by("at", "pk"))
        found = []
        for move, following in pairwise([*moves, None]):
            held = move.consultation if move.after == Stage.CONSULTATION else None
            if held:
                move.at = max(move.at, held.opens_at)
            if move.at > at or (following and following.at < move.at):
                continue
            found.append(move)
            closed_by_hand = following and following.after == Stage.CONSULTATION_CLOSED
            if held and held.closes_at <= at and not closed_by_hand:
                found.append(StageMove(before=move.after, after=Stage.CONSULTATION_CLOSED, at=held.closes_at))
        return found[::-1]

    @property
    def last_move(self):
        return self.stage_moves.first()


class StageMove(models.Model):
    """One move of a document from a stage to another: when, by whom, and why in both languages."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="stage_moves")
    before = models.CharField(_("from"), max_length=20, choices=Stage)
    after = models.CharField(_("to"), max_length=20, choices=Stage)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey("hub.User", verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    reason_cy = models.TextField(_("reason in Welsh"), blank=True)
    consultation = models.ForeignKey(
        "guidance.Consultation",
        verbose_name=_("consultation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The one that was opened or closed."),
    )

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.document} {self.get_after_display()}"
