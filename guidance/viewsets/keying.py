"""The screen on which a response that came by post or e-mail is typed in, and the receipt to send back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from guidance.keying import ROWS, Sheet, key_in
from guidance.models import Consultation, Response
from guidance.subjects import edition_to_read, worded


class KeyInView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    permission_policy = ModelPermissionPolicy(Response)
    permission_required = "add"
    shows = None
    page_title = "Key in a response"
    header_icon = "keyboard"
    template_name = "guidance/admin/key_in.html"

    def setup(self, request, pk):
        super().setup(request)
        consultations = Consultation.objects.select_related("document", "edition")
        self.consultation = get_object_or_404(consultations, pk=pk)

    def get_page_subtitle(self):
        return str(self.consultation)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("consultations:index"), "label": "Consultations"},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request, pk):
        return self.show(Sheet(self.consultation))

    def post(self, request, pk):
        if "more" in request.POST:
            return self.show(Sheet(self.consultation, request.POST, more=ROWS))
        sheet = Sheet(self.consultation, request.POST)
        if not sheet.is_valid():
            messages.error(request, "Nothing has been stored yet. Put right what is marked below.")
            return self.show(sheet)
        response, is_new = key_in(sheet, request.user)
        if "print" in request.POST:
            return receipt(response, self.consultation, sheet.form.cleaned_data["return_to"], is_new)
        if is_new:
            messages.success(request, f"Stored as {response.reference}.")
        else:
            messages.warning(request, f"This sheet was stored before, as {response.reference}. Nothing has changed.")
        return redirect("consultations:key_in", self.consultation.pk)

    def show(self, sheet):
        media = sheet.form.media + sheet.rows.media
        return self.render_to_response(self.get_context_data(sheet=sheet, media=media, consultation=self.consultation))


def receipt(response, consultation, return_to, is_new):
    """The receipt to print, in the language of the answer. It says nothing of what was answered."""
    with translation.override(response.language):
        context = {
            "response": response,
            "title": edition_to_read(consultation).title,
            "next_steps": worded(consultation, "next_steps"),
            "consultation": consultation,
            "return_to": return_to,
            "is_new": is_new,
        }
        return HttpResponse(render_to_string("guidance/admin/receipt.html", context))
