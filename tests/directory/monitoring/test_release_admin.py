"""Releasing a year's figures in the admin: complete first, seen by those on the list alone, released in a name."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.models import EarlyAccess, Release, Return
from directory.monitoring.picture import SMALLEST, WALES
from directory.monitoring.releases import TooFewChangedError, release
from tests.factories import PrisonFactory, ReturnFactory, ReturnValueFactory, SchemeFactory, UserFactory

LIST = "/admin/releases/"
YEAR = f"{LIST}2025/real/"
PREVIEW = f"{YEAR}preview/"
PERSON = {"name": "A Statistician", "role": "Head of data, Example Council", "reason": "Checks the figures."}


def returned_in(region, *counts):
    for count in counts:
        prison = PrisonFactory(region=region, country="Wales" if region == WALES else "England", name_cy="Carchar")
        found = ReturnFactory(scheme=SchemeFactory(prison=prison), year=2025, sent=True, status="accepted")
        ReturnValueFactory(returned=found, part="O1", value=count)


@pytest.fixture
def returns(db):
    returned_in("London", 11, 12, 13, 14, 15, 16)
    returned_in(WALES, 7341, 3)


def somebody(*permissions, listed=False, email="somebody@example.org"):
    user = UserFactory(is_staff=True, email=email)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    if listed:
        EarlyAccess.objects.create(year=2025, email=email.upper(), **PERSON)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def releaser(returns):
    return somebody("add_release", "preview_release", listed=True)


def seen_in(client):
    return client.get(PREVIEW).text.split('name="seen" value="')[1].split('"')[0]


def test_list_has_the_years_that_have_ended_and_whether_they_are_released(returns, editor_client):
    Return.objects.filter(scheme__prison__region=WALES).update(year=timezone.localdate().year)

    before = editor_client.get(LIST).text
    release(2025)

    assert before.count(f"{LIST}20") == 1
    assert "Not yet" in before
    assert "Not yet" not in editor_client.get(LIST).text


def test_year_says_how_complete_it_is_and_shows_no_number_about_people(returns, editor_client):
    late = SchemeFactory(prison__region="London", status="active", started_on="2020-01-01")

    page = editor_client.get(YEAR)

    assert "<td>9</td><td>8</td>" in page.text
    assert "8 of 9" in page.text
    assert late.code in page.text
    assert "7341" not in page.text
    assert "81" not in page.text.split('id="complete"')[1].split('id="people"')[0]


def test_person_is_put_on_the_list_once_and_that_is_logged(returns, editor_client, editor):
    person = PERSON | {"email": "person@example.org"}

    editor_client.post(YEAR, person)
    again = editor_client.post(YEAR, person | {"email": "PERSON@example.org"})

    row = EarlyAccess.objects.get()
    assert (row.year, row.is_example, row.added_by) == (2025, False, editor)
    assert "on the list of this year already" in again.text
    assert PERSON["reason"] in again.text
    assert [one.action for one in ModelLogEntry.objects.for_instance(row)] == ["directory.give_early_access"]


def test_what_is_typed_with_an_error_is_kept(returns, editor_client):
    page = editor_client.post(YEAR, PERSON | {"email": "no address"}).text

    assert 'value="A Statistician"' in page
    assert not EarlyAccess.objects.exists()


def test_preview_is_what_readers_have_afterwards(releaser, home):
    before = releaser.get(PREVIEW).text
    release(2025)
    public = Client().get("/monitoring/picture/?year=2025&indicators=all").text

    def tables(html):
        found = [table.split("</table>")[0] for table in html.split('<caption id="')[1:]]
        return [table for table in found if not table.startswith("informal")]

    assert tables(before) == tables(public)
    assert len(tables(before)) == 10
    assert "7341" not in before.replace(",", "")


def test_each_viewing_is_logged_and_shown(releaser):
    for _n in range(2):
        assert "no-store" in releaser.get(PREVIEW)["Cache-Control"]

    [entry, _other] = ModelLogEntry.objects.for_instance(EarlyAccess.objects.get())
    assert (entry.action, entry.user.email) == ("directory.preview_release", "somebody@example.org")
    assert releaser.get(YEAR).text.split("Looked at the preview")[1].split("</table>")[0].count(":") >= 2


def test_nobody_off_the_list_sees_the_figures(returns, editor_client):
    EarlyAccess.objects.create(year=2024, email="editor@example.org", **PERSON)
    others = [somebody("preview_release"), somebody("add_release", listed=True, email="other@example.org")]

    for client in [editor_client, *others]:
        assert client.get(PREVIEW).status_code == 302
        assert client.post(PREVIEW).status_code == 302
    assert not Release.objects.exists()
    assert not ModelLogEntry.objects.filter(action="directory.preview_release").exists()


def test_who_may_only_look_puts_nobody_on_the_list_and_releases_nothing(returns):
    client = somebody("preview_release", listed=True)

    assert client.get(PREVIEW).status_code == 200
    assert 'name="seen"' not in client.get(PREVIEW).text
    client.post(PREVIEW, {"seen": "x"})
    client.post(YEAR, PERSON | {"email": "person@example.org"})

    assert EarlyAccess.objects.count() == 1
    assert not Release.objects.exists()


def test_other_editors_find_nothing_of_it(returns):
    client = somebody("change_return")

    assert [client.get(path).status_code for path in (LIST, YEAR, PREVIEW)] == [302, 302, 302]
    assert LIST not in client.get("/admin/").text
    assert LIST in somebody("preview_release", email="other@example.org").get("/admin/").text


def test_release_is_in_the_name_of_who_made_it(releaser):
    releaser.post(PREVIEW, {"seen": seen_in(releaser)})

    released = Release.objects.get()
    assert (released.year, released.released_on) == (2025, timezone.localdate())
    assert released.released_by.email == "somebody@example.org"
    assert [one.action for one in ModelLogEntry.objects.for_instance(released)] == ["directory.release"]
    assert "somebody@example.org" in releaser.get(LIST).text


def test_nothing_is_released_that_was_not_looked_at(releaser):
    seen = seen_in(releaser)
    returned_in("London", 9)

    answer = releaser.post(PREVIEW, {"seen": seen}, follow=True)

    assert "a return has changed since you looked" in answer.text
    assert not Release.objects.exists()


def test_preview_says_when_a_year_cannot_be_released_anew(releaser):
    seen = seen_in(releaser)
    release(2025)
    returned_in("London", 9)

    assert "This cannot be released" in releaser.get(PREVIEW).text
    releaser.post(PREVIEW, {"seen": seen})
    assert len(Release.objects.get().schemes) == 8


@pytest.mark.parametrize("path", ["2024/real/", "2025/examples/", "2025/other/", "2024/real/preview/"])
def test_year_without_returns_is_not_found(path, returns, editor_client):
    assert editor_client.get(f"{LIST}{path}").status_code == 404


def test_command_releases_in_somebodys_name(returns, editor):
    with pytest.raises(CommandError):
        call_command("release_figures", "2025", by="nobody@example.org")
    call_command("release_figures", "2025", by="EDITOR@example.org")

    assert Release.objects.get().released_by == editor


# What was published before


def test_region_hidden_when_its_year_came_out_stays_hidden_when_it_is_released_anew(db):
    first, filler = SMALLEST[0], SMALLEST[1]
    returned_in(first, 3, 9)
    returned_in(filler, 11, 12, 13, 14, 15)
    returned_in("London", 11, 12, 13, 14, 15)
    hidden = release(2025).hidden["O1"]
    returned_in(first, 10, 11, 12, 13, 14)

    assert hidden == [first, filler]
    assert release(2025).hidden["O1"] == hidden


def test_year_is_not_released_anew_where_a_region_that_is_shown_would_be_hidden(db):
    returned_in("London", 11, 12, 13, 14, 15)
    returned_in(WALES, 11, 12, 13, 14, 15)
    release(2025)
    returned_in(WALES, 900, 1, 1, 1, 1)

    with pytest.raises(TooFewChangedError):
        release(2025)
