from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .viewsets.prisons import AuthorityPeriodViewSet, PrisonViewSet
from .viewsets.schemes import ClusterViewSet, OrganisationViewSet, SchemeViewSet


class PrisonsGroup(SnippetViewSetGroup):
    menu_label = "Prisons"
    menu_icon = "site"
    menu_order = 205
    items = (PrisonViewSet, SchemeViewSet, OrganisationViewSet, ClusterViewSet, AuthorityPeriodViewSet)


register_snippet(PrisonsGroup)
