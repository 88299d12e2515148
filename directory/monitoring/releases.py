"""Releasing a year's figures: from then on the public picture counts what was accepted by that day, nothing else."""

import json

from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from ..choices import RUNNING
from ..disclosure import MINIMUM_PRISONS
from ..models import Release, Return, ReturnValue, Scheme
from ..models.returns import INSTEAD, ReturnStatus
from .picture import with_release
from .reporting_years import snapshot_day


class TooFewChangedError(Exception):
    """Beside the figures that are out already, the new ones would tell what a few prisons sent since."""


class ChangedSinceError(Exception):
    """What would be released is not what was looked at: a return was accepted or opened again meanwhile."""


def years_to_release():
    """[(year, whether of made-up prisons, number of accepted returns, its `Release` or None)], the last year first."""
    out = {(one.year, one.is_example): one for one in Release.objects.select_related("released_by").defer("schemes")}
    accepted = Return.objects.filter(status=ReturnStatus.ACCEPTED).values_list("year", "scheme__prison__is_example")
    counts = {(year, is_example): n for year, is_example, n in accepted.annotate(n=Count("pk")).order_by()}
    ended = {key for key in counts if snapshot_day(key[0]) < timezone.localdate()}
    return [(*key, counts.get(key, 0), out.get(key)) for key in sorted(ended | out.keys(), reverse=True)]


def schemes_asked(year, *, is_example):
    """The published schemes that were asked about a year, each with its accepted return, if any, in `accepted`."""
    returns = Return.objects.filter(year=year, status=ReturnStatus.ACCEPTED)
    filled = returns.prefetch_related(Prefetch("values", ReturnValue.objects.order_by("part")))
    had_begun = Q(started_on=None) | Q(started_on__lte=snapshot_day(year))
    return (
        Scheme.objects.published()
        .filter(had_begun & Q(status__in=RUNNING) | Q(pk__in=returns.values("scheme")), prison__is_example=is_example)
        .select_related("prison")
        .prefetch_related(Prefetch("returns", filled, "accepted"))
        .order_by("code")
    )


def counted(scheme):
    """What a release holds of one scheme; `values` is None where no return was accepted."""
    values = None
    for returned in scheme.accepted:
        rows = [row for row in returned.values.all() if row.marker in INSTEAD or row.value is not None]
        values = {row.part: row.marker if row.marker in INSTEAD else str(row.value) for row in rows}
    return {"prison": scheme.prison_id, "region": scheme.prison.region, "values": values}


def of_prisons(schemes):
    """{(part, region): {prison: its values}} of what a release holds."""
    found = {}
    for code, scheme in schemes.items():
        for part, value in (scheme["values"] or {}).items():
            prisons = found.setdefault((part, scheme["region"]), {})
            prisons.setdefault(scheme["prison"], []).append((code, value))
    return found


def tells_of_few(before, after):
    """Whether in a region a number of fewer than five prisons, but of some, changed between two releases."""
    old, new = of_prisons(before), of_prisons(after)
    for place in old.keys() | new.keys():
        was, now = old.get(place, {}), new.get(place, {})
        if 0 < sum(was.get(prison) != now.get(prison) for prison in was.keys() | now.keys()) < MINIMUM_PRISONS:
            return True
    return False


def hides_more(before, after):
    """Whether of any number a region is hidden after that was not before, both {part: [region]}."""
    return any(set(regions) - set(before[key]) for key, regions in after.items())


def proposed(year, *, is_example=False):
    """(the `Release` that a year would have if it were released now, not stored; the `Picture` with it).

    What was hidden when the year came out stays hidden.
    """
    before = Release.objects.filter(year=year, is_example=is_example).first()
    schemes = {scheme.code: counted(scheme) for scheme in schemes_asked(year, is_example=is_example)}
    new = Release(year=year, is_example=is_example, schemes=schemes, hidden=before.hidden if before else {})
    picture = with_release(new)
    new.hidden = picture.hidden()
    return new, picture


def gives_away(new):
    """Whether a proposed release, beside what is out of its year already, would tell what a few prisons sent since.

    It may not hide a region that readers have the figures of, either: with the sum of the hidden ones of then and of
    now they would have the new figure too.
    """
    before = Release.objects.filter(year=new.year, is_example=new.is_example).first()
    if before is None:
        return False
    return tells_of_few(before.schemes, new.schemes) or hides_more(with_release(before).hidden(), new.hidden)


def digest(new):
    """What a form carries of a proposed release, to tell whether it is still the same; no number can be had from it."""
    return salted_hmac("directory.release", json.dumps([new.schemes, new.hidden], sort_keys=True)).hexdigest()


def release(year, *, is_example=False, by=None, seen=None):
    """Release the figures of a year, or release them anew, in the name of the user `by`; the `Release`.

    Real prisons and made-up ones are never released together. Raises TooFewChangedError, and ChangedSinceError where
    `seen`, the digest of what somebody looked at, is of something else.
    """
    with transaction.atomic():
        list(Release.objects.select_for_update().filter(is_example=is_example))
        new, _picture = proposed(year, is_example=is_example)
        if seen is not None and seen != digest(new):
            raise ChangedSinceError
        if gives_away(new):
            raise TooFewChangedError
        values = {"schemes": new.schemes, "hidden": new.hidden, "released_on": timezone.localdate(), "released_by": by}
        released, _created = Release.objects.update_or_create(year=year, is_example=is_example, defaults=values)
        log(released, "directory.release", user=by)
    return released
