"""The second factor of the admin: who is asked for one, in which session it was given, and how its secrets are kept.

A factor is an authenticator app (TOTP, RFC 6238), a passkey (WebAuthn) or a recovery code that came with one.
"""

import base64
import secrets
from functools import wraps
from ipaddress import ip_address

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.log_actions import log

from .accounts import CODE_BACKEND, by_code
from .sessions import end_sessions

ADMIN = "wagtailadmin.access_admin"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes only stand in for these
ADDED, REMOVED, NEW_CODES, RESET = (f"hub.{verb}_factor" for verb in ("add", "remove", "renew", "reset"))


def is_required(request):
    """Whether the admin asks for a second factor. `MFA_REQUIRED=off` holds for this machine alone, as does its demo."""
    return settings.MFA_REQUIRED or not ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback


def has_one(user):
    return is_mfa_enabled(user, FACTORS)


def was_given(request):
    """Whether a second factor was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def keeps_out(request):
    """Whether somebody who may use the admin still has to give their second factor, or to set one up."""
    user = request.user
    return user.is_authenticated and is_required(request) and not was_given(request) and user.has_perm(ADMIN)


def way_in(request):
    """A redirect to where the second factor is given or set up, which leads back."""
    name = "mfa_reauthenticate" if has_one(request.user) else "mfa_index"
    return redirect_to_login(request.get_full_path(), reverse(name))


def for_editors(view, giving=False):
    """Show a page on factors only to who may use the admin, by password and, unless `giving` it, a factor already."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        by_password = request.user.is_authenticated and not by_code(request)
        if not (by_password and request.user.has_perm(ADMIN)):
            return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
        if not giving and has_one(request.user) and not was_given(request):
            return way_in(request)
        return view(request, *args, **kwargs)

    return guarded


class FactorAdapter(DefaultMFAAdapter):
    """What the library asks: names to show, and secrets kept encrypted with a key made of `SECRET_KEY`."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Use the newest that the app shows, or another recovery code"),
    }

    def get_totp_issuer(self):
        return settings.WAGTAIL_SITE_NAME

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret. Where `SECRET_KEY` was changed meanwhile: one that nobody knows, so that no code is right."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("hub.second_factor", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@transaction.atomic
def was_used(factor, code):
    """Whether a code of an app was used before, while it still held; from now on it was. Kept in the database: a cache
    may not be shared, and the library keeps it there for less time than `MFA_TOTP_TOLERANCE` lets a code hold.
    """
    row = Authenticator.objects.select_for_update().get(pk=factor.pk)
    used = row.data.get("used", [])
    row.data["used"] = [code, *used][: 2 * settings.MFA_TOTP_TOLERANCE + 1]
    row.save(update_fields=["data"])
    return code in used


@receiver(user_logged_in)
def begin_anew(request, user, **kwargs):
    """Whatever was given before in this browser counts no more once somebody gives a password."""
    if user.backend != CODE_BACKEND:
        clear_authentication_records(request)
        record_authentication(request, user, method="password", reauthenticated=True)


@receiver(authenticator_added)
def note_addition(request, user, authenticator, **kwargs):
    end_sessions(user, but=request.session.session_key)
    log(user, ADDED, user=user, data={"type": authenticator.type})


@receiver(authenticator_removed)
def note_removal(request, user, authenticator, **kwargs):
    end_sessions(user, but=request.session.session_key)
    log(user, REMOVED, user=user, data={"type": authenticator.type})


@receiver(authenticator_reset)
def note_new_codes(user, **kwargs):
    log(user, NEW_CODES, user=user)
