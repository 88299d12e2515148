"""Mail that comes back: whose it was, and when nothing is sent there any more."""

from email import message_from_bytes
from email.utils import getaddresses
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from home.models import Mailing, Subscription
from home.models.subscriptions import MOST_SOFT_BOUNCES


def came_back(subscription, *, for_good):
    """Mail to a subscriber came back, for good or for now. Where it does so too often nothing is sent any more.

    The subscription stays: its reader sees on its page that mail came back, and can try again.
    """
    rows = Subscription.objects.filter(pk=subscription.pk)
    if not for_good:
        rows.update(soft_bounces=F("soft_bounces") + 1)
        rows = rows.filter(soft_bounces__gte=MOST_SOFT_BOUNCES)
    rows.filter(bounced_at=None).update(bounced_at=timezone.now())


def read(message):
    """Take in a mail that came to the bounce address, as bytes; returns the subscription that it is about, or None.

    A report on delivery (RFC 3464) says whether it failed (5.x.x) or is put off (4.x.x); what says neither, such as
    an answer by a machine that its owner is away, is no bounce.
    """
    mail = message_from_bytes(message)
    mailing = Mailing.objects.filter(key__in=keys_in(mail)).select_related("subscription").first()
    status = status_of(mail)
    if not mailing or not status:
        return None
    came_back(mailing.subscription, for_good=status.startswith("5"))
    return mailing.subscription


def keys_in(mail):
    """The keys of mailings in the addresses that a mail came to."""
    named = [str(value) for name in ("To", "Delivered-To", "X-Original-To") for value in mail.get_all(name, [])]
    for _name, address in getaddresses(named):
        _local, plus, key = address.partition("@")[0].rpartition("+")
        if plus:
            try:
                yield UUID(key)
            except ValueError:
                continue


def status_of(mail):
    """The status of a failure, such as "5.1.1", that a report on delivery gives; "" for any other mail."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                action, status = fields.get("Action", "").strip().lower(), fields.get("Status", "").strip()
                if action in ("failed", "delayed") and status[:1] in "45":
                    return status
    return ""
