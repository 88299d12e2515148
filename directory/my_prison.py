"""What "My prison" shows: sections and duties, each a line in one of two lists, so that a part adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.choices import RUNNING, SchemeStatus
from directory.models import Return
from directory.models.returns import ReturnStatus
from directory.monitoring.returning import years
from directory.practice.states import State

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
    for scheme in membership.prison.schemes.all():
        due = scheme.confirmed_on and scheme.confirmed_on + CONFIRM_AFTER
        if due and due <= timezone.localdate() + AHEAD and scheme.status in (SchemeStatus.PLANNED, *RUNNING):
            what = _("Confirm that what we show of “%(scheme)s” is still right")
            address = reverse("profile:profile", args=[scheme.prison_id, scheme.code])
            yield Duty(what % {"scheme": scheme}, address, due)


def returns_to_send(membership):
    """The return of the last full year, until the editors have it; and any about which they have a question."""
    last = years()[1]
    for scheme, returned in returns_of(membership):
        if returned.status == ReturnStatus.QUERIED:
            yield Duty(
                _("Answer the editors’ question about the return of “%(scheme)s”") % {"scheme": scheme}, returned.url
            )
        elif returned.year == last and scheme.is_running and returned.is_writable:
            what = _("Send the monitoring return of “%(scheme)s” for %(years)s")
            yield Duty(what % {"scheme": scheme, "years": f"{last}–{last + 1}"}, returned.url)


def returns_of(membership):
    """[(scheme, return)]: those that were begun and, of the last full year, also those that were not."""
    last, found = years()[1], []
    for scheme in membership.prison.schemes.all():
        rows = {row.year: row for row in scheme.returns.all()}
        rows.setdefault(last, Return(scheme=scheme, year=last))
        for year in sorted(rows, reverse=True):
            rows[year].url = reverse("returns:overview", args=[membership.prison_id, scheme.code, year])
            found.append((scheme, rows[year]))
    return found


def practice_of(membership):
    """The practice examples of the prison, the newest first."""
    return membership.prison.submissions.all()


def practice_to_move(membership):
    """What waits for a sign-off, which is for approvers who did not write it, and what editors want changed."""
    waiting = membership.prison.submissions.filter(state__in=[State.WITH_APPROVER, State.CHANGES_REQUESTED])
    for submission in waiting.prefetch_related("writers"):
        address = reverse("practice:status", args=[membership.prison_id, submission.reference])
        wrote = membership.user in [*submission.writers.all(), submission.started_by]
        if submission.state == State.CHANGES_REQUESTED:
            yield Duty(_("Change “%(title)s”: the editors have asked") % {"title": submission}, address)
        elif membership.approves and not wrote:
            yield Duty(_("Read “%(title)s” and sign it off") % {"title": submission}, address)


def duties_of(membership):
    """All that is due of a member's prison, what is due first coming first."""
    found = [duty for duties in DUTIES for duty in duties(membership)]
    return sorted(found, key=lambda duty: duty.by or date.max)


def schemes_of(membership):
    return membership.prison.schemes.all()


def team_of(membership):
    return membership.prison.memberships.select_related("user").order_by("user__email")


# What may be due, each a function of a membership; what waits for sign-off is due of approvers only.
DUTIES = [practice_to_move, schemes_to_confirm, returns_to_send]

SECTIONS = [
    Section("directory/my_prison/duties.html", duties_of),
    Section("directory/my_prison/profile.html", schemes_of),
    Section("directory/my_prison/practice.html", practice_of),
    Section("directory/my_prison/returns.html", returns_of),
    Section("directory/my_prison/team.html", team_of),
]
