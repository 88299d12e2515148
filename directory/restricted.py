"""What is restricted about prisons: who acts for them, what they send in, and what readers report."""

import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.people import removed_address
from hub.restricted import Kept, change, delete, restricted, unrestricted

from .models import (
    AccessRequest,
    Concern,
    ConcernStep,
    EarlyAccess,
    Enquiry,
    Invitation,
    Membership,
    Release,
    Reminder,
    Return,
    ReturnQuery,
    Submission,
    SubmissionFile,
)
from .models.concerns import OPEN
from .models.enquiries import DAYS_ANSWERED, DAYS_OPEN, EnquiryState
from .models.returns import WITH_EDITORS
from .practice.states import State

EDITORS_OF_PRACTICE = "directory.change_submission"
EDITORS_OF_RETURNS = "directory.change_return"

# Who acts for a prison


def expired_invitations(moment):
    lifetime = datetime.timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.filter(
        Q(revoked_at__lte=moment) | Q(accepted_at=None, revoked_at=None, sent_at__lte=moment - lifetime)
    )


def accepted_by_former_members(moment):
    members = Membership.objects.filter(prison=OuterRef("prison"), user__email=OuterRef("email"))
    return Invitation.objects.filter(~Exists(members), accepted_at__lte=moment)


def decided_requests(moment):
    return AccessRequest.objects.filter(decided_at__lte=moment)


def old_reminders(moment):
    return Reminder.objects.filter(sent_at__lte=moment)


restricted(
    "directory.Membership",
    holds="Which person acts for which prison, and in which role.",
    why="So that only a prison’s own team writes in its name.",
    seen_by="directory.view_membership",
    stays="Kept while the person acts for the prison; editors remove them when they no longer do.",
    account=("user",),
    erase=delete,
)
restricted(
    "directory.Reminder",
    holds="Who was asked when to confirm what.",
    why="So that nobody is asked twice.",
    seen_by="nobody: it is on no screen",
    kept=(Kept("it was sent", 400, "deleted", old_reminders, delete),),
    account=("membership__user",),
    erase=delete,
)
restricted(
    "directory.Invitation",
    holds="The work address of somebody who is asked to act for a prison.",
    why="So that only who was asked becomes a member.",
    seen_by="directory.change_invitation",
    kept=(
        Kept("it expired or was revoked", 90, "deleted", expired_invitations, delete),
        Kept(
            "it was accepted, where the person is no member any more", 90, "deleted", accepted_by_former_members, delete
        ),
    ),
    email="email",
    erase=delete,
)
restricted(
    "directory.AccessRequest",
    holds="The work address of somebody who asks to act for a prison, and what they do there.",
    why="To decide whether to invite them.",
    seen_by="directory.change_accessrequest",
    kept=(Kept("it was decided", 180, "deleted", decided_requests, delete),),
    email="email",
    erase=delete,
)

# Practice examples


def in_state(moment, *states):
    """Submissions that came into one of the states by then."""
    return Submission.objects.with_since().filter(state__in=states, since__lte=moment)


def withdrawn(moment):
    return in_state(moment, State.WITHDRAWN)


def declined(moment):
    return in_state(moment, State.DECLINED)


def left_unsent(moment):
    unsent = in_state(moment, State.DRAFT, State.WITH_APPROVER, State.CHANGES_REQUESTED)
    return unsent.filter(written_at__lte=moment)


def off_the_site(moment):
    gone = in_state(moment, State.ACCEPTED, State.PUBLISHED, State.CORRECTION_REQUESTED)
    return gone.exclude(case_study__live=True)


def files_of_published(moment):
    return SubmissionFile.objects.filter(submission__in=in_state(moment, State.PUBLISHED))


restricted(
    "directory.Submission",
    holds="A practice example as a prison wrote it, before names and places were taken out.",
    why="To make a case study of it.",
    seen_by=EDITORS_OF_PRACTICE,
    kept=(
        Kept("it was withdrawn", 90, "deleted with its files", withdrawn, delete),
        Kept("it was declined, which leaves time to appeal", 365, "deleted with its files", declined, delete),
        Kept("the prison last wrote in it, where it was not sent", 365, "deleted with its files", left_unsent, delete),
        Kept("its last move, where no case study of it is on the site", 730, "deleted", off_the_site, delete),
    ),
    account=("started_by", "writers"),
)
restricted(
    "directory.SubmissionFile",
    holds="A file that came with a practice example.",
    why="To check what the example says.",
    seen_by=EDITORS_OF_PRACTICE,
    kept=(Kept("the case study was published", 365, "deleted", files_of_published, delete),),
    goes_with="directory.Submission",
    account=("added_by",),
)
restricted(
    "directory.Transition",
    holds="Each move of a practice example: when, by whom, why.",
    why="So that everybody can see what was decided and that two people took part.",
    seen_by=EDITORS_OF_PRACTICE,
    goes_with="directory.Submission",
    account=("by",),
)
restricted(
    "directory.Message",
    holds="What the prison and the editors wrote to each other about a practice example.",
    why="To put it right together.",
    seen_by=EDITORS_OF_PRACTICE,
    goes_with="directory.Submission",
    account=("by",),
)

# Concerns


def closed(moment):
    last = ConcernStep.objects.filter(concern=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    rows = Concern.objects.annotate(closed_at=Coalesce(Subquery(last), "reported_at"))
    return rows.exclude(state__in=OPEN).filter(closed_at__lte=moment)


def closed_with_address(moment):
    return closed(moment).exclude(email="")


restricted(
    "directory.Concern",
    holds="What somebody reports about a page, and their address if they gave one.",
    why="To keep people safe, and to tell whoever reported it what came of it.",
    seen_by="directory.change_concern",
    kept=(
        Kept("it was closed", 90, "e-mail address erased", closed_with_address, change(email="")),
        Kept("it was closed", 730, "deleted with what was done about it", closed, delete),
    ),
    receipt="reference",
    email="email",
    erase=change(email=""),
)
restricted(
    "directory.ConcernStep",
    holds="What was done about a concern, by whom and why.",
    why="So that it can be shown that it was looked at in time.",
    seen_by="directory.change_concern",
    goes_with="directory.Concern",
    account=("by",),
)

# Questions to prisons

NOBODY = {"text": "", "name": "", "organisation": "", "email": ""}


def closed_enquiries(moment):
    return Enquiry.objects.filter(closed_at__lte=moment).exclude(email="")


def unanswered_enquiries(moment):
    return Enquiry.objects.open().filter(asked_at__lte=moment)


restricted(
    "directory.Enquiry",
    holds="What somebody asks the team of a prison: name, organisation, address and words.",
    why="So that the team can answer.",
    seen_by="the prison’s own team; editors see how many wait, and since when",
    kept=(
        Kept(
            "it was answered, or reported as abuse",
            DAYS_ANSWERED,
            "words, name and address erased",
            closed_enquiries,
            change(**NOBODY),
        ),
        Kept(
            "it was asked, where nobody answered",
            DAYS_OPEN,
            "words, name and address erased",
            unanswered_enquiries,
            change(**NOBODY, state=EnquiryState.LAPSED),
        ),
    ),
    receipt="reference",
    email="email",
    erase=delete,
)

# Returns and figures


def year_ended(years, moment):
    """The condition on a year from 1 April that it had ended by `moment`, `years` being the name of the field."""
    day = timezone.localdate(moment)
    return Q(**{f"{years}__lt": day.year - (1 if (day.month, day.day) < (4, 1) else 0)})


def unsent_returns(moment):
    return Return.objects.filter(year_ended("year", moment)).exclude(status__in=WITH_EDITORS)


def old_returns(moment):
    return Return.objects.filter(year_ended("year", moment))


def old_queries(moment):
    return ReturnQuery.objects.filter(year_ended("returned__year", moment))


def seen_before_release(moment):
    out = Release.objects.filter(
        year=OuterRef("year"), is_example=OuterRef("is_example"), released_on__lte=timezone.localdate(moment)
    )
    return EarlyAccess.objects.filter(Exists(out)).exclude(name="")


def forget_who_saw(rows):
    for row in rows:
        change(name="", email=removed_address(row.pk))(EarlyAccess.objects.filter(pk=row.pk))


restricted(
    "directory.Return",
    holds="That a scheme returned its numbers of a year, and who sent them.",
    why="To make the national figures.",
    seen_by=EDITORS_OF_RETURNS,
    kept=(
        Kept("the year ended, where it was not sent", 730, "deleted", unsent_returns, delete),
        Kept("the year ended", 3652, "deleted with its numbers", old_returns, delete),
    ),
    account=("sent_by",),
)
restricted(
    "directory.ReturnValue",
    holds="A raw number about the people in a scheme. Small ones may point at somebody.",
    why="To make the national figures.",
    seen_by=EDITORS_OF_RETURNS,
    goes_with="directory.Return",
)
restricted(
    "directory.ReturnQuery",
    holds="What the editors and the prison wrote to each other about a return.",
    why="To put numbers right.",
    seen_by=EDITORS_OF_RETURNS,
    kept=(Kept("the year ended", 1096, "deleted", old_queries, delete),),
    goes_with="directory.Return",
    account=("written_by",),
)
restricted(
    "directory.Release",
    holds="The raw numbers that public figures are made of, as they stood on one day.",
    why="So that figures, once out, do not change in a way that gives somebody away.",
    seen_by="directory.preview_release",
    stays="Kept as long as the figures are public: they are made of it anew for each reader.",
)
restricted(
    "directory.EarlyAccess",
    holds="Who could see figures before they were public: name, address, role and reason.",
    why="Figures that somebody has before others are trusted only if it is known who.",
    seen_by="directory.add_release",
    kept=(
        Kept(
            "the figures were released",
            1096,
            "name and address erased; role and reason stay",
            seen_before_release,
            forget_who_saw,
        ),
    ),
    email="email",
    name="name",
    erase=forget_who_saw,
)
unrestricted("directory", "AuthorityPeriod Cluster InspectionFinding Organisation Prison Scheme SchemePartner")
