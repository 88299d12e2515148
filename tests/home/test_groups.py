from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from directory.practice.states import State
from home.groups import BY_NAME, EDITORS, GROUPS, MODERATORS, PAGES, grant
from home.permissions import written
from tests.factories import (
    AccessRequestFactory,
    AppealFactory,
    ConcernFactory,
    InvitationFactory,
    MembershipFactory,
    RatingFactory,
    ReturnFactory,
    SchemeFactory,
    SubmissionFactory,
    UserFactory,
)

EDITOR, MODERATOR, NAMED = "an editor", "a moderator", "whoever is named"


def held(group):
    return {
        f"{app}.{code}"
        for app, code in Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    }


def named_in(*tables):
    return {
        f"{label.split('.')[0]}.{action}_{label.split('.')[1]}"
        for table in tables
        for label, actions in table.items()
        for action in actions.split()
    }


# Every screen of the admin that directory has, with who may open it; and those of ratings and appeals.
SCREENS = [
    ("submissions:index", None, EDITOR),
    ("submissions:edit", "submission", EDITOR),
    ("submissions:key_in", None, EDITOR),
    ("submissions:import", None, EDITOR),
    ("submissions:template", None, EDITOR),
    ("concerns_admin:index", None, EDITOR),
    ("concerns_admin:edit", "concern", EDITOR),
    ("questions_waiting", None, EDITOR),
    ("monitoring_returns:index", None, EDITOR),
    ("monitoring_returns:read", "returned", EDITOR),
    ("monitoring_returns:years", None, EDITOR),
    ("monitoring_returns:export", None, NAMED),
    ("invitations:index", None, EDITOR),
    ("invitations:add", None, EDITOR),
    ("invitations:send_again", "invitation", EDITOR),
    ("invitations:revoke", "invitation", EDITOR),
    ("access_requests:index", None, EDITOR),
    ("access_requests:edit", "request", EDITOR),
    ("members:index", None, EDITOR),
    ("members:edit", "member", MODERATOR),
    ("members:delete", "member", MODERATOR),
    ("wagtailsnippets_directory_prison:list", None, EDITOR),
    ("wagtailsnippets_directory_prison:edit", "prison", EDITOR),
    ("wagtailsnippets_directory_prison:add", None, MODERATOR),
    ("wagtailsnippets_directory_prison:delete", "prison", NAMED),
    ("wagtailsnippets_directory_scheme:list", None, EDITOR),
    ("wagtailsnippets_directory_scheme:edit", "scheme", EDITOR),
    ("wagtailsnippets_directory_scheme:add", None, EDITOR),
    ("wagtailsnippets_directory_scheme:unpublish", "scheme", MODERATOR),
    ("wagtailsnippets_directory_scheme:delete", "scheme", NAMED),
    ("wagtailsnippets_directory_organisation:add", None, EDITOR),
    ("wagtailsnippets_directory_cluster:add", None, EDITOR),
    ("wagtailsnippets_directory_authorityperiod:add", None, EDITOR),
    ("ratings:due", None, EDITOR),
    ("ratings:rating", "rating", EDITOR),
    ("appeals:index", None, EDITOR),
    ("appeals:appeal", "appeal", EDITOR),
]


@pytest.fixture
def rows(prison):
    scheme = SchemeFactory(prison=prison)
    rating = RatingFactory(scheme=scheme, shown=True)
    return {
        "prison": prison,
        "scheme": scheme,
        "submission": SubmissionFactory(prison=prison, state=State.SUBMITTED),
        "concern": ConcernFactory(),
        "returned": ReturnFactory(scheme=scheme, sent=True),
        "invitation": InvitationFactory(prison=prison),
        "request": AccessRequestFactory(prison=prison),
        "member": MembershipFactory(prison=prison),
        "rating": rating,
        "appeal": AppealFactory(rating=rating),
    }


@pytest.mark.parametrize(
    ("group", "opened"), [(None, set()), ("Editors", {EDITOR}), ("Moderators", {EDITOR, MODERATOR})]
)
def test_a_group_opens_every_screen_of_its_work_and_no_other(group, opened, rows, home, client):
    user = UserFactory(is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    else:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    addresses = {(reverse(name, args=[rows[row].pk] if row else []), who) for name, row, who in SCREENS}

    may = {address for address, _who in addresses if client.get(address).status_code == 200}

    assert may == {address for address, who in addresses if who in opened}


def test_a_fresh_database_has_what_the_table_says(db):
    for group, tables in GROUPS.items():
        assert named_in(*tables) <= held(group)
    assert named_in(MODERATORS).isdisjoint(held("Editors"))
    assert BY_NAME.keys().isdisjoint(held("Editors") | held("Moderators"))


def test_wagtail_gives_for_pages_what_the_table_says(db):
    for group, actions in PAGES.items():
        given = GroupPagePermission.objects.filter(group__name=group).values_list("permission__codename", flat=True)
        assert sorted(given) == [f"{action}_page" for action in sorted(actions.split())]


def test_rights_that_are_given_by_name_exist(db):
    rights = Permission.objects.values_list("content_type__app_label", "codename")

    assert BY_NAME.keys() <= {f"{app}.{code}" for app, code in rights}


def test_document_says_what_the_table_says():
    assert Path(settings.BASE_DIR, "docs", "permissions.md").read_text(encoding="utf-8") == written()


def test_granting_again_adds_what_was_lost_and_takes_nothing_away(db):
    editors = Group.objects.get(name="Editors")
    export = Permission.objects.get(codename="export_return")
    editors.permissions.set([export])

    grant(apps)

    assert held("Editors") == named_in(EDITORS) | {"directory.export_return"}
    assert Permission.objects.filter(codename="change_submission").count() == 1


def test_a_group_that_an_administrator_deleted_is_not_made_again(db):
    Group.objects.all().delete()

    grant(apps)

    assert not Group.objects.exists()
