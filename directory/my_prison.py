"""What "My prison" shows: sections and duties, each a line in one of two lists, so that a part adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.choices import RUNNING, SchemeStatus

CONFIRM_AFTER = timedelta(days=365)
AHEAD = timedelta(days=30)  # a duty is shown that long before its day


@dataclass(frozen=True)
class Duty:
    """What somebody of a prison's team has to do: in words, by which day if there is one, and where."""

    what: str
    url: str
    by: date | None = None

    @property
    def is_late(self):
        return bool(self.by) and self.by < timezone.localdate()


@dataclass(frozen=True)
class Section:
    """A part of the page: a template, included with `prison`, `membership` and `rows`, what `rows_of` gets for them."""

    template: str
    rows_of: Callable


def schemes_to_confirm(membership):
    """Each scheme that is there or planned is confirmed a year after it was last reported."""
    schemes = membership.prison.schemes.filter(
        status__in=[SchemeStatus.PLANNED, *RUNNING],
        reported_on__lte=timezone.localdate() + AHEAD - CONFIRM_AFTER,
    )
    for scheme in schemes:
        scheme.prison = membership.prison
        yield Duty(
            _("Confirm that what we show of “%(scheme)s” is still right") % {"scheme": scheme},
            scheme.get_absolute_url(),
            scheme.reported_on + CONFIRM_AFTER,
        )


def duties_of(membership):
    """All that is due of a member's prison, what is due first coming first."""
    found = [duty for duties in DUTIES for duty in duties(membership)]
    return sorted(found, key=lambda duty: duty.by or date.max)


def schemes_of(membership):
    return membership.prison.schemes.all()


def team_of(membership):
    return membership.prison.memberships.select_related("user").order_by("user__email")


# What may be due, each a function of a membership; what waits for sign-off is due of approvers only.
DUTIES = [schemes_to_confirm]

SECTIONS = [
    Section("directory/my_prison/duties.html", duties_of),
    Section("directory/my_prison/profile.html", schemes_of),
    Section("directory/my_prison/team.html", team_of),
]
