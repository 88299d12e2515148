"""A return as a table: what can be downloaded, filled in with a spreadsheet, and sent up again."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hub.cells import FORMULA, neutral, printable
from hub.languages import LANGUAGES

from ..models.returns import Marker, Reason
from . import returning
from .checks import errors_of_part
from .indicators import catalogue

COLUMNS = ("id", "name", "definition", "unit", "value", "marker", "reason", "comment")
WANTED = ("id", "value", "marker", "reason", "comment")
BELOW_NOUGHT = re.compile(r"-[0-9]+(\.[0-9]+)?")  # begins as a formula does and is none
LARGEST_FILE = 1024 * 1024
LONGEST = {"typed": 200, "comment": 2000}

NOT_A_TABLE = _("This is not the table. Download it, fill it in, and save it as CSV.")
TOO_LARGE = _("This file is too large to be the table.")
UNKNOWN = _("No indicator has this id.")
TWICE = _("This id is in the table already, further up. Nothing of this row was saved.")
NO_MARKER = _("The marker is e, x or z, or nothing. Nothing of this row was saved.")
NO_REASON = _("The table has no such reason. Nothing of this row was saved.")
TOO_LONG = _("A cell of this row is too long. Nothing of this row was saved.")


class NotATableError(ValueError):
    """The file cannot be read as the table. Its first argument says why, for the person who sent it."""


@dataclass
class Row:
    """What became of one row: `outcome` is "saved", "unchanged", "empty" or "rejected"."""

    line: int
    id: str
    cells: dict
    outcome: str = ""
    messages: list = field(default_factory=list)
    before: dict = field(default_factory=dict)


def shielded(text):
    """A cell that a spreadsheet shows and does not run, and from which `unshielded` gets the very text back."""
    return f"'{text}" if text.startswith("'") else neutral(text)


def unshielded(cell):
    return cell[1:] if cell.startswith(tuple(f"'{start}" for start in (*FORMULA, "'"))) else cell


def tidy(text):
    """Text as it is stored: without characters that no table holds, with one kind of line end."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def as_csv(values):
    """The table of a return, one row for each part, with what is stored in {key: ReturnValue}."""
    stream = io.StringIO(newline="")
    stream.write("\ufeff")  # so that Excel reads it as UTF-8
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for key, part in catalogue().typed.items():
        typed, marker, reason, comment = returning.said(values.get(key)).values()
        number = typed if BELOW_NOUGHT.fullmatch(typed) else shielded(typed)
        definition = catalogue().indicator_of[key].definition
        cells = [neutral(cell) for cell in (key, part.name, definition, part.unit.label)]
        writer.writerow([*cells, number, marker, reason, shielded(comment)])
    return stream.getvalue()


def read_table(content):
    """The rows of a file as [(line, {column: text})]. Raises NotATableError."""
    if len(content) > LARGEST_FILE:
        raise NotATableError(TOO_LARGE)
    text = decoded(content)
    for delimiter in (",", ";", "\t"):
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
        try:
            header = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            if set(WANTED) <= set(header):
                return [(reader.line_num, {name: tidy(row[name]) for name in WANTED}) for row in reader]
        except csv.Error as error:
            raise NotATableError(NOT_A_TABLE) from error
    raise NotATableError(NOT_A_TABLE)


def decoded(content):
    """The text of a file: UTF-8, or what Excel on Windows saves."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATableError(NOT_A_TABLE)


def choice_named(choices, text):
    """The value of a choice that is named by its value or by its label, in either language; None for no such."""
    wanted = text.strip("[] ").casefold()
    names = {"": ""}
    for language in LANGUAGES:
        with override(language):
            names |= {str(label).casefold(): value for value, label in choices.choices}
    return (names | {value: value for value in choices.values}).get(wanted)


def answer_in(cells):
    """(answer, None) of the cells of a row as `returning.save` takes it, or (None, what is wrong)."""
    marker, reason = choice_named(Marker, cells["marker"]), choice_named(Reason, cells["reason"])
    answer = {
        "typed": tidy(unshielded(cells["value"])),
        "marker": marker,
        "reason": reason,
        "comment": tidy(unshielded(cells["comment"])),
    }
    if any(len(answer[name]) > most for name, most in LONGEST.items()):
        return None, TOO_LONG
    if marker is None:
        return None, NO_MARKER
    if reason is None:
        return None, NO_REASON
    return answer, None


def take_in(returned, content):
    """Store a table that was filled in; returns a `Row` for each of its rows.

    An empty row leaves what is stored as it is. A wrong number is stored as it was typed, and the row says what is
    wrong. Raises NotATableError, and RefusedError where the return may not be written now.
    """
    rows = [Row(line, cells["id"], cells) for line, cells in read_table(content)]
    stored, answers = returning.values_of(returned), {}
    for row in rows:
        answer, wrong = answer_in(row.cells)
        if row.id not in catalogue().typed:
            wrong = UNKNOWN
        elif row.id in answers:
            wrong = TWICE
        if wrong:
            row.outcome, row.messages = "rejected", [wrong]
        elif answer == returning.NOTHING:
            row.outcome = "empty"
        else:
            answers[row.id] = answer
            row.before = returning.said(stored.get(row.id))
    changed = returning.save(returned, answers)
    stored = returning.values_of(returned)
    for row in rows:
        if not row.outcome:
            row.outcome = "saved" if row.id in changed else "unchanged"
            row.messages = list(errors_of_part(catalogue().typed[row.id], stored.get(row.id)))
    return rows
