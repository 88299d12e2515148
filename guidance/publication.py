"""However a page is published, by an editor, a workflow, a schedule or code, that writes its edition."""

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from . import editions
from .models import EasyReadPage, GuidancePage


@receiver(page_published, sender=GuidancePage)
@transaction.atomic
def write_edition(instance, revision, **kwargs):
    """Write an edition where the text is new. Wagtail's edit view sends this signal only: it calls no `publish`."""
    page = GuidancePage.objects.get(pk=instance.pk)
    # An alias shows what another page says, in that page's language: it has no text of its own.
    if page.live and page.document and not page.alias_of_id:
        edition = editions.publish(page, getattr(revision, "dated", None))
        GuidancePage.objects.filter(pk=page.pk).update(edition=edition)


@receiver(page_unpublished, sender=GuidancePage)
def unpublish_easy_read(instance, **kwargs):
    """What is an Easy Read version of a text that nobody may read any more goes with it."""
    for page in EasyReadPage.objects.child_of(instance).live():
        page.unpublish()
