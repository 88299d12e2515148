"""Many practice examples from one CSV file: every row is checked and reported, stored whole or not at all."""

import csv
import io
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from hub.cells import FORMULA, neutral

from ..models import Submission
from ..models.submissions import Channel
from .keying import SheetForm, key_in
from .questions import QUESTIONS
from .writing import key_of

COLUMNS = ["prison", "language", *QUESTIONS, "signed_off_by"]
LARGEST = 2 * 1024 * 1024


class Unreadable(Exception):
    """The file is no table with our columns; says why."""


@dataclass
class Row:
    """A row of the table, from its `line`, with why it cannot be stored or, once it is, its submission."""

    line: int
    values: dict
    reasons: list = field(default_factory=list)
    cleaned: dict = field(default_factory=dict, repr=False)
    submission: Submission | None = None
    is_new: bool = True

    @property
    def once(self):
        return key_of(Channel.TABLE, *(self.values[name] for name in COLUMNS))


def escaped(text):
    """A cell that no spreadsheet runs, and that `unescaped` gives back as it was."""
    return f"'{text}" if text.startswith("'") else neutral(text)


def unescaped(text):
    return text[1:] if text.startswith("'") and text[1:].startswith(("'", *FORMULA)) else text


def written(rows, *, more=()):
    """CSV of dicts by column, with our columns and those of `more`, as Excel reads it."""
    file = io.StringIO()
    writer = csv.DictWriter(file, [*COLUMNS, *more], restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: escaped(str(text)) for name, text in row.items()} for row in rows)
    return file.getvalue()


def rejected(rows):
    """CSV of the rows that were not stored, each with its line and why; it can be put right and imported again."""
    refused = [{**row.values, "line": row.line, "reasons": " ".join(row.reasons)} for row in rows if row.reasons]
    return written(refused, more=("line", "reasons"))


def decoded(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(data):
    """The rows of a file's bytes, each a Row with nothing checked yet. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable("The file is larger than 2 MB. Split it.")
    reader = csv.reader(io.StringIO(decoded(data), newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        lacking = [name for name in COLUMNS if name not in header]
        if lacking:
            raise Unreadable(f"These columns are missing: {', '.join(lacking)}.")
        rows, line = [], reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(row_of(line, header, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be read as CSV: {error}.") from error
    return rows


def row_of(line, header, cells):
    found = dict(zip(header, cells, strict=False))
    row = Row(line, {name: unescaped(found.get(name, "")) for name in COLUMNS})
    if len(cells) > len(header):
        row.reasons.append("It has more cells than there are columns.")
    return row


def check(rows):
    """Check every row and note why it cannot be stored, and whether it was stored before. Writes nothing."""
    recommendation = Submission._meta.get_field("recommendations").related_model
    known = {f"{row.document} {row.label}": row.pk for row in recommendation.objects.select_related("document")}
    for row in rows:
        named = [name.strip() for name in row.values["recommendations"].split(";") if name.strip()]
        row.reasons += [f"recommendations: there is no {name}." for name in named if name not in known]
        form = SheetForm(row.values | {"recommendations": [known[name] for name in named if name in known]})
        if not form.is_valid():
            row.reasons += [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]
        row.cleaned = form.cleaned_data
    there = set(Submission.objects.filter(once__in=[row.once for row in rows]).values_list("once", flat=True))
    for row in rows:
        row.is_new = row.once not in there
        there.add(row.once)
    return rows


def store(rows, by):
    """Store the rows that `check` found good, each by itself; what goes wrong with one is noted and stops no other."""
    for row in rows:
        if row.reasons:
            continue
        try:
            row.submission, row.is_new = key_in(row.cleaned, channel=Channel.TABLE, once=row.once, by=by)
        except PermissionDenied:
            row.reasons.append("You are of this prison’s team: sign it off online, or leave signed_off_by empty.")
    return rows
