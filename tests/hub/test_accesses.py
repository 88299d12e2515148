"""Who saw restricted data is written down, whatever screen of the admin it was on."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from wagtail.admin import urls as admin_urls

from hub.accesses import shown_by
from hub.models import Access
from hub.restricted import is_restricted
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, ConcernFactory, UserFactory
from tests.planted import WORD, kinds, plant

OURS = ("hub", "guidance", "resources", "directory", "home")
# Not shown in the admin: on no screen, or only on that of the row that it goes with.
NO_SCREEN = {"directory.Reminder", "directory.Transition", "directory.Message", "directory.ConcernStep"} | {
    *("directory.Enquiry", "directory.ReturnValue", "directory.ReturnQuery", "guidance.Response", "hub.Access"),
    *("home.Subscription", "home.Mailing", "home.MailedUpdate"),
}
# Opened by a year or by the number of a page: below.
BY_ANOTHER_KEY = {"directory.Release", "directory.EarlyAccess", "resources.IdentityReview"}


class Match:
    """A view of the admin as the resolver would find it."""

    def __init__(self, name, pattern):
        self.view_name, self.func, self.kwargs = name, pattern.callback, {}
        self.wants_pk = set(pattern.pattern.converters) == {"pk"}


def screens(patterns=admin_urls.urlpatterns, spaces=()):
    """Every view of the admin."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from screens(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))
        else:
            yield Match(":".join((*spaces, pattern.name or "")), pattern)


def is_ours(match):
    view = getattr(match.func, "view_class", None)
    return view is not None and view.__module__.split(".")[0] in OURS


def shows(match):
    try:
        return shown_by(match)
    except LookupError:
        return None


def test_every_screen_of_ours_says_what_it_shows():
    ours = [match for match in screens() if is_ours(match)]

    assert len(ours) > 50
    for match in ours:
        assert shown_by(match) is None or shown_by(match)._meta.label


def test_every_screen_that_shows_a_restricted_row_is_logged(home, prison, editor, editor_client):
    planted, opened = plant(home, prison), {}
    restricted = [match for match in screens() if match.wants_pk and (model := shows(match)) and is_restricted(model)]

    for match in restricted:
        label = shown_by(match)._meta.label
        row = planted.get(label)
        Access.objects.exclude(pk=planted["hub.Access"].pk).delete()
        if row and editor_client.get(reverse(match.view_name, args=[row.pk])).status_code == 200:
            opened.setdefault(label, []).append(match.view_name)
            logged = Access.objects.exclude(pk=planted["hub.Access"].pk).values()
            assert [(one["by_id"], one["kind"]) for one in logged] == [(editor.pk, label)], match.view_name
            assert logged[0]["reference"] in (str(row.pk), getattr(row, "reference", None))
            assert WORD not in str(logged)

    assert kinds() - NO_SCREEN - opened.keys() == BY_ANOTHER_KEY
    assert {"submissions:edit", "submissions:file", "access_requests:history", "wagtailusers_users:edit"} <= {
        name for names in opened.values() for name in names
    }


@pytest.mark.parametrize(
    ("name", "args", "logged"),
    [
        ("concerns_admin:index", [], ("view", "directory.Concern", "all")),
        ("invitations:index", [], ("view", "directory.Invitation", "all")),
        ("monitoring_returns:export", [], ("export", "directory.Return", "all")),
        ("releases:year", [2025, "real"], ("view", "directory.EarlyAccess", "2025 real")),
        ("identity_review", ["page"], ("view", "resources.IdentityReview", "page")),
        ("monitoring_returns:years", [], None),
        ("submissions:key_in", [], None),
        ("submissions:template", [], None),
    ],
)
def test_lists_and_exports_are_logged_and_what_shows_nobody_is_not(name, args, logged, home, prison, editor_client):
    plant(home, prison)
    page = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home))
    Access.objects.all().delete()

    keys = [str(page.pk) if key == "page" else key for key in args]
    assert editor_client.get(reverse(name, args=keys)).status_code == 200

    expected = [tuple(str(page.pk) if part == "page" else part for part in logged)] if logged else []
    assert list(Access.objects.values_list("action", "kind", "reference")) == expected


def test_who_was_not_let_in_saw_nothing(client, db):
    address = reverse("concerns_admin:edit", args=[ConcernFactory().pk])
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))

    client.get(address)
    client.force_login(user)
    client.get(address)

    assert not Access.objects.exists()


def test_log_is_shown_to_those_with_the_permission_alone(client, db):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Access.objects.create(by=user, action="view", kind="directory.Concern", reference="R-1")
    client.force_login(user)
    assert client.get(reverse("accesses:index")).status_code == 302

    user.user_permissions.add(Permission.objects.get(codename="view_access"))

    content = client.get(reverse("accesses:index")).text
    assert "directory.Concern" in content
    assert "R-1" in content
    for name in ("add", "edit", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"accesses:{name}", args=[1] if name != "add" else [])
