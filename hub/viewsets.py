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
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from .accesses import note, reference_of
from .forms import PlainForm, PlainTextField
from .models import Access, User
from .models.accesses import Action, Why
from .names import SHORTEST, digest_of, places
from .people import erase, export, known_by, one_line
from .restricted import RESTRICTED

REFERENCE = re.compile(r"[A-Z]-[0-9A-Z]{8}", re.IGNORECASE)
HANDLE = "hub.handle_person_data"
MOST_NAMES = 20


class NeverEditedMixin:
    """A viewset without Wagtail's screen to edit a row: nothing, such as the site's history, leads there."""

    def register_admin_url_finder(self):
        """There is none to register."""


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


class AccessViewSet(NeverEditedMixin, ModelViewSet):
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

    names = PlainTextField(
        label="Names, each in a line",
        longest=2500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as “Ann Example”. Names that are known of the account, or were given with what was sent, are "
        "searched for as well.",
    )

    def clean_names(self):
        names = list(dict.fromkeys(filter(None, map(one_line, self.cleaned_data["names"].splitlines()))))
        if len(names) > MOST_NAMES or any(len(name) < SHORTEST for name in names):
            raise ValidationError(f"At most {MOST_NAMES} names, each of {SHORTEST} characters or more.")
        return names

    def clean_known_by(self):
        text = self.cleaned_data["known_by"]
        if not REFERENCE.fullmatch(text):
            validate_email(text)
        return text


class EraseForm(PlainForm):
    why = forms.ChoiceField(label="Reason", choices=Why, widget=forms.RadioSelect)
    every = forms.BooleanField(
        label="Cut the name out of every place above that has a box, whether it is ticked or not", required=False
    )
    places = forms.MultipleChoiceField(required=False)  # boxes in the list of places
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(label="The person’s data is erased. This cannot be undone.")

    def __init__(self, data=None, *, found=()):
        """For the places `found` of a name."""
        self.found, self.now = found, digest_of(found)
        super().__init__(data, initial={"shown": self.now})
        self.fields["places"].choices = [(one.key, one.key) for one in found if not one.by_hand]

    def clean(self):
        """What somebody agrees to erase is what they were shown."""
        if self.cleaned_data.get("shown") != self.now:
            self.data = self.data.copy()
            self.data["shown"] = self.now
            raise ValidationError("What was found has changed since you looked. Look at the places of the name again.")

    @property
    def ticked(self):
        return self.data.getlist("places") if self.is_bound else []

    @property
    def chosen(self):
        """The [Place] to cut the name out of."""
        wanted = set(self.cleaned_data["places"])
        return [one for one in self.found if self.cleaned_data["every"] or one.key in wanted]


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
        names = list(dict.fromkeys([*form.cleaned_data["names"], *person.names()]))
        if "erase" in request.POST:
            return self.erase(form, person, names)
        return self.tell(form, person, names)

    def tell(self, form, person, names, sure=None):
        """What is held, with the places of the names. What of them is restricted counts as looked at."""
        found = sure.found if sure else places(names)
        note(self.request.user, Action.VIEW, "hub.User", person.reference)
        for label, pk in {(one.model._meta.label, one.pk): None for one in found if not one.by_hand}:
            note(self.request.user, Action.VIEW, label, reference_of(RESTRICTED[label].model, pk))
        return self.show(form, person, names, sure or EraseForm(found=found))

    def erase(self, form, person, names):
        sure = EraseForm(self.request.POST, found=places(names))
        if not sure.is_valid():
            return self.tell(form, person, names, sure)
        try:
            left = erase(person, self.request.user, sure.cleaned_data["why"], names, sure.chosen)
        except ValidationError as error:
            sure.add_error(None, error)
            return self.tell(form, person, names, sure)
        messages.success(self.request, "Erased.")
        for one in left:
            messages.warning(self.request, f"The address stays in what never changes: {one.called}, {len(one.pks)}.")
        if not (kept := places(names)):
            return redirect("person_data:index")
        messages.warning(self.request, "A name that you looked for still stands in what is listed below.")
        return self.tell(form, person, names, EraseForm(found=kept))

    def show(self, form, person=None, names=(), sure=None):
        context = {"form": form, "person": person, "names": names, "sure": sure}
        if person:
            context |= {"held": person.held(), "mentions": person.mentions(), "found": self.with_links(sure.found)}
            form.data = form.data.copy()
            form.data["names"] = "\n".join(names)
        response = self.render_to_response(self.get_context_data(**context))
        response["Cache-Control"] = "no-store"
        return response

    def with_links(self, found):
        """[(place, address at which it is edited, or None)]"""
        finder = AdminURLFinder(self.request.user)
        return [(one, finder.get_edit_url(one.about) if one.about else None) for one in found]


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
