"""Mail to one person, in their language, from a pair of templates in `templates/emails/`."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django_tasks import task

from .metrics import count_mail

LATER = tuple(timedelta(minutes=5 * 4**n) for n in range(4))

logger = logging.getLogger(__name__)


def editors(permission, *, but=None):
    """The addresses of the editors' mailbox, if they have one; else of all who have the permission except `but`."""
    if settings.EDITORS_MAILBOX:
        return [settings.EDITORS_MAILBOX]
    return [user.email for user in ModelBackend().with_perm(permission) if user != but]


def send_mail(template, to, language, *, called="", **said):
    """Send `<template>_subject.txt` and `<template>.txt`, rendered with `said`. Returns whether it was taken.

    A post office that is shut does not undo what was done: the log then names the reference `called`, not the address.
    """
    with translation.override(language):
        context = Context(said, autoescape=False)
        subject, body = (
            get_template(f"emails/{part}.txt").template.render(context) for part in (f"{template}_subject", template)
        )
    try:
        EmailMessage(" ".join(subject.split()), body, to=[to]).send()
    except (OSError, SMTPException):
        logger.error("The mail “%s” about %s could not be sent.", template, called or "something")
        count_mail(taken=False)
        return False
    count_mail(taken=True)
    return True


def whole(path):
    """The whole address of a path of the hub, as mail gives it: one of the admin is under the admin's own host."""
    base = settings.WAGTAILADMIN_BASE_URL if path.startswith("/admin/") else settings.BASE_URL
    return base.rstrip("/") + path


@task()
def post(template, to, language, called, said, tries=1):
    """Send a mail as `send_mail` does, when a worker comes to it: `said` holds texts alone.

    Where the post office is shut, a worker tries again after 5, 20 and 80 minutes and after five hours.
    """
    sent = send_mail(template, to, language, called=called, **said)
    if not sent and tries <= len(LATER) and post.get_backend().supports_defer:
        later = post.using(run_after=timezone.now() + LATER[tries - 1])
        later.enqueue(template, to, language, called, said, tries + 1)
