"""How an edition and its clauses are cited: from their rows to what `hub.citation` takes."""

from itertools import pairwise
from urllib.parse import urljoin

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub import citation
from hub.datasets import dataset
from hub.models import Identifier

from .models.editions import Edition


def names_of(*editions):
    """{(kind, key): identifier} of editions, of what they translate and of their documents."""
    keys = {pk for edition in editions for pk in (edition.pk, edition.translation_of_id) if pk}
    references = {edition.document.reference for edition in editions}
    return Identifier.objects.of(*(("edition", key) for key in keys), *(("guidance", key) for key in references))


def before(editions):
    """{edition's key: identifier of the edition before it in its language}, for those that have both."""
    rows = Edition.objects.filter(document__in={edition.document_id for edition in editions})
    known = list(rows.values_list("document", "language", "major", "minor", "patch", "pk").order_by())
    pairs = [(new, old) for old, new in pairwise(sorted(known)) if old[:2] == new[:2]]
    wanted = {new[-1]: old[-1] for new, old in pairs if new[-1] in {edition.pk for edition in editions}}
    found = Identifier.objects.of(*(("edition", pk) for pk in wanted.values()))
    return {pk: found["edition", str(old)] for pk, old in wanted.items() if ("edition", str(old)) in found}


def whole(edition, page_address, names, previous=None):
    """`citable` of an edition with its permanent links: to itself, its document, its source and the one before it."""
    item = citation.named(citable(edition, page_address), names.get(("edition", str(edition.pk))))
    links = {
        "exampleOfWork": names.get(("guidance", edition.document.reference)),
        "translationOfWork": names.get(("edition", str(edition.translation_of_id))),
        "previous": previous,
    }
    item["custom"] |= {name: urljoin(page_address, one.path) for name, one in links.items() if one}
    return item


def part(edition, page_address, clause):
    """`citable` of a clause with its own permanent link, which is its edition's and the clause's anchor after it.

    An edition never changes, so that this names the same words for ever; no clause needs a code of its own.
    The clause is one of `ClauseQuerySet.with_code`.
    """
    item, code = citable(edition, page_address, clause), clause.edition_code
    if code:
        link = urljoin(page_address, Identifier(code=code).path)
        item["custom"] |= {"permalink": f"{link}/{clause.anchor}", "whole": link}
    return item


def citable(edition, page_address, clause=None):
    """The CSL-JSON of an edition or of one clause in it; `page_address` is the absolute address of its page."""
    with translation.override(edition.language):
        genre = _("Draft guidance") if edition.is_draft else _("Guidance")
        section = pinpoint(clause) if clause else ""
    address = page_address + edition.path
    item = {
        "id": f"{edition.document}-{edition.version}{f'-{clause.anchor}' if clause else ''}",
        "type": "report",
        "title": edition.title,
        "author": [{"literal": edition.owner_name}],
        "issued": citation.day(timezone.localdate(edition.published_at)),
        "accessed": citation.day(timezone.localdate()),
        "publisher": citation.PUBLISHER,
        "genre": genre,
        "number": edition.document.reference,
        "version": edition.version,
        "URL": address + clause.path if clause else address,
        "language": "cy" if edition.language == "cy" else "en-GB",
        "abstract": edition.summary,
        "custom": {"license": citation.LICENCE, "pdf": f"{address}document.pdf"},
    }
    if clause:
        item |= {"section": section, "custom": {"license": citation.LICENCE, "isPartOf": address}}
    return item


def newest_of(item, address):
    """The same citable at the address that leads to its newest edition, whichever that is."""
    kept = {key: value for key, value in item.items() if key != "version"}
    return {**kept, "URL": address}


def practice_key(reference):
    """The key, among the data sets, of what puts the recommendations of a document into practice."""
    return f"practice-{reference}"


def practice_of_key(key):
    """The reference of the document that `practice_key` made a key of; empty for the key of another data set."""
    return key.removeprefix("practice-") if key.startswith("practice-") else ""


def practice(page, page_address):
    """The CSL-JSON of the data set of practice of the document of a page, in the active language."""
    reference = page.document.reference
    title = _("In practice: %(title)s") % {"title": page.title}
    abstract = _("What puts each recommendation into practice, as far as it has been reported to us.")
    day = timezone.localdate(page.last_published_at)
    return dataset(practice_key(reference), title, day, f"{page_address}practice/", abstract) | {"number": reference}


def pinpoint(clause):
    """How a clause is named in a citation, in the active language."""
    if clause.kind == "recommendation":
        return _("recommendation %(number)s") % {"number": clause.number}
    if clause.kind == "paragraph":
        return _("paragraph %(number)s") % {"number": clause.number}
    if clause.kind == "section":
        return _("section %(number)s") % {"number": clause.number}
    return clause.title


def cited(edition, page_address, clause=None, more=()):
    """What a page about an edition, or about a clause in it, needs to be cited, from `hub.citation.cited`."""
    names = {} if clause else names_of(edition)
    item = part(edition, page_address, clause) if clause else whole(edition, page_address, names)
    bare = page_address + (clause.path if clause else "")
    heading = _("Cite this edition") if not clause else _("Cite this in version %s") % edition.version
    relations = [*relations_of(item, page_address, bare), *more]
    latest = newest_of(item, bare)
    told = citation.cited(item, heading=heading, latest=latest, relations=relations)
    return told | {"identifier": names.get(("guidance", edition.document.reference))}


def relations_of(item, page_address, bare):
    """What a Link header tells of an edition, or a clause, beside what every cited page's does."""
    pdf = item["custom"].get("pdf")
    return [
        *([(pdf, "item", "application/pdf")] if pdf else []),
        (f"{page_address}editions/", "version-history", ""),
        (bare, "latest-version", ""),
    ]


def neighbours(edition, editions, page_address, clause=None):
    """The predecessor and successor relations (RFC 5829) of `edition` among `editions`, newest first.

    Those of a clause lead to the same clause there; where that edition has none, its page says so.
    """
    at = next(index for index, other in enumerate(editions) if other.pk == edition.pk)
    path = clause.path if clause else ""
    found = []
    if at + 1 < len(editions):
        found.append((page_address + editions[at + 1].path + path, "predecessor-version", ""))
    if at:
        found.append((page_address + editions[at - 1].path + path, "successor-version", ""))
    return found
