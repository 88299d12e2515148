"""What publishing leaves for later."""

from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.signals import page_published, page_unpublished

from hub.rich_text import expand_all, forget

from .clauses import expanded
from .models.editions import Clause, Edition, EditionPDF
from .pdf import Imprint, edition_pdf
from .stages import BANNERS, Stage


@receiver(post_save, sender=Edition)
def make_pdf_of_new_edition(instance, created, **kwargs):
    if created:
        transaction.on_commit(partial(make_pdf.enqueue, instance.pk))


@receiver([page_published, page_unpublished])
def make_pdfs_again_that_quote(sender, instance, **kwargs):
    """A voice that was corrected or withdrawn is so in the PDFs of old editions too, in either language."""
    keys = instance.get_translations(inclusive=True).values_list("pk", flat=True)
    quoted = Clause.objects.filter(kind="voice", html__in=[f'<embed embedtype="voice" id="{key}" />' for key in keys])
    for edition_pk in quoted.values_list("edition", flat=True).distinct():
        transaction.on_commit(partial(make_pdf.enqueue, edition_pk))


@task()
def make_pdf(edition_pk):
    """Make the PDF of an edition and store it, in place of one that was made before."""
    edition = Edition.objects.select_related("document").get(pk=edition_pk)
    page = edition.document.pages.get(locale__language_code=edition.language)
    forget()  # links looked up for a request lead to pages in its language
    with translation.override(edition.language):
        content = edition_pdf(imprint(edition, page), expanded(edition.ordered_clauses, expand_all))
    stored, _created = EditionPDF.objects.get_or_create(edition=edition)
    if stored.file:
        stored.file.delete(save=False)
    stored.made_at = timezone.now()
    stored.file.save(f"{edition.document}-{edition.version}-{edition.language[:2]}.pdf", ContentFile(content))


def imprint(edition, page):
    """What the PDF says of an edition beside its clauses, in the active language."""
    facts = [
        (_("For"), edition.audience),
        (_("Applies to"), edition.get_applies_to_display()),
        (_("Owner"), edition.owner_name),
    ]
    if page.review_on:
        facts.append((_("Review by"), date_format(page.review_on)))
    warning = BANNERS.get(Stage(edition.stage))
    return Imprint(
        title=edition.title,
        summary=edition.summary,
        reference=edition.document.reference,
        version=edition.version,
        stage=edition.get_stage_display(),
        issued=timezone.localdate(edition.published_at),
        owner=edition.owner_name,
        address=settings.WAGTAILADMIN_BASE_URL + page.url + edition.path,
        language=edition.language,
        licence=_("Open Government Licence v3.0"),
        warning=warning and tuple(map(str, warning)),
        facts=facts,
    )
