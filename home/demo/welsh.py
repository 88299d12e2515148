"""The Welsh of the demonstration: a PO file of its own, put through wagtail-localize as a translator's would be."""

from functools import cache

import polib
from django.db.models import Q
from wagtail.models import Locale, Page
from wagtail_localize.models import String, Translation, TranslationSource

from .content import HERE

CATALOGUE = HERE / "cy.po"

# Beside the home page, everything right below it and the guidance, these are in Welsh too.
ALSO = [
    "we-agreed-what-he-could-help-with",
    "nobody-asked-how-i-was",
    "i-would-have-liked-training-first",
    "common-thread-opens-as-a-beta",
    "welsh-language-readers-wanted",
    "join-our-reader-panel",
    "what-i-learned-in-training-rooms",
    "one-shared-plan",
    "planning-for-release",
    "being-there-near-the-end-of-life",
    "easy-read",
]


def pages():
    """English pages that the demonstration has in Welsh, parents before children.

    Guidance is not among them: it is translated edition by edition (documents.py).
    """
    chosen = Q(depth__in=(2, 3)) | Q(slug__in=ALSO)
    return Page.objects.filter(chosen, locale__language_code="en-gb", live=True).order_by("path").specific()


def translation_of(page):
    """wagtail-localize's record of `page` in Welsh, with its segments up to date; (translation, is new)."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    welsh = Locale.objects.get(language_code="cy")
    return Translation.objects.get_or_create(source=source, target_locale=welsh)


@cache
def catalogue():
    """{English: Welsh} of the demonstration."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}


def translate_page(page, at=None):
    """Translate and publish one page, as if at the time `at` (default: now)."""
    translation, _created = translation_of(page)
    po = translation.export_po()
    for entry in po:
        entry.msgstr = catalogue().get(entry.msgid, "")
    translation.import_po(po)
    translation.save_target(publish=False)
    welsh = page.get_translation(translation.target_locale)
    if at:
        TranslationSource.objects.filter(pk=translation.source_id).update(last_updated_at=at)
        welsh.publish(welsh.get_latest_revision(), at=at)
    else:
        welsh.get_latest_revision().publish()
    # Both languages came out on the same day, and lists in date order agree.
    Page.objects.filter(translation_key=page.translation_key).update(first_published_at=page.first_published_at)


def translate():
    """Translate and publish the pages that have no Welsh yet; returns how many."""
    known = set(Translation.objects.values_list("source__object_id", flat=True))
    new = [page for page in pages() if page.translation_key not in known]
    for page in new:
        translate_page(page)
    return len(new)


def extract():
    """Bring cy.po up to what the pages say: adds what is missing, keeps translations, drops what is gone.

    Returns (messages, untranslated).
    """
    old = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else {}
    po = polib.POFile(wrapwidth=118)
    po.metadata = {"Language": "cy", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8"}
    seen = set()
    for page in pages():
        translation, _created = translation_of(page)
        for entry in translation.export_po():
            if entry.msgid not in seen:
                seen.add(entry.msgid)
                po.append(polib.POEntry(msgid=entry.msgid, msgstr=old.get(entry.msgid, ""), comment=page.slug))
    # Guidance was translated edition by edition: what older editions said is there as strings only.
    for text in String.objects.filter(locale__language_code="en-gb").order_by("pk").values_list("data", flat=True):
        if text not in seen:
            seen.add(text)
            po.append(polib.POEntry(msgid=text, msgstr=old.get(text, ""), comment="guidance"))
    po.save(str(CATALOGUE))
    return len(po), len(po.untranslated_entries())
