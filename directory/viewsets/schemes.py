from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from directory.models import Cluster, Organisation, Scheme


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
        "confirmed_on",
    ]
    list_filter = ["status", "model", "live", "prison"]
    list_per_page = 50

    def get_queryset(self, request):
        return Scheme.objects.select_related("prison")


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    list_display = ["name", Column("get_kind_display", label="Kind")]
    list_filter = ["kind", "is_example"]


class ClusterViewSet(SnippetViewSet):
    model = Cluster
    icon = "folder-open-inverse"
    menu_label = "Clusters"
    list_display = ["name", "lead"]
