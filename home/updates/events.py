"""What becomes an update: the events of the other apps, each recorded once."""

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, override
from wagtail.signals import page_published, published

from directory.models import Scheme
from guidance.models import Edition
from guidance.models.documents import StageMove
from guidance.stages import ENDED, Stage
from home.models import NewsPage
from home.models.updates import Happened, Update, UpdateKind
from hub.languages import language_of
from hub.reach import removal
from hub.work import later
from resources.models import CaseStudyPage, FileVersion, ToolkitPage, VoicePage

from .mailing import send_each

KINDS = {
    CaseStudyPage: UpdateKind.CASE_STUDY,
    VoicePage: UpdateKind.VOICE,
    ToolkitPage: UpdateKind.TOOLKIT,
    NewsPage: UpdateKind.NEWS,
}
# Stages that readers are told of by themselves. Coming into force is told by the edition that it makes.
TOLD = (Stage.CONSULTATION, Stage.PILOT, Stage.UNDER_REVIEW, *ENDED)
OPENS = gettext_lazy("Open for consultation until %(day)s.")


def record(once, topics=(), **facts):
    """The update called `once`, made from `facts` unless it is there already; mails are then sent by a task."""
    with transaction.atomic():
        update, is_new = Update.objects.get_or_create(once=once, defaults=facts)
        if is_new:
            update.topics.set(topics)
            later(send_each)
    return update


def english_path(page):
    """The page's address below the root of a language: both languages have the same."""
    path = page.get_url() or ""
    return path.removeprefix("/cy") if language_of(page.locale_id) == "cy" else path


@receiver(page_published)
def tell_of_page(sender, instance, **kwargs):
    """A page is told of when it is first published; its Welsh, once there is any, belongs to the same update."""
    kind = KINDS.get(sender)
    if not kind or instance.alias_of_id or not instance.live:
        return
    once = f"page:{instance.translation_key}"
    if language_of(instance.locale_id) != settings.LANGUAGE_CODE:
        Update.objects.filter(once=once).update(title_cy=instance.title, note_cy=instance.summary)
        return
    record(
        once,
        instance.topics.all(),
        kind=kind,
        happened=Happened.NEW,
        at=instance.first_published_at,
        title=instance.title,
        note=instance.summary,
        path=english_path(instance),
        page_key=instance.translation_key,
        prison_id=instance.prison_id if kind == UpdateKind.CASE_STUDY else None,
    )


def about(document, page):
    return {"kind": UpdateKind.GUIDANCE, "document": document, "page_key": page.translation_key}


@receiver(post_save, sender=Edition)
def tell_of_edition(instance, created, **kwargs):
    """Each edition with its change note; the Welsh one belongs to the update of the English."""
    edition, document = instance, instance.document
    once = f"edition:{document.reference}:{edition.version}"
    if edition.language != settings.LANGUAGE_CODE:
        Update.objects.filter(once=once).update(title_cy=edition.title, note_cy=edition.change_note)
        return
    page = document.page_in(settings.LANGUAGE_CODE)
    if not created or not page:
        return
    before = [one for one in Edition.objects.of(document, edition.language) if one.order < edition.order]
    path = english_path(page)
    record(
        once,
        page.topics.all(),
        **about(document, page),
        happened=Happened.CHANGED if before else Happened.NEW,
        at=edition.published_at,
        title=edition.title,
        note=edition.change_note,
        path=path + edition.path,
        comparison=f"{path}compare/{before[0].version}/{edition.version}/" if before else "",
    )


@receiver(post_save, sender=StageMove)
def tell_of_stage(instance, created, **kwargs):
    """A document that is opened for consultation, piloted, reviewed or ended; what was planned and put off is not."""
    move, document = instance, instance.document
    page = document.page_in(settings.LANGUAGE_CODE)
    if not created or not page:
        return
    Update.objects.filter(document=document, at__gt=move.at).delete()
    if move.after not in TOLD:
        return
    welsh = document.page_in("cy")
    held = move.consultation if move.after == Stage.CONSULTATION else None
    record(
        f"stage:{document.reference}:{move.pk}",
        page.topics.all(),
        **about(document, page),
        happened=Happened.ENDED if move.after in ENDED else Happened.STAGE,
        at=max(move.at, held.opens_at) if held else move.at,
        title=page.title,
        title_cy=welsh.title if welsh and welsh.live else "",
        note=said_of(move, held, settings.LANGUAGE_CODE),
        note_cy=said_of(move, held, "cy"),
        path=english_path(page) + ("consultation/" if held else ""),
    )


def said_of(move, consultation, language):
    """The stage, until when it may be answered, and the reason that was given, in a language."""
    with override(language):
        said = [f"{move.get_after_display()}."]
        if consultation:
            said.append(OPENS % {"day": date_format(consultation.closes_at)})
        return " ".join(filter(None, [*said, move.reason_cy if language == "cy" else move.reason]))


@receiver(post_save, sender=FileVersion)
def tell_of_file(instance, created, **kwargs):
    """A new version of a file that a toolkit hands out already, with what changed."""
    version, page = instance, instance.page
    if not created or version.number < 2 or language_of(page.locale_id) != settings.LANGUAGE_CODE:
        return
    record(
        f"file:{version.key}:{version.number}",
        page.topics.all(),
        kind=UpdateKind.TOOLKIT,
        happened=Happened.CHANGED,
        title=version.title,
        note=version.changed,
        path=english_path(page),
        page_key=page.translation_key,
    )


@receiver(published, sender=Scheme)
def tell_of_scheme(instance, revision, **kwargs):
    """A scheme whose profile is published: the first time, and each time that it is approved again after a change."""
    scheme = instance
    once = f"scheme:{scheme.code}:{revision.pk if revision else 0}"
    record(
        once,
        kind=UpdateKind.SCHEME,
        happened=Happened.CHANGED if scheme.updates.exists() else Happened.NEW,
        title=f"{scheme.name}, {scheme.prison.name}",
        title_cy=f"{scheme.name_cy or scheme.name}, {scheme.prison.name_cy or scheme.prison.name}",
        note=scheme.summary,
        note_cy=scheme.summary_cy,
        path=f"/directory/schemes/{scheme.code}/",
        scheme=scheme,
        prison=scheme.prison,
    )


@removal("updates", gettext_lazy("What is new, and its feed"), order=30)
def forget_updates(withdrawn):
    Update.objects.filter(page_key=withdrawn.key).delete()
