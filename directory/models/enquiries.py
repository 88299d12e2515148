import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .submissions import ALPHABET

LATE = datetime.timedelta(days=14)  # from then on editors see that nobody has answered
# For how long words, name and address are kept: after it was answered, and where nobody answers, after it was asked.
DAYS_ANSWERED, DAYS_OPEN = 90, 365


class EnquiryState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a question", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("a question", "Answered")
    ABUSE = "abuse", pgettext_lazy("a question", "Reported to the editors")
    LAPSED = "lapsed", pgettext_lazy("a question", "Erased without an answer")


def new_reference():
    return f"Q-{get_random_string(8, ALPHABET)}"


class EnquiryQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=EnquiryState.OPEN)

    def late(self, at=None):
        return self.open().filter(asked_at__lte=(at or timezone.now()) - LATE)


class Enquiry(models.Model):
    """What somebody without an account asks the team of a prison. Restricted: for that team, and for no editor."""

    wagtail_reference_index_ignore = True

    reference = models.CharField(_("reference"), max_length=10, unique=True, default=new_reference, editable=False)
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="enquiries"
    )
    # What it is about, where that is not the prison as a whole.
    scheme = models.ForeignKey("directory.Scheme", null=True, on_delete=models.SET_NULL, related_name="+")
    case_study = models.ForeignKey("resources.CaseStudyPage", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("question"))
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the answer"), max_length=5, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=EnquiryState, default=EnquiryState.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a prison")
        verbose_name_plural = _("questions to prisons")
        ordering = ["asked_at", "pk"]
        default_permissions = ["view"]

    def __str__(self):
        return self.reference

    @property
    def about(self):
        """The scheme or case study that was asked about, or else the prison."""
        return self.scheme or self.case_study or self.prison
