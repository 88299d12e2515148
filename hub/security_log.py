"""What the log says of signing in, and of what somebody may not have: an account by its number, or a digest of what
was typed; never from where.
"""

import hashlib
import hmac
import logging

from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from .request_log import route_of

logger = logging.getLogger("hub.security")


def digest_of(address):
    """What an e-mail address is known by in the log: who has the address can look it up, nobody can read it there."""
    return hmac.new(settings.SECRET_KEY.encode(), address.strip().lower().encode(), hashlib.sha256).hexdigest()[:16]


@receiver(user_logged_in)
def signed_in(user, **kwargs):
    logger.info("Account %s signed in, by %s.", user.pk, getattr(user, "backend", "").rsplit(".", 1)[-1])


@receiver(user_logged_out)
def signed_out(request, user, **kwargs):
    request.signed_out = True  # hub/headers.py tells the browser
    if user:
        logger.info("Account %s signed out.", user.pk)


def ended(user, count):
    logger.info("Account %s ended %s of its sessions.", user.pk, count)


def refused(request):
    """To be called where somebody who is signed in asked for what they may not have."""
    logger.warning("Account %s was refused %s.", request.user.pk, route_of(request))


@receiver(user_login_failed)
def wrong_password(credentials, **kwargs):
    named = credentials.get("username") or credentials.get("email") or ""
    logger.warning("A wrong password was given for %s.", digest_of(named))


@receiver(login_code_rejected)
def wrong_code(user, **kwargs):
    logger.warning("A wrong code of a mail was given for account %s.", user.pk)


@receiver(authenticator_used)
def factor_given(user, authenticator, **kwargs):
    logger.info("Account %s gave its second factor, %s.", user.pk, authenticator.type)


@receiver(authentication_failed)
def wrong_factor(user, **kwargs):
    logger.warning("A wrong second factor was given for account %s.", user.pk)
