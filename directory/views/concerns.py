"""The form to report a concern about a page: no account, no cookie, no script."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from directory.forms.concerns import ConcernForm
from directory.models.concerns import OTHER_DAYS, URGENT_DAYS
from directory.reporting import report
from hub.senders import TooMany, count, sender_of

CLOCK = {"urgent_days": URGENT_DAYS, "other_days": OTHER_DAYS}


# It reads no cookie that a form on another site could make use of, so there is nothing for a token to guard, and the
# token would be a cookie on a public page. What is typed is in the page alone.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ConcernView(FormView):
    template_name = "directory/concerns/report.html"
    form_class = ConcernForm
    extra_context = CLOCK

    def get_initial(self):
        return {"about": self.request.GET.get("about", "")[:500], "kind": self.request.GET.get("kind", "")}

    def form_valid(self, form):
        try:
            count("concerns", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many reports came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        fields = {name: value for name, value in form.cleaned_data.items() if name != "trap"}
        report(fields, get_language())
        return redirect(reverse("concerns:thanks"))


class ThanksView(TemplateView):
    template_name = "directory/concerns/thanks.html"
    extra_context = CLOCK
