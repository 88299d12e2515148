"""Who is told what by mail about practice examples, concerns, questions, returns, appeals and requests, as one table.

Nothing that was written or counted is in a mail: a reference, how it stands, and where to read on. A mail that cannot
be sent undoes nothing.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hub.mail import post, whole
from resources.models import Appeal

from .models import AccessRequest, Concern, Enquiry, Return, Submission
from .models.concerns import Triage
from .practice.states import Verb
from .recipients import approvers, contributors, editors_with, sender, team, team_asked


class Notice(NamedTuple):
    """What somebody is told of a row. `subject` and `says` may name what `facts` gives of it."""

    recipients: Callable  # (row, by) -> [(e-mail address, language)]
    page: Callable | None  # row -> path of the page to read on, in the active language
    subject: str
    says: str


# Notices, from a sentence


def of_practice(says, *, to=contributors, subject=None):
    subject = subject or _("Practice example %(reference)s: %(state)s")
    return Notice(to, lambda row: reverse("practice:status", args=[row.prison_id, row.reference]), subject, says)


def of_return(says, subject):
    return Notice(team, return_page, subject, says)


def return_page(returned):
    return reverse("returns:overview", args=[returned.scheme.prison_id, returned.scheme.code, returned.year])


def to_sender(says, subject):
    return Notice(sender, None, subject, says)


def to_editors(permission, name, says):
    """A notice for editors, with the screen of the admin of that name; says the same in its subject."""
    return Notice(editors_with(permission), lambda row: reverse(name, args=[row.pk]), says, says)


to_readers = partial(to_editors, "directory.change_submission", "submissions:edit")
to_triage = partial(to_editors, "directory.change_concern", "concerns_admin:edit")
to_monitors = partial(to_editors, "directory.change_return", "monitoring_returns:read")

# {model: {what happened: notices}}
NOTICES = {
    Submission: {
        Verb.SEND: [
            of_practice(_("Your practice example is waiting for an approver of your prison to sign it off.")),
            of_practice(
                _("A practice example of your prison is ready. Please read it, then sign it off or send it back."),
                to=approvers,
                subject=_("Practice example %(reference)s waits for your sign-off"),
            ),
        ],
        Verb.SEND_SIGNED: [
            of_practice(
                _("A practice example from your prison came in with its local sign-off. The editors will read it.")
            ),
            to_readers(_("A practice example waits to be read")),
        ],
        Verb.SIGN_OFF: [
            of_practice(_("Your practice example was signed off. The editors will read it.")),
            to_readers(_("A practice example waits to be read")),
        ],
        Verb.SEND_BACK: [
            of_practice(
                _(
                    "An approver of your prison has sent your practice example back, with a reason."
                    " You can change it and send it again."
                )
            )
        ],
        Verb.ASK_CHANGES: [
            of_practice(
                _(
                    "The editors ask you to change something in your practice example."
                    " You can change it and send it again."
                )
            )
        ],
        Verb.ACCEPT: [
            of_practice(_("Thank you. The editors have accepted your practice example and prepare it for the site."))
        ],
        Verb.DECLINE: [
            of_practice(
                _(
                    "The editors have decided not to publish your practice example."
                    " The page below says why, and how to ask another editor to look at it."
                )
            )
        ],
        Verb.APPEAL: [
            of_practice(_("Your appeal has arrived. An editor who did not decide before will look at it.")),
            to_readers(_("A prison has appealed: its practice example waits for another editor")),
        ],
        Verb.PUBLISH: [of_practice(_("Your practice example is on the site. Thank you for sharing it."))],
        Verb.UNPUBLISH: [
            of_practice(_("Your practice example has been taken off the site for now. You can ask the editors why."))
        ],
        Verb.REQUEST_CORRECTION: [
            of_practice(_("Your request for a correction has arrived. The editors will look at it.")),
            to_readers(_("A prison asks for a correction of its practice example")),
        ],
        Verb.ANSWER_CORRECTION: [of_practice(_("The editors have answered your request for a correction."))],
        Verb.WITHDRAW: [of_practice(_("Your practice example was withdrawn. It goes no further."))],
        "message": [
            of_practice(
                _("The editors have written to you about your practice example."),
                subject=_("A message about practice example %(reference)s"),
            )
        ],
        "reply": [to_readers(_("A prison has written about its practice example"))],
    },
    Concern: {
        "reported": [to_triage(_("A concern was reported"))],
        "acknowledged": [
            to_sender(
                _(
                    "Thank you. Your report has arrived. An editor looks at it by %(due)s at the latest."
                    " When it is settled, we write to you once more."
                ),
                _("Your report %(reference)s has arrived"),
            )
        ],
        Triage.ACTED_ON: [
            to_sender(
                _("You reported a concern to us. We have looked at it and have acted on it. Thank you for telling us."),
                _("Your report %(reference)s is settled"),
            )
        ],
        Triage.NO_ACTION: [
            to_sender(
                _("You reported a concern to us. We have looked at it and have decided to leave things as they are."),
                _("Your report %(reference)s is settled"),
            )
        ],
    },
    Enquiry: {
        "asked": [
            Notice(
                team_asked,
                lambda row: reverse("my_prison:prison", args=[row.prison_id]) + "#enquiries",
                _("Somebody asks your prison about its practice: %(reference)s"),
                _(
                    "Somebody has read about your practice on our site and has a question."
                    " It is on My prison, with the address to answer to."
                ),
            )
        ],
        "acknowledged": [
            to_sender(
                _(
                    "Thank you. Your question has arrived, and the team of the prison can read it."
                    " If they answer, they write to this address. We do not see what they write."
                ),
                _("Your question %(reference)s has arrived"),
            )
        ],
    },
    Return: {
        "asked": [
            of_return(
                _(
                    "The year of this return has ended, and we ask your prison for it."
                    " Whoever acts for your prison can fill it in, and an approver sends it."
                ),
                _("Please send us the monitoring return %(reference)s"),
            )
        ],
        "queried": [
            of_return(
                _(
                    "The editors have a question about your return. It is open again,"
                    " so that you can put it right or answer, and send it once more."
                ),
                _("A question about the monitoring return %(reference)s"),
            )
        ],
        "accepted": [
            of_return(
                _("The editors have accepted your return. Thank you."),
                _("The monitoring return %(reference)s is accepted"),
            )
        ],
        "sent": [to_monitors(_("A prison has sent a return"))],
        "answered": [to_monitors(_("A prison has written about its return"))],
    },
    Appeal: {
        "lodged": [to_editors("resources.change_appeal", "appeals:appeal", _("A prison has appealed against a rating"))]
    },
    AccessRequest: {
        "asked": [
            to_editors("directory.change_accessrequest", "access_requests:edit", _("Somebody asks to act for a prison"))
        ]
    },
}


# Telling


def tell_once_settled(row, what, by=None):
    """Tell who has to know that `what`, a key of the table, happened to a row, once the transaction has ended.

    `by` did it, None being the hub. Where the table has no such key, nobody is told.
    """
    transaction.on_commit(partial(tell, row, what, by), robust=True)


def tell(row, what, by=None):
    for notice in NOTICES[type(row)].get(what, ()):
        for address, language in notice.recipients(row, by):
            with translation.override(language):
                known, said = facts(row), {"page": ""}
                if notice.page:
                    said["page"] = whole(notice.page(row))
                said |= {"subject": notice.subject % known, "says": notice.says % known} | known
            post.enqueue("notice", address, language, known["reference"], said)


def facts(row):
    """{name: text} of what a mail may say of a row, in the active language."""
    prison = getattr(row, "prison", None) or (row.scheme.prison if isinstance(row, Return) else "")
    return {
        "reference": getattr(row, "reference", ""),
        "prison": str(prison),
        "state": str(row.get_state_display()) if isinstance(row, Submission) else "",
        "due": date_format(row.due_on) if isinstance(row, Concern) else "",
    }
