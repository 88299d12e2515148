import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Without the letters and figures that are read as each other.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"

ANSWERED_WITHIN = datetime.timedelta(days=14)


class Format(models.TextChoices):
    LARGE_PRINT = "large_print", _("Large print")
    EASY_READ = "easy_read", _("Easy Read")
    BRAILLE = "braille", _("Braille")
    AUDIO = "audio", _("Audio")
    PLAIN_TEXT = "plain_text", _("Plain text")
    WELSH = "welsh", _("In Welsh")
    SIGN = "sign", _("British Sign Language")
    OTHER = "other", pgettext_lazy("a format", "Another format")


class RequestState(models.TextChoices):
    NEW = "new", pgettext_lazy("a request", "New")
    WORKING = "working", _("Being made")
    SENT = "sent", pgettext_lazy("a request", "Sent")
    DECLINED = "declined", _("Cannot be made")


CLOSED = (RequestState.SENT, RequestState.DECLINED)


def new_reference():
    return f"F-{get_random_string(8, ALPHABET)}"


class FormatRequestQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state__in=CLOSED)

    def overdue(self, at=None):
        """Those whose reader should have heard from us by now."""
        return self.open().filter(asked_at__lt=(at or timezone.now()) - ANSWERED_WITHIN)


class FormatRequest(models.Model):
    """A reader, who need not say who they are, needs a file in another format. Restricted: for editors."""

    wagtail_reference_index_ignore = True

    reference = models.CharField(_("reference"), max_length=10, unique=True, default=new_reference, editable=False)
    file = models.ForeignKey(
        "resources.FileVersion", verbose_name=_("file"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.CharField(_("file"), max_length=500)
    format = models.CharField(_("format"), max_length=12, choices=Format)
    needs = models.TextField(_("what is needed"), blank=True)
    contact = models.TextField(_("how to reach them"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=RequestState, default=RequestState.NEW)
    done = models.TextField(_("what was done"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FormatRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a format")
        verbose_name_plural = _("requests for formats")
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return f"{self.reference}: {self.about}"

    @property
    def is_open(self):
        return self.state not in CLOSED

    @property
    def due_on(self):
        """The day by which the reader should have heard from us."""
        return timezone.localdate(self.asked_at + ANSWERED_WITHIN)

    def is_overdue(self, today=None):
        return self.is_open and self.due_on < (today or timezone.localdate())

    def settle(self, by, at=None):
        """Keep the clock in step with the state: closed now, by whom, or open again."""
        self.closed_at = None if self.is_open else self.closed_at or at or timezone.now()
        self.closed_by = None if self.is_open else self.closed_by or by
