"""Who comes into the admin: no session that an e-mailed code opened, and none without a second factor."""

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import AnonymousUser

from . import second_factor
from .accounts import CODE_BACKEND

# Signing in and out, a new password, and what these pages are made of.
OUTSIDE = ("/admin/login/", "/admin/logout/", "/admin/password_reset/", "/admin/sprite/", "/admin/jsi18n/")


def in_admin(request):
    """Whether a request is for the admin: by what decides which view answers, whatever stands before it."""
    return request.path_info.startswith("/admin/")


def by_code(request):
    return request.session.get(BACKEND_SESSION_KEY) == CODE_BACKEND


def may_enter(request):
    """Whether a session is one that opens the admin, to whoever may use it: for what else is editors' own."""
    return not by_code(request) and not second_factor.keeps_out(request)


class AdminAccessMiddleware:
    """Under /admin/, take who signed in by an e-mailed code for a stranger, and ask everybody for a second factor.

    Nothing outside the admin reads the session for this.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if in_admin(request):
            if by_code(request):
                request.user = AnonymousUser()
            if not request.path_info.startswith(OUTSIDE) and second_factor.keeps_out(request):
                return second_factor.way_in(request)
        return self.get_response(request)
