"""Reporting a concern about a page, and what is done about it."""

import datetime
import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.reach import removal

from .models import Concern

MOST_AN_HOUR = 20


class TooMany(Exception):
    """So many concerns came from one address within an hour that this one is not taken."""


def sender_of(request):
    """The address that a request came from: by way of our own proxy, the last that it added."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def count(sender):
    """Count a concern from an address, of which only a keyed digest is kept, for an hour. Raises TooMany.

    A whole prison may share one address, so there is room for many.
    """
    key = "concerns-" + hashlib.sha256(f"{settings.SECRET_KEY}{sender}".encode()).hexdigest()
    cache.add(key, 0, timeout=3600)
    try:
        if cache.incr(key) > MOST_AN_HOUR:
            raise TooMany
    except ValueError:  # it ran out between the two lines
        return


def report(fields, language, at=None):
    """Store a concern from {field: value} and return it; the same one again within a day is a double click."""
    at = at or timezone.now()
    day = datetime.timedelta(days=1)
    with transaction.atomic():
        same = Concern.objects.filter(reported_at__gt=at - day, **fields).first()
        return same or Concern.objects.create(**fields, language=language, reported_at=at)


def step(concern, state, by, reason):
    """Move a concern to a state of `Triage`, logged with who and why; returns the step. A second click adds none."""
    with transaction.atomic():
        row = Concern.objects.select_for_update().get(pk=concern.pk)
        last = row.steps.last()
        if last and (last.state, last.by_id, last.reason) == (state, by.pk, reason):
            return last
        row.state = state
        row.save(update_fields=["state"])
        return row.steps.create(state=state, by=by, reason=reason)


@removal("concerns", _("Its address in what readers reported"), order=40)
def forget_addresses(withdrawn):
    """What somebody reported stays, for it is theirs; the address of the page may hold words of its title."""
    for path in filter(None, (path.strip("/") for path in withdrawn.paths)):
        Concern.objects.filter(about__contains=path).update(about="–")
