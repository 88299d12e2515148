from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .viewsets.concerns import ConcernViewSet
from .viewsets.prisons import AuthorityPeriodViewSet, PrisonViewSet
from .viewsets.schemes import ClusterViewSet, OrganisationViewSet, SchemeViewSet
from .viewsets.submissions import SubmissionViewSet


class PrisonsGroup(SnippetViewSetGroup):
    menu_label = "Prisons"
    menu_icon = "site"
    menu_order = 205
    items = (PrisonViewSet, SchemeViewSet, OrganisationViewSet, ClusterViewSet, AuthorityPeriodViewSet)


register_snippet(PrisonsGroup)


@hooks.register("register_admin_viewset")
def register_practice():
    return [SubmissionViewSet("submissions"), ConcernViewSet("concerns_admin", url_prefix="concerns")]
