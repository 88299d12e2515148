import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.models import AccessRequest, Invitation, Membership
from hub.models import User
from tests.factories import (
    AccessRequestFactory,
    InvitationFactory,
    MembershipFactory,
    PrisonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

INVITATIONS = "/admin/invitations/"
REQUESTS = "/admin/access_requests/"
MEMBERS = "/admin/members/"


@pytest.fixture
def post(editor_client, django_capture_on_commit_callbacks):
    """A function that posts as an editor, and has done what was left for the commit."""

    def post(address, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return editor_client.post(address, data or {})

    return post


@pytest.fixture
def invited(prison):
    return {"email": "new@example.gov.uk", "prison": prison.pk, "role": "approver", "language": "cy"}


def actions(model):
    entries = ModelLogEntry.objects.filter(content_type__model=model._meta.model_name).order_by("pk")
    return list(entries.values_list("action", flat=True))


# Invitations


def test_an_editor_invites(post, invited, editor, prison):
    answer = post(f"{INVITATIONS}new/", invited)

    assert answer.headers["Location"] == INVITATIONS
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.prison, invitation.role, invitation.language) == (
        "new@example.gov.uk",
        prison,
        "approver",
        "cy",
    )
    assert invitation.invited_by == editor
    assert mail.outbox[0].to == ["new@example.gov.uk"]
    assert actions(Invitation) == ["directory.invite"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("email", "a@gmail.com", "We accept addresses that end in"),
        ("email", "a@evilgov.uk", "We accept addresses that end in"),
        ("email", "", "required"),
        ("prison", "", "required"),
        ("role", "owner", "not one of the available choices"),
        ("language", "fr", "not one of the available choices"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_nothing_is_sent(field, value, why, post, invited):
    answer = post(f"{INVITATIONS}new/", invited | {field: value})

    assert answer.status_code == 200
    assert why in answer.text
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="new@example.gov.uk").exists()
    assert not mail.outbox


def test_inviting_twice_is_refused_in_any_case(post, invited):
    post(f"{INVITATIONS}new/", invited)

    answer = post(f"{INVITATIONS}new/", invited | {"email": "NEW@example.gov.uk"})

    assert "send that one again" in answer.text
    assert Invitation.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_list_says_what_has_become_of_each(editor_client):
    InvitationFactory(email="sent@example.gov.uk")
    InvitationFactory(email="expired@example.gov.uk", expired=True)
    InvitationFactory(email="revoked@example.gov.uk", revoked=True)
    InvitationFactory(email="accepted@example.gov.uk", accepted_at=timezone.now())

    text = editor_client.get(INVITATIONS).text

    for word in ("sent@", "expired@", "revoked@", "accepted@", "Sent", "Expired", "Revoked", "Accepted"):
        assert word in text
    assert text.count("/send-again/") == text.count("/revoke/") == 2


@pytest.mark.indexed
@pytest.mark.parametrize("query", ["?q=needle", "?role=approver", "?prison={prison}"])
def test_the_list_is_searched_and_filtered(query, editor_client):
    wanted = InvitationFactory(email="needle@example.gov.uk", role="approver")
    InvitationFactory(email="hay@example.gov.uk")

    text = editor_client.get(INVITATIONS + query.format(prison=wanted.prison_id)).text

    assert "needle@example.gov.uk" in text
    assert "hay@example.gov.uk" not in text


def test_an_invitation_is_sent_again(post, editor_client):
    invitation = InvitationFactory(expired=True)
    address = f"{INVITATIONS}send-again/{invitation.pk}/"

    assert "sent once more" in editor_client.get(address).text
    assert not mail.outbox
    answer = post(address)

    assert answer.headers["Location"] == INVITATIONS
    assert Invitation.objects.open().get() == invitation
    assert len(mail.outbox) == 1
    assert actions(Invitation) == ["directory.invite"]


def test_an_invitation_is_revoked(post, editor_client):
    invitation = InvitationFactory()
    address = f"{INVITATIONS}revoke/{invitation.pk}/"

    assert "no longer accept" in editor_client.get(address).text
    invitation.refresh_from_db()
    assert not invitation.revoked_at
    post(address)

    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert not mail.outbox
    assert actions(Invitation) == ["directory.revoke"]


@pytest.mark.parametrize("action", ["send-again", "revoke"])
@pytest.mark.parametrize("answered", ["accepted_at", "revoked_at"])
def test_what_was_answered_is_not_answered_again(action, answered, post):
    invitation = InvitationFactory(**{answered: timezone.now()})

    assert post(f"{INVITATIONS}{action}/{invitation.pk}/").status_code == 404
    assert not mail.outbox


@pytest.mark.parametrize("part", ["edit", "delete", "history", "usage", "copy"])
def test_an_invitation_is_neither_edited_nor_deleted(part, editor_client):
    assert editor_client.get(f"{INVITATIONS}{part}/{InvitationFactory().pk}/").status_code == 404


# Requests


def decide(post, asked, **fields):
    return post(f"{REQUESTS}edit/{asked.pk}/", {"role": asked.role, "decision": "", "reason": "", **fields})


def test_a_request_shows_what_was_asked(editor_client):
    asked = AccessRequestFactory(work="I run <b>it</b>.")

    text = editor_client.get(f"{REQUESTS}edit/{asked.pk}/").text

    assert asked.email in text
    assert str(asked.prison) in text
    assert "I run &lt;b&gt;it&lt;/b&gt;." in text


def test_accepting_invites_in_the_language_of_the_request(post, editor):
    asked = AccessRequestFactory(language="cy", prison=PrisonFactory(in_wales=True, name_cy="Carchar Caerdydd"))

    decide(post, asked, decision="accepted")

    asked.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (asked.decision, asked.decided_by) == ("accepted", editor)
    assert (invitation.email, invitation.prison, invitation.role) == (asked.email, asked.prison, asked.role)
    assert "Carchar Caerdydd" in mail.outbox[0].subject
    assert "directory.decide_request" in actions(AccessRequest)
    assert actions(Invitation) == ["directory.invite"]


def test_whoever_was_accepted_signs_in_as_a_member(post):
    asked = AccessRequestFactory()
    decide(post, asked, decision="accepted")

    Client().force_login(User.objects.get(email=asked.email))

    assert Membership.objects.get().prison == asked.prison


def test_an_editor_may_give_another_role_than_was_asked_for(post):
    asked = AccessRequestFactory(role="approver")

    decide(post, asked, decision="accepted", role="contributor")

    assert Invitation.objects.get().role == "contributor"


def test_accepting_sends_an_unanswered_invitation_again(post):
    before = InvitationFactory(expired=True)
    asked = AccessRequestFactory(email=before.email, prison=before.prison, role="approver")

    decide(post, asked, decision="accepted")

    assert Invitation.objects.open().get() == before
    assert Invitation.objects.get().role == "approver"


def test_a_member_cannot_be_accepted_again(post):
    member = MembershipFactory()
    asked = AccessRequestFactory(email=member.user.email, prison=member.prison)

    answer = decide(post, asked, decision="accepted")

    assert "acts for this prison already" in answer.text
    asked.refresh_from_db()
    assert not asked.decision
    assert not mail.outbox


def test_declining_mails_the_reason(post):
    asked = AccessRequestFactory(prison__name="HMP Exeter")

    decide(post, asked, decision="declined", reason="We could not <reach> the prison.")

    asked.refresh_from_db()
    assert asked.decision == "declined"
    assert mail.outbox[0].to == [asked.email]
    assert mail.outbox[0].subject == "Your request to act for HMP Exeter"
    assert "We could not <reach> the prison." in mail.outbox[0].body
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email=asked.email).exists()


def test_declining_in_welsh_names_the_prison_in_welsh(post):
    asked = AccessRequestFactory(language="cy", prison=PrisonFactory(in_wales=True, name_cy="Carchar Caerdydd"))

    decide(post, asked, decision="declined", reason="Rheswm.")

    assert "Carchar Caerdydd" in mail.outbox[0].subject


def test_declining_needs_a_reason(post):
    asked = AccessRequestFactory()

    answer = decide(post, asked, decision="declined")

    assert "Give the reason" in answer.text
    assert not mail.outbox


def test_saving_without_a_decision_changes_nothing(post):
    asked = AccessRequestFactory()

    decide(post, asked)

    asked.refresh_from_db()
    assert not asked.decided_at
    assert not mail.outbox


@pytest.mark.parametrize("decision", ["accepted", "declined"])
def test_a_request_is_decided_once(decision, post):
    asked = AccessRequestFactory()
    decide(post, asked, decision="declined", reason="No.")

    answer = decide(post, asked, decision=decision, reason="Perhaps.")

    assert "This request has been decided." in answer.text
    asked.refresh_from_db()
    assert (asked.decision, asked.reason) == ("declined", "No.")
    assert len(mail.outbox) == 1


def test_requests_that_wait_come_first(editor_client):
    AccessRequestFactory(email="declined@example.gov.uk", decision="declined")
    AccessRequestFactory(email="waiting@example.gov.uk")
    AccessRequestFactory(email="accepted@example.gov.uk", decision="accepted")

    text = editor_client.get(REQUESTS).text

    assert text.index("waiting@") < text.index("accepted@") < text.index("declined@")


def test_a_request_can_be_deleted_with_what_is_personal_in_it(post):
    asked = AccessRequestFactory()

    post(f"{REQUESTS}delete/{asked.pk}/")

    assert not AccessRequest.objects.exists()


# Members


def test_a_role_is_changed_and_logged(post):
    membership = MembershipFactory()

    post(f"{MEMBERS}edit/{membership.pk}/", {"role": "approver"})

    membership.refresh_from_db()
    assert membership.approves
    entry = ModelLogEntry.objects.get(action="directory.change_role")
    assert entry.data == {"role": "approver"}


def test_a_form_that_names_another_prison_or_person_changes_neither(post):
    membership = MembershipFactory()

    other = {"role": "approver", "prison": PrisonFactory().pk, "user": UserFactory().pk}
    post(f"{MEMBERS}edit/{membership.pk}/", other)

    changed = Membership.objects.get()
    assert (changed.prison, changed.user) == (membership.prison, membership.user)


def test_a_member_is_removed_and_the_account_stays(post, editor_client):
    membership = MembershipFactory()
    address = f"{MEMBERS}delete/{membership.pk}/"

    assert "What they wrote for it stays" in editor_client.get(address).text
    post(address)

    assert not Membership.objects.exists()
    assert User.objects.filter(pk=membership.user_id).exists()
    assert actions(Membership) == ["wagtail.delete"]


def test_nobody_is_made_a_member_without_an_invitation(editor_client):
    assert editor_client.get(f"{MEMBERS}new/").status_code == 404


# Who may


ADDRESSES = [
    INVITATIONS,
    f"{INVITATIONS}new/",
    "{INVITATIONS}send-again/{invitation}/",
    "{INVITATIONS}revoke/{invitation}/",
    REQUESTS,
    "{REQUESTS}edit/{asked}/",
    "{REQUESTS}delete/{asked}/",
    MEMBERS,
    "{MEMBERS}edit/{member}/",
    "{MEMBERS}delete/{member}/",
]


@pytest.fixture(params=ADDRESSES)
def each_address(request, db):
    pks = {
        "invitation": InvitationFactory().pk,
        "asked": AccessRequestFactory().pk,
        "member": MembershipFactory().pk,
    }
    return request.param.format(INVITATIONS=INVITATIONS, REQUESTS=REQUESTS, MEMBERS=MEMBERS, **pks)


def somebody_with(*codenames):
    user = UserFactory()
    group = Group.objects.create(name="Some editors")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def is_kept_out(answer):
    """Sent to sign in, or back to the start of the admin with a refusal."""
    return answer.status_code == 302 and answer.headers["Location"].startswith(("/admin/login/", "/admin/"))


def unchanged():
    return (
        not Invitation.objects.exclude(revoked_at=None).exists()
        and not AccessRequest.objects.exclude(decision="").exists()
        and (Invitation.objects.count(), AccessRequest.objects.count(), Membership.objects.count()) == (1, 1, 1)
    )


def test_a_stranger_reaches_nothing(each_address, client):
    for method in (client.get, client.post):
        assert is_kept_out(method(each_address))
    assert unchanged()


def test_an_approver_of_a_prison_reaches_nothing(each_address, client):
    client.force_login(MembershipFactory(role="approver").user)

    for method in (client.get, client.post):
        assert is_kept_out(method(each_address))


def test_who_may_enter_the_admin_but_no_more_reaches_nothing(each_address):
    client = somebody_with()

    for method in (client.get, client.post):
        assert is_kept_out(method(each_address))
    assert unchanged()
    assert not mail.outbox


def test_an_editor_with_the_permissions_reaches_all(each_address):
    client = somebody_with(
        "add_invitation",
        "change_invitation",
        "change_accessrequest",
        "delete_accessrequest",
        "change_membership",
        "delete_membership",
    )

    assert client.get(each_address).status_code == 200


def test_who_may_invite_may_not_revoke_by_that():
    invitation = InvitationFactory()
    client = somebody_with("add_invitation")

    assert is_kept_out(client.post(f"{INVITATIONS}revoke/{invitation.pk}/"))
    assert "/revoke/" not in client.get(INVITATIONS).text


def test_the_permissions_can_be_given_to_a_group(editor_client):
    text = editor_client.get("/admin/groups/new/").text

    for codename in ("add_invitation", "change_invitation", "change_accessrequest", "change_membership"):
        assert f'value="{Permission.objects.get(codename=codename).pk}"' in text


def test_the_menu_has_contributors(editor_client, home):
    text = editor_client.get("/admin/").text

    assert "Contributors" in text
    assert INVITATIONS in text


@pytest.mark.parametrize("address", [INVITATIONS, REQUESTS, MEMBERS])
def test_a_list_costs_as_many_queries_however_long(address, editor_client, django_assert_max_num_queries):
    editor_client.get(address)
    for factory in (InvitationFactory, AccessRequestFactory, MembershipFactory):
        factory.create_batch(15)

    with django_assert_max_num_queries(25):
        editor_client.get(address)
