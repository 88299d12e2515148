"""Readers say where they cited something; editors decide; what is shown is shown with it for as long as it is there."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from hub.models import Use

USE = {
    "title": "A plan for older people in custody",
    "organisation": "Example Council",
    "url": "https://example.org/plan",
    "used_on": "31/03/2026",
    "email": "",
}


@pytest.fixture
def send(case_study, named, client):
    """A function that sends the form about the case study."""

    def sending(**fields):
        return client.post("/used-in/", {"identifier": named("case-study").path, **USE, **fields})

    return sending


@pytest.fixture
def use(send):
    send(email="someone@example.org")
    return Use.objects.get()


@pytest.fixture
def decided(use, editor):
    use.decide("shown", editor)
    return use


def test_page_leads_to_the_form_which_knows_what_was_cited(case_study, named, client):
    code = named("case-study").code

    assert f"/used-in/?id={code}" in client.get(case_study.url).text
    form = client.get(f"/used-in/?id={code}")
    assert f'value="{code}"' in form.text
    assert not form.cookies


@pytest.mark.parametrize("language", ["", "/cy"])
def test_use_is_stored_and_waits_for_an_editor(case_study, named, client, language):
    response = client.post(f"{language}/used-in/", {"identifier": named("case-study").code, **USE}, follow=True)

    assert response.status_code == 200
    use = Use.objects.get()
    assert (use.title, use.organisation, use.used_on) == (USE["title"], USE["organisation"], datetime.date(2026, 3, 31))
    assert use.identifier == named("case-study")
    assert use.answer_by == timezone.localdate() + datetime.timedelta(days=14)
    assert USE["title"] not in client.get(case_study.url).text
    assert client.get("/api/v1/uses").json()["items"] == []
    assert not response.cookies


def test_same_use_sent_twice_is_one(send):
    send()
    send()

    assert Use.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("identifier", "", "Give the permanent link"),
        ("identifier", "/id/00000000", "Nothing here has that permanent link"),
        ("identifier", "\x00", "Give the permanent link"),
        ("title", " ", "Give the title"),
        ("title", "x" * 201, "1 character too long"),
        ("organisation", "", "Say which organisation"),
        ("url", "javascript:alert(1)", "Type an address such as"),
        ("url", "ftp://example.org/", "Type an address such as"),
        ("used_on", "soon", "Type a date such as"),
        ("used_on", "31/03/2999", "Type a date that has been"),
        ("email", "nobody", "Type an e-mail address"),
        ("trap", "on", "Take the tick out"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(send, field, value, message):
    response = send(**{field: value})

    assert response.status_code == 200
    assert message in response.text
    assert not Use.objects.exists()
    for name in ("title", "organisation", "url"):
        if name != field:
            assert USE[name] in response.text


def test_too_many_from_one_address_are_asked_to_wait(send, monkeypatch, settings):
    settings.LIMIT_FACTOR = 1
    monkeypatch.setattr("hub.senders.MOST_AN_HOUR", 1)
    cache.clear()
    send()

    assert "Too many reports" in send(title="Another").text
    assert Use.objects.count() == 1


def test_editor_lets_it_be_shown_and_it_is_on_the_page_and_in_the_data(case_study, use, editor_client, editor):
    fields = {**USE, "used_on": "2026-03-31", "email": use.email, "state": "shown"}
    assert use.title in editor_client.get("/admin/uses/").text
    assert editor_client.post(f"/admin/uses/edit/{use.pk}/", fields).status_code == 302

    use.refresh_from_db()
    assert (use.state, use.decided_by, use.answer_by) == ("shown", editor, None)
    text = editor_client.get(case_study.url).text
    assert f'href="{USE["url"]}" rel="nofollow ugc"' in text
    assert use.email not in text
    [told] = editor_client.get("/api/v1/uses").json()["items"]
    assert told == {
        "permalink": use.identifier.path,
        "title": USE["title"],
        "organisation": USE["organisation"],
        "url": USE["url"],
        "date": "2026-03-31",
    }


def test_who_may_not_change_uses_does_not_see_them(use, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader@example.org", "a long password", is_staff=True))

    assert client.get("/admin/uses/").status_code in (302, 403)
    assert client.get(f"/admin/uses/edit/{use.pk}/").status_code in (302, 403)


def test_nothing_is_told_of_what_is_gone_and_nobody_is_asked_about_it(case_study, decided, client):
    case_study.unpublish()

    assert client.get("/api/v1/uses").json()["items"] == []
    assert decided.title not in client.get(decided.identifier.path).text
    decided.refresh_from_db()
    assert decided.email == ""


def test_title_is_shown_as_text(case_study, decided, client):
    Use.objects.update(title="<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get(case_study.url).text


def test_editor_may_withhold_a_title_and_can_delete_no_identifier(case_study, named, editor_client):
    identifier = named("case-study")

    assert "Help with meals" in editor_client.get("/admin/identifiers/").text
    editor_client.post(f"/admin/identifiers/edit/{identifier.pk}/", {"title_withheld": "on"})
    assert editor_client.get(f"/admin/identifiers/delete/{identifier.pk}/").status_code == 404
    identifier.refresh_from_db()
    assert identifier.title_withheld
