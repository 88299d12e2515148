from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .viewsets.prisons import PrisonsGroup
from .viewsets.returns import ReturnViewSet

register_snippet(PrisonsGroup)


@hooks.register("register_admin_viewset")
def register_returns():
    return ReturnViewSet()


@hooks.register("register_log_actions")
def register_return_actions(actions):
    actions.register_action("directory.query_return", "Ask about a return", "Asked about")
    actions.register_action("directory.accept_return", "Accept a return", "Accepted")
    actions.register_action("directory.export_return", "Export raw numbers", "Raw numbers exported")
