"""The pages on which editors set up, give, change and remove their second factors: the library's, in the hub's look."""

import re
from contextlib import contextmanager
from urllib.parse import quote

from allauth.account import views as account
from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import RECOVERY_CODE_DIGITS
from allauth.mfa.base import views as base
from allauth.mfa.base.forms import ReauthenticateForm as GiveCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.forms import AddWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .lockout import guess
from .recovery_codes import keep_digests, use
from .second_factor import was_used

HOME = reverse_lazy("wagtailadmin_home")


def code_field(label, help_text):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        error_messages={"required": _("Type the code")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class CodeForm(GiveCodeForm):
    use_required_attribute = False

    code = code_field(_("Code"), _("6 figures from your authenticator app, or 8 figures of a recovery code."))

    def clean_code(self):
        with guess(context.request, "second factor", str(self.user.pk)):
            typed = re.sub(r"\D", "", self.cleaned_data["code"])
            if len(typed) == RECOVERY_CODE_DIGITS and (row := use(self.user, typed)):
                self.authenticator = row
                return typed
            code = re.sub(r"\D", "", super().clean_code())
            if self.authenticator.type == Authenticator.Type.TOTP and was_used(self.authenticator, code):
                raise get_adapter().validation_error("incorrect_code")
            return code


class AppForm(ActivateTOTPForm):
    use_required_attribute = False

    code = code_field(_("Code from the app"), _("6 figures. The app shows new ones every half minute."))


@contextmanager
def no_passkey_refused():
    """The library takes it that what is posted has the form of a passkey."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class GivePasskeyForm(ReauthenticateWebAuthnForm):
    def clean_credential(self):
        with no_passkey_refused():
            return super().clean_credential()


class PasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("What you call it"), help_text=_("Such as “Work telephone”."), max_length=60, required=False
    )

    def clean(self):
        with no_passkey_refused():
            return super().clean()


class PasswordForm(ReauthenticateForm):
    use_required_attribute = False

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Type your password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self):
        with guess(context.request, "password", self.user.email):
            return super().clean_password()


class Given:
    """After a factor was given the session gets a new key, and leads on to where somebody wanted to go."""

    def get_default_success_url(self):
        return HOME

    def form_valid(self, form):
        answer = super().form_valid(form)
        self.request.session.cycle_key()
        return answer


class Added:
    """Who sets up a factor has just shown it."""

    def form_valid(self, form):
        answer = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa")
        self.request.session.cycle_key()
        return answer


class IndexView(base.IndexView):
    template_name = "accounts/factors.html"


class GiveCodeView(Given, base.ReauthenticateView):
    template_name = "accounts/give_code.html"
    form_class = CodeForm


class GivePasskeyView(Given, webauthn.ReauthenticateWebAuthnView):
    template_name = "accounts/give_passkey.html"
    form_class = GivePasskeyForm

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data() | {"refused": True})


class PasswordView(Given, account.ReauthenticateView):
    template_name = "accounts/password_again.html"
    form_class = PasswordForm


class AddAppView(Added, totp.ActivateTOTPView):
    template_name = "accounts/add_app.html"
    form_class = AppForm


class RemoveAppView(totp.DeactivateTOTPView):
    template_name = "accounts/remove_factor.html"


class AddPasskeyView(Added, webauthn.AddWebAuthnView):
    template_name = "accounts/add_passkey.html"
    form_class = PasskeyForm

    def get_context_data(self, **kwargs):
        return super().get_context_data() | {"refused": self.request.method == "POST"}


class RemovePasskeyView(webauthn.RemoveWebAuthnView):
    template_name = "accounts/remove_factor.html"
    success_url = reverse_lazy("mfa_index")


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):
    """Shows the codes once; the page holds the file to keep too, as they cannot be asked for again.

    From then on nobody can read them any more.
    """

    template_name = "accounts/recovery_codes.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            keep_digests(Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES))
        return context | {"file": "data:text/plain;charset=utf-8," + quote("\r\n".join(context["unused_codes"]))}


class NewRecoveryCodesView(recovery_codes.GenerateRecoveryCodesView):
    template_name = "accounts/new_recovery_codes.html"
