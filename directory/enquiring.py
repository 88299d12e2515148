"""Questions that readers ask the team of a prison: sending one, answering it, and what nobody has answered."""

import datetime

from django.db import transaction
from django.db.models import Count, Min, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from .models import Enquiry, Prison
from .models.concerns import Kind
from .models.enquiries import EnquiryState
from .notices import tell_once_settled
from .reporting import MOST_ACKNOWLEDGED, report

MOST_TOLD = 20  # of those to one prison in a day: what comes after is on My prison without a mail to the team


def send(fields, at=None):
    """Store an enquiry from {field: value} and return it; the same one again within a day is a double click.

    The team is told, and whoever asks, but nobody's mailbox is to be filled: neither again and again on one day.
    """
    at = at or timezone.now()
    with transaction.atomic():
        today = Enquiry.objects.filter(asked_at__gt=at - datetime.timedelta(days=1))
        same = today.filter(**fields).first()
        if same:
            return same
        told = today.filter(prison=fields["prison"]).count() < MOST_TOLD
        acknowledged = today.filter(email__iexact=fields["email"]).count() < MOST_ACKNOWLEDGED
        row = Enquiry.objects.create(**fields, asked_at=at)
        if told:
            tell_once_settled(row, "asked")
        if acknowledged:
            tell_once_settled(row, "acknowledged")
        return row


def waiting_for(prison):
    """The open enquiries to a prison with what they are about, the oldest first. One query, once."""
    rows = Enquiry.objects.open().select_related("scheme", "case_study")
    prefetch_related_objects([prison], Prefetch("enquiries", rows, to_attr="open_enquiries"))
    return prison.open_enquiries


def close(enquiry, state, at=None):
    """Say that an enquiry is answered, or was abuse; returns whether this is news: a second press is none."""
    open_ = Enquiry.objects.open().filter(pk=enquiry.pk)
    return bool(open_.update(state=state, closed_at=at or timezone.now()))


def report_abuse(enquiry, by, language):
    """Make a concern of an enquiry, words and sender with it, and close it; `by` hears what comes of it."""
    with transaction.atomic():
        if close(enquiry, EnquiryState.ABUSE):
            who = " · ".join(filter(None, (enquiry.name, enquiry.organisation, enquiry.email)))
            fields = {
                "about": f"{enquiry.reference}: {enquiry.prison.name}",
                "kind": Kind.OTHER,
                "text": f"{enquiry.text}\n\n{who}",
                "email": by.email,
            }
            report(fields, language)


def unanswered():
    """Prisons with enquiries that nobody has answered, with how many as `waiting` and since when as `oldest`."""
    open_ = Q(enquiries__state=EnquiryState.OPEN)
    counted = Prison.objects.annotate(
        waiting=Count("enquiries", filter=open_), oldest=Min("enquiries__asked_at", filter=open_)
    )
    return counted.filter(waiting__gt=0).order_by("oldest")
