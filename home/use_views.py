"""The form to say where something from here was cited: no account, no cookie, no script."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from hub.senders import TooMany, count, sender_of

from .forms import UseForm
from .uses import record


# It reads no cookie that a form on another site could make use of, so there is nothing for a token to guard, and the
# token would be a cookie on a public page.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UseView(FormView):
    template_name = "home/use.html"
    form_class = UseForm

    def get_initial(self):
        return {"identifier": self.request.GET.get("id", "")[:200]}

    def form_valid(self, form):
        try:
            count("uses", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many reports came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        record({name: value for name, value in form.cleaned_data.items() if name != "trap"}, get_language())
        return redirect(reverse("use_thanks"))


class ThanksView(TemplateView):
    template_name = "home/use_thanks.html"
