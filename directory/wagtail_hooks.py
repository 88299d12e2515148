from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from .models import Prison


class PrisonEditView(EditView):
    """The code and the slug are promises: set once, when the prison is added."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["nomis_code"].disabled = form.fields["slug"].disabled = True
        return form


class PrisonViewSet(SnippetViewSet):
    model = Prison
    icon = "site"
    menu_label = "Prisons"
    edit_view_class = PrisonEditView
    menu_order = 205
    add_to_admin_menu = True
    list_display = [
        "name",
        "nomis_code",
        Column("get_region_display", label="Region"),
        Column("get_status_display", label="Status"),
        "source_on",
    ]
    list_filter = ["region", "status", "function", "is_example", "holds_adults"]
    list_per_page = 50


register_snippet(PrisonViewSet)
