"""What editors have to rate: for the first time, again after a year, at its review, or after an appeal."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from .evidence import CONFIRMED_EVERY
from .models import Rating


def rated_on(rating):
    return timezone.localdate(rating.decided_at)


def was_reviewed_since(subject, rating, today):
    review = subject.review_due_on
    return review is None or review > today or rated_on(rating) >= review


# Why something is due: the first that is true of what is rated, its rating (or None), and today.
REASONS = (
    ("Never rated", lambda subject, rating, today: rating is None),
    ("An appeal was upheld", lambda subject, rating, today: rating.upheld),
    ("Rated over a year ago", lambda subject, rating, today: rated_on(rating) < today - CONFIRMED_EVERY),
    ("Its review date has passed", lambda *facts: not was_reviewed_since(*facts)),
)


@dataclass(frozen=True)
class Due:
    """Something to rate: why, the rating that readers see, and the proposal that waits for another editor."""

    subject: Any
    field: str
    why: str
    rating: Rating | None
    proposal: Rating | None


def due(today=None):
    """Every `Due` on `today`, case studies before schemes, by title or code. Four queries."""
    today = today or timezone.localdate()
    return [row for field in ("case_study", "scheme") for row in due_of(field, today)]


def to_rate(field):
    """What has ratings of a kind, which is named as the field of a rating that leads to it."""
    return Rating._meta.get_field(field).related_model.objects.to_rate().with_prison()


def due_of(field, today):
    ratings = Prefetch("ratings", Rating.objects.with_upheld().latest_first(), to_attr="history")
    for subject in sorted(to_rate(field).prefetch_related(ratings), key=str):
        rating = next((row for row in subject.history if row.state == Rating.State.CONFIRMED), None)
        why = next((label for label, holds in REASONS if holds(subject, rating, today)), "")
        if why:
            proposal = next((row for row in subject.history if row.is_proposed), None)
            yield Due(subject, field, why, rating, proposal)
