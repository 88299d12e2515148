import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models.concerns import Triage
from directory.practice.states import State
from guidance.models import Edition
from home.models import BrokenLink, Bundle, Reply
from hub.models import Identifier, Use
from hub.waiting import LISTS, waiting_for
from resources.models import FormatRequest
from tests.factories import (
    DAY,
    AccessRequestFactory,
    AppealFactory,
    ConcernFactory,
    ConsentFactory,
    EasyReadPageFactory,
    EnquiryFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    RatingFactory,
    ReturnFactory,
    SchemeFactory,
    StandardPageFactory,
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
def work(prison, home):
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
        ConsentFactory(expires_on=timezone.localdate() + datetime.timedelta(days=30))
        ConsentFactory(review_on=timezone.localdate())
        ConsentFactory(expires_on=timezone.localdate() + datetime.timedelta(days=31))
        ConsentFactory(expired=True, withdrawn=True)
        asked = [FormatRequest.objects.create(format="braille", language="en-gb") for _each in range(2)]
        FormatRequest.objects.filter(pk=asked[0].pk).update(asked_at=long_ago)
        FormatRequest.objects.create(format="braille", language="en-gb", state="sent")
        Bundle.objects.create(name="Refused", refusal="Something was missing.")
        Bundle.objects.create(name="In work")
        page = StandardPageFactory(parent=home, review_on=long_ago.date())
        for problem in ("anchor", "unchecked"):
            BrokenLink.objects.create(page=page, text="There", address="/x/#y", is_outside=False, problem=problem)
        identifier = Identifier.objects.create(code="7k2q9m", kind="dataset", key="waiting", titles={})
        news = NewsPageFactory(parent=NewsIndexPageFactory(parent=home))
        for state in ("new", "shown", "declined"):
            Reply.objects.create(page=news, language="en-gb", text="Text.", name="Somebody", state=state)
            Use.objects.create(identifier=identifier, title="A policy", used_on=DAY, state=state)
        easy_read_that_is_behind(home)

    return make


def easy_read_that_is_behind(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    page.save_revision().publish()
    edition = Edition.objects.get()
    EasyReadPageFactory(parent=page, edition=edition)
    edition.pk, edition.minor, edition.sha256, edition.clause_count = None, 2, "other words", 0
    edition.save(force_insert=True)


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
        "Bundles that could not be published at their time: 1",
        "Questions that prisons have left unanswered: 1",
        "Practice examples to read: 1",
        "Practice examples whose prison has appealed: 1",
        "Practice examples whose prison asks for a correction: 1",
        "Practice examples to prepare and publish: 1",
        "Returns to read: 1",
        "Easy Read versions of guidance that has changed since: 1",
        "Ratings to confirm: 1",
        "Appeals against ratings: 1",
        "Formats that readers asked for, not answered in time: 1",
        "Formats that readers asked for, in time still: 1",
        "Requests to act for a prison: 1",
        "Replies to news to read: 1",
        "Uses of the hub’s work to check: 1",
        "Broken links: 1",
        "Pages whose review is overdue: 1",
    ]
    for name in ("Practice examples to read", "Returns to read", "Ratings to confirm", "Concerns being looked at"):
        table = BeautifulSoup(client.get(links[f"{name}: 1"]).content, "html5lib")
        assert len(table.select("table.listing tbody tr")) == 1, name


@pytest.mark.parametrize("rows", LISTS, ids=lambda rows: rows.permission)
def test_somebody_sees_what_they_may_work_on_and_no_more(rows, work, db):
    work()
    user = desk(rows.permission.split(".")[1])

    assert waiting_for(user) == [row for row in rows.find(user) if row.count] != []
    assert waiting_for(desk()) == []


def test_consents_are_named_before_they_run_out_to_those_who_keep_them(work, at_work):
    work()

    [row] = waiting_for(desk("change_consent"))

    assert (row.what, row.count) == ("People to ask again, before their consent runs out", 2)
    assert row not in waiting_for(at_work)


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

    assert none == work_of_another_day <= len(LISTS) + 2
