"""What "My prison" shows: sections and duties, each a line in one of two lists, so that a part adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.confirming import case_studies_of, due_of, is_due
from directory.enquiring import waiting_for
from directory.models import Return
from directory.models.concerns import Kind
from directory.models.returns import ReturnStatus
from directory.monitoring.burden import minutes_of
from directory.monitoring.returning import years
from directory.practice.states import State, Verb
from directory.ratings import ratings_of
from resources.models import CaseStudyPage


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
    """A part of the page: a template, and what gets its `rows` of a membership."""

    template: str
    rows_of: Callable


def to_confirm(membership):
    """Each case study and scheme is confirmed again a year after it last was."""
    for row in due_of(membership.prison):
        what = _("Confirm that what we show of “%(scheme)s” is still right")
        yield Duty(what % {"scheme": row}, where_to_confirm(membership.prison, row), row.confirm_by)


def where_to_confirm(prison, row):
    """The address where a case study or a scheme is confirmed: one on this page, the other on its own."""
    if hasattr(row, "code"):
        return reverse("profile:profile", args=[prison.pk, row.code])
    return f"{reverse('my_prison:prison', args=[prison.pk])}#case-study-{row.pk}"


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
    for submission in membership.prison.submissions.all():
        if submission.state not in (State.WITH_APPROVER, State.CHANGES_REQUESTED):
            continue
        address = reverse("practice:status", args=[membership.prison_id, submission.reference])
        wrote = submission.started_by_id == membership.user_id or membership.user in submission.writers.all()
        if submission.state == State.CHANGES_REQUESTED:
            yield Duty(_("Change “%(title)s”: the editors have asked") % {"title": submission}, address)
        elif membership.approves and not wrote:
            yield Duty(_("Read “%(title)s” and sign it off") % {"title": submission}, address)


def questions_of(membership):
    """What readers ask the prison and nobody has answered, the oldest first."""
    return waiting_for(membership.prison)


def questions_to_answer(membership):
    for enquiry in questions_of(membership):
        day = date_format(timezone.localtime(enquiry.asked_at))
        yield Duty(_("Answer the question of %(day)s") % {"day": day}, f"#{enquiry.reference}")


@dataclass(frozen=True)
class Shown:
    """A case study that readers see: whether it is to be confirmed, and how its prison asks for a correction."""

    page: CaseStudyPage
    is_due: bool
    correction: str
    minutes: int


def case_studies(membership):
    """Each `Shown` of the prison, the newest first."""
    sent_in = {row.case_study.translation_key: row for row in membership.prison.submissions.all() if row.case_study}
    for page in case_studies_of(membership.prison):
        correction = where_to_correct(page, sent_in.get(page.translation_key))
        yield Shown(page, is_due(page), correction, minutes_of("case_study"))


def where_to_correct(page, submission):
    """Where the team says what has changed: of what it sent in, to its editors; else as readers do."""
    if submission is None:
        about = urlencode({"about": f"{page} {page.url}", "kind": Kind.WRONG.value})
        return f"{reverse('concerns:report')}?{about}"
    place = [submission.prison_id, submission.reference]
    if submission.state == State.PUBLISHED:
        return reverse("practice:ask", args=[*place, Verb.REQUEST_CORRECTION])
    return reverse("practice:status", args=place)


def duties_of(membership):
    """All that is due of a member's prison, what is due first coming first."""
    found = [duty for duties in DUTIES for duty in duties(membership)]
    return sorted(found, key=lambda duty: duty.by or date.max)


def schemes_of(membership):
    return membership.prison.schemes.all()


def rated_of(membership):
    """What readers see of how the prison's practice is rated, each with its appeals."""
    return ratings_of(membership.prison)


def team_of(membership):
    return membership.prison.memberships.select_related("user").order_by("user__email")


# What may be due, each a function of a membership; what waits for sign-off is due of approvers only.
DUTIES = [practice_to_move, to_confirm, returns_to_send, questions_to_answer]

SECTIONS = [
    Section("directory/my_prison/duties.html", duties_of),
    Section("directory/my_prison/questions.html", questions_of),
    Section("directory/my_prison/profile.html", schemes_of),
    Section("directory/my_prison/case_studies.html", case_studies),
    Section("directory/my_prison/ratings.html", rated_of),
    Section("directory/my_prison/practice.html", practice_of),
    Section("directory/my_prison/returns.html", returns_of),
    Section("directory/my_prison/team.html", team_of),
]
