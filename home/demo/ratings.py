"""How the made-up schemes are rated: by two editors, by one so far, or with an appeal that nobody has decided."""

from django.test import override_settings

from directory.models import Scheme
from resources.evidence import needed_for
from resources.models import Appeal, Rating

from .accounts import CONTRIBUTOR, EDITORS, account
from .content import rate, read
from .documents import days_ago


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def ratings():
    """Rate each scheme that has no rating yet; yields the ratings. Nobody is written to: the people are made up."""
    for row in read("ratings")["rating"]:
        scheme = Scheme.objects.get(code=row.pop("scheme"))
        if not scheme.ratings.exists():
            yield rated(scheme, row)


def rated(scheme, row):
    at, appeal = days_ago(row.pop("days_ago", 0)), row.pop("appeal", "")
    if row.pop("proposed", False):
        return proposed(scheme, row)
    rating = rate(row, at, scheme=scheme)
    if appeal:
        Appeal(rating=rating, from_whom=scheme.prison.name, reason=appeal).lodge(account(CONTRIBUTOR))
    return rating


def proposed(scheme, row):
    """A rating that waits for another editor."""
    rating = Rating(scheme=scheme, **row, met=needed_for(row["level"]))
    rating.propose(account(EDITORS[0], is_superuser=True, is_staff=True))
    return rating
