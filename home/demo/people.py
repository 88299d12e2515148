"""Made-up people who sign in, and what they have sent in: practice examples in every state."""

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from directory.models import Membership, Submission
from directory.practice.moves import move
from directory.practice.states import MOVES, Actor, Role, State, Verb
from resources.models import CaseStudyPage

from .accounts import APPROVER, CONTRIBUTOR, EDITORS, account
from .content import read

PRISONS = ("XEV", "XEM")
LINES = ("title", "started", "involved")


def team():
    """A contributor and an approver, who act for two of the made-up prisons."""
    for email, role in ((CONTRIBUTOR, Membership.Role.CONTRIBUTOR), (APPROVER, Membership.Role.APPROVER)):
        user = account(email)
        for prison in PRISONS:
            membership, created = Membership.objects.get_or_create(user=user, prison_id=prison, defaults={"role": role})
            if created:
                yield membership


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def submissions():
    """Practice examples in every state. Nobody is written to: the people are made up."""
    told, made = read("submissions"), []
    for row in told["submission"]:
        once = f"demonstration {row['title']}"
        if not Submission.objects.filter(once=once).exists():
            with transaction.atomic():
                made.append(send_in(told["story"] | row, once))
    return made


def send_in(row, once):
    """A submission moved through the states that its row names, each time by somebody who may."""
    names = {field.name for field in Submission._meta.fields}
    writer = account(CONTRIBUTOR)
    submission = Submission(
        once=once, language="en-gb", started_by=writer, prison_id=row["prison"], **texts(row, names - {"prison"})
    )
    if row.pop("cleaned", False):
        submission.cleaned = {name: row[name] for name in (*LINES, *CaseStudyPage.PARTS)} | {"summary": row["need"]}
    submission.save()
    submission.writers.add(writer)
    for verb in row["moves"]:
        submission = moved(submission, Verb(verb), row)
    if "published_as" in row:
        submission = published(submission, row["published_as"])
    for verb in row.get("after", ()):
        submission = moved(submission, Verb(verb), row)
    return submission


def texts(row, names):
    return {name: value for name, value in row.items() if name in names and isinstance(value, str)}


def moved(submission, verb, row):
    _after, actor = MOVES[State(submission.state)][verb]
    people = {Actor.MEMBER: account(CONTRIBUTOR), Actor.APPROVER: account(APPROVER)}
    by = people.get(actor) or account(EDITORS[0], is_superuser=True, is_staff=True)
    return move(submission, verb, by, reason=row.get("reason", ""), version=submission.version)


def published(submission, slug):
    """It became the case study of this slug, which the demonstration has already."""
    page = CaseStudyPage.objects.get(slug=slug, locale__language_code="en-gb")
    editor = account(EDITORS[0], is_superuser=True, is_staff=True)
    submission.state, submission.case_study = State.ACCEPTED, page
    submission.save(update_fields=["state", "case_study"])
    submission.transitions.create(
        verb=Verb.ACCEPT,
        before=State.SUBMITTED,
        after=State.ACCEPTED,
        at=timezone.now(),
        by=editor,
        role=Role.EDITOR,
    )
    return move(submission, Verb.PUBLISH, None)
