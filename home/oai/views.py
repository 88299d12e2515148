"""The one address of OAI-PMH, by GET or POST."""

import datetime

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree

from home import catalogue
from hub.cells import printable
from hub.citation import PUBLISHER

from .asking import OAIError, asked
from .formats import FORMATS, XSI
from .records import answer, earliest, prefix, record_of

OAI = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"


def stamp(moment):
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add(parent, tag, text=None, **attributes):
    element = etree.SubElement(parent, f"{{{OAI}}}{tag}", {name: str(value) for name, value in attributes.items()})
    element.text = None if text is None else printable(text)
    return element


@csrf_exempt  # nothing is changed, and harvesters may ask by POST
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request):
    arguments = request.POST if request.method == "POST" else request.GET
    base = request.build_absolute_uri(request.path)
    root = etree.Element(f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": SCHEMA}, nsmap={None: OAI, "xsi": XSI})
    add(root, "responseDate", stamp(datetime.datetime.now(datetime.UTC)))
    echo = add(root, "request", base)
    try:
        question = asked(arguments)
        body = VERBS[question.verb](question, base, request.build_absolute_uri("/"))
    except OAIError as error:
        code, message = error.args
        if code not in ("badVerb", "badArgument"):  # what makes no sense is not repeated
            repeat(echo, arguments)
        add(root, "error", message, code=code)
    else:
        repeat(echo, arguments)
        root.append(body)
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    headers = {"X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(text, content_type="text/xml; charset=utf-8", headers=headers)


def repeat(echo, arguments):
    for name in arguments:
        echo.set(name, printable(arguments[name]))


def element(tag):
    return etree.Element(f"{{{OAI}}}{tag}")


def identify(question, base, root):
    body = element("Identify")
    add(body, "repositoryName", PUBLISHER)
    add(body, "baseURL", base)
    add(body, "protocolVersion", "2.0")
    add(body, "adminEmail", settings.DEFAULT_FROM_EMAIL)
    add(body, "earliestDatestamp", stamp(earliest()))
    add(body, "deletedRecord", "persistent")
    add(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    described = etree.SubElement(
        add(body, "description"),
        f"{{{IDENTIFIER}}}oai-identifier",
        {f"{{{XSI}}}schemaLocation": f"{IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"},
        nsmap={None: IDENTIFIER, "xsi": XSI},
    )
    _oai, domain, _empty = prefix().split(":")
    parts = {
        "scheme": "oai",
        "repositoryIdentifier": domain,
        "delimiter": ":",
        "sampleIdentifier": f"{prefix()}0000000",
    }
    for tag, text in parts.items():
        etree.SubElement(described, f"{{{IDENTIFIER}}}{tag}").text = text
    return body


def list_formats(question, base, root):
    if question.identifier:
        record_of(question.identifier, root)
    body = element("ListMetadataFormats")
    for name, (_write, schema, namespace) in FORMATS.items():
        row = add(body, "metadataFormat")
        add(row, "metadataPrefix", name)
        add(row, "schema", schema)
        add(row, "metadataNamespace", namespace)
    return body


def list_sets(question, base, root):
    if question.after:
        raise OAIError("badResumptionToken", "The sets are listed at once.")
    body = element("ListSets")
    for name, kind in catalogue.KINDS.items():
        row = add(body, "set")
        add(row, "setSpec", name)
        add(row, "setName", kind.label)
    return body


def writer(question):
    if question.prefix not in FORMATS:
        raise OAIError("cannotDisseminateFormat", "There is no such format here.")
    return FORMATS[question.prefix][0]


def header(parent, record):
    row = add(parent, "header", **({} if record.items else {"status": "deleted"}))
    add(row, "identifier", record.name)
    add(row, "datestamp", stamp(record.identifier.changed_at))
    add(row, "setSpec", record.identifier.kind)


def write(parent, record, metadata):
    row = add(parent, "record")
    header(row, record)
    if record.items:
        add(row, "metadata").append(metadata(record))


def get_record(question, base, root):
    metadata, record = writer(question), record_of(question.identifier, root)
    body = element("GetRecord")
    write(body, record, metadata)
    return body


def list_of(question, root, tag, each):
    metadata, found = writer(question), answer(question, root)
    body = element(tag)
    for record in found.records:
        each(body, record, metadata)
    if found.is_part:
        add(body, "resumptionToken", found.token, completeListSize=found.total, cursor=found.cursor)
    return body


def list_identifiers(question, base, root):
    return list_of(question, root, "ListIdentifiers", lambda body, record, metadata: header(body, record))


def list_records(question, base, root):
    return list_of(question, root, "ListRecords", write)


VERBS = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
