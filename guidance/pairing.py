"""The two languages of a document: which edition translates which, and what has moved on since."""

from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from django.conf import settings

from .editions import latest
from .models.editions import Clause, Edition


@dataclass
class MovedOn:
    """The newest English edition, its page's address, and the uids of what is not as it was translated."""

    source: Edition
    uids: set
    address: str


def moved_on(edition, newest=None):
    """How far the English has moved on since `edition` was translated from it; None where it has not.

    `newest` is the newest English edition, where that is known already.
    """
    if not edition.translation_of_id:
        return None
    newest = newest or latest(edition.document, settings.LANGUAGE_CODE)
    if newest.sha256 == edition.translation_of.sha256:
        return None
    rows = Clause.objects.filter(edition__in=[newest.pk, edition.translation_of_id])
    wordings = {}
    for uid, html in rows.values_list("uid", "html"):
        wordings.setdefault(uid, []).append(html)
    # A clause in both editions with one wording has not moved on.
    uids = {uid for uid, found in wordings.items() if len(found) == 1 or found[0] != found[1]}
    return MovedOn(newest, uids, english_address(newest))


def english_address(edition):
    """The address of the page of an English edition; "" where there is none. No query for one of `editions_for`."""
    if path := getattr(edition, "page_path", None):
        return "/" + path.split("/", 2)[2]  # what is below the English home page, which has the root of the site
    page = edition.document.page_in(settings.LANGUAGE_CODE)
    return page.url if page else ""


def has_moved_on(clause, rows, editions):
    """Whether the English of a clause is no longer what `clause`, of a translation, was translated from.

    `rows` are the clause's in all languages, `editions` all those of the document, newest first.
    """
    source = clause.edition.translation_of_id
    if not source:
        return False
    newest = next(edition.pk for edition in editions if edition.language == settings.LANGUAGE_CODE)
    wordings = {row.edition_id: row.html for row in rows}
    return wordings.get(source) != wordings.get(newest)


def editions_for(document, language):
    """The editions to list for a reader of `language`, newest first: its own, and English ones it has not got.

    Each has the one listed before it as `previous` and the newest English one as `newest_source`; either may be None.
    """
    rows = Edition.objects.readable().filter(document=document, language__in=[language, settings.LANGUAGE_CODE])
    by_version, sources = {}, []
    for row in rows.with_page_path().select_related("translation_of"):
        row.document = document
        sources += [row] if row.language == settings.LANGUAGE_CODE else []
        if row.language == language or row.version not in by_version:
            by_version[row.version] = row
    newest_first = sorted(by_version.values(), key=attrgetter("order"), reverse=True)
    for edition, previous in pairwise([*newest_first, None]):
        edition.previous = previous
        edition.newest_source = max(sources, key=attrgetter("order"), default=None)
    return newest_first


def edition_for(document, language, version):
    """The edition of a version for a reader of `language`: in it or else in English. Raises Edition.DoesNotExist."""
    readable = Edition.objects.readable().filter(document=document)
    rows = list(readable.version(version).select_related("translation_of"))
    for wanted in (language, settings.LANGUAGE_CODE):
        for row in rows:
            if row.language == wanted:
                return row
    raise Edition.DoesNotExist
