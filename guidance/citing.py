"""How an edition and its clauses are cited: from their rows to what `hub.citation` takes."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub import citation


def citable(edition, page_address, clause=None):
    """The CSL-JSON of an edition or of one clause in it; `page_address` is the absolute address of its page."""
    with translation.override(edition.language):
        genre = _("Draft guidance") if edition.is_draft else _("Guidance")
        section = pinpoint(clause) if clause else ""
    whole = page_address + edition.path
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
        "URL": whole + clause.path if clause else whole,
        "language": "cy" if edition.language == "cy" else "en-GB",
        "abstract": edition.summary,
        "custom": {"license": citation.LICENCE, "pdf": f"{whole}document.pdf"},
    }
    if clause:
        item |= {"section": section, "custom": {"license": citation.LICENCE, "isPartOf": whole}}
    return item


def newest_of(item, address):
    """The same citable at the address that leads to its newest edition, whichever that is."""
    kept = {key: value for key, value in item.items() if key != "version"}
    return {**kept, "URL": address}


def pinpoint(clause):
    """How a clause is named in a citation, in the active language."""
    if clause.kind == "recommendation":
        return _("recommendation %(number)s") % {"number": clause.number}
    if clause.kind == "paragraph":
        return _("paragraph %(number)s") % {"number": clause.number}
    if clause.kind == "section":
        return _("section %(number)s") % {"number": clause.number}
    return clause.title


def cited(edition, page_address, clause=None):
    """What a page about an edition, or about a clause in it, needs to be cited, from `hub.citation.cited`."""
    item = citable(edition, page_address, clause)
    bare = page_address + (clause.path if clause else "")
    heading = _("Cite this edition") if not clause else _("Cite this in version %s") % edition.version
    relations = [
        *([(item["custom"]["pdf"], "item", "application/pdf")] if not clause else []),
        (f"{page_address}editions/", "version-history", ""),
        (bare, "latest-version", ""),
    ]
    return citation.cited(item, heading=heading, latest=newest_of(item, bare), relations=relations)


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
