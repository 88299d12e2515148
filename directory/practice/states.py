"""The life of a practice example on its way in: its states, and who may move it where, as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a submission is."""

    DRAFT = "draft", pgettext_lazy("a practice example", "Being written")
    WITH_APPROVER = "with_approver", _("Waiting for local sign-off")
    SUBMITTED = "submitted", _("With the editors")
    CHANGES_REQUESTED = "changes_requested", _("Changes asked for")
    ACCEPTED = "accepted", _("Accepted, being prepared")
    PUBLISHED = "published", pgettext_lazy("a practice example", "Published")
    CORRECTION_REQUESTED = "correction_requested", _("Published, correction asked for")
    DECLINED = "declined", pgettext_lazy("a practice example", "Declined")
    APPEALED = "appealed", _("Declined, being looked at again")
    WITHDRAWN = "withdrawn", pgettext_lazy("a practice example", "Withdrawn")


class Role(models.TextChoices):
    """Who did something, as everyone may read it: a role, never a name."""

    CONTRIBUTOR = "contributor", _("Contributor")
    APPROVER = "approver", _("Approver")
    EDITOR = "editor", _("Editor")
    HUB = "hub", _("The hub")


class Verb(models.TextChoices):
    """What can be done with a submission, as its history says it."""

    SEND = "send", _("Sent for local sign-off")
    SEND_SIGNED = "send_signed", _("Came on paper or in a table, signed off locally")
    SIGN_OFF = "sign_off", _("Signed off and sent to the editors")
    SEND_BACK = "send_back", _("Sent back to the contributor")
    ASK_CHANGES = "ask_changes", _("Changes asked for")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", pgettext_lazy("a practice example", "Declined")
    APPEAL = "appeal", _("Appeal: another editor looks at it")
    PUBLISH = "publish", pgettext_lazy("a practice example", "Published")
    UNPUBLISH = "unpublish", _("Taken off the site")
    REQUEST_CORRECTION = "request_correction", _("Correction asked for")
    ANSWER_CORRECTION = "answer_correction", _("Correction answered")
    WITHDRAW = "withdraw", pgettext_lazy("a practice example", "Withdrawn")


class Actor(models.TextChoices):
    """Who a move is for. Nobody signs off or decides on what they wrote, nor an editor on their own prison's."""

    MEMBER = "member"  # of the prison's team
    APPROVER = "approver"  # of the prison's team, who wrote none of it
    EDITOR = "editor"  # who wrote none of it and is not of the prison's team
    OTHER_EDITOR = "other_editor"  # such an editor, other than who declined it
    KEYER = "keyer"  # the editor who typed it in
    HUB = "hub"  # no person: what follows from the page


# {state: {verb: (next state, who may)}}
MOVES = {
    State.DRAFT: {
        Verb.SEND: (State.WITH_APPROVER, Actor.MEMBER),
        Verb.SEND_SIGNED: (State.SUBMITTED, Actor.KEYER),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.WITH_APPROVER: {
        Verb.SIGN_OFF: (State.SUBMITTED, Actor.APPROVER),
        Verb.SEND_BACK: (State.DRAFT, Actor.APPROVER),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.SUBMITTED: {
        Verb.ASK_CHANGES: (State.CHANGES_REQUESTED, Actor.EDITOR),
        Verb.ACCEPT: (State.ACCEPTED, Actor.EDITOR),
        Verb.DECLINE: (State.DECLINED, Actor.EDITOR),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.CHANGES_REQUESTED: {
        Verb.SEND: (State.WITH_APPROVER, Actor.MEMBER),
        Verb.DECLINE: (State.DECLINED, Actor.EDITOR),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.ACCEPTED: {
        Verb.PUBLISH: (State.PUBLISHED, Actor.HUB),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.PUBLISHED: {
        Verb.UNPUBLISH: (State.ACCEPTED, Actor.HUB),
        Verb.REQUEST_CORRECTION: (State.CORRECTION_REQUESTED, Actor.MEMBER),
    },
    State.CORRECTION_REQUESTED: {
        Verb.UNPUBLISH: (State.ACCEPTED, Actor.HUB),
        Verb.ANSWER_CORRECTION: (State.PUBLISHED, Actor.EDITOR),
    },
    State.DECLINED: {Verb.APPEAL: (State.APPEALED, Actor.MEMBER)},
    State.APPEALED: {
        Verb.ASK_CHANGES: (State.CHANGES_REQUESTED, Actor.OTHER_EDITOR),
        Verb.ACCEPT: (State.ACCEPTED, Actor.OTHER_EDITOR),
        Verb.DECLINE: (State.DECLINED, Actor.OTHER_EDITOR),
        Verb.WITHDRAW: (State.WITHDRAWN, Actor.MEMBER),
    },
    State.WITHDRAWN: {},
}

# States in which the prison's team may write, and those in which editors may read.
WRITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
WITH_EDITORS = (
    State.SUBMITTED,
    State.CHANGES_REQUESTED,
    State.ACCEPTED,
    State.PUBLISHED,
    State.CORRECTION_REQUESTED,
    State.DECLINED,
    State.APPEALED,
)
# States in which the editors have something to do.
WAITING_FOR_EDITORS = (State.SUBMITTED, State.APPEALED, State.ACCEPTED, State.CORRECTION_REQUESTED)

# Moves that are made with a reason, and the one that can be made once.
REASONED = (
    Verb.SEND_SIGNED,
    Verb.SEND_BACK,
    Verb.ASK_CHANGES,
    Verb.DECLINE,
    Verb.APPEAL,
    Verb.REQUEST_CORRECTION,
    Verb.ANSWER_CORRECTION,
)
ONCE = (Verb.APPEAL,)
# Moves made on what somebody has read: not where it was changed since.
READ_FIRST = (Verb.SIGN_OFF, Verb.ACCEPT)

ACTS_NEXT = {
    State.DRAFT: _("You or a colleague: finish it and send it for sign-off."),
    State.WITH_APPROVER: _("An approver of your prison who wrote none of it: sign it off or send it back."),
    State.SUBMITTED: _("The editors: read it and decide."),
    State.CHANGES_REQUESTED: _("You or a colleague: change it and send it again."),
    State.ACCEPTED: _("The editors: prepare it and publish it."),
    State.PUBLISHED: _("Nobody. It is on the site."),
    State.CORRECTION_REQUESTED: _("The editors: look at the correction that you asked for."),
    State.DECLINED: _("You, if you want another editor to look at it: you can appeal once."),
    State.APPEALED: _("An editor who did not decide before: read it and decide."),
    State.WITHDRAWN: _("Nobody. It was withdrawn and goes no further."),
}
