"""The concerns that readers reported: urgent ones first, each step logged with who and why."""

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.models import Concern
from directory.models.concerns import OPEN, URGENT, Triage
from directory.reporting import step
from hub.forms import PlainForm, PlainTextField


def queue():
    """Concerns in the order to look at them: the urgent and open ones, the other open ones, the rest; oldest first."""
    place = Case(
        When(Q(state__in=OPEN, kind__in=URGENT), then=Value(0)),
        When(state__in=OPEN, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Concern.objects.annotate(place=place)


class StepForm(PlainForm):
    state = forms.ChoiceField(
        label="It is now", choices=[choice for choice in Triage.choices if choice[0] != Triage.NEW]
    )
    reason = PlainTextField(
        label="What was done, or why nothing", longest=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConcernIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("place", "reported_at", "pk")

    def get_base_queryset(self):
        return queue()


class TriageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    permission_policy = ModelPermissionPolicy(Concern)
    permission_required = "change"
    template_name = "directory/admin/concern.html"
    page_title = "Concern"
    header_icon = "warning"

    def setup(self, request, pk):
        super().setup(request, pk)
        self.concern = get_object_or_404(Concern, pk=pk)

    def get_page_subtitle(self):
        return self.concern.reference

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("concerns_admin:index"), "label": "Concerns"},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request, pk):
        return self.show(StepForm())

    def post(self, request, pk):
        form = StepForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        step(self.concern, form.cleaned_data["state"], request.user, form.cleaned_data["reason"])
        messages.success(request, "Logged.")
        return redirect("concerns_admin:index")

    def show(self, form):
        steps = self.concern.steps.select_related("by")
        return self.render_to_response(self.get_context_data(concern=self.concern, form=form, steps=steps))


class ConcernViewSet(ModelViewSet):
    model = Concern
    icon = "warning"
    menu_label = "Concerns"
    menu_order = 205
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = []
    index_view_class = ConcernIndexView
    list_filter = ["state", "kind"]
    list_per_page = 50
    list_display = [
        TitleColumn("about", label="About", url_name="concerns_admin:edit"),
        Column("urgent", label="Urgent", accessor=lambda row: "Urgent" if row.is_urgent else ""),
        Column("kind", label="What is the matter", accessor="get_kind_display"),
        Column("state", label="State", accessor="get_state_display"),
        "reported_at",
        Column("due", label="Look at it by", accessor=lambda row: row.due_on if row.state == Triage.NEW else ""),
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Concerns are reported by readers and triaged here. Nobody adds or deletes one."""
        kept = [row for row in super().get_urlpatterns() if row.name in ("index", "index_results")]
        return [*kept, path("edit/<int:pk>/", TriageView.as_view(), name="edit")]
