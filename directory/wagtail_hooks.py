from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Prison


class PrisonViewSet(SnippetViewSet):
    model = Prison
    icon = "site"
    menu_label = "Prisons"
    menu_order = 205
    add_to_admin_menu = True
    list_display = ["name", "nomis_code", "get_region_display", "get_status_display", "source_on"]
    list_filter = ["region", "status", "function", "is_example", "holds_adults"]
    list_per_page = 50


register_snippet(PrisonViewSet)
