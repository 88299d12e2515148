"""The pages on which somebody signs in by an e-mailed code, and signs out."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.ratelimit import consume_or_429, respond_429
from django import forms
from django.contrib.auth.views import LogoutView
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

UNUSABLE = "unusable"  # ?note= of who had no code that still holds


class EmailForm(RequestLoginCodeForm):
    use_required_attribute = False

    email = forms.EmailField(
        label=_("Your work e-mail address"),
        error_messages={
            "required": _("Type your e-mail address"),
            "invalid": _("Type an e-mail address such as name@example.gov.uk"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class CodeForm(ConfirmLoginCodeForm):
    use_required_attribute = False

    code = forms.CharField(
        label=_("Code from the message"),
        help_text=_("8 figures. Spaces and hyphens do not matter."),
        error_messages={"required": _("Type the code")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class SignInView(RequestLoginCodeView):
    """Asks for an address and sends a code to it. What it answers says nothing of whether there is an account."""

    form_class = EmailForm
    template_name = "accounts/sign_in.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Whoever typed a wrong address, or got no message, may begin again."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(unusable=self.request.GET.get("note") == UNUSABLE, **kwargs)


class CodeView(ConfirmLoginCodeView):
    """Asks for the code. Tries are counted in the session for each code, and in the cache for each address."""

    form_class = CodeForm
    template_name = "accounts/code.html"

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code == 302 and answer.url == reverse("account_request_login_code"):
            return redirect(self.passthrough_next_url(f"{answer.url}?note={UNUSABLE}"))
        return answer

    def post(self, request, *args, **kwargs):
        email = self._process.state["email"].lower()
        return consume_or_429(request, action="confirm_login_code", key=email) or super().post(request)

    def form_invalid(self, form):
        if form.has_error("code", "incorrect_code") and not self._process.record_invalid_attempt():
            return respond_429(self.request)
        return self.render_to_response(self.get_context_data(form=form))


class SignOutView(LogoutView):
    """Signs out by POST. Otherwise it says whether one is signed out, and asks."""

    http_method_names = ["get", "post"]
    template_name = "accounts/signed_out.html"
