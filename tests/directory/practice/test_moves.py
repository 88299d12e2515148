import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page, Workflow, WorkflowPage

from directory.models import Submission, Transition
from directory.practice.moves import LONGEST, actors, move, say, verbs_for
from directory.practice.states import ACTS_NEXT, MOVES, REASONED, WITH_EDITORS, Actor, Role, State, Verb
from directory.practice.writing import Refused, Stale, add_file, remove_file, save_group
from resources.models import CaseStudyPage
from tests.factories import STORY, MembershipFactory, SubmissionFactory, UserFactory

from ..conftest import new_editor

# Who each person of the table is to a submission that the writer began.
IS = {
    "writer": {Actor.MEMBER},
    "contributor": {Actor.MEMBER},
    "approver": {Actor.MEMBER, Actor.APPROVER},
    "approver who wrote": {Actor.MEMBER},
    "editor": {Actor.EDITOR, Actor.OTHER_EDITOR},
    "editor who declined": {Actor.EDITOR},
    "editor who wrote": set(),
    "editor of the prison’s team": {Actor.MEMBER},
    "editor who left": set(),
    "keyer": {Actor.KEYER},
    "stranger": set(),
    "hub": {Actor.HUB},
}


@pytest.fixture
def submission(prison):
    writer = MembershipFactory(prison=prison).user
    return SubmissionFactory(prison=prison, started_by=writer, cleaned_up=True)


@pytest.fixture
def people(prison, submission, approver, contributor, stranger):
    """A function that gives the person of a name of `IS`; None is the hub itself."""

    def find(name):
        if name in ("contributor", "approver", "stranger", "hub", "writer"):
            known = {"contributor": contributor, "approver": approver, "stranger": stranger}
            return {**known, "hub": None, "writer": submission.started_by}[name]
        if name == "approver who wrote":
            user = MembershipFactory(prison=prison, role="approver").user
        elif name == "editor who left":
            user = new_editor()
            user.is_active = False
            user.save()
        else:
            user = new_editor()
        if name in ("approver who wrote", "editor who wrote"):
            submission.writers.add(user)
        if name == "editor of the prison’s team":
            MembershipFactory(prison=prison, user=user)
        if name == "editor who declined":
            row = {"before": "submitted", "after": "declined", "at": timezone.now(), "role": "editor"}
            submission.transitions.create(verb="decline", by=user, **row)
        if name == "keyer":
            submission.started_by, submission.channel = user, "paper"
            submission.writers.set([user])
            submission.save()
        return user

    return find


def moved(submission, verb, by, **changes):
    return move(submission, verb, by, **({"reason": "Because.", "version": submission.version} | changes))


# The table


def test_table_has_every_state_and_leads_only_to_states_that_are_there():
    assert set(MOVES) == set(State) == set(ACTS_NEXT)
    assert {after for moves in MOVES.values() for after, _actor in moves.values()} <= set(State)


def test_every_verb_is_in_the_table():
    assert {verb for moves in MOVES.values() for verb in moves} == set(Verb)


def test_every_state_but_the_first_can_be_reached():
    reached, new = {State.DRAFT}, {State.DRAFT}
    while new:
        new = {after for state in new for after, _actor in MOVES[state].values()} - reached
        reached |= new

    assert reached == set(State)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.PUBLISHED, State.WITHDRAWN)])
def test_before_publication_a_team_may_withdraw_and_afterwards_nobody_may(state):
    may = Verb.WITHDRAW in MOVES[state]

    assert may == (state not in (State.DECLINED, State.CORRECTION_REQUESTED))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("person", IS)
def test_each_move_is_for_those_whom_the_table_names_and_is_logged_with_their_role(
    state, person, submission, people, at_state
):
    by = people(person)
    submission.refresh_from_db()
    for verb in Verb:
        at_state(submission, state, case_study=None)
        submission.transitions.exclude(verb=Verb.DECLINE).delete()
        allowed = verb in MOVES[state] and MOVES[state][verb][1] in IS[person]
        if allowed:
            role = actors(submission, by)[MOVES[state][verb][1]]
            after = moved(submission, verb, by)
            last = submission.transitions.last()
            assert after.state == MOVES[state][verb][0]
            assert (last.before, last.after, last.verb, last.by) == (state, after.state, verb, by)
            assert last.role == role
        else:
            with pytest.raises((PermissionDenied, Refused)):
                moved(submission, verb, by)
            submission.refresh_from_db()
            assert submission.state == state
            assert not submission.transitions.exclude(verb=Verb.DECLINE).exists()


@pytest.mark.parametrize("person", IS)
def test_offered_is_what_may_be_done(person, submission, people, at_state):
    by = people(person)
    submission.refresh_from_db()
    for state in State:
        at_state(submission, state, case_study=None)

        assert verbs_for(submission, by) == [
            verb for verb, (_after, actor) in MOVES[state].items() if actor in IS[person]
        ]


def test_nobody_signs_off_or_accepts_what_they_wrote_whatever_they_are(submission, prison, at_state):
    everything = UserFactory(is_superuser=True, is_staff=True)
    submission.writers.add(everything)
    at_state(submission, State.SUBMITTED)

    with pytest.raises(PermissionDenied):
        moved(submission, Verb.ACCEPT, everything)
    MembershipFactory(prison=prison, user=everything, role="approver")
    at_state(submission, State.WITH_APPROVER)
    with pytest.raises(PermissionDenied):
        moved(submission, Verb.SIGN_OFF, everything)


def test_editors_do_not_read_what_has_not_come_to_them_nor_what_was_withdrawn(submission, at_state):
    for state in State:
        at_state(submission, state)
        assert Submission.objects.with_editors().exists() == (state in WITH_EDITORS)
    assert not {State.DRAFT, State.WITH_APPROVER, State.WITHDRAWN} & set(WITH_EDITORS)


# What a move needs


def test_a_second_click_changes_nothing_twice(submission, contributor):
    moved(submission, Verb.SEND, contributor)

    with pytest.raises(Refused) as refused:
        moved(submission, Verb.SEND, contributor)

    assert refused.value.submission.state == State.WITH_APPROVER
    assert submission.transitions.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * (LONGEST + 1)])
@pytest.mark.parametrize(
    ("state", "verb"), [(state, verb) for state in MOVES for verb in MOVES[state] if verb in REASONED]
)
def test_a_reason_is_given_and_is_no_book(state, verb, reason, submission, people, at_state):
    at_state(submission, state)
    actor = MOVES[state][verb][1]
    by = people(next(name for name, found in IS.items() if actor in found))
    submission.refresh_from_db()

    with pytest.raises(ValidationError):
        moved(submission, verb, by, reason=reason)
    assert Submission.objects.get().state == state


@pytest.mark.parametrize("lacking", [{"need": ""}, {"title": " "}, {"role": ""}, {"cost": "word " * 151}])
def test_what_is_incomplete_or_too_long_is_not_sent(lacking, submission, contributor):
    Submission.objects.update(**lacking)

    with pytest.raises(ValidationError):
        moved(submission, Verb.SEND, contributor)
    assert Submission.objects.get().state == State.DRAFT


def test_an_answer_may_have_as_many_words_as_there_is_room_for(submission, contributor):
    Submission.objects.update(cost="word " * 150)

    assert moved(submission, Verb.SEND, contributor).state == State.WITH_APPROVER


@pytest.mark.parametrize(
    ("state", "verb", "person"), [("with_approver", "sign_off", "approver"), ("submitted", "accept", "editor")]
)
def test_nobody_decides_on_what_was_changed_since_they_read_it(state, verb, person, submission, people, at_state):
    at_state(submission, state, revisions={"need": 3})
    by = people(person)

    with pytest.raises(Stale):
        moved(submission, verb, by, version=2)
    assert moved(submission, verb, by, version=3).state != state


def test_an_appeal_can_be_made_once_and_goes_to_another_editor(submission, contributor, reader, at_state):
    at_state(submission, State.SUBMITTED)
    moved(submission, Verb.DECLINE, reader)
    moved(submission, Verb.APPEAL, contributor)
    with pytest.raises(PermissionDenied):
        moved(submission, Verb.DECLINE, reader)
    moved(submission, Verb.DECLINE, new_editor())

    assert Verb.APPEAL not in verbs_for(Submission.objects.get(), contributor)
    with pytest.raises(ValidationError):
        moved(submission, Verb.APPEAL, contributor)


# Acceptance and publication


@pytest.fixture
def submitted(submission, at_state):
    return at_state(submission, State.SUBMITTED)


def test_acceptance_makes_a_draft_of_the_cleaned_text_alone(submitted, reader):
    submitted.cleaned["need"] = "First line <script>alert(1)</script>\n\nSecond & last"
    submitted.need = "Smith A1234BC said so"
    submitted.save()

    page = moved(submitted, Verb.ACCEPT, reader).case_study

    page = CaseStudyPage.objects.get(pk=page.pk)
    assert (page.live, page.owner, page.prison) == (False, reader, submitted.prison)
    assert page.need == "<p>First line &lt;script&gt;alert(1)&lt;/script&gt;</p>\n\n<p>Second &amp; last</p>"
    assert (page.evidence_level, page.evidence_direction) == ("", "")
    assert page.title == "Help with meals"
    stored = str(page.latest_revision.content) + str(list(CaseStudyPage.objects.values()))
    assert "A1234BC" not in stored
    assert submitted.consent not in stored


@pytest.mark.parametrize(
    "lacking", [{"summary": ""}, {"learning": "  "}, {"involved": "x" * 301}, {"title": "x" * 121}]
)
def test_what_is_not_cleaned_is_not_accepted(lacking, submitted, reader):
    submitted.cleaned |= lacking
    submitted.save()

    with pytest.raises(ValidationError) as error:
        moved(submitted, Verb.ACCEPT, reader)
    assert list(error.value.message_dict) == list(lacking)
    assert not CaseStudyPage.objects.exists()
    assert Submission.objects.get().state == State.SUBMITTED


def test_nothing_is_accepted_where_there_is_no_list_for_it(submission, reader):
    Submission.objects.update(state="submitted", language="cy")

    with pytest.raises(ValidationError, match="no list of case studies"):
        moved(submission, Verb.ACCEPT, reader)


def test_what_was_told_in_welsh_becomes_a_welsh_page(submitted, reader, case_studies, in_welsh):
    index = in_welsh(case_studies)
    Submission.objects.update(language="cy")

    page = moved(submitted, Verb.ACCEPT, reader).case_study

    assert page.get_parent().pk == index.pk
    assert page.locale.language_code == "cy"


def test_two_with_the_same_name_have_two_addresses(submitted, reader, at_state):
    other = at_state(SubmissionFactory(prison=submitted.prison, cleaned_up=True), State.SUBMITTED)

    slugs = {moved(row, Verb.ACCEPT, reader).case_study.slug for row in (submitted, other)}

    assert len(slugs) == 2


def test_acceptance_begins_the_workflow_where_there_is_one(submitted, reader, case_studies):
    WorkflowPage.objects.create(workflow=Workflow.objects.get(), page=case_studies)

    page = moved(submitted, Verb.ACCEPT, reader).case_study

    assert page.current_workflow_state.requested_by == reader
    assert not Page.objects.get(pk=page.pk).live


def test_publication_and_taking_down_move_the_submission(submitted, reader):
    page = moved(submitted, Verb.ACCEPT, reader).case_study
    page.save_revision().publish()
    published = Submission.objects.get().state
    page.save_revision().publish()
    page = CaseStudyPage.objects.get()
    page.unpublish()

    assert published == State.PUBLISHED
    assert Submission.objects.get().state == State.ACCEPTED
    assert [row.role for row in submitted.transitions.all()] == [Role.EDITOR, Role.HUB, Role.HUB]


def test_a_case_study_that_no_submission_led_to_moves_nothing(submitted, case_studies, at_state):
    other = at_state(submitted, State.PUBLISHED).case_study
    Submission.objects.update(state="accepted", case_study=None)
    other.save_revision().publish()

    assert Submission.objects.get().state == State.ACCEPTED


def test_withdrawing_leaves_no_draft_behind(submitted, reader, contributor):
    moved(submitted, Verb.ACCEPT, reader)
    moved(submitted, Verb.WITHDRAW, contributor, reason="")

    assert not CaseStudyPage.objects.exists()
    assert Submission.objects.get().state == State.WITHDRAWN


def test_a_page_that_is_deleted_leaves_the_submission(submitted, reader):
    moved(submitted, Verb.ACCEPT, reader)
    page = CaseStudyPage.objects.get()
    page.save_revision().publish()
    page.delete()

    assert Submission.objects.get().case_study is None
    assert Submission.objects.get().state == State.ACCEPTED


# Messages


@pytest.mark.parametrize("state", State)
def test_who_may_write_into_the_thread(state, submission, people, at_state):
    submission.refresh_from_db()
    may = set()
    for person in ("writer", "contributor", "approver", "editor", "stranger"):
        by = people(person)
        try:
            at_state(submission, state)
            say(submission, f"From {person}", by)
        except PermissionDenied:
            continue
        may.add(person)

    team = set() if state == State.WITHDRAWN else {"writer", "contributor", "approver"}
    assert may == team | ({"editor"} if state in WITH_EDITORS else set())


def test_the_same_words_twice_are_a_double_click(submission, contributor):
    for text in ("One", "One ", "Two", "One"):
        say(submission, text, contributor)

    assert [row.text for row in submission.messages.all()] == ["One", "Two", "One"]


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_a_message_says_something_and_is_no_book(text, submission, contributor):
    with pytest.raises(ValidationError):
        say(submission, text, contributor)


def test_the_thread_has_messages_and_reasons_in_order_but_no_declarations(submission, contributor, approver):
    moved(submission, Verb.SEND, contributor, reason="")
    say(submission, "Can you read it?", contributor)
    moved(submission, Verb.SEND_BACK, approver, reason="Shorter, please.")
    moved(submission, Verb.SEND, contributor, reason="")
    moved(submission, Verb.SIGN_OFF, approver, reason="I have the authority.")

    said = [getattr(row, "text", None) or row.reason for row in Submission.objects.get().thread]
    assert said == ["Can you read it?", "Shorter, please."]


# Mail


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """A function that moves a submission and returns the mail that was sent once that was settled."""

    def act(*args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            moved(*args, **kwargs)
        return {message.to[0]: message for message in mail.outbox}

    return act


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize(("state", "verb"), [(state, verb) for state in MOVES for verb in MOVES[state]])
def test_whoever_began_it_is_told_of_every_move_and_of_nothing_that_was_written(
    state, verb, language, submission, people, at_state, on_commit, case_studies, in_welsh
):
    in_welsh(case_studies)
    actor = MOVES[state][verb][1]
    by = people(next(name for name, found in IS.items() if actor in found and name != "writer"))
    submission.refresh_from_db()
    at_state(submission, state, language=language)
    team = [row.user.email for row in submission.prison.memberships.all()]
    began = submission.started_by.email if submission.started_by.email in team else None

    sent = on_commit(submission, verb, by)

    told = sent[began or team[0]]
    prefix = "/cy" if language == "cy" else ""
    address = f"{prefix}/my-prison/{submission.prison_id}/practice/{submission.reference}/"
    assert f"http://localhost:8000{address}\n" in told.body
    assert submission.reference in told.subject
    assert "Because." not in told.body + told.subject
    assert submission.title not in told.body + told.subject
    assert not [text for text in STORY.values() if len(text) > 10 and text in told.body]
    assert "\n" not in told.subject
    assert told.body.split("\n")[0].strip()


def test_approvers_who_wrote_none_of_it_are_told_that_it_waits(submission, contributor, approver, on_commit, stranger):
    wrote = MembershipFactory(prison=submission.prison, role="approver").user
    submission.writers.add(wrote)

    sent = on_commit(submission, Verb.SEND, contributor)

    assert set(sent) == {submission.started_by.email, approver.email}
    assert "waits for your sign-off" in sent[approver.email].subject


def test_who_has_left_the_team_is_told_no_more(submission, contributor, reader, at_state, on_commit):
    left = submission.started_by
    left.memberships.all().delete()
    at_state(submission, State.SUBMITTED)

    sent = on_commit(submission, Verb.DECLINE, reader)

    assert set(sent) == {contributor.email}


def test_mail_is_in_the_language_of_the_submission_whoever_acts(submission, reader, at_state, on_commit):
    at_state(submission, State.SUBMITTED, language="cy")
    with translation.override("en-gb"):
        (told,) = on_commit(submission, Verb.DECLINE, reader).values()

    with translation.override("cy"):
        assert translation.gettext("See where it is, and what there is to do:") in told.body
    assert "/cy/my-prison/" in told.body


def test_a_post_office_that_is_shut_stops_nothing(submission, contributor, on_commit, monkeypatch, caplog):
    def shut(*args, **kwargs):
        raise OSError("shut")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", shut)
    assert on_commit(submission, Verb.SEND, contributor) == {}

    assert Submission.objects.get().state == State.WITH_APPROVER
    assert submission.reference in caplog.text
    assert "@" not in caplog.text


def test_each_side_is_told_of_the_messages_of_the_other(
    submission, contributor, reader, at_state, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        say(submission, "Before it was sent", contributor)
        at_state(submission, State.SUBMITTED)
        say(submission, "Hello", contributor)
        say(submission, "Which year?", reader)

    from_prison, from_editors = mail.outbox
    assert from_prison.to == [reader.email]
    assert f"/admin/submissions/edit/{submission.pk}/" in from_prison.body
    assert from_editors.to == [submission.started_by.email]
    assert "Hello" not in from_prison.body
    assert "Which year?" not in from_editors.body


# Waiting


def test_days_are_counted_from_the_last_move(submission, contributor):
    now = timezone.now()
    Submission.objects.update(created_at=now - datetime.timedelta(days=30))
    assert Submission.objects.get().days_in_state == 30

    moved(submission, Verb.SEND, contributor, at=now - datetime.timedelta(days=3, hours=1))

    assert Submission.objects.get().days_in_state == 3
    assert Submission.objects.with_since().get().since == Transition.objects.get().at


# Locks


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database instead")
@pytest.mark.parametrize(
    "write",
    [
        lambda row, by: move(row, Verb.SEND, by),
        lambda row, by: move(row, Verb.WITHDRAW, by),
        lambda row, by: say(row, "Hello", by),
        lambda row, by: save_group(row, "people", {"involved": "Yes"}, revision=0, by=by),
        lambda row, by: add_file(row, SimpleUploadedFile("a.txt", b"text"), {"after": "a" * 64}, by),
        lambda row, by: remove_file(row, 1, by),
    ],
)
def test_a_submission_is_locked_while_it_is_written(write, submission, contributor):
    with CaptureQueriesContext(connection) as queries:
        write(submission, contributor)

    assert [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
