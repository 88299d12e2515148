from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from directory.models import AuthorityPeriod, InspectionFinding, Prison


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


class AuthorityPeriodViewSet(SnippetViewSet):
    model = AuthorityPeriod
    icon = "date"
    menu_label = "Local authorities"
    list_display = ["prison", "authority", "valid_from", "valid_until"]
    list_filter = ["authority", "prison"]

    def get_queryset(self, request):
        return AuthorityPeriod.objects.select_related("prison", "authority")


class InspectionFindingViewSet(SnippetViewSet):
    model = InspectionFinding
    icon = "openquote"
    menu_label = "Inspections"
    list_display = [
        "prison",
        Column("get_inspectorate_display", label="Inspectorate"),
        Column("get_finding_display", label="What it is"),
        "published_on",
    ]
    list_filter = ["inspectorate", "finding", "prison"]
    list_per_page = 50

    def get_queryset(self, request):
        return InspectionFinding.objects.select_related("prison")
