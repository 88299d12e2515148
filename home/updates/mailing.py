"""Sending the mails of updates, so that none goes twice and none is lost, whatever stops the worker.

A mail is claimed in the database before it goes: by a row for it, and one for each update that it tells, which the
database takes once for each subscriber. What was not claimed, the next run finds. What the post office refused, in so
many words, is given back. Of what was claimed and not seen to go nobody can know whether it went: it is not sent
again, and the next mail to that subscriber says where all updates can be read.
"""

import datetime
import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from home.models import MailedUpdate, Mailing, MailRun, Subscription
from home.models.subscriptions import Frequency, MailState

from .bounces import came_back
from .letters import letter
from .sources import SOURCES

logger = logging.getLogger(__name__)

# After so long a claimed mail is nobody's any more.
ABANDONED = datetime.timedelta(hours=1)
# What is older than this is not mailed: a subscriber hears of what is new.
NEWS_FOR = datetime.timedelta(days=60)
MOST_IN_A_MAIL = 100


def pending(subscription, at):
    """The updates that a subscriber is to be mailed at a moment, the newest first, in the active language."""
    since = max(subscription.confirmed_at, at - NEWS_FOR)
    found = SOURCES[subscription.source].updates_for(subscription.query).filter(at__gt=since)
    told = MailedUpdate.objects.filter(subscription=subscription).values("update_told")
    found = found.exclude(pk__in=told).latest_first()
    return list(found[: 1 if subscription.frequency == Frequency.EACH else MOST_IN_A_MAIL])


def claim(pk, frequency, at):
    """(Mailing, its updates) of the next mail to a subscriber; None where there is none or another worker has it."""
    with transaction.atomic():
        due = Subscription.objects.due(frequency, at).select_for_update(skip_locked=True)
        subscription = due.filter(pk=pk).first()
        if not subscription:
            return None
        with override(subscription.language):
            updates = pending(subscription, at)
        if not updates:
            return None
        mailing = Mailing.objects.create(subscription=subscription, claimed_at=at)
        MailedUpdate.objects.bulk_create(
            MailedUpdate(mailing=mailing, subscription=subscription, update_told=update) for update in updates
        )
        Subscription.objects.filter(pk=pk).update(mailed_at=at)
        return mailing, updates


def send(frequency, at=None):
    """Send what is due to subscribers of a frequency; returns how many mails the post office took.

    Raises OSError or SMTPException where there is no post office: nothing is claimed then.
    """
    at = at or timezone.now()
    abandoned = Mailing.objects.filter(state=MailState.CLAIMED, claimed_at__lte=at - ABANDONED)
    abandoned.update(state=MailState.UNCERTAIN)
    sent, went_through, connection = 0, False, get_connection()
    try:
        connection.open()
        for pk in list(Subscription.objects.due(frequency, at).values_list("pk", flat=True)):
            while (claimed := claim(pk, frequency, at)) is not None:
                if not deliver(*claimed, connection):
                    break
                sent += 1
                if frequency != Frequency.EACH:
                    break
        went_through = True
    finally:
        connection.close()
        how = {"at": at, "sent": sent, "went_through": went_through}
        MailRun.objects.update_or_create(frequency=frequency, defaults=how)
    return sent


def deliver(mailing, updates, connection):
    """Hand a claimed mail to the post office; returns whether it took it."""
    with override(mailing.subscription.language):
        message = letter(mailing, updates)
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as refused:
        code, _text = next(iter(refused.recipients.values()))
        came_back(mailing.subscription, for_good=code >= 500)
        mailing.delete()
    except SMTPResponseException as refused:
        logger.error("A mail of updates was refused with %s.", refused.smtp_code)
        mailing.delete()
    except (OSError, SMTPException):
        # Whether it was taken before the line broke is not known.
        Mailing.objects.filter(pk=mailing.pk).update(state=MailState.UNCERTAIN)
        logger.error("The line to the post office broke while a mail of updates was handed over.")
        raise
    else:
        Mailing.objects.filter(pk=mailing.pk).update(state=MailState.SENT)
        return True
    return False


@task()
def send_each():
    """Mail what is new to those who want each update at once."""
    try:
        send(Frequency.EACH)
    except (OSError, SMTPException):
        logger.error("Mails of updates wait: there is no post office.")
