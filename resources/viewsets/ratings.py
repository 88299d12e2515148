"""Ratings in the admin: what is due, and how one editor proposes and another confirms."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from hub.viewsets import NeverEditedMixin
from resources.evidence import EMMIE
from resources.models import Rating
from resources.rerating import due, to_rate

ANY = ["add", "change"]


def crumbs(view, *steps):
    """The way to a screen below the list of ratings."""
    return [*view.breadcrumbs_items, {"url": reverse("ratings:index"), "label": "Evidence ratings"}, *steps]


class RatingIndexView(generic.IndexView):
    any_permission_required = ANY

    def get_base_queryset(self):
        return Rating.objects.with_subject().select_related("proposed_by").latest_first()

    @property
    def header_buttons(self):
        return [HeaderButton("What is due", url=reverse("ratings:due"), icon_name="date")]


class DueView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """The queue of what has to be rated, or rated again."""

    model = Rating
    any_permission_required = ANY
    page_title = "Evidence to rate"
    header_icon = "date"
    template_name = "resources/admin/due.html"
    per_page = 50

    def get_breadcrumbs_items(self):
        return crumbs(self, {"url": "", "label": self.page_title})

    def get(self, request):
        page = Paginator(due(), self.per_page).get_page(request.GET.get("p"))
        may_propose = self.user_has_permission("add")
        return self.render_to_response(self.get_context_data(page=page, may_propose=may_propose))


class ProposeView(generic.CreateView):
    """Propose a rating of a case study or a scheme, beginning from its last one."""

    page_title = "Propose a rating"
    submit_button_label = "Propose"
    success_message = "Proposed. Another editor confirms it."
    error_message = "It was not proposed. Put right what is marked below."

    def setup(self, request, *args, field, pk, **kwargs):
        if field not in ("case_study", "scheme"):
            raise Http404
        self.field, self.subject = field, get_object_or_404(to_rate(field), pk=pk)
        super().setup(request, *args, **kwargs)

    def get_initial_form_instance(self):
        last = self.subject.all_ratings().latest_first().first()
        return last.again() if last else Rating(**{self.field: self.subject})

    def get_add_url(self):
        return reverse("ratings:propose", args=[self.field, self.subject.pk])

    def get_page_subtitle(self):
        return str(self.subject)

    def get_breadcrumbs_items(self):
        return crumbs(self, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()})

    def get_success_url(self):
        return reverse("ratings:rating", args=[self.object.pk])

    def get_success_buttons(self):
        return []

    def is_valid(self, form):
        """Store the proposal, or say on the form what is against it."""
        if super().is_valid(form):
            try:
                form.instance.propose(self.request.user)
            except ValidationError as error:
                form.add_error(None, error)
                self.produced_error_message = self.get_error_message()
        return form.is_valid()

    def save_instance(self):
        return self.form.instance


class RatingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A rating with its history, and what may be done with it: confirm it, decline it, propose another."""

    model = Rating
    any_permission_required = ANY
    page_title = "Evidence rating"
    header_icon = "tick"
    template_name = "resources/admin/rating.html"

    def setup(self, request, pk):
        super().setup(request)
        rows = Rating.objects.with_subject().select_related("proposed_by", "decided_by")
        self.rating = get_object_or_404(rows, pk=pk)

    def get_page_subtitle(self):
        return str(self.rating.subject)

    def get_breadcrumbs_items(self):
        return crumbs(self, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()})

    def get(self, request, pk):
        return self.show()

    def show(self, **typed):
        history = self.rating.subject.all_ratings().select_related("proposed_by", "decided_by").latest_first()
        return self.render_to_response(
            self.get_context_data(
                rating=self.rating,
                field="case_study" if self.rating.case_study_id else "scheme",
                history=history,
                shown=self.rating.subject.rating,
                met=self.rating.get_met_display(),
                may_propose=self.user_has_permission("add"),
                may_decide=self.user_has_permission("change") and self.rating.is_proposed,
                is_own=self.rating.proposed_by == self.request.user,
                may_appeal=self.request.user.has_perm("resources.add_appeal"),
                **typed,
            )
        )

    def post(self, request, pk):
        if not self.user_has_permission("change"):
            raise PermissionDenied
        because = request.POST.get("because", "")
        try:
            if "confirm" in request.POST:
                self.rating.confirm(request.user)
                messages.success(request, "Confirmed. Readers see it now.")
            else:
                self.rating.decline(request.user, because)
                messages.success(request, "Declined.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.show(because=because)
        return redirect("ratings:rating", self.rating.pk)


class RatingViewSet(NeverEditedMixin, ModelViewSet):
    model = Rating
    icon = "tick"
    menu_label = "Evidence ratings"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RatingIndexView
    add_view_class = ProposeView
    list_per_page = 50
    list_filter = ["state", "level", "direction", "said_by"]
    search_fields = ["reasons", "case_study__title", "scheme__name", "scheme__code"]
    search_backend_name = None
    list_display = [
        TitleColumn("subject", label="Case study or scheme", url_name="ratings:rating"),
        Column("kind", label="Kind"),
        Column("get_level_display", label="Level"),
        Column("get_direction_display", label="Direction"),
        Column("get_state_display", label="State"),
        Column("proposed_by", label="Proposed by"),
        Column("decided_at", label="Decided"),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("met", widget=CheckboxSelectMultiple),
                    FieldPanel("level", widget=RadioSelect),
                    FieldPanel("direction", widget=RadioSelect),
                    FieldPanel("said_by", widget=RadioSelect),
                ],
                "How we know, and what was found",
            ),
            MultiFieldPanel(
                [FieldRowPanel(["reasons", "reasons_cy"]), FieldRowPanel(["not_known", "not_known_cy"])],
                "What readers are told",
            ),
            MultiFieldPanel(
                [FieldPanel(name, widget=RadioSelect) for name, _label, _asked in EMMIE], "Is there anything known on"
            ),
        ]
    )

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """A rating is proposed and decided on. Nobody changes or deletes one."""
        kept = [one for one in super().get_urlpatterns() if one.name in ("index", "index_results")]
        return [
            *kept,
            path("due/", self.construct_view(DueView), name="due"),
            path("propose/<str:field>/<int:pk>/", self.add_view, name="propose"),
            path("<int:pk>/", self.construct_view(RatingView), name="rating"),
        ]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().filter(codename__in=["add_rating", "change_rating"])
