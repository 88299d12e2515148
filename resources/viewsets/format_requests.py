"""The requests for files in other formats: what is open and longest waiting first, with the day to answer by."""

from django.db.models import Case, IntegerField, Value, When
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from resources.models import FormatRequest
from resources.models.format_requests import CLOSED


def queue():
    """Requests in the order to look at them: open ones, then the rest; oldest first."""
    place = Case(When(state__in=CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return FormatRequest.objects.annotate(place=place)


def clock(row):
    """What the queue says of the time that is left."""
    if not row.is_open:
        return ""
    return f"Overdue since {row.due_on:%-d %B}" if row.is_overdue() else f"By {row.due_on:%-d %B}"


class RequestIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("place", "asked_at", "pk")

    def get_base_queryset(self):
        return queue()


class RequestEditView(generic.EditView):
    def save_instance(self):
        self.form.instance.settle(self.request.user)
        return super().save_instance()


class FormatRequestViewSet(ModelViewSet):
    model = FormatRequest
    icon = "doc-empty"
    menu_label = "Formats asked for"
    menu_order = 207
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["state", "done"]
    index_view_class = RequestIndexView
    edit_view_class = RequestEditView
    edit_template_name = "resources/admin/format_request.html"
    list_filter = ["state", "format"]
    list_per_page = 50
    list_display = [
        TitleColumn("about", label="File", url_name="format_requests:edit"),
        Column("format", label="Format", accessor="get_format_display"),
        Column("state", label="State", accessor="get_state_display"),
        Column("clock", label="Answer", accessor=clock),
        "asked_at",
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Readers ask, editors answer. Nobody adds or deletes one here."""
        kept = ("index", "index_results", "edit", "history", "history_results")
        return [row for row in super().get_urlpatterns() if row.name in kept]
