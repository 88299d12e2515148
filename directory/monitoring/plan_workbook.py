"""A plan as a spreadsheet: who does what and when, month by month, and an empty sheet to keep the numbers in."""

import io

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from hub.cells import printable

TEXT = Alignment(wrap_text=True, vertical="top")


def as_workbook(plan):
    """The bytes of an XLSX file. No cell is a formula, whatever its text begins with."""
    book = Workbook()
    book.remove(book.active)
    sheet(book, _("Plan"), plan_rows(plan))
    sheet(book, _("Month by month"), month_rows(plan))
    sheet(book, _("Numbers too small"), small_rows(plan))
    sheet(book, _("To fill in"), part_rows(plan))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(book, title, rows):
    """Add a sheet with `rows`, the first of which is its heading."""
    page = book.create_sheet(title)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column, value if isinstance(value, int) else printable(value))
            cell.data_type = "n" if isinstance(value, int) else "s"
            cell.alignment = TEXT
            cell.font = Font(bold=at == 1)
    page.freeze_panes = "A2"
    for column, width in enumerate((12, 34, 60, 28, 34, 14, 14, 14), 1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width


def plan_rows(plan):
    yield (
        *(_("Id"), _("Indicator"), _("Definition"), _("Who supplies it"), _("When")),
        *(_("Minutes each time"), _("Times a year"), _("Minutes a year")),
    )
    for job in plan.jobs:
        one = job.indicator
        who, when = one.supplier.label, job.task.when.label
        yield one.id, one.name, one.definition, who, when, job.task.minutes, job.times, job.minutes


def month_rows(plan):
    yield _("Month"), _("Indicator"), _("What to do"), _("Who supplies it"), _("Minutes")
    for month in plan.months:
        name = date_format(month.first, "YEAR_MONTH_FORMAT")
        for job, minutes in month.jobs:
            yield name, job.indicator.id, job.indicator.name, job.indicator.supplier.label, minutes
        yield name, _("All"), "", "", month.minutes


def small_rows(plan):
    yield _("Id"), _("Number"), _("People needed"), _("People in this plan")
    for found in plan.too_small:
        yield found.part.key, found.part.name, found.least, found.people


def part_rows(plan):
    yield _("Id"), _("Number"), _("Definition"), _("Unit"), _("Value")
    for indicator in plan.indicators:
        for part in indicator.typed_parts:
            yield part.key, part.name, indicator.definition, part.unit.label, ""
