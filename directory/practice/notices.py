"""Who is told by mail what happened to a practice example. Nothing of what was written is in the mail."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from hub.mail import send_mail

from ..models import Membership
from .states import Verb


def tell(submission, what):
    """Tell who has to know of `what`, a Verb or "message", in the language of the submission."""
    for user in contributors(submission):
        notify(submission, what, user)
    if what == Verb.SEND:
        for user in approvers(submission):
            notify(submission, "to_approver", user)


def contributors(submission):
    """Who started it, while of the prison's team; where an editor typed it in or they have left, the whole team."""
    team = get_user_model().objects.filter(memberships__prison=submission.prison_id, is_active=True)
    return team.filter(pk=submission.started_by_id) or team


def approvers(submission):
    """The approvers of the prison who wrote none of it."""
    wrote = submission.writers.values("pk")
    return (
        get_user_model()
        .objects.filter(
            memberships__prison=submission.prison_id, memberships__role=Membership.Role.APPROVER, is_active=True
        )
        .exclude(pk__in=wrote)
        .exclude(pk=submission.started_by_id)
    )


def notify(submission, what, user):
    with translation.override(submission.language):
        path = reverse("practice:status", args=[submission.prison_id, submission.reference])
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path
    said = {"submission": submission, "what": what, "address": address}
    send_mail("practice", user.email, submission.language, called=submission.reference, **said)
