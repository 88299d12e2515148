"""Appeals against ratings in the admin: typed in for whoever writes to the editors, and decided on."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import RadioSelect
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from hub.viewsets import NeverEditedMixin
from resources.models import Appeal, Rating

ANY = ["add", "change"]
DECISIONS = {"uphold": Appeal.State.UPHELD, "dismiss": Appeal.State.NOT_UPHELD}


def crumbs(view, *steps):
    return [*view.breadcrumbs_items, {"url": reverse("appeals:index"), "label": "Appeals"}, *steps]


class AppealIndexView(generic.IndexView):
    any_permission_required = ANY

    def get_base_queryset(self):
        return Appeal.objects.select_related("rating__case_study", "rating__scheme")


class LodgeView(generic.CreateView):
    """Type in the appeal of somebody who wrote to the editors."""

    shows = None
    page_title = "Type in an appeal"
    submit_button_label = "Store"
    success_message = "Stored. An editor who took no part in the rating decides on it."
    error_message = "It was not stored. Put right what is marked below."

    def setup(self, request, *args, rating, **kwargs):
        rows = Rating.objects.confirmed().select_related("case_study", "scheme")
        self.rating = get_object_or_404(rows, pk=rating)
        super().setup(request, *args, **kwargs)

    def get_initial_form_instance(self):
        return Appeal(rating=self.rating)

    def get_add_url(self):
        return reverse("appeals:lodge", args=[self.rating.pk])

    def get_page_subtitle(self):
        return str(self.rating)

    def get_breadcrumbs_items(self):
        return crumbs(self, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()})

    def get_success_url(self):
        return reverse("appeals:appeal", args=[self.object.pk])

    def get_success_buttons(self):
        return []

    def is_valid(self, form):
        """Store the appeal, or say on the form what is against it."""
        if super().is_valid(form):
            try:
                form.instance.lodge(self.request.user)
            except ValidationError as error:
                form.add_error(None, error)
                self.produced_error_message = self.get_error_message()
        return form.is_valid()

    def save_instance(self):
        return self.form.instance


class AppealView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """An appeal with the rating that it is against; whoever took no part in either decides."""

    model = Appeal
    any_permission_required = ANY
    page_title = "Appeal"
    header_icon = "warning"
    template_name = "resources/admin/appeal.html"

    def setup(self, request, pk):
        super().setup(request)
        people = ("raised_by", "decided_by", "rating__proposed_by", "rating__decided_by")
        rows = Appeal.objects.select_related("rating__case_study", "rating__scheme", *people)
        self.appeal = get_object_or_404(rows, pk=pk)

    def get_page_subtitle(self):
        return str(self.appeal.rating.subject)

    def get_breadcrumbs_items(self):
        return crumbs(self, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()})

    def get(self, request, pk):
        return self.show()

    def show(self, **typed):
        may_decide = self.appeal.is_open and self.user_has_permission("change")
        bar = self.appeal.bars(self.request.user)
        context = self.get_context_data(appeal=self.appeal, may_decide=may_decide, bar=bar, **typed)
        return self.render_to_response(context)

    def post(self, request, pk):
        if not self.user_has_permission("change"):
            raise PermissionDenied
        state = next((state for name, state in DECISIONS.items() if name in request.POST), None)
        if state is None:
            raise Http404
        answer = request.POST.get("answer", "")
        try:
            self.appeal.decide(request.user, state, answer)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.show(answer=answer)
        messages.success(request, f"Decided. {self.appeal.get_state_display()}.")
        return redirect("appeals:appeal", self.appeal.pk)


class AppealViewSet(NeverEditedMixin, ModelViewSet):
    model = Appeal
    icon = "warning"
    menu_label = "Appeals"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = AppealIndexView
    add_view_class = LodgeView
    list_per_page = 50
    list_filter = ["state"]
    list_display = [
        TitleColumn("rating", label="Rating", url_name="appeals:appeal"),
        Column("from_whom", label="Who appeals"),
        Column("raised_at", label="Raised"),
        Column("get_state_display", label="State"),
    ]
    edit_handler = ObjectList(
        ["from_whom", FieldPanel("language", widget=RadioSelect), FieldPanel("reason", help_text="In their words.")]
    )

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """An appeal is stored and decided on. Nobody changes or deletes one."""
        kept = [one for one in super().get_urlpatterns() if one.name in ("index", "index_results")]
        return [
            *kept,
            path("against/<int:rating>/", self.add_view, name="lodge"),
            path("<int:pk>/", self.construct_view(AppealView), name="appeal"),
        ]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().filter(codename__in=["add_appeal", "change_appeal"])
