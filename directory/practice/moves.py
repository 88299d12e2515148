"""Moving a practice example on: the table of `states` applied, with what each move needs, does and tells."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Membership, Message
from ..models.submissions import Channel
from ..notices import tell_once_settled
from . import acceptance
from .states import MOVES, ONCE, READ_FIRST, REASONED, WITH_EDITORS, Actor, Role, State, Verb
from .writing import Refused, Stale, locked

LONGEST = 5000
EDIT = "directory.change_submission"

ROLES = {
    Actor.APPROVER: Role.APPROVER,
    Actor.EDITOR: Role.EDITOR,
    Actor.OTHER_EDITOR: Role.EDITOR,
    Actor.KEYER: Role.EDITOR,
    Actor.HUB: Role.HUB,
}


def actors(submission, user):
    """What `user` is to a submission, as {Actor: Role}; None is the hub itself."""
    if user is None:
        return {Actor.HUB: Role.HUB}
    membership = Membership.objects.filter(user=user, prison=submission.prison_id).first()
    wrote = submission.started_by_id == user.pk or submission.writers.filter(pk=user.pk).exists()
    found = set()
    if membership:
        found.add(Actor.MEMBER)
        if membership.approves and not wrote:
            found.add(Actor.APPROVER)
    elif user.is_active and user.has_perm(EDIT):
        if submission.channel != Channel.ONLINE and submission.started_by_id == user.pk:
            found.add(Actor.KEYER)
        if not wrote:
            found.add(Actor.EDITOR)
            if not submission.transitions.filter(verb=Verb.DECLINE, by=user).exists():
                found.add(Actor.OTHER_EDITOR)
    member = Role.APPROVER if membership and membership.approves else Role.CONTRIBUTOR
    return {actor: ROLES.get(actor, member) for actor in found}


def verbs_for(submission, user):
    """The verbs that `user` may use on a submission in the state that it is in, in the order of the table."""
    mine = actors(submission, user)
    done = {row.verb for row in submission.history}
    return [
        verb
        for verb, (_after, actor) in MOVES[State(submission.state)].items()
        if actor in mine and not (verb in ONCE and verb in done)
    ]


def move(submission, verb, by, *, reason="", version=None, at=None):
    """Move a submission and return it as it is then. `by` is None for what the hub does itself.

    Raises Refused where its state has no such move, so that a second click changes nothing; PermissionDenied where
    `by` may not make it; Stale where it is no more of the `version` that `by` has read; ValidationError where it
    lacks something.
    """
    with transaction.atomic():
        row = locked(submission)
        moves = MOVES[State(row.state)]
        if verb not in moves:
            raise Refused(row)
        after, actor = moves[verb]
        role = actors(row, by).get(actor)
        if role is None:
            raise PermissionDenied
        check(row, verb, reason, version)
        before, row.state = row.state, after
        row.save(update_fields=["state"])
        row.transitions.create(
            verb=verb, before=before, after=after, at=at or timezone.now(), by=by, role=role, reason=reason.strip()
        )
        if verb in EFFECTS:
            EFFECTS[verb](row, by)
        tell_once_settled(row, verb, by)
        return row


def check(row, verb, reason, version):
    """Raise as `move` does where a move that is there lacks what it needs."""
    if verb in ONCE and row.transitions.filter(verb=verb).exists():
        raise ValidationError(_("This can be done once, and it was."))
    if verb in REASONED and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if len(reason) > LONGEST:
        raise ValidationError({"reason": _("This is too long. Nothing you typed is lost.")})
    if verb in READ_FIRST and version != row.version:
        raise Stale(row)
    if verb in (Verb.SEND, Verb.SEND_SIGNED) and row.obstacles:
        raise ValidationError(_("Something is missing or too long."))
    if verb == Verb.ACCEPT:
        acceptance.check(row)


EFFECTS = {Verb.ACCEPT: acceptance.draft_case_study, Verb.WITHDRAW: acceptance.discard_case_study}


def may_message(submission, user):
    """The Role in which `user` may write into the thread; None where they may not.

    Editors join once it was with them; a prison's team may always ask until it withdraws.
    """
    mine = actors(submission, user)
    if submission.state == State.WITHDRAWN:
        return None
    if Actor.MEMBER in mine:
        return mine[Actor.MEMBER]
    return Role.EDITOR if submission.state in WITH_EDITORS and user.has_perm(EDIT) else None


def say(submission, text, by, *, at=None):
    """Add a message to the thread and return it; the same words as its last, by the same person, are a double click.

    Raises PermissionDenied where `by` may not write, and ValidationError where there is nothing to say.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("Write a message of up to %(most)s characters.") % {"most": LONGEST}})
    with transaction.atomic():
        row = locked(submission)
        role = may_message(row, by)
        if role is None:
            raise PermissionDenied
        last = row.messages.last()
        if last and (last.text, last.by_id) == (text, by.pk):
            return last
        message = Message.objects.create(submission=row, text=text, at=at or timezone.now(), by=by, role=role)
        if role == Role.EDITOR or row.state in WITH_EDITORS:
            tell_once_settled(row, "message" if role == Role.EDITOR else "reply", by)
        return message
