"""Schemes as open data: the same rows as CSV, JSON and GeoJSON, and the dictionary that says what each column means.

Everything is streamed, row by row, so that memory does not grow with the register. Of counts of
people they hold the band that `directory/disclosure.py` gives.
"""

import csv
import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.cells import neutral
from hub.fields import ManyChoicesField

from .choices import Country, Function, Region
from .disclosure import BANDS
from .models import Scheme
from .profile import COUNTS, NAMES, NOT_KNOWN, PAY_BANDS, cell
from .vocabulary import YesNo

# So many schemes are in memory at once, twice over; a hundred more of them take a megabyte or two.
BATCH = 100

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

INSPECTIONS = (
    *("prison", "prison_name", "region", "scheme"),
    *("inspectorate", "finding", "quote", "report", "paragraph", "url", "published_on"),
)


def yes(flag):
    return "yes" if flag else "no"


def iso(day):
    return day.isoformat() if day else ""


# Values of the columns about the record, and what the columns hold whose cells are no plain text.
RECORD_VALUES = {"nation": Country.choices, "region": Region.choices, "prison_function": Function.choices}
RECORD_VALUES["made_up"] = YesNo.choices
DATES = ("confirmed_on", "approved_on", "review_by")
KINDS = {
    "code": _("One of the values"),
    "codes": _("One or more of the values, with semicolons between"),
    "date": _("Date, as in 2026-06-30"),
    "number": _("Number"),
    "text": _("Text"),
}


@dataclass(frozen=True)
class Column:
    """A column of the data: what it means, the kind of its cells, and {code: label} of the values they may have."""

    name: str
    meaning: str
    kind: str = "text"
    values: dict = field(default_factory=dict)

    @property
    def kind_label(self):
        return KINDS[self.kind]


def column_of_record(name, meaning, _value):
    if name in RECORD_VALUES:
        return Column(name, meaning, "code", dict(RECORD_VALUES[name]))
    return Column(name, meaning, "date" if name in DATES else "text")


def column_of_fact(name):
    """Every fact but the status may be asked about and not known, so a date or a number may be "not_known" too."""
    model_field = Scheme._meta.get_field(name)
    unknown = {} if name == "status" else {"not_known": NOT_KNOWN}
    meaning = model_field.help_text
    if name == "weekly_pay" or name in COUNTS:
        bands = BANDS if name in COUNTS else PAY_BANDS
        return Column(name, meaning, "code", {code: label for _below, code, label in bands} | unknown)
    if name == "units_covered":
        meaning = _("In how many of the prison’s units it runs; after a slash, where known, how many the prison has.")
    if model_field.choices:
        kind = "codes" if isinstance(model_field, ManyChoicesField) else "code"
        return Column(name, meaning, kind, dict(model_field.flatchoices) | unknown)
    kinds = {"DateField": "date", "DecimalField": "number"}
    return Column(name, meaning, kinds.get(model_field.get_internal_type(), "text"), unknown)


def columns():
    """Every `Column`, in order."""
    return [
        *(column_of_record(*column) for column in RECORD),
        *(column_of_fact(name) for name in NAMES),
        *(column_of_record(*column) for column in RECORD_ENDS),
    ]


def row_of(scheme):
    """{column: text or number for a machine} of one scheme."""
    return (
        {name: value(scheme) for name, _meaning, value in RECORD}
        | {name: cell(scheme, name) for name in NAMES}
        | {name: value(scheme) for name, _meaning, value in RECORD_ENDS}
    )


def loaded(schemes):
    """The schemes of a queryset with what their rows tell of, in its order, a batch at a time."""
    recommendation = Scheme._meta.get_field("recommendations").related_model
    codes = recommendation.objects.select_related("document").only("number", "document__reference")
    linked = schemes.select_related("prison", "cluster").prefetch_related(Prefetch("recommendations", codes))
    return linked.iterator(chunk_size=BATCH)


def rows(schemes):
    return map(row_of, loaded(schemes))


class Line:
    """A file that hands back what is written to it, for a writer that is streamed."""

    def write(self, text):
        return text


def csv_lines(schemes):
    """CSV with a header row and, for Excel, a byte order mark. No cell can be taken for a formula."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow([column.name for column in columns()])
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
    yield from separated(map(feature, loaded(schemes)))
    yield "]}\n"


def feature(scheme):
    prison = scheme.prison
    place = None if prison.lat is None else {"type": "Point", "coordinates": [float(prison.lon), float(prison.lat)]}
    return {"type": "Feature", "id": scheme.code, "geometry": place, "properties": row_of(scheme)}


def separated(items):
    for index, item in enumerate(items):
        yield (",\n" if index else "\n") + json.dumps(item, cls=DjangoJSONEncoder, ensure_ascii=False)


def inspection_lines(findings):
    """CSV of inspection findings: what was said, word for word, of which prison, and where it stands."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(INSPECTIONS)
    for row in findings.iterator(chunk_size=BATCH):
        about = [
            row.prison_id,
            row.prison.name,
            row.prison.region,
            row.scheme.code if row.scheme and row.scheme.live else "",
        ]
        where = [row.report, row.paragraph, row.url, iso(row.published_on)]
        yield writer.writerow(map(neutral, [*about, row.inspectorate, row.finding, row.quote, *where]))


def dictionary_lines():
    """The data dictionary as CSV: a row for each column, or for each of its allowed values."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(["column", "meaning", "kind", "value", "value means"])
    for column in columns():
        about = [column.name, capfirst(str(column.meaning)), str(column.kind_label)]
        for value, label in column.values.items() or [("", "")]:
            yield writer.writerow([*about, value, str(label)])
