"""Restricted data in the admin: who saw what, and a person's data, each for those who are given the permission."""

import re

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from .accesses import note
from .forms import PlainForm
from .models import Access, User
from .models.accesses import Action, Why
from .people import erase, export, known_by
from .restricted import RESTRICTED

REFERENCE = re.compile(r"[A-Z]-[0-9A-Z]{8}", re.IGNORECASE)
HANDLE = "hub.handle_person_data"


class AccessFilterSet(WagtailFilterSet):
    by = django_filters.CharFilter(field_name="by__email", lookup_expr="iexact", label="Who, by e-mail address")
    kind = django_filters.ChoiceFilter(label="Kind of data", choices=lambda: [(label, label) for label in RESTRICTED])
    reference = django_filters.CharFilter(label="Reference")

    class Meta:
        model = Access
        fields = ["action"]


class AccessIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self):
        return Access.objects.select_related("by")


class AccessViewSet(ModelViewSet):
    model = Access
    icon = "history"
    menu_label = "Who saw what"
    add_to_reference_index = False
    form_fields = []
    index_view_class = AccessIndexView
    filterset_class = AccessFilterSet
    list_per_page = 50
    list_display = [
        Column("at", label="When"),
        Column("by", label="Who", accessor=lambda row: row.by or "a removed account"),
        Column("action", label="What they did", accessor="get_action_display"),
        Column("kind", label="Kind of data"),
        Column("reference", label="Reference"),
        Column("why", label="Reason", accessor="get_why_display"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Rows are written by the hub. Nobody adds, changes or deletes one."""
        return [one for one in super().get_urlpatterns() if one.name in ("index", "index_results")]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="hub", codename__in=["view_access", HANDLE.partition(".")[2]]
        )


class PersonForm(PlainForm):
    known_by = forms.CharField(
        label="E-mail address, or the reference of something sent without an account",
        max_length=254,
        help_text="Such as C-7K2Q9MXT. What was sent to a consultation is found by its reference alone.",
    )

    def clean_known_by(self):
        text = self.cleaned_data["known_by"]
        if not REFERENCE.fullmatch(text):
            validate_email(text)
        return text


class EraseForm(PlainForm):
    why = forms.ChoiceField(label="Reason", choices=Why, widget=forms.RadioSelect)
    sure = forms.BooleanField(label="The person’s data is erased. This cannot be undone.")


class PersonView(WagtailAdminTemplateMixin, View):
    """What is held of whoever has an address: told, exported, erased. An address is posted, so that no log has it."""

    shows = None  # it writes down itself what it showed, and of whom
    page_title = "A person’s data"
    header_icon = "user"
    template_name = "hub/admin/person.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request):
        if not request.user.has_perm(HANDLE):
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        """The form; with `?account=`, the number of an account, for the address of that."""
        number = request.GET.get("account", "")
        user = User.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
        return self.show(PersonForm(initial={"known_by": user.email} if user else None))

    def post(self, request):
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        person = known_by(form.cleaned_data["known_by"])
        if "export" in request.POST:
            headers = {"Content-Disposition": 'attachment; filename="person.zip"', "Cache-Control": "no-store"}
            return StreamingHttpResponse(export(person, request.user), "application/zip", headers=headers)
        if "erase" in request.POST:
            return self.erase(form, person)
        note(request.user, Action.VIEW, "hub.User", person.reference)
        return self.show(form, person)

    def erase(self, form, person):
        sure = EraseForm(self.request.POST)
        if not sure.is_valid():
            return self.show(form, person, sure)
        try:
            left = erase(person, self.request.user, sure.cleaned_data["why"])
        except ValidationError as error:
            sure.add_error(None, error)
            return self.show(form, person, sure)
        messages.success(self.request, "Erased.")
        for one in left:
            messages.warning(self.request, f"The address stays in what never changes: {one.called}, {len(one.pks)}.")
        return redirect("person_data:index")

    def show(self, form, person=None, sure=None):
        context = {"form": form, "person": person, "sure": sure or EraseForm()}
        if person:
            context |= {"held": person.held(), "mentions": person.mentions()}
        response = self.render_to_response(self.get_context_data(**context))
        response["Cache-Control"] = "no-store"
        return response


class PersonMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(HANDLE)


class PersonViewSet(ViewSet):
    icon = "user"
    menu_label = "A person’s data"
    menu_item_class = PersonMenuItem

    def get_urlpatterns(self):
        return [path("", PersonView.as_view(), name="index")]


class RestrictedGroup(ViewSetGroup):
    menu_label = "Restricted data"
    menu_icon = "lock"
    menu_order = 240
    items = (AccessViewSet("accesses", url_prefix="accesses"), PersonViewSet("person_data", url_prefix="person"))
