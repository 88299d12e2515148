"""Editors see which pages may be hard for readers, the worst first."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from home.models import PageReading
from home.reading_pages import read_page, read_pages
from tests.factories import StandardPageFactory, UserFactory

ADDRESS = "/admin/reports/reading/"


@pytest.fixture
def pages(home):
    """Three pages: one with two findings, one with one, one with a draft that has none."""
    bodies = {
        "worst": [("text", "<p>We utilise it.</p>"), ("text", '<p><a href="/x/">Click here</a></p>')],
        "bad": [("text", "<p>We utilise it.</p>")],
        "better": [("text", "<p>We utilise it.</p>")],
    }
    made = {name: StandardPageFactory(parent=home, title=name.title(), slug=name, body=bodies[name]) for name in bodies}
    made["better"].body = [("text", "<p>We use it.</p>")]
    made["better"].save_revision()
    read_pages.call()
    return made


def listed(client, query=""):
    response = client.get(f"{ADDRESS}?export=csv{query}")
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_newest_draft_of_every_page_is_counted_the_worst_first(pages, editor_client):
    rows = {row["Page"]: row for row in listed(editor_client)}

    assert [name for name in rows if name in ("Worst", "Bad", "Better")] == ["Worst", "Bad", "Better"]
    assert [rows[name]["All findings"] for name in ("Worst", "Bad", "Better")] == ["2", "1", "0"]
    assert rows["Worst"]["Links that do not say where they lead"] == "1"
    assert rows["Better"]["State"] == "Published, with a newer draft"
    assert rows["Worst"]["Address"] == "http://localhost/worst/"


def test_report_is_filtered_and_sorted(pages, editor_client):
    assert [row["Page"] for row in listed(editor_client, "&kind=links")] == ["Worst"]
    assert [row["Page"] for row in listed(editor_client, "&kind=age&live=true&language=en-gb")] == []
    assert listed(editor_client, "&ordering=total")[-1]["Page"] == "Worst"
    assert listed(editor_client, "&live=rubbish") != []


def test_page_is_counted_anew_when_it_is_published(pages, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pages["worst"].body = [("text", "<p>We use it.</p>")]
        pages["worst"].save_revision().publish()

    assert PageReading.objects.get(page=pages["worst"].pk).total == 0


def test_page_that_has_gone_is_nothing_to_count(pages):
    pk = pages["bad"].pk
    pages["bad"].delete()

    read_page.call(pk)

    assert not PageReading.objects.filter(page=pk).exists()


def test_findings_of_each_page_are_one_step_away_in_any_language(pages, welsh_home, home, editor_client):
    address = reverse("page_reading", args=[pages["worst"].pk])
    assert address in editor_client.get(ADDRESS).text
    text = editor_client.get(address).text
    assert "Say “use”." in text
    assert reverse("wagtailadmin_pages:edit", args=[pages["worst"].pk]) in text

    assert "no formula for Welsh" in editor_client.get(reverse("page_reading", args=[welsh_home.pk])).text


def test_many_pages_take_no_more_queries(pages, editor_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        editor_client.get(ADDRESS)


def test_report_is_for_those_who_may_see_it(client, home):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert client.get(ADDRESS).status_code == 302
    assert client.get(reverse("page_reading", args=[home.pk])).status_code == 302
    assert ADDRESS not in client.get("/admin/").text
