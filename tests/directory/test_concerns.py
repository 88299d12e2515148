import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from html5lib import HTMLParser

from directory.models import Concern, ConcernStep
from directory.models.concerns import OPEN, URGENT, Kind, Triage
from directory.reporting import report
from hub.senders import MOST_AN_HOUR, sender_of
from tests.factories import (
    CaseStudyPageFactory,
    ConcernFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

REPORT = "/report-a-concern/"
SAID = {"about": "/case-studies/meals/", "kind": "wrong", "text": "The figure is from 2019.", "email": ""}


def soup(response):
    HTMLParser(strict=True).parse(response.content.decode())
    return BeautifulSoup(response.content.decode(), "html5lib")


@pytest.fixture
def items(home, case_studies, prison):
    """The address of one published item of each kind."""
    pages = [
        CaseStudyPageFactory(parent=case_studies),
        VoicePageFactory(parent=VoiceIndexPageFactory(parent=home)),
        ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home)),
        GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home)),
    ]
    for page in pages:
        page.save_revision().publish()
    return [*(page.url for page in pages), prison.get_absolute_url()]


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_every_published_item_leads_to_the_form_with_its_address(items, prefix, client):
    for address in [*items, f"{prefix}{items[-1]}"]:
        link = soup(client.get(address)).select_one('a[href*="report-a-concern"]')["href"]
        form = soup(client.get(link))
        assert form.find("input", {"name": "about"})["value"] == address
        assert link.startswith("/cy/") == address.startswith("/cy/")


def test_the_form_warns_of_private_detail_and_says_whom_to_call(client, home):
    page = soup(client.get(REPORT)).select_one("main").text

    assert "Please do not repeat the private detail" in page
    assert "999" in page
    assert "safer custody" in page
    assert "116 123" in page


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}thank-you/", "/cy/report-a-concern/"])
def test_the_pages_set_no_cookie(address, client, home):
    answer = client.get(address)

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(("prefix", "language"), [("", "en-gb"), ("/cy", "cy")])
def test_anybody_reports_with_no_account_no_cookie_and_no_token(prefix, language, home):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(prefix + REPORT, SAID)

    assert answer.url == f"{prefix}/report-a-concern/thank-you/"
    assert not browser.cookies
    concern = Concern.objects.get()
    assert (concern.about, concern.text, concern.language, concern.state) == (
        SAID["about"],
        SAID["text"],
        language,
        "new",
    )


@pytest.mark.parametrize(
    "changes",
    [{"about": ""}, {"kind": ""}, {"kind": "x"}, {"text": " "}, {"text": "x" * 5001}, {"email": "no"}, {"trap": "on"}],
)
def test_what_is_not_taken_is_shown_back(changes, client, home):
    said = SAID | {"text": "Keep this."} | changes
    page = soup(client.post(REPORT, said))

    assert page.select(".error-summary")
    assert page.find("textarea", {"name": "text"}).text.strip() == said["text"].strip()
    assert not Concern.objects.exists()


def test_a_double_click_reports_once_and_another_day_again(db):
    now = timezone.now()
    fields = dict(SAID)
    first, second = report(fields, "en-gb", at=now), report(fields, "en-gb", at=now)
    later = report(fields, "en-gb", at=now + datetime.timedelta(days=2))

    assert first == second != later


def test_so_many_an_hour_come_from_one_address_and_what_was_typed_is_kept(client, home, settings):
    settings.LIMIT_FACTOR = 1
    for number in range(MOST_AN_HOUR):
        assert client.post(REPORT, SAID | {"text": f"Number {number}"}).status_code == 302

    answer = client.post(REPORT, SAID | {"text": "One too many"})
    elsewhere = client.post(REPORT, SAID | {"text": "From elsewhere"}, REMOTE_ADDR="192.0.2.7")

    assert "Too many reports" in answer.content.decode()
    assert "One too many" in answer.content.decode()
    assert elsewhere.status_code == 302
    assert Concern.objects.count() == MOST_AN_HOUR + 1


def test_behind_our_proxy_it_is_the_address_that_the_proxy_saw(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "made up, 192.0.2.7"})

    assert sender_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert sender_of(request) == "192.0.2.7"


@pytest.mark.parametrize(
    "about", ["javascript:alert(1)", "//evil.example/", '"><script>alert(1)</script>', "\x00", "ŵ" * 600]
)
def test_a_hostile_address_is_text(about, client, home, reader):
    assert "<script>alert" not in client.get(REPORT, {"about": about}).content.decode()
    client.post(REPORT, SAID | {"about": about})
    client.force_login(reader)
    for concern in Concern.objects.all():
        page = client.get(reverse("concerns_admin:edit", args=[concern.pk])).content.decode()
        assert "<script>alert" not in page
        assert not re.search(r'href="(javascript:|//evil)', page)


# Triage


@pytest.fixture
def at_desk(client, reader):
    client.force_login(reader)
    return client


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", Triage)
def test_what_may_put_somebody_at_risk_is_urgent_until_it_is_settled(kind, state):
    assert ConcernFactory.build(kind=kind, state=state).is_urgent == (kind in URGENT and state in OPEN)


def test_urgent_ones_are_first_then_the_oldest_open_ones(at_desk, db):
    now = timezone.now()
    for days, (about, kind, state) in enumerate(
        [
            ("done", "harm", "acted_on"),
            ("old", "wrong", "new"),
            ("less old", "other", "looking"),
            ("urgent", "identifies", "new"),
        ]
    ):
        ConcernFactory(about=about, kind=kind, state=state, reported_at=now - datetime.timedelta(days=9 - days))

    rows = BeautifulSoup(at_desk.get(reverse("concerns_admin:index")).content, "html5lib").select(
        "table.listing tbody tr"
    )

    assert [row.a.get_text(strip=True) for row in rows] == ["urgent", "old", "less old", "done"]
    assert "Urgent" in rows[0].text


def test_each_step_is_logged_with_who_when_and_why(at_desk, reader):
    concern = ConcernFactory(kind="harm")
    address = reverse("concerns_admin:edit", args=[concern.pk])
    for _click in range(2):
        at_desk.post(address, {"state": "looking", "reason": "Asked the prison."})
    at_desk.post(address, {"state": "acted_on", "reason": "Taken down."})

    concern.refresh_from_db()
    assert concern.state == "acted_on"
    assert list(ConcernStep.objects.values_list("state", "by", "reason")) == [
        ("looking", reader.pk, "Asked the prison."),
        ("acted_on", reader.pk, "Taken down."),
    ]
    page = at_desk.get(address).content.decode()
    assert "Asked the prison." in page
    assert reader.email in page


@pytest.mark.parametrize("changes", [{"reason": ""}, {"state": "new"}, {"state": "x"}])
def test_a_step_wants_a_state_and_a_reason(changes, at_desk):
    concern = ConcernFactory()
    at_desk.post(reverse("concerns_admin:edit", args=[concern.pk]), {"state": "looking", "reason": "x"} | changes)

    assert not ConcernStep.objects.exists()
    assert Concern.objects.get().state == "new"
