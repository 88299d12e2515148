import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .updates import Update

CONFIRM_WITHIN = datetime.timedelta(days=7)
# Mails come back: at once where there is no such mailbox (5.x.x), or so many times where it could not take one (4.x.x).
MOST_SOFT_BOUNCES = 3


class Frequency(models.TextChoices):
    EACH = "each", _("At once, a mail for each update")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


# How long after the last mail the next may go. A little less than the day, for a task that starts a little earlier.
PAUSES = {
    Frequency.EACH: datetime.timedelta(0),
    Frequency.DAILY: datetime.timedelta(hours=23),
    Frequency.WEEKLY: datetime.timedelta(days=7, hours=-1),
}


class SubscriptionQuerySet(models.QuerySet):
    def unconfirmed(self, moment):
        """Those that nobody confirmed in time, at a moment."""
        return self.filter(confirmed_at=None, asked_at__lte=moment - CONFIRM_WITHIN)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def reachable(self):
        """Confirmed, and mail to them does not come back."""
        return self.confirmed().filter(bounced_at=None)

    def due(self, frequency, moment):
        """Reachable ones of a frequency, whose last mail was long enough before a moment."""
        since = moment - PAUSES[frequency]
        return self.reachable().filter(Q(mailed_at=None) | Q(mailed_at__lte=since), frequency=frequency)


class Subscription(models.Model):
    """Somebody without an account who asked for mail about what a filter finds. Restricted: an address is a person's.

    `source` names the list (home/updates/sources.py) and `query` its filter, as in the address of the list.
    """

    wagtail_reference_index_ignore = True

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    source = models.CharField(_("list"), max_length=20)
    query = models.CharField(_("filter"), max_length=1000, blank=True)
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    mailed_at = models.DateTimeField(_("last mail"), null=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(_("came back for good"), null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(Lower("email"), "source", "query", "language", name="subscribed_once")]

    def __str__(self):
        return str(self.token)


class MailState(models.TextChoices):
    CLAIMED = "claimed", pgettext_lazy("a mail", "Being sent")
    SENT = "sent", pgettext_lazy("a mail", "Sent")
    UNCERTAIN = "uncertain", pgettext_lazy("a mail", "Perhaps sent")


class Mailing(models.Model):
    """One mail of updates to one subscriber. It is there before the mail goes, so that no second one can go.

    Who finds it CLAIMED and old cannot know whether it went: it becomes UNCERTAIN, and is not sent again.
    """

    wagtail_reference_index_ignore = True

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mailings")
    state = models.CharField(_("state"), max_length=9, choices=MailState, default=MailState.CLAIMED)
    claimed_at = models.DateTimeField(_("begun"), default=timezone.now)

    class Meta:
        verbose_name = _("mail of updates")
        verbose_name_plural = _("mails of updates")
        ordering = ["-claimed_at", "-pk"]

    def __str__(self):
        return str(self.key)


class MailedUpdate(models.Model):
    """That a subscriber was mailed an update: the database takes it once."""

    wagtail_reference_index_ignore = True

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="mailed")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mailed")
    update_told = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="mailed")

    class Meta:
        verbose_name = _("mailed update")
        verbose_name_plural = _("mailed updates")
        constraints = [models.UniqueConstraint(fields=["subscription", "update_told"], name="update_is_mailed_once")]

    def __str__(self):
        return f"{self.subscription_id}: {self.update_told_id}"


class MailRun(models.Model):
    """When updates were last mailed to subscribers of a frequency, and how that went."""

    wagtail_reference_index_ignore = True

    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency, unique=True)
    at = models.DateTimeField(_("when"))
    sent = models.PositiveIntegerField(_("mails sent"))
    went_through = models.BooleanField(_("went through"), help_text=_("Else the post office could not be reached."))

    class Meta:
        verbose_name = _("run of the mails of updates")
        verbose_name_plural = _("runs of the mails of updates")
        ordering = ["frequency"]
        default_permissions = ["view"]

    def __str__(self):
        return self.get_frequency_display()
