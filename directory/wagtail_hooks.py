from django.urls import path, reverse
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .viewsets.concerns import ConcernViewSet
from .viewsets.contributors import ContributorsGroup
from .viewsets.enquiries import UnansweredMenuItem, UnansweredView, permissions
from .viewsets.prisons import AuthorityPeriodViewSet, InspectionFindingViewSet, PrisonViewSet
from .viewsets.releases import ReleaseViewSet
from .viewsets.returns import ReturnViewSet
from .viewsets.schemes import ClusterViewSet, OrganisationViewSet, SchemeViewSet
from .viewsets.submissions import SubmissionViewSet

# What the log tells of: (action, label, what was done).
ACTIONS = (
    ("directory.invite", "Invite a person to act for a prison", "Invitation sent"),
    ("directory.revoke", "Revoke an invitation", "Invitation revoked"),
    ("directory.accept_invitation", "Accept an invitation", "Invitation accepted"),
    ("directory.decide_request", "Decide on a request to act for a prison", "Request decided"),
    ("directory.change_role", "Change a member’s role", "Role changed"),
    ("directory.confirm", "Confirm what readers see", "Confirmed by the prison"),
    ("directory.sign_off", "Sign a scheme’s profile off", "Profile signed off by the prison"),
    ("directory.query_return", "Ask about a return", "Asked about"),
    ("directory.accept_return", "Accept a return", "Accepted"),
    (
        "directory.give_early_access",
        "Put somebody on the pre-release access list",
        "Put on the pre-release access list",
    ),
    ("directory.preview_release", "See figures before release", "Figures seen before release"),
    ("directory.release", "Release the figures of a year", "Figures released"),
)


class PrisonsGroup(SnippetViewSetGroup):
    menu_label = "Prisons"
    menu_icon = "site"
    menu_order = 205
    items = (
        PrisonViewSet,
        SchemeViewSet,
        OrganisationViewSet,
        ClusterViewSet,
        AuthorityPeriodViewSet,
        InspectionFindingViewSet,
    )


register_snippet(PrisonsGroup)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [
        ContributorsGroup(),
        SubmissionViewSet("submissions"),
        ReturnViewSet(),
        ReleaseViewSet(),
        ConcernViewSet("concerns_admin", url_prefix="concerns"),
    ]


@hooks.register("register_admin_urls")
def register_questions():
    return [path("reports/questions/", UnansweredView.as_view(), name="questions_waiting")]


@hooks.register("register_reports_menu_item")
def register_questions_menu_item():
    return UnansweredMenuItem("Questions that wait", reverse("questions_waiting"), icon_name="help", order=910)


@hooks.register("register_permissions")
def register_question_permissions():
    return permissions()


@hooks.register("register_log_actions")
def register_actions(actions):
    for action in ACTIONS:
        actions.register_action(*action)
