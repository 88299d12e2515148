"""Who is told of what: functions of a row, and of who acted on it, that give [(e-mail address, language)]."""

from django.conf import settings
from django.contrib.auth import get_user_model

from hub.mail import editors

from .models import Invitation, Membership


def people_of(prison):
    return get_user_model().objects.filter(memberships__prison=prison, is_active=True)


def contributors(submission, by=None):
    """Who started it, while of the prison's team; where an editor typed it in or they have left, the whole team."""
    team = people_of(submission.prison_id)
    return in_language(submission, team.filter(pk=submission.started_by_id) or team)


def approvers(submission, by=None):
    """The approvers of the prison who wrote none of it."""
    team = people_of(submission.prison_id).filter(memberships__role=Membership.Role.APPROVER)
    wrote = submission.writers.values("pk")
    return in_language(submission, team.exclude(pk__in=wrote).exclude(pk=submission.started_by_id))


def in_language(row, people):
    return [(user.email, row.language) for user in people]


def team_of(prison, fallback):
    """All who act for a prison, each in the language of their invitation, else in `fallback`."""
    invited = dict(Invitation.objects.filter(prison=prison).order_by("sent_at").values_list("email", "language"))
    return [(user.email, invited.get(user.email, fallback)) for user in people_of(prison)]


def team(returned, by=None):
    return team_of(returned.scheme.prison_id, returned.language or settings.LANGUAGE_CODE)


def team_asked(enquiry, by=None):
    return team_of(enquiry.prison_id, settings.LANGUAGE_CODE)


def sender(row, by=None):
    """Who sent a concern or an enquiry, if they gave an address."""
    return [(row.email, row.language)] if row.email else []


def editors_with(permission):
    """Editors who may do something, but for who did it themselves."""
    return lambda row, by=None: [(address, settings.LANGUAGE_CODE) for address in editors(permission, but=by)]
