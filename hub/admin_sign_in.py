"""The form on which editors give their password: Wagtail's, with a wait for who is wrong too often."""

from wagtail.admin.forms.auth import LoginForm

from .lockout import guess


class SignInForm(LoginForm):
    def clean(self):
        email = self.cleaned_data.get("username")
        if not (email and self.cleaned_data.get("password")):
            return super().clean()
        with guess(self.request, "password", email):
            return super().clean()
