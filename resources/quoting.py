"""Which voices are quoted on which pages."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from .balance import balance
from .models import VoicePage


def quoted_by(page):
    """The published voices that a page quotes or features as it is now."""
    references = ReferenceIndex.get_references_for_object(page)
    quoted = references.filter(to_content_type=ContentType.objects.get_for_model(Page))
    keys = VoicePage.objects.filter(pk__in=[int(pk) for pk in quoted.values_list("to_object_id", flat=True)])
    return VoicePage.objects.quotable().filter(translation_key__in=keys.values("translation_key"))


def pages_quoting():
    """[(page, Balance)] of the live English pages that quote voices, those first where no recipient is heard."""
    kind = ContentType.objects.get_for_model(Page)
    voices = [str(pk) for pk in VoicePage.objects.values_list("pk", flat=True)]
    rows = ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind, to_object_id__in=voices)
    pages = Page.objects.live().filter(pk__in=[int(pk) for pk in set(rows.values_list("object_id", flat=True))])
    pages = pages.filter(locale__language_code=settings.LANGUAGE_CODE)
    found = [(page, balance(quoted_by(page))) for page in pages.order_by("title")]
    return sorted([row for row in found if row[1].total], key=lambda row: not row[1].is_one_sided)
