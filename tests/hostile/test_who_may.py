"""Who may open what: every address of the hub, asked for by everybody whom the hub tells apart."""

from collections import defaultdict

import pytest
from django.db import transaction

from directory.practice.unsaved import KeepsTypedMixin
from tests.hostile.routes import routes
from tests.hostile.who import values_for

TEAM = {"contributor", "approver"}
ADMINISTRATORS = {"administrator"}
MODERATORS = {"Moderators", *ADMINISTRATORS}
EDITORS = {"Editors", *MODERATORS}
SIGNED_IN = {"of another prison", *TEAM, *EDITORS}
EVERYBODY = {"anybody", *SIGNED_IN}


def admin(names):
    return [f"admin/{name}/" for name in names.split()]


# Who is let in, by how the form of a route begins; the longest that fits counts. What is below admin/ and not named
# here lets nobody in.
BEGINNINGS = {
    "": EVERYBODY,
    "my-prison/": SIGNED_IN,
    "my-prison/%(code)s/": TEAM,
    "share-your-practice/my-prison/": SIGNED_IN,
    "sign-in/second-factor/": EDITORS,
    "sign-in/where/": SIGNED_IN,
    "admin/": set(),
    **dict.fromkeys(admin("login logout password_reset sprite jsi18n"), EVERYBODY),
    **dict.fromkeys(
        admin(
            "account api block-preview bulk choose-anchor-link choose-email-link choose-external-link choose-page "
            "choose-phone-link dismissibles documents editing-sessions embeds failwhale guide images localize pages "
            "reports searchpicks snippets tag-autocomplete test404 workflows "
            "access_requests accessibility_statements appeals bundles case_studies comments concerns consultations "
            "easy_read_pages format_requests guidance_pages invitations members monitoring_returns news_items ratings "
            "replies standard_pages submissions toolkits uses voices"
        ),
        EDITORS,
    ),
    **dict.fromkeys(
        admin(
            "accesses collections consents groups identifiers locales person recordings redirects releases sites users"
        ),
        ADMINISTRATORS,
    ),
}
# Where a route is for fewer than those around it: {the beginning of its name: who is let in}
NAMES = {
    "wagtailadmin_home": EDITORS,
    **dict.fromkeys(
        [f"wagtailadmin_pages:{name}" for name in ("unpublish", "move", "set_p", "lock", "unlock")], MODERATORS
    ),
    "wagtailadmin_pages:move_confirm": EDITORS,  # it looks at its rights once it is known where the page goes
    "wagtailadmin_pages:delete": ADMINISTRATORS,
    "wagtailadmin_reports:locked_pages": MODERATORS,
    "wagtailadmin_workflows:": ADMINISTRATORS,
    "wagtailadmin_workflows:task_ch": EDITORS,
    "wagtailsearchpromotions:search_terms": ADMINISTRATORS,
    **dict.fromkeys(
        ["wagtailsnippets_directory_prison:add", "wagtailsnippetchoosers_directory_prison:create"], MODERATORS
    ),
    **dict.fromkeys(
        [f"wagtailsnippets_directory_scheme:{name}" for name in ("delete", "lock", "unlock")], ADMINISTRATORS
    ),
    "wagtailsnippets_directory_scheme:unpublish": MODERATORS,
    **dict.fromkeys([f"members:{name}" for name in ("edit", "delete", "history")], MODERATORS),
    **dict.fromkeys([f"{of}:delete" for of in ("uses_admin", "access_requests", "consultations")], ADMINISTRATORS),
    "wagtailsnippets_guidance_document:delete": ADMINISTRATORS,
    "monitoring_returns:export": ADMINISTRATORS,
    "practice:sign_off": {"approver"},
    "profile:sign_off": {"approver"},
    "returns:send": {"approver"},
}
SIGN_IN = ("/admin/login/", "/sign-in/?next=", "/cy/sign-in/?next=")
TURNED_AWAY = ("/admin/",)  # where Wagtail leads whom it does not let in


def is_shut(answer):
    """Whether an answer lets somebody see or do nothing; a row that is not there is not there for anybody."""
    leads_to = answer.get("Location", "")
    return answer.status_code in (403, 404, 405) or leads_to.startswith(SIGN_IN) or leads_to in TURNED_AWAY


def keeps_typed(route):
    """Whether a post there without a session, or a right token, is given back to be sent again, and nothing is done."""
    view = getattr(route.view, "view_class", None)
    return view is not None and issubclass(view, KeepsTypedMixin)


def rule_of(route):
    """(table, key) of the rule for a route: by its name, or else by how its form begins."""
    for table, text in ((NAMES, route.name), (BEGINNINGS, route.form)):
        fitting = [start for start in table if text.startswith(start)]
        if fitting:
            return table, max(fitting, key=len)
    raise LookupError(route.key)


@pytest.fixture
def answers(clients, planted, unwritten, prison, home):
    """[(route, method, role, whether that was shut to them)] for every address; what is changed is undone."""
    found = []
    cookies = {role: client.cookies.get("sessionid") for role, client in clients.items()}
    for route in routes():
        address = route.address(values_for(route, planted, prison, home))
        for method in ("get", "post"):
            for role, client in clients.items():
                with transaction.atomic():
                    shut = is_shut(getattr(client, method)(address))
                    given_back = role == "anybody" and method == "post" and keeps_typed(route)
                    found.append((route, method, role, shut or given_back))
                    transaction.set_rollback(True)
                if cookies[role]:  # signing out is undone too
                    client.cookies["sessionid"] = cookies[role].value
    return found


def test_nobody_is_let_in_whom_the_table_does_not_name(answers):
    let_in, astray = defaultdict(set), []
    for route, method, role, shut in answers:
        table, key = rule_of(route)
        if not shut:
            let_in[key].add(role)
            if role not in table[key]:
                astray.append((route.key, method, role))

    assert astray == []
    assert len(answers) > 9000
    assert len(let_in) > 50


def test_the_table_names_nothing_that_is_not_there():
    for beginning in BEGINNINGS:
        assert any(route.form.startswith(beginning) for route in routes()), beginning
    for name in NAMES:
        assert any(route.name.startswith(name) for route in routes()), name
