"""Releasing a year's figures: from then on the public picture counts what was accepted by that day, nothing else."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from ..choices import RUNNING
from ..disclosure import MINIMUM_PRISONS
from ..models import Release, Return, ReturnValue, Scheme
from ..models.returns import INSTEAD, ReturnStatus
from .reporting_years import snapshot_day


class TooFewChangedError(Exception):
    """Beside the figures that are out already, the new ones would tell what a few prisons sent since."""


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


def release(year, *, is_example=False):
    """Release the figures of a year, or release them anew; the `Release`. Raises TooFewChangedError.

    Real prisons and made-up ones are never released together.
    """
    schemes = {scheme.code: counted(scheme) for scheme in schemes_asked(year, is_example=is_example)}
    before = Release.objects.filter(year=year, is_example=is_example).first()
    if before and tells_of_few(before.schemes, schemes):
        raise TooFewChangedError
    values = {"schemes": schemes, "released_on": timezone.localdate()}
    return Release.objects.update_or_create(year=year, is_example=is_example, defaults=values)[0]
