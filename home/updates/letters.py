"""What a mail of updates says, and the headers that mail programs read."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.models.subscriptions import MailState

from .sources import SOURCES

LIST_ID = "updates"


def host():
    """The host of the site, without a port."""
    return settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]


def address_of(name, subscription):
    """A whole address of a subscriber's own, in the active language."""
    return settings.BASE_URL + reverse(name, args=[subscription.token])


def said_of(subscription):
    """What somebody subscribed to, in the words of the active language."""
    source = SOURCES[subscription.source]
    return " · ".join(map(str, [source.label, *source.said(subscription.query)]))


def envelope_sender(mailing):
    """The address that a mail comes back to, which names the mail; the sender's own where none is set."""
    name, at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{name}+{mailing.key.hex}@{domain}" if at else settings.DEFAULT_FROM_EMAIL


def letter(mailing, updates):
    """The mail of `updates`, which is not empty, to the subscriber of `mailing`, in the active language.

    One press ends it, with no sign-in (RFC 8058). Its Message-ID is that of the mailing: should a post office get it
    twice, it can tell.
    """
    subscription = mailing.subscription
    root, first = settings.BASE_URL, updates[0]
    stop = address_of("subscription_end", subscription)
    context = {
        "what": said_of(subscription),
        "updates": [Told(update, root) for update in updates],
        "unsure": was_unsure(mailing),
        "news": root + reverse("updates"),
        "settings": address_of("subscription", subscription),
        "stop": stop,
    }
    more = len(updates) - 1
    subject = str(first)
    if more:
        subject = ngettext("%(title)s, and %(more)s more", "%(title)s, and %(more)s more", more) % {
            "title": first,
            "more": more,
        }
    return EmailMessage(
        " ".join(f"{_('Common Thread')}: {subject}".split())[:200],
        get_template("emails/updates.txt").template.render(Context(context, autoescape=False)),
        from_email=envelope_sender(mailing),
        to=[subscription.email],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{mailing.key}@{host()}>",
            "List-ID": f"<{LIST_ID}.{host()}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )


def was_unsure(mailing):
    """Whether nobody knows if the mail before this one went."""
    before = mailing.subscription.mailings.exclude(pk=mailing.pk).first()
    return bool(before and before.state == MailState.UNCERTAIN)


class Told:
    """An update as a mail tells it, with whole addresses."""

    def __init__(self, update, root):
        self.kind, self.happened = update.get_kind_display(), update.get_happened_display()
        self.title, self.note = str(update), update.note_to_read
        self.link = root + update.get_absolute_url()
        self.comparison = update.comparison and root + update.comparison_url
