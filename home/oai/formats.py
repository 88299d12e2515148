"""A record's metadata as XML: in Dublin Core, which every provider has, and as DataCite describes it."""

from datacite import schema45
from lxml import etree

from hub.cells import printable
from hub.datacite import datacite, issued, line

XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
OAI_DATACITE = "http://schema.datacite.org/oai/oai-1.1/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DC_TYPES = {"dataset": "Dataset", "collection": "Collection"}  # of the DCMI Type Vocabulary; any other is a text


def located(tag, namespace, schema, nsmap):
    return etree.Element(
        f"{{{namespace}}}{tag}",
        {f"{{{XSI}}}schemaLocation": f"{namespace} {schema}"},
        nsmap={**nsmap, "xsi": XSI},
    )


def dublin_core(record):
    """Each element in each language that has its own words; the rest once."""
    root = located("dc", OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", {"oai_dc": OAI_DC, "dc": DC})
    seen = set()

    def say(name, text, language=""):
        text = line(text)
        if text and (name, text) not in seen:
            seen.add((name, text))
            element = etree.SubElement(root, f"{{{DC}}}{name}", {LANG: language} if language else {})
            element.text = text

    for item in record.items.values():
        language, custom = item["language"], item["custom"]
        say("title", item["title"], language)
        for author in item["author"]:
            say("creator", author["literal"])
        say("description", item.get("abstract"), language)
        say("publisher", item["publisher"])
        say("date", issued(item))
        say("type", DC_TYPES.get(item["type"], "Text"))
        say("type", item.get("genre"), language)
        say("identifier", custom.get("permalink"))
        say("identifier", f"https://doi.org/{item['DOI']}" if item.get("DOI") else "")
        say("identifier", item["URL"])
        say("language", language)
        for name in ("exampleOfWork", "translationOfWork", "previous", "sameAs"):
            say("relation", custom.get(name))
        say("rights", custom.get("license") or custom["rights"])
    return root


def as_datacite(record):
    schema = "http://schema.datacite.org/oai/oai-1.1/oai.xsd"
    root = located("oai_datacite", OAI_DATACITE, schema, {None: OAI_DATACITE})
    etree.SubElement(root, f"{{{OAI_DATACITE}}}schemaVersion").text = "4.5"
    payload = etree.SubElement(root, f"{{{OAI_DATACITE}}}payload")
    payload.append(schema45.dump_etree(cleaned(datacite(*record.items.values()))))
    return root


def cleaned(value):
    """`value` without the characters that XML has no place for."""
    if isinstance(value, dict):
        return {name: cleaned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    return printable(value)


# Prefix -> (function, schema, namespace)
FORMATS = {
    "oai_dc": (dublin_core, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    "oai_datacite": (as_datacite, "http://schema.datacite.org/oai/oai-1.1/oai.xsd", OAI_DATACITE),
}
