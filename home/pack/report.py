"""Where editors have packs built, see how far they are, and take them away."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import Pack

from .scope import collections
from .tasks import ask
from .views import sent


class PackForm(forms.Form):
    collection = forms.ChoiceField(label="What is in it", required=False)
    language = forms.ChoiceField(label="Language", required=False, choices=[("", "Both"), *settings.LANGUAGES])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collection"].choices = list(collections().items())


class OfPacks(PermissionCheckedMixin):
    shows = None  # what anybody may read
    permission_policy = ModelPermissionPolicy(Pack)
    permission_required = "view"


class PackReportView(OfPacks, WagtailAdminTemplateMixin, FormView):
    page_title = "Offline packs"
    header_icon = "download"
    template_name = "home/admin/packs.html"
    form_class = PackForm
    success_url = reverse_lazy("pack_report")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        titles = collections()
        packs = [(pack, titles.get(pack.collection, pack.collection)) for pack in Pack.objects.all()[:50]]
        may_ask = self.user_has_permission("add")
        return super().get_context_data(**kwargs, packs=packs, may_ask=may_ask)

    def form_valid(self, form):
        if not self.user_has_permission("add"):
            return redirect(self.success_url)
        with transaction.atomic():  # it is built once this is written
            log(ask(**form.cleaned_data), "home.ask_for_pack", user=self.request.user)
        messages.success(self.request, "The pack will be built.")
        return super().form_valid(form)


class PackDownloadView(OfPacks, View):
    def get(self, request, pk):
        return sent(get_object_or_404(Pack.objects.ready(), pk=pk))
