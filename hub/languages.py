"""The hub's two languages, and which of them a row is in without asking the database each time."""

from functools import lru_cache

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@lru_cache(maxsize=8)
def language_of(locale_id):
    """Return the language code of a Wagtail locale, such as "en-gb". Raises Locale.DoesNotExist."""
    return Locale.objects.values_list("language_code", flat=True).get(pk=locale_id)


@receiver([post_save, post_delete], sender=Locale)
def forget_languages(**kwargs):
    language_of.cache_clear()
