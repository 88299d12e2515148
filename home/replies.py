"""Replies to news: how one comes in."""

import datetime

from django.db import transaction
from django.utils import timezone

from .models import Reply


def record(page, fields, at=None):
    """Store a reply to a news page from {field: value} and return it; the same one within a day is a double click."""
    at = at or timezone.now()
    with transaction.atomic():
        today = Reply.objects.filter(page=page, sent_at__gt=at - datetime.timedelta(days=1))
        return today.filter(**fields).first() or Reply.objects.create(page=page, **fields, sent_at=at)
