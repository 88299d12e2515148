"""All open data of the hub in one file: each noun of the API as CSV and JSON, with a Frictionless Data Package.

The rows and their descriptions are those of the API (`home/api/schemas.py`): what cannot leave there is not here.
"""

import csv
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from directory.models import Prison
from directory.views.monitoring import rows as indicator_parts
from guidance.models import Clause
from hub.cells import neutral
from hub.citation import LICENCE, PUBLISHER, attribution
from hub.datasets import dataset

from .api import views
from .api.schemas import (
    CaseStudyOut,
    ClauseTextOut,
    EditionOut,
    FigureOut,
    IndicatorOut,
    PrisonOut,
    RecommendationOut,
    SchemeOut,
    ToolkitOut,
)

KEY = "open-data"  # its key among the data sets
FILE = "open-data/common-thread.zip"
BATCH = 500
made = Signal()  # the file was made anew
TYPES = {bool: "boolean", int: "integer", float: "number"}
FORMATS = {"date": "date", "datetime": "datetime"}


@dataclass(frozen=True)
class Table:
    """A noun as a table: what a row is like, all rows, and the columns that name one."""

    name: str
    schema: type[BaseModel]
    rows: Any
    key: list

    @property
    def columns(self):
        """[(column, annotation, description)], the fields of a schema within the schema beside the others."""
        found = []
        for name, field in self.schema.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                inner = field.annotation.model_fields.items()
                found += [(inner_name, one.annotation, one.description) for inner_name, one in inner]
            else:
                found.append((name, field.annotation, field.description))
        return found

    def objects(self):
        rows = self.rows()
        for row in rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else rows:
            yield self.schema.from_orm(row).model_dump()


def clauses():
    """The clauses of every edition that can be read, as text; what was withdrawn from them is left out."""
    rows = Clause.objects.filter(edition__in=views.editions_to_send().order_by().values("pk"))
    return rows.select_related("edition__document").order_by("edition__document__reference", "edition", "position")


TABLES = (
    Table("prisons", PrisonOut, Prison.objects.all, ["code"]),
    Table("schemes", SchemeOut, lambda: views.schemes_to_send().found(), ["code"]),
    Table("recommendations", RecommendationOut, views.recommendations_to_send, ["code"]),
    Table("editions", EditionOut, views.editions_to_send, ["document", "version", "language"]),
    Table("clauses", ClauseTextOut, clauses, ["document", "version", "language", "uid"]),
    Table("case_studies", CaseStudyOut, lambda: views.case_studies_to_send("en-gb").found(), ["slug"]),
    Table("toolkits", ToolkitOut, lambda: views.toolkits_to_send("en-gb"), ["slug"]),
    Table("indicators", IndicatorOut, indicator_parts, ["part"]),
    Table("figures", FigureOut, views.figures_to_send, ["part", "year", "area"]),
)


def cells(row):
    """The cells of a row: what is within it beside the rest, lists with semicolons between, nothing as empty."""
    for value in row.values():
        if isinstance(value, dict):
            yield from cells(value)
        elif isinstance(value, list):
            yield ";".join(one if isinstance(one, str) else one["title"] for one in value)
        elif isinstance(value, bool):
            yield str(value).lower()
        elif hasattr(value, "isoformat"):
            yield value.isoformat()
        else:
            yield "" if value is None else value


def described(name, annotation, description):
    """A column as a field of a Frictionless table schema (https://datapackage.org/standard/table-schema/)."""
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    kind = kinds[0] if get_origin(annotation) is UnionType else annotation
    field = {"name": name, "type": TYPES.get(kind, FORMATS.get(getattr(kind, "__name__", ""), "string"))}
    if description:
        field["description"] = description
    if get_origin(kind) is Literal:
        field["constraints"] = {"enum": list(get_args(kind))}
    return field


def write(archive, name, lines):
    """Write a file of the archive line by line; return its size in bytes and its SHA-256."""
    digest, size = sha256(), 0
    with archive.open(name, "w") as file:
        for line in lines:
            data = line.encode()
            digest.update(data)
            size += file.write(data)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def csv_lines(table):
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([name for name, _annotation, _description in table.columns])
    for row in table.objects():
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in cells(row)])
    yield line.getvalue()


def json_lines(table):
    yield "["
    for index, row in enumerate(table.objects()):
        yield (",\n" if index else "\n") + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield "\n]\n"


def package(archive):
    """Write every table into `archive` and return the data package that describes them."""
    resources = []
    for table in TABLES:
        fields = [described(*column) for column in table.columns]
        resources.append(
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "primaryKey": table.key, "missingValues": [""]},
                **write(archive, f"{table.name}.csv", csv_lines(table)),
            }
        )
        write(archive, f"{table.name}.json", json_lines(table))
    return {
        "name": "common-thread",
        "title": "Peer-supported adult social care in prisons in England and Wales",
        "profile": "data-package",
        "created": timezone.now().isoformat(timespec="seconds"),
        "licenses": [{"name": "OGL-UK-3.0", "path": LICENCE, "title": "Open Government Licence v3.0"}],
        "attribution": attribution(),
        "contributors": [{"title": PUBLISHER, "role": "publisher"}],
        "resources": resources,
    }


def made_at():
    """When the file was made, or None where it was not made yet."""
    return default_storage.get_modified_time(FILE) if default_storage.exists(FILE) else None


def citable(address):
    """The CSL-JSON of the file, once it was made, at the absolute `address` of the page about it."""
    title = _("Open data on peer-supported adult social care in prisons in England and Wales")
    abstract = _("Prisons, schemes, recommendations, guidance editions, case studies and toolkits, as tables and data.")
    return dataset(KEY, title, timezone.localdate(made_at()), address, abstract)


def publish():
    """Make the file anew and store it. Memory does not grow with the data: rows are streamed through a file on disk."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            described_as = package(archive)
            archive.writestr("datapackage.json", json.dumps(described_as, indent=2, ensure_ascii=False))
        default_storage.delete(FILE)
        default_storage.save(FILE, File(file))
    made.send(sender=None)
