"""A prison keeps the profile of its scheme: a contributor drafts, an approver signs off, an editor publishes."""

import datetime
import re

import html5lib
import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.forms.profiles import fields_of, sections_to_fill
from directory.models import Scheme
from hub.models import User
from tests.factories import MembershipFactory, PrisonFactory, SchemeFactory

OLD = datetime.date(2026, 1, 5)


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI")


@pytest.fixture
def scheme(exeter):
    made = SchemeFactory(prison=exeter, code="PSS-EXI-01", name="Buddies", night_cover="none", confirmed_on=OLD)
    made.save_revision().publish()
    return made


@pytest.fixture
def contributor(client, exeter):
    client.force_login(MembershipFactory(prison=exeter).user)
    return client


@pytest.fixture
def approver(client, exeter):
    client.force_login(MembershipFactory(prison=exeter, role="approver").user)
    return client


HOME = "/my-prison/EXI/schemes/PSS-EXI-01/"
ACTS = [HOME, *(f"{HOME}{key}/" for key, _heading in sections_to_fill()), f"{HOME}confirm/", f"{HOME}sign-off/"]


def save(client, key, **typed):
    """Fill in a section as it is now."""
    return client.post(f"{HOME}{key}/", {"revision": stored().latest_revision_id, **typed})


def sign_off(client, role):
    """Sign off what the page of the profile shows now."""
    return client.post(
        f"{HOME}sign-off/", {"approved_by": role, "revision": stored().latest_revision_id or 0}, follow=True
    )


def stored():
    return Scheme.objects.get(code="PSS-EXI-01")


def test_what_a_contributor_saves_is_a_draft(scheme, contributor):
    response = save(contributor, "work", night_cover="on_call", tasks_allowed=["companionship"])

    assert response.status_code == 302
    assert stored().night_cover == "none"
    draft = stored().get_latest_revision_as_object()
    assert (draft.night_cover, draft.tasks_allowed) == ("on_call", ["companionship"])
    assert "On call" in contributor.get(HOME).text
    assert "On call" not in contributor.get(scheme.get_absolute_url()).text


def test_sections_add_up(scheme, contributor):
    save(contributor, "work", night_cover="on_call")
    save(contributor, "training", training_hours="12", not_known=["certificate"])
    save(contributor, "safety", safeguarding_route="Staff.", not_known=["formats"])

    draft = stored().get_latest_revision_as_object()
    assert (draft.night_cover, draft.training_hours, draft.safeguarding_route) == ("on_call", 12, "Staff.")
    assert set(draft.not_known) == {"certificate", "formats"}


@pytest.fixture
def two_tabs(scheme, contributor):
    """The revision that two tabs showed; one of them has saved since."""
    shown = stored().latest_revision_id
    save(contributor, "safety", safeguarding_route="Told by\n\nthe first tab.", complaints_route="By the usual form.")
    return shown


def test_later_of_two_tabs_is_shown_both_texts_and_saves_knowingly(two_tabs, contributor):
    typed = {"safeguarding_route": "Told by the second tab.", "complaints_route": "By the usual form."}
    before = stored().latest_revision_id

    told = contributor.post(f"{HOME}safety/", {"revision": two_tabs, **typed})

    assert stored().latest_revision_id == before
    assert "This was changed in the meantime" in told.text
    assert '<div lang="en"><p>Told by</p>' in told.text
    assert "Told by the second tab.</textarea>" in told.text
    assert told.text.count("<dt>") == 1  # what does not differ is not shown
    html5lib.HTMLParser(strict=True).parse(told.text)

    shown = re.search(r'name="revision" value="(\d+)"', told.text)[1]
    assert contributor.post(f"{HOME}safety/", {"revision": shown, **typed}).status_code == 302
    assert stored().get_latest_revision_as_object().safeguarding_route == "Told by the second tab."


def test_what_one_does_not_know_is_shown_to_the_later_tab_too(scheme, contributor):
    shown = stored().latest_revision_id
    save(contributor, "work", not_known=["night_cover"], night_cover="")

    told = contributor.post(f"{HOME}work/", {"revision": shown, "night_cover": "on_call"})

    assert "This was changed in the meantime" in told.text
    assert "Asked, not known" in told.text


def test_saving_another_section_meanwhile_is_no_matter(two_tabs, contributor):
    contributor.post(f"{HOME}work/", {"revision": two_tabs, "night_cover": "on_call"})

    draft = stored().get_latest_revision_as_object()
    assert (draft.night_cover, draft.safeguarding_route) == ("on_call", "Told by\n\nthe first tab.")


def test_second_click_saves_nothing_twice(two_tabs, contributor):
    before = stored().latest_revision_id
    typed = {"safeguarding_route": "Told by\n\nthe first tab.", "complaints_route": "By the usual form."}

    response = contributor.post(f"{HOME}safety/", {"revision": two_tabs, **typed})

    assert response.status_code == 302
    assert stored().latest_revision_id == before


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_revision_that_is_none_saves_over_nothing(revision, scheme, contributor):
    response = contributor.post(f"{HOME}work/", {"revision": revision, "night_cover": "on_call"})

    assert "This was changed in the meantime" in response.text
    assert stored().get_latest_revision_as_object().night_cover == "none"


def test_wrong_value_is_shown_back_with_what_is_wrong(scheme, contributor):
    typed = {"tasks_allowed": ["companionship"], "tasks_excluded": ["companionship"], "weekday_hours": "99"}

    response = contributor.post(f"{HOME}work/", typed)

    assert response.status_code == 200
    assert "A task is allowed or ruled out, not both: Company." in response.text
    assert 'value="99"' in response.text
    assert stored().get_latest_revision_as_object().tasks_allowed == []


def test_what_a_formal_scheme_lacks_stops_the_sign_off_and_not_the_draft(scheme, approver):
    save(approver, "kind", status="active", formality="formal")

    assert "A formal scheme has all of these" in approver.get(HOME).text
    sign_off(approver, "Governor")
    assert not ModelLogEntry.objects.filter(action="directory.sign_off").exists()


def test_signed_off_draft_waits_for_an_editor(scheme, approver):
    save(approver, "work", night_cover="on_call")

    sign_off(approver, "Director")

    assert stored().night_cover == "none"
    assert stored().has_unpublished_changes
    draft = stored().get_latest_revision_as_object()
    assert draft.approved_on == draft.confirmed_on == timezone.localdate()
    assert draft.approved_by == "Director"
    stored().latest_revision.publish()
    assert stored().night_cover == "on_call"


def test_sign_off_names_a_role(scheme, approver):
    save(approver, "work", night_cover="on_call")

    response = sign_off(approver, " ")

    assert "give the role in which you sign" in response.text
    assert not ModelLogEntry.objects.filter(action="directory.sign_off").exists()


def test_approver_confirms_with_one_press(scheme, approver):
    assert "Yes, all of this is still so" in approver.get(HOME).text

    approver.post(f"{HOME}confirm/")

    assert stored().confirmed_on == timezone.localdate()
    assert stored().live


def test_second_press_on_the_same_day_is_harmless(scheme, approver):
    for _press in range(2):
        assert approver.post(f"{HOME}confirm/").status_code == 302

    assert ModelLogEntry.objects.filter(action="directory.confirm").count() == 1


def test_draft_from_before_does_not_undo_the_confirmation(scheme, approver):
    approver.post(f"{HOME}confirm/")

    stored().latest_revision.publish()

    assert stored().confirmed_on == timezone.localdate()


def test_contributor_neither_confirms_nor_signs_off(scheme, contributor):
    for act in ("confirm/", "sign-off/"):
        assert contributor.post(f"{HOME}{act}").status_code == 404
    assert "Sign it off" not in contributor.get(HOME).text
    assert stored().confirmed_on == OLD


@pytest.mark.parametrize("address", ACTS)
def test_nobody_else_reaches_it(scheme, client, address):
    assert client.get(address).status_code == 302
    assert "Not saved yet" in client.post(address).text
    client.force_login(MembershipFactory(role="approver").user)
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert stored().confirmed_on == OLD
    assert stored().latest_revision == stored().live_revision


def test_scheme_of_another_prison_is_not_reached_through_ones_own(scheme, contributor):
    other = SchemeFactory(live=False)

    assert contributor.get(f"/my-prison/EXI/schemes/{other.code}/").status_code == 404
    assert contributor.post(f"/my-prison/EXI/schemes/{other.code}/work/", {"night_cover": "on_call"}).status_code == 404


def test_what_editors_decide_is_in_no_section():
    offered = {name for key, _heading in sections_to_fill() for name in fields_of(key)}

    assert not offered & {"evidence_level", "evidence_direction", "approved_by", "delisted_on", "code", "prison"}


def test_section_that_there_is_not_is_not_found(scheme, contributor):
    assert contributor.get(f"{HOME}evidence/").status_code == 404
    assert contributor.get(f"{HOME}none/").status_code == 404


def test_pages_are_there_in_welsh(scheme, contributor, welsh_home):
    for address in ACTS[:-2]:
        assert contributor.get(f"/cy{address}").status_code == 200


def test_only_the_draft_that_was_read_is_signed_off(scheme, approver):
    save(approver, "work", night_cover="on_call")
    read = re.search(r'name="revision" value="(\d+)"', approver.get(HOME).text)[1]
    save(approver, "safety", safeguarding_route="Staff.")

    for revision in (read, "", "x"):
        told = approver.post(f"{HOME}sign-off/", {"approved_by": "Director", "revision": revision}, follow=True)
        assert "It was changed since you opened it" in told.text

    assert not ModelLogEntry.objects.filter(action="directory.sign_off").exists()


def test_what_was_typed_is_kept_where_the_session_has_run_out(scheme, contributor):
    member = contributor.session["_auth_user_id"]
    typed = {"revision": stored().latest_revision_id, "night_cover": "on_call"}
    contributor.logout()

    told = contributor.post(f"{HOME}work/", typed)

    assert "Not saved yet" in told.text
    assert '<input type="hidden" name="night_cover" value="on_call">' in told.text
    contributor.force_login(User.objects.get(pk=member))
    contributor.post(f"{HOME}work/", typed)
    assert stored().get_latest_revision_as_object().night_cover == "on_call"
