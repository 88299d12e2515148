"""How a translation keeps up with its source: wagtail-localize leaves it standing, whatever becomes of the source."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .languages import language_of


def waiting():
    """Texts of the source of a `Translation` (in an outer query) for which there is no translation that can be used."""
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=OuterRef(OuterRef("target_locale")),
        has_error=False,
    )
    return StringSegment.objects.filter(~Exists(done), source=OuterRef("source"))


def translations_into(page):
    """The records of `page` as a translation: none where it is an original."""
    mine = Q(source__object=page.translation_key, target_locale=page.locale_id, enabled=True)
    return Translation.objects.filter(mine).exclude(source__locale=page.locale_id)


def check_translated(page):
    """Raise ValidationError where a part of a translation would still be in the language of its source."""
    record = translations_into(page).first()
    if record is None:
        return
    texts, translated = record.get_progress()
    if translated < texts:
        raise ValidationError(
            _("%(waiting)d of the %(texts)d texts of this page are not translated yet.")
            % {"waiting": texts - translated, "texts": texts}
        )


def check_source_published(page):
    """Raise ValidationError where what was translated is a draft of the source, which readers cannot see yet."""
    record = translations_into(page).first()
    if record is None:
        return
    source, original = record.source, record.source.get_source_instance()
    is_older = not original.last_published_at or source.last_updated_at < original.last_published_at
    if is_older or not original.has_unpublished_changes:
        return
    published = {
        (segment.path, segment.string.data)
        for segment in extract_segments(original)
        if isinstance(segment, StringSegmentValue)
    }
    if set(source.stringsegment_set.values_list("context__path", "string__data")) != published:
        raise ValidationError(
            _("This translates a draft that is not published yet. Publish the draft first, or both in a bundle.")
        )


def translate_draft(source):
    """Give translators the newest draft of a `TranslationSource`, where that is newer than what is published.

    Returns whether it is. What is made of it is published no earlier than the draft (`check_source_published`).
    """
    original = source.get_source_instance()
    if not original.has_unpublished_changes:
        return False
    TranslationSource.update_or_create_from_instance(original.get_latest_revision_as_object())
    return True


def with_source(pages):
    """`pages` with `source_locale`, the primary key of the locale that each was translated from."""
    records = Translation.objects.filter(
        source__object=OuterRef("translation_key"), target_locale=OuterRef("locale"), enabled=True
    ).exclude(source__locale=F("target_locale"))
    return pages.annotate(source_locale=Subquery(records.values("source__locale")[:1]))


def newer_source(page, versions):
    """The source of `page`, one of its published `versions` (`with_source`), if that was published after `page`."""
    by_locale = {version.locale_id: version for version in versions if version.last_published_at}
    own = by_locale.get(page.locale_id)
    source = by_locale.get(own.source_locale) if own else None
    return source if source and source.last_published_at > own.last_published_at else None


@receiver(page_published)
def publish_translations(sender, instance, **kwargs):
    """Publish at the same moment each published translation in which nothing waits for a translator.

    In the others readers are told that the source has changed. So are they where what must hold before a page is
    published does not hold for the translation.
    """
    source = TranslationSource.objects.get_for_instance_or_none(instance)
    if source is None or not getattr(sender, "follows_source", False):
        return
    source.update_from_db()
    for record in source.translations.filter(~Exists(waiting()), enabled=True):
        if not record.get_target_instance().live:
            continue
        try:
            with transaction.atomic():
                record.save_target(publish=False)
                record.get_target_instance().get_latest_revision().publish()
        except ValidationError:
            continue


@receiver(page_unpublished)
@receiver(pre_delete, sender=Page)
def unpublish_translations(sender, instance, **kwargs):
    """Unpublish the translations of an English page that is unpublished or deleted."""
    if language_of(instance.locale_id) == settings.LANGUAGE_CODE:
        for translation in instance.get_translations().live().specific():
            translation.unpublish()


@receiver(post_page_move)
def move_translations(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """Move the translations of an English page below those of its new parent, where there are any."""
    if language_of(instance.locale_id) != settings.LANGUAGE_CODE or parent_page_before == parent_page_after:
        return
    for translation in instance.get_translations().specific():
        parent = parent_page_after.get_translation_or_none(translation.locale)
        if parent and translation.get_parent() != parent:
            translation.move(parent, pos="last-child")


@receiver(page_slug_changed)
def change_slug_of_translations(sender, instance, **kwargs):
    """Give the translations of an English page its new slug, where it is free: addresses differ in the language alone.

    home/old_addresses.py makes the redirects from the old ones.
    """
    if language_of(instance.locale_id) != settings.LANGUAGE_CODE:
        return
    for translation in instance.get_translations().exclude(slug=instance.slug).specific():
        if not Page._slug_is_available(instance.slug, translation.get_parent(), translation):
            continue
        translation.slug = instance.slug
        translation.save(clean=False)
        for revision in translation.revisions.filter(
            Q(pk=translation.latest_revision_id) | ~Q(approved_go_live_at=None)
        ):
            revision.content["slug"] = instance.slug
            revision.save(update_fields=["content"])
