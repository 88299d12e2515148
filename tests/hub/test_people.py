"""A person's data: taken away whole, and erased so that their address is nowhere in the database."""

import io
import json
import re
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.models import Comment, ModelLogEntry
from wagtail.users.models import UserProfile

from directory.models import Concern, Membership, Submission
from guidance.models import Clause
from home.models import StandardPage
from hub import caches
from hub.models import Access, User
from hub.people import Person, erase, export
from tests.factories import (
    CaseStudyPageFactory,
    ConcernFactory,
    GuidancePageFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.planted import ADDRESS, SAID, WORD, kinds, plant

# Kinds that hold nothing of which it is known whose it is.
NOBODYS = {"directory.ReturnValue", "directory.Release", "resources.Consent", "hub.Access", "hub.Tries"}
PAGE = "person_data:index"


@pytest.fixture
def planted(home, prison):
    return plant(home, prison)


@pytest.fixture
def everywhere(planted, home, prison, client):
    """Beside what is restricted: an own session, drafts, pages and what libraries keep."""
    user = planted["hub.User"]
    client.force_login(user)
    UserProfile.objects.create(user=user, avatar="")
    kind = ModelLogEntry.objects.first().content_type
    FormState.objects.create(user=user, content_type=kind, object_id="1", data=SAID, last_updated_at=user.date_joined)
    page = StandardPageFactory(parent=home, slug="contact", summary=SAID[:80], body=[("text", f"<p>{SAID}</p>")])
    page.save_revision(user=user).publish()
    Comment.objects.create(page=page, user=user, text=SAID, contentpath="body")
    submission = planted["directory.Submission"]
    submission.case_study = CaseStudyPageFactory(parent=home, prison=prison, title="Meals", context="<p>Ours.</p>")
    submission.save()
    return planted


def tables_with(word):
    """Every table of the database that holds it in any column. Words as SQLite's own index has them aside."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=False):
            if "_fts_" in table:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(word in str(row).lower() for row in cursor.fetchall()):
                found.add(table)
    return found


def given(name):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", name]))
    return user


def test_every_kind_that_has_people_in_it_is_found(planted):
    found = {one.of.label for one in Person(ADDRESS.upper()).held()}

    assert kinds() - found == NOBODYS


def test_export_has_every_row_and_file_and_no_secret(everywhere, editor):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(export(Person(ADDRESS), editor))))

    data = json.loads(archive.read("data.json"))
    assert data["held"].keys() >= kinds() - NOBODYS
    assert data["held"]["directory.Concern"][0]["text"] == SAID
    assert {"model": "home.StandardPage", "field": "body", "rows": [StandardPage.objects.get().pk]} in data[
        "mentioned_in"
    ]
    [name] = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(name) == SAID.encode()
    assert not re.search("password|code_digest|colleague_digest", archive.read("data.json").decode())
    assert [(row.action, row.by) for row in Access.objects.filter(kind="hub.User")] == [("export", editor)]


def test_erased_address_is_nowhere_and_what_the_record_needs_stays(everywhere, editor):
    user, submission = everywhere["hub.User"], everywhere["directory.Submission"]
    before = tables_with(WORD)
    assert before >= {
        "hub_user",
        "directory_concern",
        "home_standardpage",
        "wagtailcore_revision",
        "wagtailcore_comment",
    }

    assert erase(Person(ADDRESS), editor, "asked") == []

    assert tables_with(WORD) == set()
    user.refresh_from_db()
    assert (str(user), user.get_full_name(), user.is_active) == ("removed person", "removed person", False)
    assert not Membership.objects.filter(user=user).exists()
    assert not Session.objects.exists()
    kept = Submission.objects.get(pk=submission.pk)
    assert (kept.started_by, kept.case_study.title) == (user, "Meals")
    assert "nann@example.org" in kept.context  # of somebody else
    assert "Ask […]" in str(StandardPage.objects.get().body)
    response = everywhere["guidance.Response"]
    response.refresh_from_db()
    assert (response.name, response.email) == ("", "")
    assert "Ask […]" in response.comments.get().text
    log = Access.objects.get(action="erase")
    assert (log.by, log.why, log.reference) == (editor, "asked", Person(ADDRESS).reference)


def test_erasing_twice_and_erasing_nobody_is_harmless(planted, editor):
    erase(Person(ADDRESS), editor, "asked")
    removed = User.objects.get(pk=planted["hub.User"].pk)

    for address in (ADDRESS, "nobody@example.org"):
        assert erase(Person(address), editor, "asked") == []

    assert User.objects.get(pk=removed.pk).email == removed.email


def test_address_is_cut_out_of_texts_and_not_out_of_other_addresses(db, editor):
    texts = {
        f"x{ADDRESS} {ADDRESS}.uk {ADDRESS}-x": f"x{ADDRESS} {ADDRESS}.uk {ADDRESS}-x",
        f"<{ADDRESS.upper()}>, mailto:{ADDRESS}.": "<[…]>, mailto:[…].",
        f"To:\n{ADDRESS}\n": "To:\n[…]\n",
    }
    concerns = [ConcernFactory(text=text) for text in texts]

    erase(Person(ADDRESS), editor, "asked")

    assert [Concern.objects.get(pk=one.pk).text for one in concerns] == list(texts.values())


def test_edition_never_changes_and_is_named(home, editor):
    page = GuidancePageFactory(parent=home, body=[("section", "One"), ("paragraph", f"<p>{ADDRESS}</p>")])
    page.save_revision().publish()

    left = erase(Person(ADDRESS), editor, "asked")

    assert {one.model for one in left} == {Clause}
    assert tables_with(WORD) == {"guidance_clause"}


def test_own_account_and_an_administrators_are_not_erased(editor):
    for person, by in ((editor, UserFactory()), (colleague := UserFactory(), colleague)):
        with pytest.raises(ValidationError):
            erase(Person(person.email), by, "asked")

    assert User.objects.filter(pk=editor.pk, is_active=True).exists()


def test_what_was_sent_without_an_account_is_found_by_its_reference(planted, client):
    client.force_login(given("handle_person_data"))
    response = planted["guidance.Response"]
    known = {"known_by": response.reference.lower()}

    told = client.post(reverse(PAGE), known)
    assert "Responses" in told.text
    client.post(reverse(PAGE), {**known, **agreed(told)})

    response.refresh_from_db()
    assert (response.name, response.organisation, response.comments.get().author) == ("", "", "")
    assert Access.objects.filter(action="erase", reference=response.reference).exists()
    assert "known_by" in client.post(reverse(PAGE), {"known_by": "somebody"}).context["form"].errors


def test_screen_tells_exports_and_erases_for_those_with_the_permission_alone(planted, client, prison):
    address = reverse(PAGE)
    client.force_login(given("view_access"))
    assert client.get(address).status_code == 302
    client.force_login(given("handle_person_data"))
    assert ADDRESS in client.get(f"{address}?account={planted['hub.User'].pk}").text

    told = client.post(address, {"known_by": ADDRESS})
    assert "Concerns" in told.text
    assert "no-store" in told["Cache-Control"]
    assert b"".join(client.post(address, {"known_by": ADDRESS, "export": ""}))[:2] == b"PK"
    unsure = client.post(address, {"known_by": ADDRESS, **agreed(told), "sure": ""})
    assert unsure.context["sure"].errors.keys() == {"sure"}
    assert Concern.objects.filter(email=ADDRESS).exists()
    client.post(address, {"known_by": ADDRESS, **agreed(told), "every": "on"})

    assert tables_with(WORD) == set()
    seen = Access.objects.filter(kind="hub.User", reference=Person(ADDRESS).reference).order_by("pk")
    assert [row.action for row in seen] == ["view", "export", "view", "erase"]


@pytest.fixture
def called_ann(home, prison):
    """Ann, who is called the same as somebody else, and what is said of both."""
    user = UserFactory(email=ADDRESS, first_name="Siân", last_name="O’Brien")
    page = StandardPageFactory(parent=home, slug="thanks", summary="Thanks to SIÂN O'Brien.")
    page.save_revision(user=user).publish()
    her = ConcernFactory(text="Ask O’Brien,\nSiân about it.")
    other = ConcernFactory(text="Siân\u00a0O'Brien of another prison")
    ConcernFactory(text="Siân O’Brienne")
    return user, page, her, other


def agreed(told):
    """What is sent to erase whom the screen `told` of."""
    return {"erase": "", "why": "asked", "sure": "on", "shown": told.context["sure"]["shown"].value()}


def boxes(response):
    return re.findall(r'name="places" value="([^"]+)"', response.text)


def test_each_place_of_a_name_is_shown_and_only_what_was_ticked_is_cut(called_ann, client):
    user, page, her, other = called_ann
    client.force_login(given("handle_person_data"))
    known = {"known_by": ADDRESS, "names": ""}
    told = client.post(reverse(PAGE), known)
    version = f"wagtailcore.Revision:content:{page.latest_revision_id}"
    assert {f"directory.Concern:text:{one.pk}" for one in (her, other)} | {version} <= set(boxes(told))
    assert not any(box.startswith("home.") for box in boxes(told))
    assert "It stays. Edit it by hand" in told.text
    assert Access.objects.filter(action="view", kind="directory.Concern", reference=her.reference).exists()

    ticked = [f"directory.Concern:text:{her.pk}", version, f"home.StandardPage:summary:{page.pk}"]
    answer = {**known, **agreed(told)}
    refused = client.post(reverse(PAGE), {**answer, "places": ticked})
    assert refused.context["sure"].errors.keys() == {"places"}
    left = client.post(reverse(PAGE), {**answer, "places": ticked[:2]})

    assert Concern.objects.get(pk=her.pk).text == "Ask […] about it."
    assert Concern.objects.get(pk=other.pk).text == other.text
    page.refresh_from_db()
    assert (page.summary, page.latest_revision.as_object().summary) == ("Thanks to SIÂN O'Brien.", "Thanks to […].")
    assert f"directory.Concern:text:{other.pk}" in boxes(left)
    assert "Edit it by hand" in left.text
    user.refresh_from_db()
    assert user.is_removed


def test_page_with_the_name_leads_to_where_it_is_edited(called_ann, editor_client):
    told = editor_client.post(reverse(PAGE), {"known_by": ADDRESS, "names": ""})

    assert reverse("wagtailadmin_pages:edit", args=[called_ann[1].pk]) in told.text


def test_every_place_is_cut_at_once_and_nothing_that_was_not_shown(called_ann, client):
    client.force_login(given("handle_person_data"))
    known = {"known_by": "ann@elsewhere.gov.uk", "names": "Siân O’Brien"}
    told = client.post(reverse(PAGE), known)
    late = ConcernFactory(text="By Siân O’Brien.")

    again = client.post(reverse(PAGE), {**known, **agreed(told), "every": "on"})
    assert "has changed since you looked" in again.text
    assert f"directory.Concern:text:{late.pk}" in boxes(again)
    left = client.post(reverse(PAGE), {**known, **agreed(again), "every": "on"})

    assert boxes(left) == []
    assert sorted(Concern.objects.values_list("text", flat=True))[-1] == "[…] of another prison"
    assert Concern.objects.filter(text="Siân O’Brienne").exists()
    assert client.post(reverse(PAGE), {**known, "names": "Al"}).context["form"].errors.keys() == {"names"}


def test_erasing_empties_caches_and_those_in_front_of_changed_pages(
    everywhere, editor, monkeypatch, django_capture_on_commit_callbacks
):
    purged = []
    monkeypatch.setattr(caches, "purge_urls_from_cache", purged.extend)
    cache.set("page", SAID)

    with django_capture_on_commit_callbacks(execute=True):
        erase(Person(ADDRESS), editor, "asked")

    assert cache.get("page") is None
    assert StandardPage.objects.get(slug="contact").full_url in purged
