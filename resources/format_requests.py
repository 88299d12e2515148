"""A reader's request for a file in another format."""

import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub.mail import editors, post, send_mail, whole

from .models import FileVersion, FormatRequest, ToolkitPage

MOST_TOLD = 5  # acknowledgements to one address in a day: the form is not there to fill somebody's mailbox


def current_version(toolkit, slug):
    """The newest version of the file with a slug, of the toolkit with a slug, that a reader may have now, or None."""
    pages = ToolkitPage.objects.published().for_language().filter(slug=toolkit)
    version = FileVersion.objects.light().filter(page__in=pages, slug=slug).order_by("number").last()
    if version and version.page.files.filter(translation_key=version.key).exists():
        return version
    return None


def ask(version, fields, language, at=None):
    """Store a request from {field: value} and return it; the same one again within a day is a double click.

    Whoever gave an address is told by mail that it has arrived.
    """
    at = at or timezone.now()
    today = FormatRequest.objects.filter(asked_at__gt=at - datetime.timedelta(days=1))
    same = today.filter(file=version, **fields).first()
    if same:
        return same
    told = today.filter(email__iexact=fields["email"]).count()
    about = f"{version.page.title}: {version.title} ({version.number})"
    made = FormatRequest.objects.create(file=version, about=about, language=language, asked_at=at, **fields)
    if made.email and told < MOST_TOLD:
        said = {"reference": made.reference, "about": about, "format": made.get_format_display(), "due": made.due_on}
        send = partial(send_mail, "format_request", made.email, language, called=made.reference, **said)
        transaction.on_commit(send)
    transaction.on_commit(partial(tell_editors, made))
    return made


def tell_editors(request):
    """Who works on such requests has a mail with the address of the request, and nothing of what was written."""
    with translation.override(settings.LANGUAGE_CODE):
        says = _("A reader asks for a file in another format.")
    page = whole(reverse("format_requests:edit", args=[request.pk]))
    said = {"subject": says, "says": says, "reference": request.reference, "page": page}
    for address in editors("resources.change_formatrequest"):
        post.enqueue("notice", address, settings.LANGUAGE_CODE, request.reference, said)
