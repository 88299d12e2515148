"""Consents in the admin: only for those who are given the permission."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.forms import RadioSelect
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from hub.forms import PlainForm
from hub.reach import removals
from resources.models import Consent, VoicePage
from resources.models.consents import Why, WithdrawnBy, announce, reach_of
from resources.withdrawal import remove_voice, withdraw

ANY = ["view", "add", "change"]


def titled():
    """Consents, each with the title of its voice, in English where there is that, as `title`."""
    pages = VoicePage.objects.filter(translation_key=OuterRef("voice")).order_by("locale__language_code").reverse()
    return Consent.objects.annotate(title=Subquery(pages.values("title")[:1]))


class ConsentForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("voice", None)
        elif "voice" in self.fields:
            pages = VoicePage.objects.exclude(translation_key__in=Consent.objects.values("voice")).order_by("title")
            choices = {str(page.translation_key): page.title for page in pages.select_related("locale")}
            self.fields["voice"] = forms.ChoiceField(label="Voice", choices=[("", "Choose one"), *choices.items()])


class ConsentIndexView(generic.IndexView):
    any_permission_required = ANY

    def get_base_queryset(self):
        return titled()


class AddConsentView(generic.CreateView):
    success_message = "Stored. The voice can be published now."

    def get_initial_form_instance(self):
        return Consent(recorded_by=self.request.user)

    def save_instance(self):
        consent = super().save_instance()
        announce(consent, None)
        return consent


class RenewView(generic.EditView):
    """Change or renew a consent. One that was withdrawn stays as it is."""

    success_message = "Stored."

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.stays() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.before = reach_of(self.object)
        return self.stays() or super().post(request, *args, **kwargs)

    def stays(self):
        """The way back where it was withdrawn; else None."""
        if self.object.withdrawn_at is None:
            return None
        messages.error(self.request, "It has been withdrawn. It stays as it was.")
        return redirect("consents:record", self.object.pk)

    def save_instance(self):
        consent = super().save_instance()
        announce(consent, self.before)
        return consent


class WithdrawForm(PlainForm):
    by = forms.ChoiceField(label="Who asks for it", choices=WithdrawnBy, widget=RadioSelect)
    why = forms.ChoiceField(label="Kind of reason", choices=Why, widget=RadioSelect)
    sure = forms.BooleanField(label="The voice is deleted in every language. This cannot be undone.")


class RecordView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A record of consent, how far its removal is, and the form to withdraw it."""

    model = Consent
    permission_policy = ModelPermissionPolicy(Consent)
    any_permission_required = ANY
    page_title = "Consent"
    header_icon = "key"
    template_name = "resources/admin/consent.html"

    def setup(self, request, pk):
        super().setup(request, pk)
        self.consent = get_object_or_404(titled(), pk=pk)

    def get_page_subtitle(self):
        return str(self.consent)

    def get_breadcrumbs_items(self):
        crumbs = [{"url": reverse("consents:index"), "label": "Consents"}, {"url": "", "label": str(self.consent)}]
        return [*self.breadcrumbs_items, *crumbs]

    def get(self, request, pk):
        return self.show(WithdrawForm())

    def show(self, form):
        steps = [(step.label, self.consent.removed.get(step.code)) for step in removals()]
        may_change = self.user_has_permission("change")
        rows = [(field.verbose_name, shown(self.consent, field)) for field in Consent._meta.fields if field.editable]
        context = self.get_context_data(consent=self.consent, steps=steps, form=form, rows=rows, may_change=may_change)
        return self.render_to_response(context)

    def post(self, request, pk):
        if not self.user_has_permission("change"):
            return self.get(request, pk)
        if self.consent.withdrawn_at:
            remove_voice.enqueue(self.consent.pk)
            return redirect("consents:record", pk)
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            withdraw(self.consent, form.cleaned_data["by"], form.cleaned_data["why"], user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Withdrawn. Nobody reads this voice any more, and it is being removed.")
        return redirect("consents:record", pk)


def shown(consent, field):
    """The value of a field in words."""
    display = getattr(consent, f"get_{field.name}_display", None)
    value = display() if display else getattr(consent, field.name)
    return "; ".join(map(str, value)) if isinstance(value, list) else value


class ConsentViewSet(ModelViewSet):
    model = Consent
    icon = "key"
    menu_label = "Consents"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ConsentIndexView
    add_view_class = AddConsentView
    edit_view_class = RenewView
    list_per_page = 50
    list_filter = ["expires_on", "review_on"]
    search_fields = []
    list_display = [
        TitleColumn("__str__", label="Record", url_name="consents:record"),
        Column("title", label="Voice"),
        Column("state", label="State"),
        Column("expires_on", label="Runs out after"),
        Column("review_on", label="Ask again by"),
    ]
    edit_handler = ObjectList(
        [
            "voice",
            MultiFieldPanel(["asked_by", "asked_in", "asked_how", "understood"], "How they were asked"),
            MultiFieldPanel(
                ["spoken_in", "covers", FieldPanel("attribution", widget=RadioSelect)], "What they agreed to"
            ),
            MultiFieldPanel([FieldRowPanel(["given_on", "review_on", "expires_on"])], "How long"),
            MultiFieldPanel(["how_to_withdraw", "kept_at"], "Afterwards"),
        ],
        base_form_class=ConsentForm,
    )

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"delete_url_name": None, "usage_url_name": None}, **kwargs)

    def get_urlpatterns(self):
        """A record is kept: nobody deletes one."""
        kept = ("index", "index_results", "add", "edit", "history", "history_results")
        urls = [one for one in super().get_urlpatterns() if one.name in kept]
        return [*urls, path("<int:pk>/", self.construct_view(RecordView), name="record")]

    def get_permissions_to_register(self):
        codes = [f"{one}_consent" for one in ANY]
        return super().get_permissions_to_register().filter(codename__in=codes)
