"""How django-allauth serves the hub: codes by e-mail, no sign-up, and a session that the admin does not take."""

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model
from django.contrib.auth.backends import BaseBackend
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .email_domains import is_for_work
from .mail import post, send_mail

CODE_BACKEND = "hub.accounts.CodeBackend"


def by_code(request):
    """Whether an e-mailed code opened the session of a request."""
    return request.session.get(BACKEND_SESSION_KEY) == CODE_BACKEND


class CodeBackend(BaseBackend):
    """Marks a session that an e-mailed code opened. It takes no credentials and grants nothing."""

    def get_user(self, user_id):
        return get_user_model().objects.filter(pk=user_id, is_active=True).first()


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Use the one in the newest message"),
        "too_many_login_attempts": _("Too many codes were asked for. Wait ten minutes, then try again"),
    }

    def get_login_stages(self):
        """A code is all that is asked of a contributor: what it opens is not the admin."""
        return ["allauth.account.stages.LoginByCodeStage"]

    def get_reauthentication_methods(self, user):
        """Who has a second factor shows that one; a password alone changes nothing of it."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"] or methods

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tells somebody that the way they sign in to the admin was changed; not more, as others may read it."""
        post.enqueue("factor_changed", email or user.email, get_language(), f"user {user.pk}", {})

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def login(self, request, user):
        user.backend = CODE_BACKEND
        super().login(request, user)

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def add_message(self, *args, **kwargs):
        """Our pages say themselves what happened; a message would lie in a cookie until the admin shows it."""

    def send_mail(self, template_prefix, email, context):
        """The code, or to an address with no account what to do; the latter only to addresses that may get one."""
        minutes = app_settings.LOGIN_BY_CODE_TIMEOUT // 60
        if "code" in context:
            send_mail("sign_in_code", email, get_language(), code=context["code"], minutes=minutes)
        elif is_for_work(email):
            ask = settings.BASE_URL + reverse("account_signup")
            send_mail("no_account", email, get_language(), ask=ask)
