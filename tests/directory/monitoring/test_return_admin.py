import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from directory.models import Return
from directory.monitoring.burden import burdens, minutes_of
from directory.monitoring.indicators import catalogue
from hub.models import Access
from tests.factories import PrisonFactory, ReturnFactory, ReturnValueFactory, SchemeFactory, UserFactory

LIST = "/admin/monitoring_returns/"


@pytest.fixture
def returned(db):
    return ReturnFactory(scheme=SchemeFactory(prison__name="HMP Place", status="active"), sent=True)


def read(returned):
    return f"{LIST}read/{returned.pk}/"


def with_permissions(*names):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *names]))
    client = Client()
    client.force_login(user)
    return client


def actions_on(returned):
    return list(ModelLogEntry.objects.for_instance(returned).values_list("action", flat=True))


def test_list_has_what_was_sent_and_nothing_else(returned, editor_client):
    ReturnFactory(year=2025)

    content = editor_client.get(LIST).content.decode()

    assert f"{returned.scheme.code}, 2025–2026" in content
    assert content.count(", 2025–2026") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("year=2025", 1), ("year=2024", 0), ("status=sent", 1), ("status=accepted", 0), ("year=x", 0), ("q=PSS-", 1)],
)
def test_list_is_filtered(query, found, returned, editor_client):
    content = editor_client.get(f"{LIST}?{query}").content.decode()

    assert content.count("2025–2026") == found or query == "year=x"


def test_list_is_filtered_by_prison(returned, editor_client):
    other = ReturnFactory(sent=True)

    content = editor_client.get(f"{LIST}?prison={other.scheme.prison_id}").content.decode()

    assert f"{other.scheme.code}, 2025" in content
    assert f"{returned.scheme.code}, 2025" not in content


def test_list_takes_as_many_queries_for_nine_as_for_one(returned, editor_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            editor_client.get(LIST)
        return len(captured)

    queries()
    one = queries()
    for _n in range(8):
        ReturnFactory(sent=True)

    assert queries() <= one + 1


def test_return_is_read_with_its_checks(returned, editor_client):
    ReturnValueFactory(returned=returned, part="O1", value=5, comment="<b>Sure</b>")
    ReturnValueFactory(returned=returned, part="O2", value=4)

    content = editor_client.get(read(returned)).content.decode()

    assert "More buddies are in post than worked in the whole year (O2)." in content
    assert "&lt;b&gt;Sure&lt;/b&gt;" in content


@pytest.mark.parametrize("status", ["not_started", "in_progress"])
def test_what_was_not_sent_is_not_read(status, editor_client):
    assert editor_client.get(read(ReturnFactory(status=status))).status_code == 404


def test_question_opens_the_return_again(returned, editor, editor_client):
    assert editor_client.post(read(returned), {"text": "Is it 4?"}).status_code == 302

    returned.refresh_from_db()
    assert returned.status == "queried"
    assert list(returned.queries.values_list("text", "from_editors", "written_by")) == [("Is it 4?", True, editor.pk)]
    assert actions_on(returned) == ["directory.query_return"]


def test_question_needs_words(returned, editor_client):
    assert "Write your question." in editor_client.post(read(returned), {"text": " "}).content.decode()

    returned.refresh_from_db()
    assert returned.status == "sent"


def test_return_is_accepted_and_nothing_of_its_numbers_is_logged(returned, editor_client):
    ReturnValueFactory(returned=returned, part="O1", value=4321)

    for _n in range(2):
        editor_client.post(read(returned), {"accept": "1"})

    returned.refresh_from_db()
    assert returned.status == "accepted"
    assert actions_on(returned) == ["directory.accept_return"]
    assert not [entry for entry in ModelLogEntry.objects.all() if "4321" in f"{entry.label} {entry.data}"]


def test_queried_return_is_accepted_only_once_it_was_sent_again(editor_client):
    returned = ReturnFactory(sent=True, status="queried")

    page = editor_client.post(read(returned), {"accept": "1"})

    assert "This is not possible now" in page.content.decode()
    assert Return.objects.get().status == "queried"


@pytest.mark.parametrize("path", ["", "years/", "export/", "read/1/"])
def test_admin_pages_are_for_those_who_may(path, db):
    ReturnFactory(pk=1, sent=True)

    assert with_permissions().get(LIST + path).status_code == 302
    assert Client().get(LIST + path).status_code == 302
    assert with_permissions("change_return", "export_return").get(LIST + path).status_code == 200


def test_raw_numbers_are_for_a_permission_of_their_own(returned):
    assert with_permissions("change_return").get(f"{LIST}export/").status_code == 302
    assert "Export raw" not in with_permissions("change_return").get(LIST).content.decode()
    assert actions_on(returned) == []


def test_export_has_every_number_that_was_sent_and_is_logged(returned, editor_client):
    ReturnValueFactory(returned=returned, part="O1", value=3, comment="=1+1")
    ReturnValueFactory(returned=returned, part="R6-change", value="-1.50")
    ReturnValueFactory(part="O1", value=99)

    answer = editor_client.get(f"{LIST}export/")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["part"], row["value"], row["comment"]) for row in rows] == [
        ("O1", "3.00", "'=1+1"),
        ("R6-change", "-1.50", ""),
    ]
    assert "no-store" in answer["Cache-Control"]
    assert Access.objects.get().action == "export"


def test_completeness_counts_returns_of_schemes_that_run(returned, editor_client):
    SchemeFactory(status="ended")
    ReturnFactory(scheme=SchemeFactory(status="active"))

    content = editor_client.get(f"{LIST}years/").content.decode()

    assert "1 of 2 schemes" in content


def test_minutes_asked_of_a_prison_grow_with_its_schemes(db):
    prison = PrisonFactory()
    for n, status in enumerate(("active", "pilot", "ended")):
        SchemeFactory(prison=prison, code=f"PSS-{prison.pk}-0{n}", status=status)
    SchemeFactory(status="planned")

    (burden,) = burdens()

    assert (burden.prison, burden.schemes) == (prison, 2)
    assert burden.total == 2 * (catalogue().minutes + minutes_of("profile"))
    assert burden.core == 2 * catalogue().core_minutes


def test_minutes_are_shown_for_each_prison(returned, editor_client):
    content = editor_client.get(f"{LIST}years/").content.decode()

    assert "HMP Place" in content
    assert f"<td>{catalogue().core_minutes}</td>" in content
