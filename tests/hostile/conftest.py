import pytest
from django.contrib.auth.models import Group
from django.test import Client

from hub.models import User
from tests.factories import MembershipFactory, UserFactory
from tests.planted import plant


def member_of(group):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def planted(home, prison):
    """{label: row} of everything that is somebody's, of one prison."""
    return plant(home, prison)


@pytest.fixture
def clients(planted, prison):
    """{role: a client that is signed in as somebody of that role}, everybody whom the hub tells apart."""
    users = {
        "contributor": MembershipFactory(prison=prison).user,
        "approver": MembershipFactory(prison=prison, role="approver").user,
        "of another prison": MembershipFactory(role="approver").user,
        "Editors": member_of("Editors"),
        "Moderators": member_of("Moderators"),
        "administrator": User.objects.create_superuser("boss@example.org", "a long password"),
    }
    found = {role: Client(raise_request_exception=False) for role in ("anybody", *users)}
    for role, user in users.items():
        found[role].force_login(user)
    return found


@pytest.fixture
def unwritten(monkeypatch):
    """Templates stay unrendered: who is let in is settled before, at a tenth of the time."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_args, **_kwargs: "")
