"""What goes with a table of open data: its licence in the header, and a description of it as CSV on the Web.

The description of `a.csv` is at `a.csv-metadata.json`, where readers of CSV on the Web look for it, and the header of
the table names it (W3C, Model for Tabular Data and Metadata on the Web, sections 5.2 and 5.3). So a table itself holds
rows alone, and any program can read it. One view answers at both addresses.
"""

import csv

from django.http import JsonResponse
from django.utils.translation import get_language

from .citation import LICENCE, PUBLISHER, attribution, signposting

ENDING = "-metadata.json"
MEDIA_TYPE = "application/csvm+json"
CONTEXT = "http://www.w3.org/ns/csvw"


def as_asked(request, table, title, meanings=None):
    """`table`, a response that holds CSV, with its Link header; at the address of its description that instead.

    `meanings` is {heading: what the column means}. Of a streamed table, the first chunk is its line of headings.
    """
    if request.path.rstrip("/").endswith(ENDING):
        return description(request, headings_of(table), title, meanings or {})
    path, question, query = request.get_full_path().partition("?")
    described = request.build_absolute_uri(f"{path.rstrip('/')}{ENDING}{question}{query}")
    table["Link"] = signposting([(LICENCE, "license", ""), (described, "describedby", MEDIA_TYPE)])
    return table


def headings_of(table):
    first = next(iter(table.streaming_content)) if table.streaming else table.content
    return next(csv.reader(first.decode("utf-8-sig").splitlines()))


def description(request, headings, title, meanings):
    """The description as JSON, in the reader's language (W3C, Metadata Vocabulary for Tabular Data)."""
    path, question, query = request.get_full_path().partition("?")
    columns = [
        {"titles": heading, **({"dc:description": str(meanings[heading])} if heading in meanings else {})}
        for heading in headings
    ]
    told = {
        "@context": [CONTEXT, {"@language": "cy" if get_language() == "cy" else "en-GB"}],
        "url": request.build_absolute_uri(f"{path.rstrip('/').removesuffix(ENDING)}{question}{query}"),
        "dc:title": str(title),
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE},
        "dc:rights": attribution(),
        "tableSchema": {"columns": columns},
    }
    return JsonResponse(told, content_type=MEDIA_TYPE, headers={"X-Robots-Tag": "noindex"})
