"""Only what is needed of django-allauth, under the names by which it finds its own pages."""

from django.urls import path

from . import factors
from .second_factor import for_editors
from .session_pages import SessionsView
from .sign_in import CodeView, SignInView, SignOutView

FACTORS = {
    "": (factors.IndexView, "mfa_index"),
    "app/": (factors.AddAppView, "mfa_activate_totp"),
    "app/remove/": (factors.RemoveAppView, "mfa_deactivate_totp"),
    "passkey/": (factors.AddPasskeyView, "mfa_add_webauthn"),
    "passkey/<int:pk>/remove/": (factors.RemovePasskeyView, "mfa_remove_webauthn"),
    "recovery-codes/": (factors.RecoveryCodesView, "mfa_view_recovery_codes"),
    "recovery-codes/new/": (factors.NewRecoveryCodesView, "mfa_generate_recovery_codes"),
}
GIVING = {
    "give/": (factors.GiveCodeView, "mfa_reauthenticate"),
    "give/passkey/": (factors.GivePasskeyView, "mfa_reauthenticate_webauthn"),
    "give/password/": (factors.PasswordView, "account_reauthenticate"),
}

urlpatterns = [
    path("", SignInView.as_view(), name="account_login"),
    path("", SignInView.as_view(), name="account_request_login_code"),
    path("code/", CodeView.as_view(), name="account_confirm_login_code"),
    path("out/", SignOutView.as_view(), name="account_logout"),
    path("where/", SessionsView.as_view(), name="sessions"),
    *(
        path(f"second-factor/{route}", for_editors(view.as_view(), giving=pages is GIVING), name=name)
        for pages in (FACTORS, GIVING)
        for route, (view, name) in pages.items()
    ),
]
