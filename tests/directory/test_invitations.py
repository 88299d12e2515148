import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from directory.models import Invitation, Membership
from hub.models import User
from tests.factories import InvitationFactory, MembershipFactory, PrisonFactory, UserFactory
from tests.undone import undone

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
INSTANT = datetime.timedelta(microseconds=1)


@pytest.fixture
def send(editor, django_capture_on_commit_callbacks):
    """A function that sends an invitation, or makes one with these fields and sends it; returns it."""

    def send(invitation=None, **fields):
        invitation = invitation or InvitationFactory.build(**{"prison": PrisonFactory(), **fields})
        with django_capture_on_commit_callbacks(execute=True):
            invitation.send(by=editor)
        return invitation

    return send


def actions():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


# Sending


def test_an_invitation_is_mailed_with_the_way_to_sign_in_and_no_secret(send):
    invitation = send(prison=PrisonFactory(name="HMP Exeter"), role="approver")

    message = mail.outbox[0]
    assert message.to == [invitation.email]
    assert message.subject == "You are invited to act for HMP Exeter at Common Thread"
    assert "Approver" in message.body
    assert "http://localhost:8000/sign-in/\n" in message.body
    assert message.body.count("http") == 1


def test_the_mail_is_in_the_language_of_the_person(send):
    send(prison=PrisonFactory(in_wales=True, name_cy="Carchar Caerdydd"), language="cy")

    message = mail.outbox[0]
    assert "Carchar Caerdydd" in message.subject
    assert "http://localhost:8000/cy/sign-in/" in message.body


def test_an_invitation_makes_an_account_that_may_nothing(send):
    invitation = send(email="new@example.gov.uk")

    user = User.objects.get(email=invitation.email)
    assert not user.has_usable_password()
    assert not user.is_staff
    assert not user.memberships.exists()
    assert not user.get_all_permissions()


def test_an_invitation_leaves_an_account_that_is_there_as_it_is(send, editor):
    editor.email = "editor@example.gov.uk"
    editor.save()
    send(email=editor.email)

    editor.refresh_from_db()
    assert User.objects.count() == 1
    assert editor.check_password("a long password")


def test_who_invited_is_kept_and_logged(send, editor):
    invitation = send()

    entry = ModelLogEntry.objects.get(action="directory.invite")
    assert invitation.invited_by == entry.user == editor
    assert entry.data == {"role": "contributor"}


def test_what_is_undone_is_not_mailed(editor, django_capture_on_commit_callbacks):
    invitation = InvitationFactory.build(prison=PrisonFactory())
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        invitation.send(by=editor)
        transaction.set_rollback(True)

    assert not mail.outbox
    assert not Invitation.objects.exists()


# Who may be invited


@pytest.mark.parametrize("email", ["a@gmail.com", "a@evilgov.uk", "a", "", "a@b@example.gov.uk"])
def test_only_an_address_for_work_is_invited(email, prison):
    with pytest.raises(ValidationError) as raised:
        Invitation(email=email, prison=prison).full_clean()

    assert "email" in raised.value.message_dict


def test_an_address_is_kept_in_lower_case(prison):
    invitation = Invitation(email="New@Example.GOV.uk", prison=prison)
    invitation.full_clean()

    assert invitation.email == "new@example.gov.uk"


@pytest.mark.parametrize("email", ["member@example.gov.uk", "Member@Example.gov.uk"])
def test_a_member_is_not_invited_to_the_same_prison_again(email):
    member = MembershipFactory(user=UserFactory(email="member@example.gov.uk"))

    with pytest.raises(ValidationError, match="acts for this prison already"):
        Invitation(email=email, prison=member.prison).full_clean()
    Invitation(email=email, prison=PrisonFactory()).full_clean()


def test_an_account_that_is_switched_off_is_not_invited(prison):
    user = UserFactory(is_active=False)

    with pytest.raises(ValidationError, match="switched off"):
        Invitation(email=user.email, prison=prison).full_clean()


def test_there_is_one_unanswered_invitation_of_a_person_to_a_prison():
    before = InvitationFactory(expired=True)
    again = Invitation(email=before.email, prison=before.prison)

    with pytest.raises(ValidationError, match="send that one again"):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    Invitation(email=before.email, prison=PrisonFactory()).full_clean()


@pytest.mark.parametrize("answered", ["accepted_at", "revoked_at"])
def test_after_an_answer_a_person_may_be_invited_again(answered):
    before = InvitationFactory(**{answered: timezone.now()})

    Invitation(email=before.email, prison=before.prison).full_clean()


# Accepting


def test_signing_in_accepts(client, send):
    invitation = send(role="approver")

    client.force_login(User.objects.get(email=invitation.email))

    membership = Membership.objects.get()
    invitation.refresh_from_db()
    assert (membership.user.email, membership.prison, membership.role) == (
        invitation.email,
        invitation.prison,
        "approver",
    )
    assert invitation.accepted_at
    assert actions() == ["directory.invite", "directory.accept_invitation"]


def test_signing_in_accepts_the_invitations_to_several_prisons(client):
    user = UserFactory()
    prisons = [InvitationFactory(email=user.email).prison for _n in range(3)]

    client.force_login(user)

    assert {membership.prison for membership in user.memberships.all()} == set(prisons)


def test_an_invitation_that_comes_while_somebody_is_signed_in_is_accepted_in_my_prison(client):
    user = UserFactory()
    client.force_login(user)
    invitation = InvitationFactory(email=user.email)

    answer = client.get("/my-prison/")

    assert answer.headers["Location"] == f"/my-prison/{invitation.prison_id}/"


def test_signing_in_with_another_address_accepts_nothing(client):
    InvitationFactory(email="invited@example.gov.uk")

    client.force_login(UserFactory(email="invited@example.gov.uk.example.gov.uk"))

    assert not Membership.objects.exists()


def test_nobody_takes_the_address_of_the_invited_for_another_account(send, editor):
    invitation = send()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=editor.pk).update(email=invitation.email)


@pytest.mark.parametrize(
    "fields",
    [{"expired": True}, {"revoked": True}, {"accepted_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}],
)
def test_what_does_not_hold_any_more_makes_nobody_a_member(fields, client):
    user = UserFactory()
    invitation = InvitationFactory(email=user.email, **fields)

    client.force_login(user)
    client.get("/my-prison/")

    assert not Membership.objects.exists()
    before = invitation.accepted_at
    invitation.refresh_from_db()
    assert invitation.accepted_at == before


def test_accepting_twice_makes_one_membership(client):
    user = UserFactory()
    InvitationFactory(email=user.email)

    client.force_login(user)
    client.force_login(user)

    assert user.memberships.count() == 1
    assert actions() == ["directory.accept_invitation"]


def test_who_was_removed_does_not_come_back_by_the_same_invitation(client):
    user = UserFactory()
    InvitationFactory(email=user.email)
    client.force_login(user)
    user.memberships.all().delete()

    client.force_login(user)

    assert not user.memberships.exists()


def test_who_is_a_member_keeps_the_role_they_have(client):
    membership = MembershipFactory(role="approver")
    InvitationFactory(email=membership.user.email, prison=membership.prison, role="contributor")

    client.force_login(membership.user)

    membership.refresh_from_db()
    assert membership.role == "approver"


# How long it holds


def test_an_invitation_holds_for_the_days_of_the_setting(db, settings):
    invitation = InvitationFactory()

    @given(st.integers(1, 60), st.timedeltas(-DAY, 61 * DAY))
    def holds_until_it_expires(days, later):
        settings.INVITATION_DAYS = days
        at = invitation.sent_at + later
        assert Invitation.objects.open(at).exists() == (at < invitation.expires_at)
        assert invitation.expires_at - invitation.sent_at == days * DAY

    with undone():
        holds_until_it_expires()


def test_an_invitation_ends_at_the_moment_it_expires(db):
    invitation = InvitationFactory()

    assert Invitation.objects.open(invitation.expires_at - INSTANT).exists()
    assert not Invitation.objects.open(invitation.expires_at).exists()


def test_one_that_expired_holds_again_when_it_is_sent_again(client, send):
    user = UserFactory()
    invitation = InvitationFactory(expired=True, email=user.email)

    send(invitation)
    client.force_login(user)

    assert user.memberships.get().prison == invitation.prison
    assert len(mail.outbox) == 1


def test_one_that_was_revoked_is_not_accepted_and_may_be_made_anew(client, editor, send):
    user = UserFactory()
    invitation = InvitationFactory(email=user.email)
    invitation.revoke(by=editor)

    client.force_login(user)

    assert not user.memberships.exists()
    assert actions() == ["directory.revoke"]
    send(email=invitation.email, prison=invitation.prison)
    assert Invitation.objects.open().count() == 1
