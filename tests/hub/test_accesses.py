"""Who saw restricted data is written down, whatever screen of the admin it was on."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin import urls as admin_urls
from wagtail.log_actions import log
from wagtail.models import Comment as PageComment

from hub.accesses import shown_by
from hub.models import Access
from hub.restricted import is_restricted
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    ConcernFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.planted import SAID, WORD, kinds, plant

OURS = ("hub", "guidance", "resources", "directory", "home")
# Not shown in the admin: on no screen, or only on that of the row that it goes with.
NO_SCREEN = {"directory.Reminder", "directory.Transition", "directory.Message", "directory.ConcernStep"} | {
    *("directory.Enquiry", "directory.ReturnValue", "directory.ReturnQuery", "guidance.Response", "hub.Access"),
    *("home.Subscription", "home.Mailing", "home.MailedUpdate"),
}
# Opened by a year or by the number of a page: below.
BY_ANOTHER_KEY = {"directory.Release", "directory.EarlyAccess", "hub.PreviewLink", "resources.IdentityReview"}

# Fails on purpose; signs out.
NOT_OPENED = ("/failwhale/", "/logout/")
# Pages: editors see there which colleague wrote, saved or locked one, which is the record of their work.
PAGES = (
    "pages",
    "easy_read_pages",
    "guidance_pages",
    "standard_pages",
    "workflows/usage",
    "accessibility_statements",
    "case_studies",
    "news_items",
    "toolkits",
    "voices",
)


class Match:
    """A view of the admin as the resolver would find it."""

    def __init__(self, name, pattern):
        self.view_name, self.func, self.kwargs = name, pattern.callback, {}
        self.wants = set(pattern.pattern.converters)
        self.wants_pk, self.wants_one = self.wants == {"pk"}, len(self.wants) == 1


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
        ("preview_links", ["page"], ("view", "hub.PreviewLink", "page")),
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


@pytest.fixture
def by_her(home, planted):
    """What else shows somebody: a page that she wrote and locked, a comment, and what the history says."""
    user = planted["hub.User"]
    page = StandardPageFactory(parent=home, owner=user, locked=True, locked_by=user, locked_at=timezone.now())
    for _save in range(2):
        page.save_revision(user=user, log_action=True)
    PageComment.objects.create(page=page, user=user, text=SAID, contentpath="title")
    for label in ("directory.Concern", "directory.Invitation", "directory.Return", "directory.Release"):
        log(planted[label], "wagtail.edit", user=user)
    return page


@pytest.fixture
def planted(home, prison):
    return plant(home, prison)


def addresses(planted):
    """Every address of the admin that takes nothing, or the number of one of the rows."""
    bulk = [reverse("wagtail_bulk_action", args=["hub", "user", act]) for act in ("delete", "set_active_state")]
    found = dict.fromkeys(f"{address}?id={planted['hub.User'].pk}" for address in bulk)
    reports = [match.view_name for match in screens() if match.view_name.startswith("wagtailadmin_reports:")]
    found |= dict.fromkeys(f"{reverse(name)}?export=csv" for name in reports)
    found[f"{reverse('wagtailusers_users:index')}?export=csv"] = None
    for match in screens():
        keys = {row.pk for row in planted.values()} if match.wants_one else {None}
        for key in keys if match.wants_one or not match.wants else ():
            with suppress(NoReverseMatch):
                found[reverse(match.view_name, args=[key] if key else [])] = None
    return [address for address in found if not any(word in address for word in NOT_OPENED)]


def test_no_screen_shows_anybody_without_being_logged(planted, by_her, editor_client):
    shown, unlogged = set(), set()

    for address in addresses(planted | {"page": by_her}):
        before = Access.objects.count()
        response = editor_client.get(address)
        if response.status_code == 200 and WORD.encode() in b"".join(response):
            shown.add(address)
            if Access.objects.count() == before:
                unlogged.add(address)

    of_pages = {one for one in unlogged if one.startswith(tuple(f"/admin/{name}/" for name in PAGES))}
    assert unlogged - of_pages == set()
    assert len(shown) > 50
