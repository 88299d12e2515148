"""What publishing leaves for later."""

import json
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from hub.reach import Channel, leaving_by, reach_changed, removal
from hub.rich_text import expand_all, forget
from hub.work import later

from .clauses import expanded
from .models.documents import StageMove
from .models.editions import Edition, EditionPDF
from .pdf import TEMPLATE, Form, Imprint, content_of, edition_pdf
from .stages import BANNERS, ENDED, Stage


@receiver(post_save, sender=Edition)
def make_pdf_of_new_edition(instance, created, **kwargs):
    if created:
        later(make_pdf, instance.pk)


@receiver(post_save, sender=StageMove)
def make_pdfs_again_of_what_has_ended(instance, created, **kwargs):
    """What is withdrawn or superseded says so in each of its PDFs too."""
    if created and instance.after in ENDED:
        for edition in instance.document.editions.all():
            later(make_pdf, edition.pk)


@receiver([page_published, page_unpublished])
def make_pdfs_again_that_quote(sender, instance, **kwargs):
    """A voice that was corrected or withdrawn is so in the PDFs of old editions too, in either language."""
    if sender._meta.label == "resources.VoicePage":
        replace_pdfs_quoting(instance.get_translations(inclusive=True))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def make_pdfs_again_that_quote_what_is_restricted(sender, instance, **kwargs):
    """So is one that is no longer for everyone, or for everyone again."""
    below = Page.objects.descendant_of(instance.page, inclusive=True)
    replace_pdfs_quoting(Page.objects.filter(translation_key__in=below.values("translation_key")))


@receiver(reach_changed)
def make_pdfs_again_that_quote_what_goes_elsewhere_now(sender, pages, **kwargs):
    replace_pdfs_quoting(pages)


def replace_pdfs_quoting(pages):
    """Hand out no PDF of the editions that quote any of `pages` until it is known to say what they say."""
    for edition in quoting(list(pages.values_list("pk", flat=True))):
        EditionPDF.objects.filter(edition=edition).update(is_current=False)
        later(make_pdf, edition.pk)


def quoting(pks):
    """The editions that quote any of the voices with these primary keys."""
    tags = [f'<embed embedtype="voice" id="{pk}" />' for pk in pks]
    return Edition.objects.filter(clauses__kind="voice", clauses__html__in=tags).distinct()


@removal("pdf", gettext_lazy("PDFs of guidance"), order=20)
def remove_pdfs(withdrawn):
    """The file goes before its row: should this stop in between, running it again finds the row and goes on."""
    for edition in quoting(withdrawn.pages).select_related("document"):
        for stored in EditionPDF.objects.filter(edition=edition):
            stored.file.delete(save=False)
            stored.delete()
        later(make_pdf, edition.pk)
        address = address_of(edition, edition.document.page_in(edition.language))
        purge_urls_from_cache([address, *(f"{address}{form}.pdf" for form in Form)])


@task()
def make_pdf(edition_pk):
    """Make the PDFs of an edition and store them, in place of those that were made before."""
    edition = Edition.objects.select_related("document").get(pk=edition_pk)
    page = edition.document.page_in(edition.language)
    forget()  # links looked up for a request lead to pages in its language
    with translation.override(edition.language), leaving_by(Channel.PRINT):
        said, clauses = imprint(edition, page), list(expanded(edition.ordered_clauses, expand_all))
        digest = sha256(json.dumps([TEMPLATE.read_text(), content_of(said, clauses)]).encode()).hexdigest()
        same = EditionPDF.objects.filter(edition=edition, digest=digest)
        same.filter(is_current=False).update(is_current=True)
        for form in set(Form) - set(same.values_list("form", flat=True)):
            if content := edition_pdf(said, clauses, form):
                store(edition, form, content, digest)


def store(edition, form, content, digest):
    stored = EditionPDF.objects.filter(edition=edition, form=form).first() or EditionPDF(edition=edition, form=form)
    storage, before = stored.file.storage, stored.file.name
    stored.made_at, stored.digest, stored.is_current = timezone.now(), digest, True
    stored.file.save(stored.name, ContentFile(content))
    if before:  # only now: whoever asks meanwhile gets the one or the other
        storage.delete(before)


def address_of(edition, page):
    """The whole, permanent address of an edition of `page`."""
    return settings.BASE_URL + page.url + edition.path


def imprint(edition, page):
    """What the PDF says of an edition beside its clauses, in the active language."""
    facts = [
        (_("For"), edition.audience),
        (_("Applies to"), edition.get_applies_to_display()),
        (_("Owner"), edition.owner_name),
    ]
    if page.review_on:
        facts.append((_("Review by"), date_format(page.review_on)))
    document = edition.document
    warning = BANNERS[Stage(document.stage)] if document.is_ended else edition.banner
    return Imprint(
        title=edition.title,
        summary=edition.summary,
        reference=edition.document.reference,
        version=edition.version,
        stage=document.get_stage_display() if document.is_ended else edition.get_stage_display(),
        issued=timezone.localdate(edition.published_at),
        owner=edition.owner_name,
        address=address_of(edition, page),
        language=edition.language,
        licence=_("Open Government Licence v3.0"),
        warning=warning and tuple(map(str, warning)),
        facts=facts,
    )
