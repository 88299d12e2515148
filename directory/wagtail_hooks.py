from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .viewsets.contributors import ContributorsGroup
from .viewsets.prisons import AuthorityPeriodViewSet, PrisonViewSet
from .viewsets.schemes import ClusterViewSet, OrganisationViewSet, SchemeViewSet


class PrisonsGroup(SnippetViewSetGroup):
    menu_label = "Prisons"
    menu_icon = "site"
    menu_order = 205
    items = (PrisonViewSet, SchemeViewSet, OrganisationViewSet, ClusterViewSet, AuthorityPeriodViewSet)


register_snippet(PrisonsGroup)


@hooks.register("register_admin_viewset")
def register_contributors():
    return ContributorsGroup()


@hooks.register("register_log_actions")
def register_contributor_actions(actions):
    actions.register_action("directory.invite", "Invite a person to act for a prison", "Invitation sent")
    actions.register_action("directory.revoke", "Revoke an invitation", "Invitation revoked")
    actions.register_action("directory.accept_invitation", "Accept an invitation", "Invitation accepted")
    actions.register_action("directory.decide_request", "Decide on a request to act for a prison", "Request decided")
    actions.register_action("directory.change_role", "Change a member’s role", "Role changed")
