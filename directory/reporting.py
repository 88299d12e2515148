"""Reporting a concern about a page, and what is done about it."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.reach import removal

from .models import Concern
from .models.concerns import OPEN
from .notices import tell_once_settled

MOST_ACKNOWLEDGED = 5  # of those that name one e-mail address, in a day


def report(fields, language, at=None):
    """Store a concern from {field: value} and return it; the same one again within a day is a double click.

    What names an address again and again is stored all the same and not acknowledged: nobody's mailbox is to be filled.
    """
    at = at or timezone.now()
    with transaction.atomic():
        today = Concern.objects.filter(reported_at__gt=at - datetime.timedelta(days=1))
        same = today.filter(**fields).first()
        if same:
            return same
        acknowledged = today.filter(email__iexact=fields["email"]).count() < MOST_ACKNOWLEDGED
        row = Concern.objects.create(**fields, language=language, reported_at=at)
        tell_once_settled(row, "reported")
        if acknowledged:
            tell_once_settled(row, "acknowledged")
        return row


def step(concern, state, by, reason):
    """Move a concern to a state of `Triage`, logged with who and why; returns the step. A second click adds none."""
    with transaction.atomic():
        row = Concern.objects.select_for_update().get(pk=concern.pk)
        last = row.steps.last()
        if last and (last.state, last.by_id, last.reason) == (state, by.pk, reason):
            return last
        settled = state != row.state and state not in OPEN
        row.state = state
        row.save(update_fields=["state"])
        if settled:
            tell_once_settled(row, state, by)
        return row.steps.create(state=state, by=by, reason=reason)


@removal("concerns", _("Its address in what readers reported"), order=40)
def forget_addresses(withdrawn):
    """What somebody reported stays, for it is theirs; the address of the page may hold words of its title."""
    for path in filter(None, (path.strip("/") for path in withdrawn.paths)):
        Concern.objects.filter(about__contains=path).update(about="–")
