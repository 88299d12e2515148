"""Who was wrong too often waits, longer each time: for passwords and for codes of the second factor.

Counted in the database, which all processes share, whatever the cache is. A try is counted before it is looked at, so
that many at once are no way around, and forgotten when it was right. What is no account is counted like one.
"""

import datetime
import hashlib
import hmac
import logging
from contextlib import contextmanager

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from .models import Tries

logger = logging.getLogger("hub.security")

# {what is counted: how many wrong tries are free, seconds to wait after the next, seconds to wait at most}. Each wrong
# try doubles the wait. From one place it comes sooner: somebody who guesses from elsewhere keeps nobody out for long.
LIMITS = {"account and place": (5, 60, 3600), "account": (15, 60, 900)}
FORGOTTEN_AFTER = datetime.timedelta(days=1)


def digest(*parts):
    key = f"hub.lockout:{settings.SECRET_KEY}".encode()
    return hmac.new(key, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def digests(request, kind, who):
    """{what is counted: digest} of tries of a kind, such as "password", for whoever calls themselves `who`."""
    who = who.strip().lower()
    return {"account": digest(kind, who), "account and place": digest(kind, who, get_ip(request))}


def wait(count, free, first, most):
    """Seconds to wait after so many wrong tries."""
    return min(first * 2 ** min(count - free, 20), most) if count >= free else 0


@contextmanager
def guess(request, kind, who):
    """Around the look at a try: it raises ValidationError for who has to wait, and is forgotten if nothing raises."""
    count(request, kind, who)
    yield
    Tries.objects.filter(digest__in=digests(request, kind, who).values()).delete()


@transaction.atomic
def count(request, kind, who):
    """Count a try. Raises ValidationError, and counts nothing, where it comes too soon."""
    now, rows = timezone.now(), []
    for name, found in sorted(digests(request, kind, who).items()):
        row, _made = Tries.objects.select_for_update().get_or_create(digest=found, defaults={"last": now})
        if now - row.last > FORGOTTEN_AFTER:
            row.count = 0
        left = wait(row.count, *LIMITS[name]) - (now - row.last).total_seconds()
        if left > 0:
            logger.warning("A %s came too soon after wrong ones; the wait is %d seconds.", kind, left + 1)
            raise too_soon(left)
        rows.append(row)
    for row in rows:
        row.count, row.last = row.count + 1, now
        row.save()


def too_soon(seconds):
    """The error that says how long to wait. It is the same whether or not there is such an account."""
    minutes = int(seconds // 60) + 1
    text = ngettext(
        "There were too many tries. Wait %(minutes)s minute, then try again",
        "There were too many tries. Wait %(minutes)s minutes, then try again",
        minutes,
    )
    return ValidationError(text, code="too_soon", params={"minutes": minutes})
