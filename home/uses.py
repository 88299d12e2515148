"""The register of where things from here were cited: how a use comes in, and which are shown."""

import datetime

from django.db import transaction
from django.utils import timezone

from hub.codes import read_code
from hub.models import Identifier, Use

from . import catalogue


def named_by(text):
    """The identifier that a code or an address with one leads to, of what can be read now; else None."""
    code = read_code(text.strip().rstrip("/").rpartition("/")[2])
    identifier = Identifier.objects.filter(code=code).first() if code else None
    return identifier if identifier and catalogue.found([identifier]) else None


def record(fields, language, at=None):
    """Store a use from {field: value} and return it; the same one again within a day is a double click."""
    at = at or timezone.now()
    with transaction.atomic():
        same = Use.objects.filter(sent_at__gt=at - datetime.timedelta(days=1), **fields).first()
        return same or Use.objects.create(**fields, language=language, sent_at=at)


def shown():
    """All uses that are shown, of what can be read now, the latest first."""
    uses = list(Use.objects.shown().select_related("identifier"))
    readable = catalogue.found(list({use.identifier for use in uses}))
    return [use for use in uses if use.identifier_id in readable]
