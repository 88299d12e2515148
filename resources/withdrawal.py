"""Taking a voice back: everything that holds a person's words is removed in one run, which can be run again.

From the moment of withdrawal nobody reads the words (`covered` in models/consents.py); this is about what is stored.
What other apps keep they remove themselves: see `hub.reach.removal`.
"""

from dataclasses import asdict

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex
from wagtail_localize.models import SegmentOverride, String, StringTranslation, TranslatableObject

from hub.caches import clear
from hub.languages import language_of
from hub.models import GoneAddress
from hub.querysets import WITHHELD
from hub.reach import Withdrawn, removal, removals
from hub.work import later

from .models import Consent, Recording, VoicePage
from .models.consents import Why, WithdrawnBy

FORGOTTEN = "–"  # in the history, in place of a title

WITHHELD.append(VoicePage.objects.withheld)


def withdraw(consent, by, why, *, user=None):
    """Withdraw a consent and have the voice removed once that is stored. Raises ValidationError as the model does."""
    with transaction.atomic():
        consent.withdraw(by, why, user=user)
        later(remove_voice, consent.pk)


def withdraw_expired(day=None):
    """Withdraw what ran out before `day` (default: today), and go on with removals that stopped; returns how many."""
    due = [*Consent.objects.expired(day), *Consent.objects.unfinished()]
    for consent in due:
        if consent.withdrawn_at:
            remove_voice.enqueue(consent.pk)
        else:
            withdraw(consent, WithdrawnBy.EDITORS, Why.EXPIRED)
    return len(due)


@receiver(pre_delete, sender=VoicePage)
def withdraw_what_is_deleted(sender, instance, **kwargs):
    """Who deletes the page of a voice, and not only a translation of it, takes back what the person agreed to.

    Else recordings, PDFs and files would keep the words, and the address would not say what became of it.
    """
    others = VoicePage.objects.filter(translation_key=instance.translation_key).exclude(pk=instance.pk)
    is_translation = language_of(instance.locale_id) != settings.LANGUAGE_CODE and others.exists()
    consent = Consent.objects.filter(voice=instance.translation_key, withdrawn_at=None).first()
    if consent and not is_translation:
        consent.facts = asdict(found(consent.voice))  # while the page is there
        consent.save(update_fields=["facts"])
        withdraw(consent, WithdrawnBy.EDITORS, Why.NOT_SAID)


@task()
def remove_voice(consent_pk):
    """Remove the voice of a withdrawn consent everywhere. What is done stays done, so running it again goes on."""
    consent = Consent.objects.get(pk=consent_pk)
    if consent.withdrawn_at is None:
        return
    if not consent.facts:
        consent.facts = asdict(found(consent.voice))
        consent.save(update_fields=["facts"])
    withdrawn = Withdrawn(**consent.facts)
    for step in removals():
        if step.code not in consent.removed:
            with transaction.atomic():
                step.run(withdrawn)
                consent.removed[step.code] = timezone.now().isoformat(timespec="seconds")
                consent.save(update_fields=["removed"])
    # Addresses can hold words of the title.
    consent.facts |= {"paths": [], "quoted_at": []}
    consent.removed_at = consent.removed_at or timezone.now()
    consent.save(update_fields=["facts", "removed_at"])
    log(consent, "resources.remove_voice")


def found(key):
    """The `Withdrawn` of the voice with the translation key `key`: all its languages, aliases and older revisions."""
    pages = Page.objects.filter(translation_key=key)
    pages = list((pages | Page.objects.filter(alias_of__in=pages)).specific())
    texts = [*pages, *(revision.as_object() for page in pages for revision in page.revisions.all())]
    own = {page.pk for page in pages}
    used = {reference[:2] for text in texts for reference in ReferenceIndex._extract_references_from_object(text)}
    redirects = Redirect.objects.filter(redirect_page__in=own)
    quoting = [use for page in pages for use, _uses in ReferenceIndex.get_grouped_references_to(page)]
    quoting += [above for page in pages for above in page.get_ancestors().filter(depth__gt=1)]
    return Withdrawn(
        key=str(key),
        pages=sorted(own),
        images=own_files(get_image_model(), used, own),
        documents=own_files(get_document_model(), used, own),
        recordings=list(Recording.objects.filter(voice=key).values_list("pk", flat=True)),
        paths=[*(page.get_url() or "" for page in pages), *redirects.values_list("old_path", flat=True)],
        quoted_at=sorted({page.full_url for page in quoting if isinstance(page, Page) and page.full_url}),
    )


def own_files(model, used, own):
    """Primary keys of the images or documents among `used` that nothing but the pages `own` uses."""
    kinds = {ContentType.objects.get_for_model(model, for_concrete_model=False).pk}
    kinds.add(ContentType.objects.get_for_model(model).pk)
    rows = model.objects.filter(pk__in=[pk for kind, pk in used if kind in kinds])
    page_type = ContentType.objects.get_for_model(Page)
    return [
        row.pk
        for row in rows
        if not ReferenceIndex.get_references_to(row)
        .exclude(base_content_type=page_type, object_id__in=[str(pk) for pk in own])
        .exists()
    ]


@removal("address", _("Its addresses, which say that it is gone"), order=10)
def leave_nothing_at_the_address(withdrawn):
    GoneAddress.objects.add(withdrawn.paths)
    Redirect.objects.filter(redirect_page__in=withdrawn.pages).delete()


@removal("translation", _("What translators worked on"), order=25)
def remove_translations(withdrawn):
    """wagtail-localize keeps each sentence, and its translation, apart from the pages, and once for the whole site."""
    for known in TranslatableObject.objects.filter(translation_key=withdrawn.key):
        strings = String.objects.filter(segments__source__object=known) | String.objects.filter(
            translations__context__object=known
        )
        strings = list(strings.values_list("pk", flat=True))
        StringTranslation.objects.filter(context__object=known).delete()
        SegmentOverride.objects.filter(context__object=known).delete()
        known.sources.all().delete()
        known.delete()
        String.objects.filter(pk__in=strings, segments=None, translations__context=None).delete()
    # Sentences of older texts that were never translated belong to nothing any more.
    String.objects.filter(segments=None, translations=None).delete()


@removal("files", _("Pictures and documents that only it used"), order=30)
def remove_files(withdrawn):
    """Files go before their rows: should this stop in between, running it again finds the rows and goes on."""
    for image in get_image_model().objects.filter(pk__in=withdrawn.images):
        for rendition in image.renditions.all():
            rendition.file.delete(save=False)
        image.file.delete(save=False)
        image.delete()
    for document in get_document_model().objects.filter(pk__in=withdrawn.documents):
        document.file.delete(save=False)
        document.delete()


@removal("recordings", _("Recordings, captions and transcripts"), order=35)
def remove_recordings(withdrawn):
    for recording in Recording.objects.filter(pk__in=withdrawn.recordings):
        recording.file.delete(save=False)
        if recording.captions:
            recording.captions.delete(save=False)
        recording.delete()


@removal("pages", _("The page in each language, with all its versions, and the search index"), order=50)
def remove_pages(withdrawn):
    """Wagtail takes what is deleted off the search index with it."""
    for page in Page.objects.filter(pk__in=withdrawn.pages).order_by("-depth").specific():
        page.delete()


@removal("history", _("Its title in the history of the admin"), order=70)
def remove_from_history(withdrawn):
    """Who did what and when stays."""
    PageLogEntry.objects.filter(page_id__in=withdrawn.pages).update(label=FORGOTTEN, data={})
    for model, pks in held_by(withdrawn):
        entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
        entries.filter(object_id__in=map(str, pks)).update(label=FORGOTTEN, data={})


@removal("caches", _("Caches"), order=90)
def clear_caches(withdrawn):
    clear(paths=withdrawn.paths, urls=withdrawn.quoted_at)


def held_by(withdrawn):
    """(model, primary keys) of all that held words."""
    return [
        (VoicePage, withdrawn.pages),
        (get_image_model(), withdrawn.images),
        (get_document_model(), withdrawn.documents),
        (Recording, withdrawn.recordings),
    ]
