from allauth.core.ratelimit import consume
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from directory.forms.joining import AskForm
from directory.models import AccessRequest
from directory.notices import tell_once_settled


@method_decorator(csrf_exempt, name="dispatch")  # no cookie is read here, so there is nothing for a token to guard
class AskView(FormView):
    """Asks to act for a prison. The answer is the same whether or not the address is known."""

    form_class = AskForm
    template_name = "directory/joining/ask.html"

    def get_initial(self):
        return {"prison": self.request.GET.get("prison")}

    def form_valid(self, form):
        asked = form.cleaned_data
        if not consume(self.request, action="ask_to_join", key=asked["email"]):
            form.add_error(None, _("Too many requests have come. Nothing you typed is lost: send it again tomorrow."))
            return self.form_invalid(form)
        row, is_new = AccessRequest.objects.get_or_create(
            email=asked["email"],
            prison=asked["prison"],
            decision="",
            defaults={"role": asked["role"], "work": asked["work"], "language": get_language()},
        )
        if is_new:
            tell_once_settled(row, "asked")
        return redirect("asked_to_join")


class AskedView(TemplateView):
    template_name = "directory/joining/asked.html"
