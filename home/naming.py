"""Giving permanent identifiers: when a thing is first published, and noting each time that it changed or went away."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django_tasks import task
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from directory.citing import FIGURES
from directory.models import Release, Scheme
from guidance import publication
from guidance.models import Edition, GuidancePage
from guidance.models.documents import StageMove
from resources.models import CaseStudyPage, ToolkitPage

from . import catalogue, dois, open_data

# Importing it connects the receiver that writes editions, which is to run before ours.
EDITIONS_ARE_WRITTEN_BY = publication.write_edition
PAGES = {CaseStudyPage: "case-study", ToolkitPage: "toolkit"}


def note(kind, keys):
    """Give things their identifiers, or note that they changed, and have DataCite told where it is asked."""
    for identifier in catalogue.give(kind, keys):
        dois.tell_later(identifier)


def note_document(document):
    note("edition", Edition.objects.filter(document=document).values_list("pk", flat=True))
    note("guidance", [document.reference])


def note_pages(pages):
    """Note that pages, given as a queryset of `Page`, came to another address or to other readers."""
    keys = pages.values("translation_key")
    for model, kind in PAGES.items():
        note(kind, set(model.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True)))
    for page in GuidancePage.objects.filter(translation_key__in=keys, document__isnull=False, alias_of=None):
        note_document(page.document)


@receiver([page_published, page_unpublished, post_delete], sender=CaseStudyPage)
@receiver([page_published, page_unpublished, post_delete], sender=ToolkitPage)
def name_page(sender, instance, **kwargs):
    note(PAGES[sender], [instance.translation_key])


@receiver([page_published, page_unpublished], sender=GuidancePage)
def name_document(instance, **kwargs):
    page = GuidancePage.objects.select_related("document").get(pk=instance.pk)
    if page.document:
        note_document(page.document)


@receiver(post_save, sender=StageMove)
def name_what_a_stage_made(instance, created, **kwargs):
    """A draft that comes into force becomes version 1.0.0 without its page being published."""
    if created:
        note_document(instance.document)


@receiver([page_slug_changed, post_page_move])
def note_what_moved(instance, **kwargs):
    note_section.enqueue(instance.pk)


@task()
def note_section(pk):
    """Note that the page with a primary key, and those below it, came to another address: a thousand take a while."""
    for page in Page.objects.filter(pk=pk):
        note_pages(Page.objects.descendant_of(page, inclusive=True))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def note_what_has_other_readers(instance, **kwargs):
    note_pages(Page.objects.descendant_of(instance.page, inclusive=True))


@receiver([published, unpublished, post_delete], sender=Scheme)
def name_scheme(instance, **kwargs):
    note("scheme", [instance.code])


@receiver(post_save, sender=Release)
def name_figures(**kwargs):
    note("dataset", [FIGURES])


@receiver(open_data.made)
def name_data_sets(**kwargs):
    """Every night, with the file of all open data: what is in the other sets changes a row at a time."""
    note("dataset", catalogue.dataset_keys())


def name_everything():
    """Give all that is published its identifier, where it was published before there were any."""
    for model, kind in PAGES.items():
        note(kind, set(model.objects.published().values_list("translation_key", flat=True)))
    for page in GuidancePage.objects.published().filter(document__isnull=False).select_related("document"):
        note_document(page.document)
    note("scheme", Scheme.objects.published().values_list("code", flat=True))
    note("dataset", catalogue.dataset_keys())
