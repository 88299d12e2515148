from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from hub.languages import LANGUAGES
from resources.notices import tell

from .ratings import DECIDED_ALREADY, person


class AppealQuerySet(models.QuerySet):
    def upheld(self):
        return self.filter(state=Appeal.State.UPHELD)

    def waiting(self):
        return self.filter(state=Appeal.State.OPEN)


class Appeal(models.Model):
    """That somebody thinks a rating is wrong. An editor who took no part in the rating decides, with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("Not decided yet")
        UPHELD = "upheld", _("Upheld: it is rated again")
        NOT_UPHELD = "not_upheld", _("Not upheld: the rating stays")

    wagtail_reference_index_ignore = True

    rating = models.ForeignKey("resources.Rating", editable=False, on_delete=models.CASCADE, related_name="appeals")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    from_whom = models.CharField(_("who appeals"), max_length=120, help_text=_("By role, such as: governor. No name."))
    language = models.CharField(
        _("language of the appeal"), max_length=5, choices=[(code, code) for code in LANGUAGES], default=LANGUAGES[0]
    )
    reason = models.TextField(_("what is wrong with the rating"), max_length=2000)
    raised_by = person(_("raised by"))
    raised_at = models.DateTimeField(_("raised"), default=timezone.now, editable=False)
    answer = models.TextField(_("reason for the decision"), max_length=2000, blank=True, editable=False)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against a rating")
        verbose_name_plural = _("appeals against ratings")
        ordering = [F("decided_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating"],
                condition=Q(state="open"),
                name="appeal_open_once_for_a_rating",
                violation_error_message=_("There is an appeal against this rating already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_at__isnull=False) & ~Q(answer=""),
                name="appeal_is_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(raised_by=F("decided_by")),
                name="appeal_is_decided_by_another",
            ),
        ]

    def __str__(self):
        return str(self.rating)

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_upheld(self):
        return self.state == self.State.UPHELD

    @property
    def lang(self):
        """The language in which it was written, for a `lang` attribute."""
        return self.language.split("-")[0]

    @transaction.atomic
    def lodge(self, by):
        """Store it as raised by `by`. Raises ValidationError where the rating is not the one that readers see."""
        if self.rating != self.rating.subject.rating:
            raise ValidationError(translated("Only the rating that readers see now can be appealed against."))
        self.raised_by, self.raised_at = by, timezone.now()
        self.full_clean()
        self.save()
        log(self, "resources.lodge_appeal", user=by)
        transaction.on_commit(partial(tell, self), robust=True)

    def bars(self, user):
        """Why `user` may not decide on it; empty where they may."""
        if user in (self.rating.proposed_by, self.rating.decided_by):
            return "You took part in this rating. Another editor decides on the appeal."
        return "You raised this appeal. Another editor decides on it." if user == self.raised_by else ""

    @transaction.atomic
    def decide(self, by, state, answer):
        """Uphold it, so that a new rating must follow, or not. Raises ValidationError where `by` may not, or late."""
        if bar := self.bars(by):
            raise ValidationError(bar)
        if not answer.strip():
            raise ValidationError("Say why.")
        values = {"state": state, "answer": answer, "decided_by": by, "decided_at": timezone.now()}
        if not Appeal.objects.waiting().filter(pk=self.pk).update(**values):
            raise ValidationError(DECIDED_ALREADY)
        for name, value in values.items():
            setattr(self, name, value)
        log(self, "resources.decide_appeal", user=by, data={"state": state})
        transaction.on_commit(partial(tell, self), robust=True)
