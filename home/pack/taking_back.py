"""Words that were withdrawn leave the packs: those that may hold them are deleted at once, and built anew without."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from home.models import Pack
from hub.reach import reach_changed, removal

from .rendering import forget_renderings
from .tasks import ask_anew


@removal("pack", _("Copies to read without the internet"), order=60)
def remove_packs(withdrawn):
    forget_renderings()
    recall([withdrawn.key])


@receiver([page_published, page_unpublished])
def recall_of_voice(sender, instance, **kwargs):
    """A voice that was corrected or unpublished is no longer in a pack as it was."""
    if sender._meta.label == "resources.VoicePage":
        recall([instance.translation_key])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def recall_what_is_restricted(sender, instance, **kwargs):
    below = Page.objects.descendant_of(instance.page, inclusive=True)
    recall(below.values_list("translation_key", flat=True))


@receiver(reach_changed)
def recall_what_goes_elsewhere_now(sender, pages, **kwargs):
    recall(pages.values_list("translation_key", flat=True))


def recall(keys):
    """Delete every pack that may hold words of voices with these translation keys, and ask for each anew."""
    for pack in Pack.objects.holding(keys):
        pack.remove()
        ask_anew(pack)
