"""Reading the prison register: a CSV file in, `Prison` rows out, and an account of what happened to every line."""

import csv
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from .models import Prison

REGISTER = Path(__file__).parent / "data" / "prisons.csv"

# Column of the file: field of the model, where the two differ.
RENAMED = {"function_type": "function", "security_category": "security_categories", "op_cap_2026_07": "capacity"}
COPIED = [
    *("nomis_code", "slug", "name", "name_cy", "country", "region", "gender", "designation", "operator"),
    *("local_authority", "town", "town_cy", "county", "postcode", "lat", "lon", "status", "source", "notes"),
]
NULLABLE = ("lat", "lon", "capacity")
COLUMNS = [*COPIED, *RENAMED, "holds_adults"]


@dataclass
class Report:
    """What loading did. `changed` holds (prison, {field: (old, new)}), `rejected` (line number, reasons, row)."""

    created: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    rejected: list = field(default_factory=list)
    missing: list = field(default_factory=list)


class RegisterError(Exception):
    """The file cannot be read as a register at all."""


def fields_of(row, source_on, capacity_on):
    """Turn one row of the file into field values of `Prison`. Raises ValidationError for what no field can hold."""
    values = {name: (row.get(name) or "").strip() for name in COPIED}
    values |= {name: (row.get(column) or "").strip() for column, name in RENAMED.items()}
    values["security_categories"] = values["security_categories"].replace("/", "")
    values |= {name: values[name] or None for name in NULLABLE}
    adults = (row.get("holds_adults") or "").strip()
    if adults not in ("yes", "no"):
        raise ValidationError({"holds_adults": f"“{adults}” is neither “yes” nor “no”."})
    if row.get(None):
        raise ValidationError("The row has more cells than the file has columns.")
    if any("\x00" in str(cell) for cell in row.values()):
        raise ValidationError("The row holds a character that no database stores (NUL).")
    values["holds_adults"] = adults == "yes"
    values["source_on"] = source_on
    values["capacity_on"] = capacity_on if values["capacity"] else None
    return values


def apply(values, known):
    """Create or update one prison from `values`; `known` is {code: Prison}.

    Returns (prison, {field: (old, new)}), with None for the changes of a new one.
    Raises ValidationError and writes nothing where the row breaks a rule of the model.
    """
    current = known.get(values["nomis_code"])
    prison = copy(current) if current else Prison()
    for name, value in values.items():
        setattr(prison, name, value)
    prison.full_clean()
    if current is None:
        prison.save(force_insert=True)
        return prison, None
    before = {name: getattr(current, name) for name in values}
    changes = {name: (old, getattr(prison, name)) for name, old in before.items() if old != getattr(prison, name)}
    if changes:
        prison.save(update_fields=changes)
    return prison, changes


def load(path, *, source_on, capacity_on):
    """Load the register at `path` and return a `Report`.

    A row that breaks a rule is left out and reported with its line number; all others are
    loaded. Prisons that the file does not hold are reported, never deleted. Raises
    RegisterError when the file is not a register.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            absent = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
            if absent:
                raise RegisterError(f"{path} lacks the columns {', '.join(absent)}.")
            lines = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError(f"{path} cannot be read: {error}") from error

    report = Report()
    known = Prison.objects.real().in_bulk()
    seen = set()
    for line, row in lines:
        try:
            values = fields_of(row, source_on, capacity_on)
            if values["nomis_code"] in seen:
                raise ValidationError({"nomis_code": "This code is in the file already."})
            prison, changes = apply(values, known)
        except ValidationError as error:
            report.rejected.append((line, error, row))
            seen.add((row.get("nomis_code") or "").strip())
            continue
        seen.add(prison.pk)
        if changes is None:
            report.created.append(prison)
        elif changes:
            report.changed.append((prison, changes))
        else:
            report.unchanged.append(prison)
    report.missing = [prison for code, prison in known.items() if code not in seen]
    return report
