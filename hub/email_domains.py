"""Which e-mail addresses an account for work may have."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def is_for_work(email):
    """Whether the domain of `email` is one of `settings.CONTRIBUTOR_EMAIL_DOMAINS` or is below one.

    Compared label by label: "leeds.gov.uk" is below "gov.uk", "evilgov.uk" is not.
    """
    domain = f".{email.rpartition('@')[2].lower()}"
    return any(domain.endswith(f".{allowed.lower()}") for allowed in settings.CONTRIBUTOR_EMAIL_DOMAINS)


def validate_for_work(email):
    """Raise ValidationError, saying what is accepted, unless `email` is an address for work."""
    if not is_for_work(email):
        message = _("Use an e-mail address from work. We accept addresses that end in: %(domains)s")
        raise ValidationError(message, "domain", {"domains": ", ".join(settings.CONTRIBUTOR_EMAIL_DOMAINS)})
