from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from directory.models import Prison, Scheme


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
    list_display = [
        "name",
        "nomis_code",
        Column("get_region_display", label="Region"),
        Column("get_status_display", label="Status"),
        "source_on",
    ]
    list_filter = ["region", "status", "function", "is_example", "holds_adults"]
    list_per_page = 50


class SchemeEditView(EditView):
    """A code is never used for another scheme, and it holds its prison's: both are set once."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["prison"].disabled = form.fields["code"].disabled = True
        return form


class SchemeViewSet(SnippetViewSet):
    model = Scheme
    icon = "group"
    menu_label = "Schemes"
    edit_view_class = SchemeEditView
    list_display = [
        "name",
        "code",
        "prison",
        Column("get_status_display", label="Status"),
        "reported_on",
    ]
    list_filter = ["status", "prison"]
    list_per_page = 50

    def get_queryset(self, request):
        return Scheme.objects.select_related("prison")


class PrisonsGroup(SnippetViewSetGroup):
    menu_label = "Prisons"
    menu_icon = "site"
    menu_order = 205
    items = (PrisonViewSet, SchemeViewSet)
