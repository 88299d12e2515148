"""A citable as DataCite describes it: JSON of its Metadata Schema 4.5 (https://schema.datacite.org/meta/kernel-4.5/).

Its resourceTypeGeneral (property 10.a) is one of the terms of the schema's Appendix 1. A toolkit is a "Collection", by
its words an aggregation of resources, also of mixed types: what is cited is the page with all of its files, and
"Toolkit" is told as the free resourceType beside it.
"""

from hub.cells import printable

SCHEMA = "http://datacite.org/schema/kernel-4"
KINDS = {"report": "Report", "dataset": "Dataset", "collection": "Collection"}  # of what is cited; any other is a text
OGL = {
    "rights": "Open Government Licence v3.0",
    "rightsIdentifier": "OGL-UK-3.0",
    "rightsIdentifierScheme": "SPDX",
    "schemeUri": "https://spdx.org/licenses/",
}
# What a citable's `custom` holds of other works -> DataCite's relation. 4.5 has no name for a translation yet.
RELATIONS = {
    "whole": "IsPartOf",
    "exampleOfWork": "IsVersionOf",
    "workExample": "HasVersion",
    "previous": "IsNewVersionOf",
    "sameAs": "IsIdenticalTo",
    "translationOfWork": "IsVariantFormOf",
}


def line(text):
    return " ".join(printable(text or "").split())


def issued(item):
    """A citable's date as ISO 8601 writes it, as far as it is known; empty where it is not."""
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return "-".join(f"{int(part):02}" for part in parts[0])


def titles(items):
    first, *others = items
    # A part of a work is told apart from the whole by its number.
    named = ", ".join(filter(None, (line(first["title"]), line(first.get("section")))))
    rows = [{"title": named, "lang": first["language"]}]
    translated = {line(item["title"]): item["language"] for item in others if item["title"] != first["title"]}
    return rows + [{"title": title, "titleType": "TranslatedTitle", "lang": lang} for title, lang in translated.items()]


def datacite(*items):
    """What DataCite is told of one thing, from its citables in each of its languages, of which the first leads."""
    first, custom = items[0], items[0].get("custom", {})
    day, permalink = issued(first), custom.get("permalink", "")
    numbers = {"Permanent link": permalink, "Reference": line(first.get("number"))}
    told = {
        "doi": first.get("DOI", ""),
        "url": permalink or first["URL"],
        "types": {"resourceTypeGeneral": KINDS.get(first["type"], "Text"), "resourceType": line(first.get("genre"))},
        "creators": [{"name": line(one["literal"]), "nameType": "Organizational"} for one in first["author"]],
        "titles": titles(items),
        "publisher": {"name": line(first["publisher"])},
        "publicationYear": day[:4],
        "dates": [{"date": day, "dateType": "Issued"}] if day else [],
        "language": first["language"],
        "alternateIdentifiers": [
            {"alternateIdentifier": value, "alternateIdentifierType": kind} for kind, value in numbers.items() if value
        ],
        "relatedIdentifiers": [
            {"relatedIdentifier": custom[name], "relatedIdentifierType": "URL", "relationType": relation}
            for name, relation in RELATIONS.items()
            if custom.get(name)
        ],
        "version": first.get("version", ""),
        "rightsList": [
            {**OGL, "rightsUri": custom["license"]} if "license" in custom else {"rights": custom["rights"]}
        ],
        "descriptions": [
            {"description": line(item["abstract"]), "descriptionType": "Abstract", "lang": item["language"]}
            for item in items
            if line(item.get("abstract"))
        ],
        "schemaVersion": SCHEMA,
    }
    return {name: value for name, value in told.items() if value}
