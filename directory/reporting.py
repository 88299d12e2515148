"""Reporting a concern about a page, and what is done about it."""

import datetime

from django.db import transaction
from django.utils import timezone

from .models import Concern


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
