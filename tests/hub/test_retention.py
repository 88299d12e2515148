"""Nothing is kept longer than the table says, and nothing goes before its time."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from directory.models import (
    AccessRequest,
    Concern,
    EarlyAccess,
    Invitation,
    Reminder,
    Return,
    ReturnQuery,
    Submission,
    SubmissionFile,
    Transition,
)
from directory.practice.states import State
from guidance.models import Comment, Consultation, Response
from home.models import Mailing, Reply
from hub import retention
from hub.models import Access, PreviewLink, Tries, Use, User
from hub.restricted import RESTRICTED
from hub.retention import enforce
from resources.models import Consent, FormatRequest
from tests.factories import (
    CaseStudyPageFactory,
    CommentFactory,
    ConcernFactory,
    EnquiryFactory,
    InvitationFactory,
    MembershipFactory,
    ResponseFactory,
    ReturnFactory,
    SubmissionFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.planted import SAID, WORD, file_of, plant

DAY = datetime.timedelta(days=1)
# Noon of the first day after a reporting year.
THEN = datetime.datetime(2024, 4, 1, 12, tzinfo=datetime.UTC)
RULES = [(row, kept) for row in RESTRICTED.values() for kept in row.kept]


@pytest.fixture
def planted(home, prison):
    return plant(home, prison)


@pytest.fixture
def past(planted, home, prison, settings):
    """For every rule something whose event was `THEN`, with words and an address in it."""
    user = planted["hub.User"]
    for state in (State.WITHDRAWN, State.DECLINED, State.DRAFT, State.ACCEPTED, State.PUBLISHED):
        submission = SubmissionFactory(prison=prison, state=state, title=SAID[:80], created_at=THEN, written_at=THEN)
        Transition.objects.create(submission=submission, verb="send", at=THEN, by=user, role="contributor")
        file_of(submission, user)
    published = CaseStudyPageFactory(parent=home, prison=prison)
    submission.case_study = published
    submission.save()
    Transition.objects.all().update(at=THEN)

    ConcernFactory(state="acted_on", reported_at=THEN, text=SAID, email="a@example.org")
    EnquiryFactory(prison=prison, asked_at=THEN, text=SAID)
    EnquiryFactory(prison=prison, asked_at=THEN, closed_at=THEN, state="answered", text=SAID)
    InvitationFactory(prison=prison, sent_at=THEN - DAY * settings.INVITATION_DAYS)
    InvitationFactory(prison=prison, accepted_at=THEN)
    AccessRequest.objects.update(decision="declined", decided_at=THEN)
    Reminder.objects.update(sent_at=THEN)
    ReturnFactory(year=2023)
    Return.objects.update(year=2023)
    planted["directory.Release"].__class__.objects.update(released_on=THEN.date())

    consultation = Consultation.objects.get()
    consultation.opens_at = THEN - DAY * 90
    consultation.closes_at = consultation.outcome_published_at = THEN
    consultation.save()
    CommentFactory(response=ResponseFactory(consultation=consultation, unsent=True))

    Consent.objects.update(removed_at=THEN)
    FormatRequest.objects.update(closed_at=THEN)
    Use.objects.update(state="shown", decided_at=THEN)
    SubscriptionFactory(confirmed_at=None, asked_at=THEN)
    SubscriptionFactory(bounced_at=THEN)
    Mailing.objects.update(claimed_at=THEN)
    Reply.objects.update(state="shown", decided_at=THEN)
    Reply.objects.create(page=Reply.objects.get().page, language="cy", text=SAID, state="declined", decided_at=THEN)
    PreviewLink.objects.update(ends_at=THEN)
    Access.objects.update(at=THEN)
    Tries.objects.update(last=THEN)
    for status in ("SUCCESSFUL", "FAILED"):
        said = {"args": ["notice", "a@example.org", "en-gb", "", {"text": SAID}], "kwargs": {}}
        facts = {"task_path": "hub.mail.post", "backend_name": "default", "run_after": THEN, "args_kwargs": said}
        DBTaskResult.objects.create(status=status, finished_at=THEN, **facts)
    UserFactory(date_joined=THEN)
    UserFactory(last_login=THEN)
    Session.objects.create(session_key="planted", session_data="", expire_date=THEN)
    entry = ModelLogEntry.objects.first()
    form = {"user": user, "content_type": entry.content_type, "object_id": "1"}
    FormState.objects.create(data=WORD, last_updated_at=THEN, **form)
    EditingSession.objects.create(last_seen_at=THEN, **form)


@pytest.mark.usefixtures("past")
def test_each_rule_takes_what_is_due_on_its_day_and_not_before():
    for row, kept in RULES:
        assert kept.due(THEN).exists(), (row.label, kept.then)
        assert not kept.due(THEN - DAY).exists(), (row.label, kept.then)


@pytest.mark.usefixtures("past")
def test_nothing_is_done_before_its_period_is_over():
    shortest = min(kept.days for _row, kept in RULES if kept.days)

    done = enforce(THEN + DAY * (shortest - 1))

    at_once = {"sessions.Session", "django_tasks_database.DBTaskResult"}
    assert {label for label, _then, count in done if count} == at_once


@pytest.mark.usefixtures("past")
def test_everything_is_done_once_its_period_is_over_files_too(planted):
    storage = SubmissionFile._meta.get_field("file").storage
    kept = planted["directory.SubmissionFile"].file.name
    names = set(SubmissionFile.objects.values_list("file", flat=True)) - {kept}
    days = [THEN + DAY * (days + 1) for days in sorted({kept.days for _row, kept in RULES})]

    done = {(label, then) for day in days for label, then, count in enforce(day) if count}

    assert done == {(row.label, kept.then) for row, kept in RULES}
    assert not any(count for _label, _then, count in enforce(days[-1]))
    assert not any(storage.exists(name) for name in names)
    assert storage.exists(kept)
    assert {row.state for row in Submission.objects.all()} == {State.SUBMITTED, State.PUBLISHED}
    assert Concern.objects.get().email  # the one that is still open
    assert not Response.objects.exclude(name="").exists()
    assert not Comment.objects.exclude(author="").exists()
    assert EarlyAccess.objects.get().role
    assert WORD not in str(EarlyAccess.objects.values_list("name", "email"))
    assert not Use.objects.exclude(email="").exists()
    assert not any(model.objects.exists() for model in (Consent, FormatRequest, ReturnQuery))
    assert {user.is_active for user in User.objects.filter(email__endswith="@removed.invalid")} == {False}


def test_members_editors_and_the_invited_keep_their_accounts(db):
    member = MembershipFactory(user__last_login=THEN, user__date_joined=THEN).user
    editor = UserFactory(last_login=THEN, is_staff=True)
    invited = UserFactory(date_joined=THEN)
    InvitationFactory(email=invited.email)
    InvitationFactory(email=member.email, prison=member.memberships.get().prison, accepted_at=THEN)

    enforce(timezone.now())

    assert {user.is_removed for user in User.objects.filter(pk__in=[member.pk, editor.pk, invited.pk])} == {False}
    assert Invitation.objects.filter(email=member.email).exists()  # its language is that of their mails


def test_what_a_row_was_called_goes_with_it_and_who_did_what_stays(db, editor):
    invitation = InvitationFactory(sent_at=THEN)
    log(invitation, "directory.invite", user=editor)

    enforce(timezone.now())

    entry = ModelLogEntry.objects.get()
    assert (entry.label, entry.user, entry.action) == ("–", editor, "directory.invite")


def test_more_than_a_batch_is_done_and_the_command_counts_it(db, monkeypatch, capsys):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        ConcernFactory(state="no_action", reported_at=THEN)

    call_command("enforce_retention")

    assert "directory.Concern: deleted with what was done about it: 5" in capsys.readouterr().out
    assert not Concern.objects.exists()


def test_one_rule_that_fails_keeps_no_other_from_its_turn_and_tells_nothing(db, monkeypatch, caplog):
    ConcernFactory(state="no_action", reported_at=THEN, text=SAID)
    InvitationFactory(sent_at=THEN)
    whole = retention.apply

    def failing(kept, at):
        if "done about it" in kept.then:
            raise DatabaseError(SAID)
        return whole(kept, at)

    monkeypatch.setattr(retention, "apply", failing)

    with pytest.raises(CommandError):
        call_command("enforce_retention", verbosity=0)

    assert not Invitation.objects.exists()
    assert "directory.Concern stopped: DatabaseError" in caplog.text
    assert WORD not in caplog.text
