import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.register import REGISTER, RegisterError, load


def reasons(error):
    """The messages of a ValidationError on one line, each with its field."""
    if hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    return " ".join(error.messages)


class Command(BaseCommand):
    help = "Load the prison register from a CSV file. Run it as often as you like: it changes only what differs."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=REGISTER)
        parser.add_argument("--source-date", type=date.fromisoformat, default=date(2026, 8, 18))
        parser.add_argument("--capacity-date", type=date.fromisoformat, default=date(2026, 7, 27))
        parser.add_argument("--rejected", type=Path, help="Write rejected rows to this CSV file, to be mended.")

    def handle(self, *, file, source_date, capacity_date, rejected, **options):
        try:
            report = load(file, source_on=source_date, capacity_on=capacity_date)
        except RegisterError as error:
            raise CommandError(str(error)) from error
        for prison in report.created if options["verbosity"] > 1 else ():
            self.stdout.write(f"created {prison.pk} {prison}")
        for prison, changes in report.changed:
            for name, (old, new) in changes.items():
                self.stdout.write(f"changed {prison.pk} {prison}: {name} from {old!r} to {new!r}")
        for prison in report.missing:
            self.stdout.write(f"not in the file, kept as it is: {prison.pk} {prison}")
        for line, error, _row in report.rejected:
            self.stderr.write(f"line {line} rejected: {reasons(error)}")
        self.stdout.write(
            f"Prisons: {len(report.created)} created, {len(report.changed)} changed, "
            f"{len(report.unchanged)} unchanged, {len(report.rejected)} rejected."
        )
        if report.rejected:
            if rejected:
                self.write_rejected(rejected, report)
            raise CommandError(f"{len(report.rejected)} rows were not loaded. Mend them and load the file again.")

    def write_rejected(self, path, report):
        with path.open("w", encoding="utf-8", newline="") as file:
            columns = [column for column in report.rejected[0][2] if column]
            writer = csv.DictWriter(file, [*columns, "line", "reasons", "extra cells"])
            writer.writeheader()
            for line, error, row in report.rejected:
                extra = ",".join(row.pop(None, []))
                writer.writerow({**row, "line": line, "reasons": reasons(error), "extra cells": extra})
