"""An Easy Read page on paper: drawn as editions are, from its rows and their pictures."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.signals import page_published

from hub.languages import language_of
from hub.rich_text import expand_all, forget
from hub.work import later

from .models import EasyReadPage, EasyReadPDF, Edition, StageMove
from .pdf import EASY_READ, Layout, compiled, content_of, printable
from .stages import ENDED
from .tasks import imprint

# 16 points: more than the 14 that the guidance on accessible formats of GOV.UK asks for.
LAYOUT = Layout(scale=16 / 13)
PICTURE = "max-800x800|format-jpeg|bgcolor-ffffff"


@receiver(page_published, sender=EasyReadPage)
def make_pdf_of_easy_read(instance, **kwargs):
    """Nobody is given what the page said before."""
    EasyReadPDF.objects.filter(page=instance.pk).delete()
    later(make_easy_read_pdf, instance.pk)


@receiver(post_save, sender=Edition)
@receiver(post_save, sender=StageMove)
def make_pdfs_again_that_may_be_outdated(instance, created, **kwargs):
    """Whoever prints it is told that the document has changed since, or has ended."""
    if created and (isinstance(instance, Edition) or instance.after in ENDED):
        for page in EasyReadPage.objects.live().filter(edition__document=instance.document_id):
            later(make_easy_read_pdf, page.pk)


@receiver(post_delete, sender=EasyReadPDF)
def remove_file(instance, **kwargs):
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))


@task()
def make_easy_read_pdf(page_pk):
    """Make the PDF of a published page and store it, in place of the one that was made before."""
    page = EasyReadPage.objects.live().filter(pk=page_pk, edition__isnull=False).first()
    if not page:  # unpublished meanwhile, or the copy of one, which is of no edition yet
        return
    forget()  # links looked up for a request lead to pages in its language
    with translation.override(language_of(page.locale_id)):
        content = easy_read_pdf(page)
    EasyReadPDF.objects.filter(page=page).delete()
    stored = EasyReadPDF(page=page)
    stored.file.save(f"{page.edition.document}-{EASY_READ}.pdf", ContentFile(content))


def easy_read_pdf(page):
    """The PDF (PDF/UA-1) of an Easy Read page as bytes, in the active language."""
    rows = [(block.value, block.block_type == "row") for block in page.body]
    shown = iter(expand_all([value["words"].source for value, is_row in rows if is_row]))
    clauses, drawn, pictures = [], [], []
    for number, (value, is_row) in enumerate(rows):
        html = next(shown) if is_row else escape(value)
        clauses.append(SimpleNamespace(kind="row" if is_row else "section", number="", anchor="", html=html))
        picture = value["picture"] if is_row else None
        drawn.append({"picture": f"{number}.jpg" if picture else "", "alt": alt_of(picture)})
        if picture:
            with picture.get_rendition(PICTURE).file.open() as file:
                pictures.append((f"{number}.jpg", file.read()))
    content = content_of(easy_imprint(page), clauses)
    content["clauses"] = [clause | more for clause, more in zip(content["clauses"], drawn, strict=True)]
    return compiled(content, EASY_READ, LAYOUT, pictures)


def alt_of(picture):
    """What stands for a picture where it is not seen; "" for one that only decorates."""
    return "" if picture is None or picture.decorative else printable(picture.contextual_alt_text)


def easy_imprint(page):
    """What is printed about an Easy Read page beside its rows."""
    written_from, _newest = page.editions
    said = imprint(written_from, page.guidance)
    warning, facts = said.warning, [(_("Easy Read of"), page.guidance.title)]
    if page.is_outdated:
        changed = _("This Easy Read version is of version %(version)s. The guidance has changed since then.")
        changed %= {"version": written_from.version}
        heading, sentence = warning or (_("The guidance has changed"), "")
        warning = (heading, f"{changed} {sentence}".strip())
    if page.last_published_at:
        facts.append((_("Easy Read from"), date_format(page.last_published_at)))
    return replace(
        said,
        title=page.title,
        summary=page.summary,
        address=settings.BASE_URL + page.url,
        language=language_of(page.locale_id),
        warning=warning,
        facts=facts,
    )
