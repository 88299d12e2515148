import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from directory.models import Return
from directory.monitoring.returning import UnfinishedError, ask_for, years
from tests.factories import MembershipFactory, ReturnFactory, SchemeFactory

ENDED = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def scheme(prison):
    return SchemeFactory(prison=prison, status="active")


def test_a_team_is_asked_once_when_the_year_has_ended(scheme, contributor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked = [ask_for(scheme, 2025, ENDED) for _night in range(2)]

    assert asked == [True, False]
    (message,) = mail.outbox
    assert message.to == [contributor.email]
    assert f"{scheme.code}, 2025–2026" in message.subject
    assert Return.objects.get().status == "not_started"


def test_nobody_is_asked_before_the_snapshot_day(scheme):
    with pytest.raises(UnfinishedError):
        ask_for(scheme, 2025, ENDED - datetime.timedelta(days=2))

    assert not Return.objects.exists()


def test_nobody_is_asked_for_what_the_editors_have(scheme):
    ReturnFactory(scheme=scheme, year=2025, sent=True)

    assert not ask_for(scheme, 2025, ENDED)


def test_every_night_asks_the_schemes_that_ran_in_the_year(
    scheme, contributor, django_capture_on_commit_callbacks, capsys
):
    today = timezone.localdate()
    MembershipFactory(prison=SchemeFactory(status="ended").prison)
    MembershipFactory(prison=SchemeFactory(status="active", started_on=today).prison)
    MembershipFactory(prison=SchemeFactory(status="active", prison__is_example=True).prison)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("ask_for_returns")
        call_command("ask_for_returns")

    assert [message.to for message in mail.outbox] == [[contributor.email]]
    assert Return.objects.get().year in years()
    assert "1 schemes" in capsys.readouterr().out
