"""What a prison is asked for is counted, so that nobody asks too much of it."""

import datetime

import pytest
from django.utils import timezone

from directory.forms.profiles import sections_to_fill
from directory.models import Reminder, ReturnQuery
from directory.monitoring.burden import PROFILE, all_forms, burdens, minutes_of, times_asked
from directory.practice.states import State, Verb
from tests.factories import (
    EnquiryFactory,
    MembershipFactory,
    PrisonFactory,
    ReturnFactory,
    SchemeFactory,
    SubmissionFactory,
)

NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 12))
DAY = datetime.timedelta(days=1)


@pytest.fixture
def scheme(db):
    return SchemeFactory(prison=PrisonFactory(), status="active")


def test_each_section_of_a_profile_that_a_prison_fills_in_has_its_minutes():
    assert set(PROFILE) == {key for key, _heading in sections_to_fill()}
    assert minutes_of("profile") == sum(PROFILE.values())


def test_everything_that_was_asked_for_is_counted_for_its_prison(scheme):
    prison = scheme.prison
    returned = ReturnFactory(scheme=scheme, asked_at=NOW)
    ReturnQuery.objects.create(returned=returned, text="Is 12 right?", from_editors=True, written_at=NOW)
    ReturnQuery.objects.create(returned=returned, text="Yes.", from_editors=False, written_at=NOW)
    SubmissionFactory(prison=prison).transitions.create(
        verb=Verb.ASK_CHANGES, before=State.SUBMITTED, after=State.CHANGES_REQUESTED, at=NOW, role="editor"
    )
    EnquiryFactory(prison=prison, asked_at=NOW)

    asked = times_asked(NOW - DAY)

    assert asked == {prison.pk: {"return": 1, "question": 1, "changes": 1, "enquiry": 1}}


def test_a_team_that_is_reminded_of_one_thing_is_asked_once(scheme):
    due = NOW.date()
    for _member in range(3):
        team = MembershipFactory(prison=scheme.prison)
        Reminder.objects.create(membership=team, about=scheme.code, due_on=due, sent_at=NOW)

    assert times_asked(NOW - DAY) == {scheme.prison_id: {"profile": 1}}


def test_what_was_asked_before_the_year_is_not_counted(scheme):
    EnquiryFactory(prison=scheme.prison, asked_at=NOW - 366 * DAY)

    (burden,) = burdens(NOW)

    assert burden.asked_minutes == 0
    assert burden.asked_for == []


def test_minutes_of_what_was_asked_are_those_of_the_form_each_time(scheme):
    for n in range(2):
        EnquiryFactory(prison=scheme.prison, asked_at=NOW - n * DAY)
    ReturnFactory(scheme=scheme, asked_at=NOW)

    (burden,) = burdens(NOW)

    assert dict(burden.asked_for) == {all_forms()["return"].what: 1, all_forms()["enquiry"].what: 2}
    assert burden.asked_minutes == minutes_of("return") + 2 * minutes_of("enquiry")


def test_a_prison_that_was_asked_is_listed_though_no_scheme_of_it_runs(scheme):
    ended = SchemeFactory(prison=PrisonFactory(), status="ended")
    EnquiryFactory(prison=ended.prison, asked_at=NOW)

    assert {burden.prison for burden in burdens(NOW)} == {scheme.prison, ended.prison}


def test_counting_costs_the_same_for_many_prisons(scheme, django_assert_num_queries):
    for _n in range(5):
        EnquiryFactory(prison=SchemeFactory(status="active").prison, asked_at=NOW)

    with django_assert_num_queries(8):
        burdens(NOW)
