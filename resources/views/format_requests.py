"""The form to ask for a file in another format: no account, no cookie, no script."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from hub.senders import TooMany, count, sender_of
from resources.format_requests import ask, current_version
from resources.forms import FormatRequestForm


# As with a concern: it reads no cookie, so there is nothing for a token to guard, and the token would be a cookie.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AskView(FormView):
    template_name = "resources/ask_for_format.html"
    form_class = FormatRequestForm

    def dispatch(self, request, *args, toolkit, file, **kwargs):
        self.version = current_version(toolkit, file)
        if not self.version:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.version, **kwargs)

    def form_valid(self, form):
        try:
            count("formats", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many requests came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        fields = {name: value for name, value in form.cleaned_data.items() if name != "trap"}
        ask(self.version, fields, get_language())
        return redirect(reverse("resources:asked_for_format"))


class AskedView(TemplateView):
    template_name = "resources/asked_for_format.html"
