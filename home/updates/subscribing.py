"""Asking for mail about what a list finds: asked for once, confirmed from the mailbox, ended by one press."""

import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from home.models import Subscription
from hub.mail import post
from hub.work import later

from .letters import address_of, said_of
from .sources import SOURCES

# Mails that ask for confirmation, to one address in a day: nobody's mailbox is to be filled by others.
MOST_ASKED = 5


def normal(source, query):
    """The query of a filter with known keys and values alone, in the order of its form; "" for no filter."""
    return SOURCES[source].listing(QueryDict(query)).query


def subscribe(email, source, query, frequency, language, at=None):
    """The subscription to what a filter finds, made unless it is there; a mail to the address says how to go on.

    Whoever asks learns nothing of whether the address was known. Somebody else's asking again changes nothing.
    """
    at = at or timezone.now()
    with override(language):
        query = normal(source, query)
    with transaction.atomic():
        known = Subscription.objects.alias(lower=Lower("email")).filter(lower=email.lower())
        asked_today = known.filter(asked_at__gt=at - datetime.timedelta(days=1)).count()
        row = known.filter(source=source, query=query, language=language).first()
        if row is None:
            facts = {"email": email, "source": source, "query": query, "language": language}
            row = Subscription.objects.create(**facts, frequency=frequency, asked_at=at)
        elif row.confirmed_at is None:
            Subscription.objects.filter(pk=row.pk).update(frequency=frequency, asked_at=at)
        if asked_today < MOST_ASKED:
            template = "subscribed" if row.confirmed_at else "subscribe"
            with override(language):
                said = {"what": said_of(row), "address": address_of("subscription", row)}
            later(post, template, email, language, str(row), said)
    return row


def confirm(subscription, at=None):
    """Confirm it, whoever holds its address having had the mail; what came before is not mailed."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=at or timezone.now())


def change(subscription, frequency):
    """How often, as the reader chose. Nobody else changes it, and mail that came back before is tried again."""
    Subscription.objects.filter(pk=subscription.pk).update(frequency=frequency, bounced_at=None, soft_bounces=0)


def end(token):
    """End the subscription of a token, and forget it. One that is not there has ended already."""
    Subscription.objects.filter(token=token).delete()
