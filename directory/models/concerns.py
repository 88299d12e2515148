from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.working_days import working_days_from

from .submissions import ALPHABET


class Kind(models.TextChoices):
    """What is wrong, as who reports it says."""

    IDENTIFIES = "identifies", _("It may tell who somebody is")
    HARM = "harm", _("It may lead to somebody being harmed")
    CONSENT = "consent", _("Somebody did not agree to it, or no longer does")
    WRONG = "wrong", _("Something in it is wrong or out of date")
    COPYRIGHT = "copyright", _("It uses words or pictures that belong to somebody else")
    OTHER = "other", _("Something else")


URGENT = (Kind.IDENTIFIES, Kind.HARM, Kind.CONSENT)
# In how many working days an editor has looked at it and logged a first step.
URGENT_DAYS, OTHER_DAYS = 1, 10


class Triage(models.TextChoices):
    NEW = "new", pgettext_lazy("a concern", "New")
    LOOKING = "looking", _("Being looked at")
    ACTED_ON = "acted_on", _("Acted on")
    NO_ACTION = "no_action", _("No action")


OPEN = (Triage.NEW, Triage.LOOKING)


def new_reference():
    return f"R-{get_random_string(8, ALPHABET)}"


class ConcernQuerySet(models.QuerySet):
    def unseen(self):
        """Those of which no editor has logged a step yet."""
        return self.filter(state=Triage.NEW)

    def late(self, day=None):
        """Those that nobody had looked at by the day they were due, on `day` (default: today)."""
        day = day or timezone.localdate()
        urgent = models.Q(kind__in=URGENT)
        return self.unseen().filter(
            urgent & models.Q(reported_at__date__lt=working_days_from(day, -URGENT_DAYS))
            | ~urgent & models.Q(reported_at__date__lt=working_days_from(day, -OTHER_DAYS))
        )


class Concern(models.Model):
    """What somebody, who need not say who they are, reports about a page. Restricted: for editors."""

    wagtail_reference_index_ignore = True

    reference = models.CharField(_("reference"), max_length=10, unique=True, default=new_reference, editable=False)
    about = models.CharField(_("about"), max_length=500)
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    text = models.TextField(_("what was reported"))
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=Triage, default=Triage.NEW)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-reported_at", "-pk"]

    def __str__(self):
        return f"{self.reference}: {self.about}"

    @property
    def is_urgent(self):
        return self.kind in URGENT and self.state in OPEN

    @property
    def due_on(self):
        """The day by which an editor has looked at it."""
        days = URGENT_DAYS if self.kind in URGENT else OTHER_DAYS
        return working_days_from(timezone.localdate(self.reported_at), days)


class ConcernStep(models.Model):
    """What was done about a concern: which state it came to, when, by whom and why. Never changed."""

    wagtail_reference_index_ignore = True

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=Triage)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField()

    class Meta:
        verbose_name = _("step of a concern")
        verbose_name_plural = _("steps of concerns")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.concern_id}: {self.state}"
