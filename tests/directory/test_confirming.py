"""A prison confirms once a year what readers see of it: on My prison, and asked by mail when it is due."""

import datetime

import html5lib
import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from directory.models import Reminder
from directory.practice.states import State
from resources.models import CaseStudyPage
from tests.factories import (
    CaseStudyPageFactory,
    InvitationFactory,
    MembershipFactory,
    PrisonFactory,
    SchemeFactory,
    SubmissionFactory,
)

HOME = "/my-prison/EXI/"


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI", name="HMP Exeter")


@pytest.fixture
def study(case_studies, exeter):
    page = CaseStudyPageFactory(parent=case_studies, prison=exeter, title="Our story", confirmed_on=days_ago(340))
    page.save_revision().publish()
    return page


@pytest.fixture
def approving(client, exeter):
    client.force_login(MembershipFactory(prison=exeter, role="approver", user__email="approver@example.gov.uk").user)
    return client


@pytest.fixture
def contributing(exeter):
    client = Client()
    client.force_login(MembershipFactory(prison=exeter, user__email="contributor@example.gov.uk").user)
    return client


def confirm(client, study, prefix=""):
    return client.post(f"{prefix}{HOME}case-studies/{study.pk}/confirm/", follow=True)


def confirmed_on(study):
    return CaseStudyPage.objects.get(pk=study.pk).confirmed_on


# On My prison


@pytest.mark.parametrize(("ago", "due"), [(335, False), (336, True), (400, True)])
def test_case_study_is_due_a_month_before_its_year_is_over(ago, due, study, approving):
    CaseStudyPage.objects.update(confirmed_on=days_ago(ago))

    shown = approving.get(HOME).text

    assert ("Confirm that what we show of “Our story” is still right" in shown) == due
    assert (f'action="{HOME}case-studies/{study.pk}/confirm/"' in shown) == due
    assert f'<li id="case-study-{study.pk}"><a href="{study.url}">Our story</a>' in shown
    html5lib.HTMLParser(strict=True).parse(shown)


def test_one_press_confirms_it_and_publishes_nothing_else(study, approving):
    study.title = "A title that nobody published"
    study.save_revision()
    published, revisions = CaseStudyPage.objects.get(pk=study.pk).last_published_at, study.revisions.count()

    answer = confirm(approving, study)

    kept = CaseStudyPage.objects.get(pk=study.pk)
    assert answer.redirect_chain == [(f"{HOME}?note=confirmed", 302)]
    assert "Readers now see that this was confirmed today." in answer.text
    assert "Nothing is due at the moment." in answer.text
    assert (kept.confirmed_on, kept.title) == (timezone.localdate(), "Our story")
    assert (kept.last_published_at, kept.revisions.count()) == (published, revisions)
    assert PageLogEntry.objects.get(action="directory.confirm").page_id == study.pk


def test_second_press_changes_nothing(study, approving):
    for _press in range(2):
        assert confirm(approving, study).status_code == 200

    assert PageLogEntry.objects.filter(action="directory.confirm").count() == 1


def test_draft_from_before_does_not_undo_it(study, approving):
    confirm(approving, study)

    study.revisions.last().publish()

    assert confirmed_on(study) == timezone.localdate()


def test_it_is_confirmed_in_every_language_and_once(study, approving, in_welsh):
    welsh = in_welsh(study)

    assert confirm(approving, study, "/cy").status_code == 200

    assert confirmed_on(welsh) == timezone.localdate()
    assert approving.get(HOME).text.count('id="case-study-') == 1


def test_contributor_cannot_confirm_it_and_can_say_that_something_has_changed(study, contributing):
    shown = contributing.get(HOME).text

    assert "An approver of your prison can confirm that it is still right." in shown
    assert "Something has changed" in shown
    assert "/confirm/" not in shown
    assert confirm(contributing, study).status_code == 404
    assert confirmed_on(study) == days_ago(340)


def test_nobody_else_confirms_it(study, approving, exeter):
    other = Client()
    assert other.post(f"{HOME}case-studies/{study.pk}/confirm/").status_code == 302
    other.force_login(MembershipFactory(role="approver").user)
    assert confirm(other, study).status_code == 404
    assert approving.get(f"{HOME}case-studies/{study.pk}/confirm/").status_code == 405
    assert confirmed_on(study) == days_ago(340)


def test_it_takes_the_token_of_its_form(study, approving):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = approving.cookies
    address = f"{HOME}case-studies/{study.pk}/confirm/"

    assert strict.post(address).status_code == 403
    token = strict.get(HOME).context["csrf_token"]
    assert strict.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("hidden", [{"live": False}, {"delisted_on": datetime.date(2026, 6, 1)}])
def test_what_lists_do_not_show_is_not_to_be_confirmed(hidden, study, approving):
    CaseStudyPage.objects.filter(pk=study.pk).update(**hidden)

    assert "Nothing is due at the moment." in approving.get(HOME).text
    assert confirm(approving, study).status_code == 404


@pytest.mark.parametrize(
    ("state", "ending"),
    [(State.PUBLISHED, "ask/request_correction/"), (State.CORRECTION_REQUESTED, "")],
)
def test_something_changed_leads_to_the_correction_of_what_was_sent_in(state, ending, study, approving, exeter):
    sent = SubmissionFactory(prison=exeter, case_study=study, state=state)
    address = f"{HOME}practice/{sent.reference}/{ending}"

    assert f'<a href="{address}">Something has changed' in approving.get(HOME).text
    assert approving.get(address).status_code == 200


def test_something_changed_in_what_editors_wrote_leads_to_the_report_with_its_name(study, approving):
    address = f"/report-a-concern/?about=Our+story+{study.url.replace('/', '%2F')}&amp;kind=wrong"

    assert f'<a href="{address}">Something has changed' in approving.get(HOME).text
    report = approving.get(address.replace("&amp;", "&")).text
    assert f'value="Our story {study.url}"' in report
    assert 'value="wrong" required checked' in report or 'value="wrong" id="id_kind_3" checked' in report


def test_it_costs_as_many_queries_however_many_there_are(study, approving, exeter, case_studies):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert approving.get(HOME).status_code == 200
        return len(queries)

    SubmissionFactory(prison=exeter, case_study=study, state=State.PUBLISHED)
    cost()
    few = cost()
    for _n in range(3):
        page = CaseStudyPageFactory(parent=case_studies, prison=exeter, confirmed_on=days_ago(400))
        SubmissionFactory(prison=exeter, case_study=page, state=State.PUBLISHED)

    assert cost() == few


# By mail


def run():
    call_command("ask_to_confirm", verbosity=0)
    return [(message.to[0], message.body) for message in mail.outbox]


@pytest.fixture
def team(exeter):
    MembershipFactory(prison=exeter, user__email="contributor@example.gov.uk")
    return MembershipFactory(prison=exeter, role="approver", user__email="approver@example.gov.uk")


def test_approver_is_asked_once_about_all_that_is_due(study, team, exeter):
    SchemeFactory(prison=exeter, name="Buddies", confirmed_on=days_ago(350))
    SchemeFactory(prison=exeter, name="Not yet", confirmed_on=days_ago(10))

    run()
    [(to, body)] = run()

    assert to == "approver@example.gov.uk"
    assert mail.outbox[0].subject == "Please confirm what readers see about HMP Exeter"
    assert body.index("“Buddies”, by ") < body.index("“Our story”, by ")
    assert "Not yet" not in body
    assert f"http://localhost:8000{HOME}" in body


def test_what_comes_due_later_and_the_next_year_is_asked_about_then(study, team, exeter):
    run()
    SchemeFactory(prison=exeter, name="Buddies", confirmed_on=days_ago(350))

    assert ["Our story" in body for _to, body in run()] == [True, False]
    CaseStudyPage.objects.update(confirmed_on=days_ago(337))  # as if it had been confirmed, and a year had passed
    assert ["Our story" in body for _to, body in run()] == [True, False, True]


def test_where_nobody_approves_the_whole_team_is_asked(study, exeter):
    MembershipFactory(prison=exeter, user__email="contributor@example.gov.uk")
    MembershipFactory(prison=exeter, user__email="gone@example.gov.uk", user__is_active=False)

    assert [to for to, _body in run()] == ["contributor@example.gov.uk"]


def test_nobody_of_a_made_up_prison_is_asked(case_studies):
    own = MembershipFactory(prison=PrisonFactory(example=True), role="approver")
    SchemeFactory(prison=own.prison, confirmed_on=days_ago(400))

    assert run() == []


def test_who_was_invited_in_welsh_is_asked_in_welsh(study, team, exeter):
    InvitationFactory(prison=exeter, email="approver@example.gov.uk", language="cy")

    [(_to, body)] = run()

    assert f"http://localhost:8000/cy{HOME}" in body


def test_mail_that_was_not_taken_is_sent_the_next_time(study, team, monkeypatch):
    def shut(*args, **kwargs):
        raise OSError("shut")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", shut)
        run()
    assert not Reminder.objects.exists()

    assert len(run()) == 1
