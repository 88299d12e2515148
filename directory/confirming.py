"""What a prison confirms every year: what its published case studies say, and the profiles of its schemes."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone, translation

from directory.choices import RUNNING, SchemeStatus
from directory.models import Membership, Reminder
from hub.mail import send_mail
from resources.models import CaseStudyPage

AHEAD = timedelta(days=30)  # it is due that long before its day


def case_studies_of(prison):
    """The published case studies of a prison, each once whatever its languages, the newest first. One query, once."""
    shown = CaseStudyPage.objects.found().originals().latest_first()
    prefetch_related_objects([prison], Prefetch("case_studies", shown, to_attr="case_studies_shown"))
    for row in prison.case_studies_shown:
        row.original = row
    return prison.case_studies_shown


def is_due(row, today=None):
    return bool(row.confirm_by) and row.confirm_by <= (today or timezone.localdate()) + AHEAD


def due_of(prison, today=None):
    """The case studies and schemes that a prison has to confirm now, what is due first coming first.

    A scheme that has ended is confirmed no more.
    """
    schemes = [row for row in prison.schemes.all() if row.status in (SchemeStatus.PLANNED, *RUNNING)]
    due = [row for row in [*case_studies_of(prison), *schemes] if is_due(row, today)]
    return sorted(due, key=lambda row: row.confirm_by)


def to_be_asked():
    """The memberships of those who are asked by mail: approvers, who confirm; the whole team where there is none.

    Nobody of a made-up prison.
    """
    active = Membership.objects.filter(user__is_active=True, prison__is_example=False)
    approvers = active.filter(role=Membership.Role.APPROVER)
    others = ~Exists(approvers.filter(prison=OuterRef("prison")))
    return active.filter(Q(role=Membership.Role.APPROVER) | others).select_related("user", "prison")


def ask(membership, today=None):
    """Write once to a member about all that is due and that they were not written to about; returns how much that is.

    What could not be sent is asked the next time. Two runs at once write one mail: the later waits for the earlier.
    """
    with transaction.atomic():
        news = [row for row in due_of(membership.prison, today) if claimed(membership, row)]
        if news and not tell(membership, news):
            transaction.set_rollback(True)
            return 0
    return len(news)


def claimed(membership, row):
    """Whether nobody has asked this member about `row` for this year yet; from now on somebody has."""
    about = getattr(row, "code", None) or str(row.translation_key)
    return Reminder.objects.get_or_create(membership=membership, about=about, due_on=row.confirm_by)[1]


def tell(membership, due):
    language, prison = membership.language, membership.prison
    with translation.override(language):
        address = settings.BASE_URL.rstrip("/") + reverse("my_prison:prison", args=[prison.pk])
    called = f"what {prison.pk} has to confirm"
    return send_mail("confirm", membership.user.email, language, called=called, prison=prison, due=due, address=address)
