"""Who comes into the admin: from where it may be used, by password and with a second factor."""

from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.http.request import split_domain_port
from django.urls import reverse

from . import second_factor
from .accounts import by_code
from .security_log import refused
from .sessions import end_if_idle

# Signing in and out, a new password, and what these pages are made of.
OUTSIDE = ("/admin/login/", "/admin/logout/", "/admin/password_reset/", "/admin/sprite/", "/admin/jsi18n/")


def in_admin(request):
    """Whether a request is for the admin: by what decides which view answers, whatever stands before it."""
    return request.path_info.startswith("/admin/")


def is_shut(request):
    """Whether a request comes under a host name or from an address from which the admin is not used."""
    if settings.ADMIN_HOSTS and split_domain_port(request.get_host())[0] not in settings.ADMIN_HOSTS:
        return True
    if not settings.ADMIN_NETWORKS:
        return False
    address = ip_address(get_adapter().get_client_ip(request))
    return not any(address in network for network in settings.ADMIN_NETWORKS)


def may_enter(request):
    """Whether a session is one that opens the admin, to whoever may use it: for what else is editors' own."""
    return not by_code(request) and not second_factor.keeps_out(request)


class AdminAccessMiddleware:
    """Under /admin/, take who signed in by an e-mailed code for a stranger, and ask everybody for a second factor.

    From elsewhere than `ADMIN_HOSTS` and `ADMIN_NETWORKS` say there is nothing at all, not even a page to sign in.

    A session that was idle for long ends. Nothing outside the admin reads the session for this.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if in_admin(request):
            if is_shut(request):
                raise Http404
            if by_code(request):
                request.user = AnonymousUser()
            if request.user.is_authenticated:
                end_if_idle(request)
            if not request.path_info.startswith(OUTSIDE) and second_factor.keeps_out(request):
                return second_factor.way_in(request)
            return self.answer(request)
        return self.get_response(request)

    def answer(self, request):
        """What the admin answers; where it lets somebody do nothing, that is logged."""
        response = self.get_response(request)
        # Wagtail leads home, with a message, whom it does not let in.
        shut = response.status_code == 403 or response.get("Location") == reverse("wagtailadmin_home")
        if shut and request.user.is_authenticated and not request.path_info.startswith(OUTSIDE):
            refused(request)
        return response
