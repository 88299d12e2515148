"""What the Welsh page does when its English source goes away: wagtail-localize leaves it standing."""

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_unpublished

from .languages import language_of


@receiver(page_unpublished)
@receiver(pre_delete, sender=Page)
def unpublish_translations(sender, instance, **kwargs):
    """Unpublish the translations of an English page that is unpublished or deleted."""
    if language_of(instance.locale_id) == settings.LANGUAGE_CODE:
        for translation in instance.get_translations().live().specific():
            translation.unpublish()
