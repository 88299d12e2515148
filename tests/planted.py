"""Rows of everything restricted that the hub itself keeps, all of one person, with their address in every text."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.log_actions import log

from directory.models import ConcernStep, EarlyAccess, Message, Reminder, ReturnQuery, SubmissionFile, Transition
from directory.practice.states import State
from home.models import MailedUpdate, Mailing, Reply, Update
from hub.fields import ManyChoicesField
from hub.models import Access, Identifier, PreviewLink, Use
from hub.restricted import RESTRICTED
from resources.models import FormatRequest, IdentityReview
from tests.factories import (
    AccessRequestFactory,
    AppealFactory,
    CommentFactory,
    ConcernFactory,
    ConsentFactory,
    ConsultationFactory,
    EnquiryFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    InvitationFactory,
    MembershipFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    RatingFactory,
    ResponseFactory,
    ReturnFactory,
    ReturnValueFactory,
    SchemeFactory,
    SubmissionFactory,
    SubscriptionFactory,
    UserFactory,
    release_of,
)

WORD = "zanzibarquilt"
ADDRESS = f"ann@{WORD}.gov.uk"
SAID = f"Ask {ADDRESS}.\nNot nann@example.org."
LEAST = 40  # characters: a column with less room holds no words
KEPT = {
    "directory.ReturnValue": {"part"},
    "home.Subscription": {"query"},
    "hub.Access": {"kind", "reference"},
    "resources.IdentityReview": {"digest"},
    "guidance.Response": {"colleague_digest"},
}


def plant(home, prison):
    """{label: row} of every model of the project's that is in the table of what is restricted."""
    user = UserFactory(email=ADDRESS)
    member = MembershipFactory(user=user, prison=prison)
    scheme = SchemeFactory(prison=prison)
    returned = ReturnFactory(scheme=scheme, sent=True, sent_by=user)
    submission = SubmissionFactory(prison=prison, started_by=user, state=State.SUBMITTED)
    concern, response = ConcernFactory(), ResponseFactory(consultation=consultation_below(home))
    identifier = Identifier.objects.create(code="7k2q9m", kind="dataset", key="planted", titles={})
    subscription, update = SubscriptionFactory(), Update.objects.create(once="planted", kind="news", title="Planted")
    mailing = Mailing.objects.create(subscription=subscription)
    rows = [
        user,
        member,
        Reminder.objects.create(membership=member, about="planted", due_on=timezone.localdate()),
        InvitationFactory(prison=prison),
        AccessRequestFactory(prison=prison),
        submission,
        file_of(submission, user),
        Transition.objects.create(submission=submission, verb="send", at=timezone.now(), by=user, role="contributor"),
        Message.objects.create(submission=submission, at=timezone.now(), by=user, role="contributor"),
        concern,
        EnquiryFactory(prison=prison),
        ConcernStep.objects.create(concern=concern, state="looking", by=user),
        returned,
        ReturnValueFactory(returned=returned),
        ReturnQuery.objects.create(returned=returned, from_editors=False, written_by=user),
        release_of(**{"South West": [7, 8, 9, 6, 7]}),
        EarlyAccess.objects.create(year=2025, email=ADDRESS),
        ConsentFactory(recorded_by=user),
        IdentityReview.objects.create(page=home, by=user, reason="Planted."),
        AppealFactory(rating=RatingFactory(scheme=scheme, shown=True), raised_by=user),
        FormatRequest.objects.create(format="braille", language="en-gb"),
        response,
        CommentFactory(response=response),
        Reply.objects.create(page=news_below(home), language="en-gb"),
        subscription,
        mailing,
        MailedUpdate.objects.create(mailing=mailing, subscription=subscription, update_told=update),
        Use.objects.create(identifier=identifier, used_on=timezone.localdate(), language="en-gb"),
        preview_of(home, user),
        Access.objects.create(by=user, action="view", kind="directory.Concern", reference="R-1"),
    ]
    planted = {row._meta.label: row for row in rows}
    for row in rows:
        fill(row)
    log(member, "wagtail.edit", user=user)
    return planted


def preview_of(home, user):
    home.save_revision()
    return PreviewLink.to(home, days=7, for_whom="adviser", by=user)


def news_below(home):
    return NewsPageFactory(parent=NewsIndexPageFactory(parent=home, slug="news"), slug="item")


def consultation_below(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home, slug="guidance"), slug="guide")
    page.save_revision().publish()
    page.refresh_from_db()
    return ConsultationFactory(page=page)


def file_of(submission, user):
    file = ContentFile(SAID.encode(), name="planted.txt")
    return SubmissionFile.objects.create(
        submission=submission, file=file, name="planted.txt", size=len(SAID), sha256="0" * 64, added_by=user
    )


def fill(row):
    """Write the address into every address of a row, and what was said into every text that has no other meaning."""
    names = {field.name for field in row._meta.concrete_fields if is_text(field)}
    values = dict.fromkeys(names - KEPT.get(row._meta.label, set()), SAID)
    values |= {field.name: ADDRESS for field in row._meta.concrete_fields if type(field).__name__ == "EmailField"}
    if row._meta.label == "directory.Submission":
        values |= {"cleaned": {"title": SAID}}
    if row._meta.label in ("hub.User", "hub.Use"):
        values = {name: value for name, value in values.items() if name == "email"}
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    row.refresh_from_db()


def is_text(field):
    words = field.get_internal_type() in ("CharField", "TextField") and not isinstance(field, ManyChoicesField)
    return words and not field.choices and not field.unique and (field.max_length or LEAST) >= LEAST


def kinds():
    """The labels of the project's own restricted models."""
    return {
        label for label in RESTRICTED if label.split(".")[0] in ("hub", "guidance", "resources", "directory", "home")
    }


def years_ago(years):
    return timezone.now() - datetime.timedelta(days=366 * years)
