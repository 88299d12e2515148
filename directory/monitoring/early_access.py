"""The pre-release access list of a year: who may see its figures before they are public, and each time they did."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from ..models import EarlyAccess

VIEWED = "directory.preview_release"


def give(access, by):
    """Put somebody on the list, in the name of the user `by`."""
    with transaction.atomic():
        access.added_by = by
        access.save()
        log(access, "directory.give_early_access", user=by)


def access_of(user, year, *, is_example):
    """The row of a user on the list of a year, or None."""
    rows = EarlyAccess.objects.filter(year=year, is_example=is_example)
    return rows.filter(email__iexact=user.email).first()


def view(access, user):
    """Write down that somebody on the list looks at the figures now."""
    log(access, VIEWED, user=user)


def list_of(year, *, is_example):
    """[(row of the list, [when its person looked at the figures])] of a year."""
    rows = list(EarlyAccess.objects.filter(year=year, is_example=is_example).select_related("added_by"))
    times = defaultdict(list)
    of_the_list = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(EarlyAccess))
    for entry in of_the_list.filter(action=VIEWED, object_id__in=[row.pk for row in rows]).order_by("timestamp"):
        times[entry.object_id].append(entry.timestamp)
    return [(row, times[str(row.pk)]) for row in rows]
