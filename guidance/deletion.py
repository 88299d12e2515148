"""What was published keeps its address: a document with editions is withdrawn, never deleted."""

from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from .models import GuidancePage

WITHDRAW_INSTEAD = _("A published document is cited: it cannot be deleted. Withdraw it under Stages instead.")


def documents_among(pages):
    """The guidance pages among `pages` and everything below them."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return GuidancePage.objects.filter(below)


def with_editions(pages):
    """Those of them that have an edition."""
    return documents_among(pages).filter(edition__isnull=False)


@receiver(pre_delete, sender=GuidancePage)
def refuse(sender, instance, **kwargs):
    if instance.edition_id:
        raise ProtectedError(str(WITHDRAW_INSTEAD), {instance})
