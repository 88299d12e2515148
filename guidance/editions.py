"""Publishing: from a page to a new edition with its clauses, in the transaction that publishes the page."""

import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_localize.models import TranslationSource

from hub.languages import language_of

from .clauses import compile_clauses
from .models.editions import Clause, Edition, Recommendation
from .stages import ENDED, IN_FORCE, Change, Stage

HEADER = ("title", "summary", "audience", "applies_to", "owner_name")

# What is kept of a change where its editor says nothing.
NOTES = {
    "first": gettext_lazy("First published."),
    "corrected": gettext_lazy("Corrections that change no meaning."),
    "retranslated": gettext_lazy("The translation was corrected."),
    "issued": gettext_lazy("The text is now in force."),
}


def note(name, language):
    """A note of NOTES in the language of an edition, which its editor's may not be."""
    with translation.override(language):
        return str(NOTES[name])


def compiled(page, at=None):
    """The unsaved Edition that publishing `page` at the time `at` (default: now) would make, clauses and all.

    Preview shows this one too. A document that was never published counts from 0.1.0, or
    from 1.0.0 where it comes into the hub already in force.
    """
    language = language_of(page.locale_id)
    with translation.override(language):
        clauses = compile_clauses(page.body)
    edition = Edition(
        document=page.document,
        language=language,
        stage=page.document.stage_now(at) if page.document else Stage.DRAFT,
        change=page.change or Change.MINOR,
        change_note=page.change_note,
        published_at=at or timezone.now(),
        sha256=digest(page, clauses),
        **{field: getattr(page, field) for field in HEADER},
    )
    edition.ordered_clauses = clauses
    edition.translation_of = translated_edition(page, language)
    edition.major, edition.minor, edition.patch = next_version(edition)
    return edition


def digest(page, clauses):
    """SHA-256, in hexadecimal, of everything in an edition that a reader sees."""
    header = [str(getattr(page, field)) for field in HEADER]
    body = [(clause.uid, clause.kind, clause.number, clause.html) for clause in clauses]
    return hashlib.sha256(json.dumps([header, body]).encode()).hexdigest()


def latest(document, language):
    """The newest edition of a document in a language, or None."""
    return Edition.objects.of(document, language).first() if document else None


def translated_edition(page, language):
    """The edition that the text of a translated page was made from; None for a page that is no translation.

    wagtail-localize remembers when it last took over the source: what was the latest edition then is translated,
    or the first, where that was before anything was published.
    """
    if language == settings.LANGUAGE_CODE or not page.document:
        return None
    source = TranslationSource.objects.filter(object_id=page.translation_key).first()
    editions = Edition.objects.of(page.document, settings.LANGUAGE_CODE)
    if not source:
        return editions.first()
    return newest_with_words_of(editions.filter(published_at__lte=source.last_updated_at).first() or editions.last())


def newest_with_words_of(edition):
    """The newest edition, in the same language, of the very same text; None for None.

    A draft that comes into force is published twice, and who translated the one translated the other.
    """
    return edition and Edition.objects.of(edition.document, edition.language).filter(sha256=edition.sha256).first()


def next_version(edition):
    """(major, minor, patch) of an edition to come.

    A translation has the version of what it translates or, where that is taken by an earlier
    translation of it, the next patch. Below 1.0.0 everything but a correction raises the minor part.
    """
    last = latest(edition.document, edition.language) if edition.document_id else None
    source = edition.translation_of
    if source:
        is_free = not last or source.order > last.order
        return source.order if is_free else (last.major, last.minor, last.patch + 1)
    if not last:
        return (1, 0, 0) if edition.stage in IN_FORCE else (0, 1, 0)
    if edition.change == Change.PATCH:
        return (last.major, last.minor, last.patch + 1)
    if edition.change == Change.MAJOR and last.major:
        return (last.major + 1, 0, 0)
    return (last.major, last.minor + 1, 0)


def check(page):
    """The Edition that `page` would make, or None where its text is what the latest edition says already.

    Raises ValidationError, by field, where publishing must wait: no reference, a document that
    has ended, no word on what changed, or a change larger than it is said to be.
    """
    if not page.document:
        raise ValidationError({"document": _("Choose the reference of this document.")})
    if page.document.pages.filter(locale=page.locale_id, edition__isnull=False, alias_of=None).exclude(pk=page.pk):
        raise ValidationError({"document": _("Another page has this reference.")})
    edition = compiled(page)
    last = latest(page.document, edition.language)
    if not last:
        edition.change, edition.change_note = Change.FIRST, edition.change_note or note("first", edition.language)
        return edition
    if edition.sha256 == last.sha256:
        return None
    if page.document.stage in ENDED:
        raise ValidationError(_("This document has ended: its text no longer changes."))
    if edition.translation_of:
        check_translation(edition, last)
        return edition
    if not page.change:
        raise ValidationError({"change": _("Say how much has changed since version %s.") % last.version})
    if page.change != Change.PATCH and not page.change_note.strip():
        raise ValidationError({"change_note": _("Say what changed and why: readers see it in the history.")})
    check_size(edition, last)
    edition.change_note = edition.change_note or note("corrected", edition.language)
    return edition


def check_translation(edition, last):
    """Fill in what the translation of an edition says of its change: that of its source, or that it was corrected."""
    if edition.translation_of == last.translation_of:
        edition.change = Change.PATCH
        edition.change_note = note("retranslated", edition.language)
    else:
        edition.change = edition.translation_of.change
        edition.change_note = edition.change_note or edition.translation_of.change_note


def check_size(edition, last):
    """Raise ValidationError where clauses came or went and the change is said to be smaller than that."""
    before = {clause.uid: clause for clause in last.clauses.all()}
    after = {clause.uid for clause in edition.ordered_clauses}
    gone = [clause.number for uid, clause in before.items() if uid not in after and clause.kind == "recommendation"]
    if gone and edition.change != Change.MAJOR:
        raise ValidationError({"change": _("%s is no longer there: that changes a recommendation.") % ", ".join(gone)})
    if before.keys() != after and edition.change == Change.PATCH:
        raise ValidationError({"change": _("Something was added or removed: that is more than a correction.")})


@transaction.atomic
def publish(page, at=None):
    """Write the edition that `page`, just published, makes; returns it, or the latest where nothing changed.

    Raises ValidationError as `check` does.
    """
    if page.document:  # one at a time, so that two editors never give one version
        page.document.refresh_from_db(from_queryset=type(page.document).objects.select_for_update())
    edition = check(page)
    if edition is None:
        return latest(page.document, language_of(page.locale_id))
    edition.published_at = at or edition.published_at
    write(edition)
    if not edition.translation_of:
        register_recommendations(edition)
    return edition


def write(edition):
    """Save a compiled edition and its clauses."""
    edition.clause_count = len(edition.ordered_clauses)  # the database takes these and no more
    edition.save(force_insert=True)
    for clause in edition.ordered_clauses:
        clause.edition = edition
    Clause.objects.bulk_create(edition.ordered_clauses)


def register_recommendations(edition):
    """Keep the register of the document's recommendations: who is new in `edition`, and who is gone."""
    rows = {row.uid: row for row in edition.document.recommendations.all()}
    there = {clause.uid: clause for clause in edition.recommendations}
    new = [
        Recommendation(document=edition.document, uid=uid, number=clause.number[1:], text=clause.text, since=edition)
        for uid, clause in there.items()
        if uid not in rows
    ]
    for uid, row in rows.items():
        if uid in there:
            row.text, row.removed_in = there[uid].text, None
        else:
            row.removed_in = row.removed_in or edition
    Recommendation.objects.bulk_create(new)
    Recommendation.objects.bulk_update(rows.values(), ["text", "removed_in"])


@transaction.atomic
def issue(document, at, *, reason="", reason_cy=""):
    """Write version 1.0.0 of a draft that comes into force: the words of its latest editions, in each language.

    A translation that was behind stays behind.
    """
    reasons = {"cy": reason_cy or reason}
    for language, _name in settings.LANGUAGES:
        last = latest(document, language)
        if last is None or last.major:
            continue
        clauses = list(last.clauses.all())
        edition = Edition(
            **{field: getattr(last, field) for field in (*HEADER, "document", "language", "sha256")},
            stage=document.stage,
            change=Change.MAJOR,
            change_note=reasons.get(language, reason) or note("issued", language),
            published_at=at,
            translation_of=newest_with_words_of(last.translation_of),
            major=1,
            minor=0,
            patch=0,
        )
        for clause in clauses:
            clause.pk, clause._state.adding = None, True
        edition.ordered_clauses = clauses
        write(edition)
        document.pages.filter(locale__language_code=language).update(edition=edition)
