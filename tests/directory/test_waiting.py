import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models.concerns import Triage
from directory.practice.states import State
from directory.waiting import LISTS, waiting_for
from tests.factories import (
    AccessRequestFactory,
    AppealFactory,
    ConcernFactory,
    EnquiryFactory,
    RatingFactory,
    ReturnFactory,
    SchemeFactory,
    SubmissionFactory,
    UserFactory,
)


def desk(*codenames):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


@pytest.fixture
def at_work(db):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def work(prison):
    """A function that makes one of everything that waits, and of what does not."""

    def make():
        long_ago = timezone.now() - datetime.timedelta(days=30)
        ConcernFactory(reported_at=long_ago)
        ConcernFactory()
        ConcernFactory(state=Triage.LOOKING)
        ConcernFactory(state=Triage.ACTED_ON)
        EnquiryFactory(prison=prison, asked_at=long_ago)
        EnquiryFactory(prison=prison)
        EnquiryFactory(prison=prison, asked_at=long_ago, state="answered")
        for state in State:
            SubmissionFactory(prison=prison, state=state)
        ReturnFactory(sent=True)
        ReturnFactory()
        RatingFactory(scheme=SchemeFactory(), proposed_by=UserFactory())
        AppealFactory(rating=RatingFactory(scheme=SchemeFactory(), shown=True))
        AccessRequestFactory(prison=prison)
        AccessRequestFactory(prison=prison, decision="accepted")

    return make


def panel(client):
    page = BeautifulSoup(client.get("/admin/").content, "html5lib")
    return page.select_one("#waiting-content")


def test_dashboard_counts_what_waits_each_with_the_list_that_has_it(work, at_work, home, client):
    work()
    client.force_login(at_work)

    links = {link.text: link["href"] for link in panel(client).select("li a")}

    assert list(links) == [
        "Concerns that nobody has looked at in time: 1",
        "Concerns to look at, in time still: 1",
        "Concerns being looked at: 1",
        "Questions that prisons have left unanswered: 1",
        "Practice examples to read: 1",
        "Practice examples whose prison has appealed: 1",
        "Practice examples whose prison asks for a correction: 1",
        "Practice examples to prepare and publish: 1",
        "Returns to read: 1",
        "Ratings to confirm: 1",
        "Appeals against ratings: 1",
        "Requests to act for a prison: 1",
    ]
    for name in ("Practice examples to read", "Returns to read", "Ratings to confirm", "Concerns being looked at"):
        table = BeautifulSoup(client.get(links[f"{name}: 1"]).content, "html5lib")
        assert len(table.select("table.listing tbody tr")) == 1, name


@pytest.mark.parametrize(("permission", "rows"), LISTS)
def test_somebody_sees_what_they_may_work_on_and_no_more(permission, rows, work, db):
    work()
    user = desk(permission.split(".")[1])

    assert waiting_for(user) == [row for row in rows(user) if row.count]
    assert waiting_for(desk()) == []


def test_nobody_is_asked_to_confirm_their_own_rating(db):
    user = desk("change_rating")
    RatingFactory(scheme=SchemeFactory(), proposed_by=user)

    assert waiting_for(user) == []


def test_panel_says_so_when_nothing_waits_and_is_not_there_for_others(at_work, home, client):
    client.force_login(at_work)
    assert "Nothing waits for you." in panel(client).text

    client.force_login(desk())
    assert panel(client) is None


def test_queries_are_the_same_however_much_waits(work, at_work):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            waiting_for(at_work)
        return len(captured)

    queries()  # permissions are asked for once
    none = queries()
    work()
    work_of_another_day = queries()

    assert none == work_of_another_day <= 9
