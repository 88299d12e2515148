from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from hub.fields import ManyChoicesField
from resources.evidence import (
    DIRECTION_MEANINGS,
    EMMIE,
    LEVEL_MEANINGS,
    Criterion,
    EvidenceDirection,
    EvidenceLevel,
    Mark,
    SaidBy,
    needed_for,
)

NOT_ONE_PERSON = "You proposed this rating. Another editor confirms it."
DECIDED_ALREADY = "This has been decided already."


def mark(label):
    return models.CharField(label, max_length=6, choices=Mark, default=Mark.NO)


def person(label):
    """Who took a step; null once their account is gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class RatingQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(state=Rating.State.CONFIRMED)

    def proposed(self):
        return self.filter(state=Rating.State.PROPOSED)

    def latest_first(self):
        """By the time of their last step."""
        return self.order_by(F("decided_at").desc(nulls_first=True), "-pk")

    def with_upheld(self):
        """Annotate whether an appeal was upheld, so that another rating has to follow, as `upheld`."""
        appeals = self.model._meta.get_field("appeals").related_model.objects
        return self.annotate(upheld=models.Exists(appeals.upheld().filter(rating=models.OuterRef("pk"))))

    def with_subject(self):
        return self.select_related("case_study__prison", "scheme__prison")


class Rating(models.Model):
    """How the evidence on a case study or a scheme is rated: proposed by one editor, confirmed by another.

    The newest confirmed one is what readers see. None is changed or deleted: a new one takes its place.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    case_study = models.ForeignKey(
        "resources.CaseStudyPage", null=True, editable=False, on_delete=models.CASCADE, related_name="ratings"
    )
    scheme = models.ForeignKey(
        "directory.Scheme", null=True, editable=False, on_delete=models.CASCADE, related_name="ratings"
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PROPOSED, editable=False)

    met = ManyChoicesField(
        _("what there is"), choices=Criterion.choices, help_text=_("A level needs its own and all before it.")
    )
    level = models.CharField(_("evidence level"), max_length=12, choices=EvidenceLevel, help_text=_("How we know."))
    direction = models.CharField(
        _("evidence direction"), max_length=16, choices=EvidenceDirection, help_text=_("What was found.")
    )
    reasons = models.TextField(_("reasons"), max_length=600, help_text=_("Readers see them."))
    reasons_cy = models.TextField(_("reasons, in Welsh"), max_length=600)
    said_by = models.CharField(_("who said so"), max_length=13, choices=SaidBy)
    not_known = models.CharField(_("what we do not know"), max_length=300, help_text=_("One plain sentence."))
    not_known_cy = models.CharField(_("what we do not know, in Welsh"), max_length=300)
    effect = mark(_("effect: what difference it made"))
    mechanism = mark(_("mechanism: how it works"))
    moderators = mark(_("moderators: for whom and where it works"))
    implementation = mark(_("implementation: how to do it"))
    economics = mark(_("economics: what it costs"))

    proposed_by = person(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    declined_because = models.TextField(_("why it was declined"), max_length=600, blank=True, editable=False)

    # What another proposal begins from.
    JUDGED = (
        "met",
        "level",
        "direction",
        "reasons",
        "reasons_cy",
        "said_by",
        "not_known",
        "not_known_cy",
        *(name for name, _label, _asked in EMMIE),
    )

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence rating")
        verbose_name_plural = _("evidence ratings")
        constraints = [
            models.CheckConstraint(
                condition=Q(case_study__isnull=True, scheme__isnull=False)
                | Q(case_study__isnull=False, scheme__isnull=True),
                name="rating_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed", proposed_by=F("decided_by")),
                name="rating_is_confirmed_by_another",
                violation_error_message=NOT_ONE_PERSON,
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="rating_is_proposed_until_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="rating_is_declined_with_a_reason"
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(state="proposed"),
                    name=f"rating_of_{subject}_proposed_once",
                    violation_error_message="Another proposal is waiting to be confirmed. Decide on that first.",
                )
                for subject in ("case_study", "scheme")
            ),
        ]

    def __str__(self):
        return f"{self.subject}: {self.get_level_display()}, {self.get_direction_display()}"

    @property
    def subject(self):
        return self.case_study or self.scheme

    @property
    def kind(self):
        return self.subject._meta.verbose_name

    @property
    def level_meaning(self):
        return LEVEL_MEANINGS[self.level]

    @property
    def direction_meaning(self):
        return DIRECTION_MEANINGS[self.direction]

    @property
    def why(self):
        """The reasons in the reader's language."""
        return self.reasons_cy if get_language() == "cy" else self.reasons

    @property
    def gap(self):
        """What is not known, in the reader's language."""
        return self.not_known_cy if get_language() == "cy" else self.not_known

    @property
    def strip(self):
        """[(name, what is asked, the mark in words)] of EMMIE."""
        return [(name, asked, Mark(getattr(self, field)).label) for field, name, asked in EMMIE]

    @property
    def is_proposed(self):
        return self.state == self.State.PROPOSED

    @property
    def has_open_appeal(self):
        return any(appeal.is_open for appeal in self.appeals.all())

    def clean(self):
        """Hold the rules of the ladder (domain rules on evidence, table "To reach it")."""
        if self.level in EvidenceLevel:
            missing = [criterion for criterion in needed_for(self.level) if criterion not in self.met]
            if missing:
                labels = " ".join(str(criterion.label) for criterion in missing)
                raise ValidationError({"met": f"“{self.get_level_display()}” needs this too: {labels}"})
        if self.level == EvidenceLevel.DESCRIBED and self.direction != EvidenceDirection.NOT_MEASURED:
            raise ValidationError({"direction": "“Described” claims no results, so nothing was measured."})

    @transaction.atomic
    def propose(self, by):
        """Store it as the proposal of the editor `by`. Raises ValidationError where it breaks a rule."""
        self.proposed_by, self.proposed_at = by, timezone.now()
        self.full_clean()
        self.save()
        log(self, "resources.propose_rating", user=by)

    @transaction.atomic
    def confirm(self, by):
        """Make it what readers see. Raises ValidationError where `by` proposed it, or where it was decided on."""
        if by == self.proposed_by:
            raise ValidationError(NOT_ONE_PERSON)
        self._decide(self.State.CONFIRMED, by)
        self.show()
        log(self, "resources.confirm_rating", user=by)

    def show(self):
        """Copy level and direction to what is rated, where lists filter by them."""
        self.subject.rated_rows().update(evidence_level=self.level, evidence_direction=self.direction)

    @transaction.atomic
    def decline(self, by, because):
        """Turn it down; who proposed it may take it back so. Raises ValidationError as `confirm`, or with no reason."""
        if not because.strip():
            raise ValidationError("Say why.")
        self._decide(self.State.DECLINED, by, declined_because=because)
        log(self, "resources.decline_rating", user=by, data={"reason": because})

    def _decide(self, state, by, **values):
        values |= {"state": state, "decided_by": by, "decided_at": timezone.now()}
        if not Rating.objects.proposed().filter(pk=self.pk).update(**values):
            raise ValidationError(DECIDED_ALREADY)
        for name, value in values.items():
            setattr(self, name, value)

    def again(self):
        """An unsaved rating of the same thing that begins from this one."""
        judged = {name: getattr(self, name) for name in self.JUDGED}
        return Rating(case_study=self.case_study, scheme=self.scheme, **judged)
