"""How much may come from one address of the network within an hour, through a form that anybody may send."""

import hashlib

from django.conf import settings
from django.core.cache import cache

MOST_AN_HOUR = 20


class TooMany(Exception):
    """So much came from one address within an hour that this is not taken."""


def sender_of(request):
    """The address that a request came from: by way of our own proxy, the last that it added."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def count(kind, sender):
    """Count one of a kind, such as "concerns", from an address. Raises TooMany.

    Only a keyed digest of the address is kept, for an hour. A whole prison may share one, so there is room for many.
    """
    key = f"{kind}-" + hashlib.sha256(f"{settings.SECRET_KEY}{sender}".encode()).hexdigest()
    cache.add(key, 0, timeout=3600)
    try:
        if (cache.incr(key) or 0) > MOST_AN_HOUR:  # nothing where the cache is away
            raise TooMany
    except ValueError:  # it ran out between the two lines
        return
