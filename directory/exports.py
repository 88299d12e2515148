"""Schemes as open data: the same rows as CSV, JSON and GeoJSON, and the dictionary that says what each column means.

Everything is streamed, row by row, so that memory does not grow with the register. Of counts of
people they hold the band that `directory/disclosure.py` gives.
"""

import csv
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.cells import neutral

from .models import Scheme
from .profile import NAMES, fact

BATCH = 500

# Columns about the record itself: (name, what it means, how it is had from a scheme). The facts follow.
RECORD = (
    ("code", _("The scheme’s own code. Never used again."), lambda scheme: scheme.code),
    ("name", _("Name in English."), lambda scheme: scheme.name),
    ("name_cy", _("Name in Welsh, where it has one."), lambda scheme: scheme.name_cy),
    ("prison", _("NOMIS code of the prison."), lambda scheme: scheme.prison_id),
    ("prison_name", _("Name of the prison in English."), lambda scheme: scheme.prison.name),
    ("nation", _("England or Wales."), lambda scheme: scheme.prison.country),
    ("region", _("Region of England, or Wales."), lambda scheme: scheme.prison.region),
    ("prison_function", _("Kind of prison. Empty: not known."), lambda scheme: scheme.prison.function),
    (
        "security_categories",
        _("Letters A to D. Empty: not known, or a women’s prison, which has none."),
        lambda scheme: scheme.prison.security_categories,
    ),
    ("made_up", _("“yes” where the prison is a made-up example."), lambda scheme: yes(scheme.prison.is_example)),
)
RECORD_ENDS = (
    (
        "recommendations",
        _("Codes of the recommendations it puts into practice, with semicolons between."),
        lambda scheme: ";".join(f"{one.document}-{one.label}" for one in scheme.recommendations.all()),
    ),
    ("confirmed_on", _("When somebody last said that this is still so."), lambda scheme: iso(scheme.confirmed_on)),
    ("approved_on", _("When the governor or director signed it off."), lambda scheme: iso(scheme.approved_on)),
    ("review_by", _("When the prison is to look at it again."), lambda scheme: iso(scheme.next_review_on)),
    ("source", _("Who told us, by role, or where it is published."), lambda scheme: scheme.source),
)


def yes(flag):
    return "yes" if flag else "no"


def iso(day):
    return day.isoformat() if day else ""


def columns():
    """[(name, meaning, allowed values as {code: label})] of every column, in order."""
    facts = []
    for name in NAMES:
        field = Scheme._meta.get_field(name)
        facts.append((name, field.help_text, dict(field.flatchoices)))
    return [
        *((name, meaning, {}) for name, meaning, _value in RECORD),
        *facts,
        *((name, meaning, {}) for name, meaning, _value in RECORD_ENDS),
    ]


def row_of(scheme):
    """{column: text or number for a machine} of one scheme."""
    return (
        {name: value(scheme) for name, _meaning, value in RECORD}
        | {name: fact(scheme, name).code for name in NAMES}
        | {name: value(scheme) for name, _meaning, value in RECORD_ENDS}
    )


def rows(schemes):
    """The rows of a queryset of schemes, in its order, loaded a batch at a time."""
    linked = schemes.select_related("prison", "cluster").prefetch_related("recommendations__document")
    return map(row_of, linked.iterator(chunk_size=BATCH))


class Line:
    """A file that hands back what is written to it, for a writer that is streamed."""

    def write(self, text):
        return text


def csv_lines(schemes):
    """CSV with a header row and, for Excel, a byte order mark. No cell can be taken for a formula."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow([name for name, _meaning, _values in columns()])
    for row in rows(schemes):
        yield writer.writerow([neutral(str(cell)) for cell in row.values()])


def json_lines(schemes, about):
    """A JSON object: `about` with "schemes", a list with an object for each."""
    head = json.dumps(about, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield head[:-1] + ', "schemes": ['
    yield from separated(rows(schemes))
    yield "]}\n"


def geojson_lines(schemes, about):
    """GeoJSON (RFC 7946): a point for each scheme, where its prison's postcode is; none where that is not known."""
    head = json.dumps({"type": "FeatureCollection", **about}, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield head[:-1] + ', "features": ['
    linked = schemes.select_related("prison", "cluster").prefetch_related("recommendations__document")
    yield from separated(map(feature, linked.iterator(chunk_size=BATCH)))
    yield "]}\n"


def feature(scheme):
    prison = scheme.prison
    place = None if prison.lat is None else {"type": "Point", "coordinates": [float(prison.lon), float(prison.lat)]}
    return {"type": "Feature", "id": scheme.code, "geometry": place, "properties": row_of(scheme)}


def separated(items):
    for index, item in enumerate(items):
        yield (",\n" if index else "\n") + json.dumps(item, cls=DjangoJSONEncoder, ensure_ascii=False)


def dictionary_lines():
    """The data dictionary as CSV: a row for each column, or for each of its allowed values."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(["column", "meaning", "value", "value means"])
    for name, meaning, values in columns():
        for value, label in values.items() or [("", "")]:
            yield writer.writerow([name, capfirst(str(meaning)), value, str(label)])
