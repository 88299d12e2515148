"""How an edition and its clauses are cited: from their rows to what `hub.citation` takes."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub import citation

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
PUBLISHER = "Common Thread"


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
        "publisher": PUBLISHER,
        "genre": genre,
        "number": edition.document.reference,
        "version": edition.version,
        "URL": whole + clause.path if clause else whole,
        "language": "cy" if edition.language == "cy" else "en-GB",
        "abstract": edition.summary,
        "custom": {"license": LICENCE, "pdf": f"{whole}document.pdf"},
    }
    if clause:
        item |= {"section": section, "custom": {"license": LICENCE, "isPartOf": whole}}
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
    """What a page needs to be cited: the box for people, the head for machines, the Link header's relations."""
    item = citable(edition, page_address, clause)
    bare = page_address + (clause.path if clause else "")
    files = {extension: f"{item['URL']}cite.{extension}" for extension in citation.FORMATS}
    heading = _("Cite this edition") if not clause else _("Cite this in version %s") % edition.version
    return {
        "item": item,
        "meta": citation.highwire(item),
        "json_ld": citation.json_ld_script(item),
        "box": citation.box(item, files, translation.get_language(), heading=heading, latest=newest_of(item, bare)),
        "relations": [
            (item["URL"], "cite-as", ""),
            (LICENCE, "license", ""),
            ("https://schema.org/Report", "type", ""),
            *((url, "describedby", citation.FORMATS[extension][1]) for extension, url in files.items()),
            *([(item["custom"]["pdf"], "item", "application/pdf")] if not clause else []),
            (f"{page_address}editions/", "version-history", ""),
            (bare, "latest-version", ""),
        ],
    }


def neighbours(edition, editions, page_address):
    """The predecessor and successor relations (RFC 5829) of `edition` among `editions`, newest first."""
    at = next(index for index, other in enumerate(editions) if other.pk == edition.pk)
    found = []
    if at + 1 < len(editions):
        found.append((page_address + editions[at + 1].path, "predecessor-version", ""))
    if at:
        found.append((page_address + editions[at - 1].path, "successor-version", ""))
    return found
