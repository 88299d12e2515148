from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.practice import importing
from hub.models import User


class Command(BaseCommand):
    help = "Import practice examples from a CSV file. The columns are those of the template in the admin."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="e-mail address of the editor who brings them in")
        parser.add_argument("--dry-run", action="store_true", help="report on every row and store nothing")
        parser.add_argument("--rejected", type=Path, help="write the rows that were not stored, with reasons, here")

    def handle(self, file, by, dry_run, rejected, **options):
        editor = User.objects.filter(email__iexact=by).first()
        if not editor or not editor.has_perm("directory.change_submission"):
            raise CommandError(f"{by} is no editor of practice examples.")
        try:
            rows = importing.check(importing.read(file.read_bytes()))
        except (OSError, importing.Unreadable) as error:
            raise CommandError(str(error)) from error
        if not dry_run:
            importing.store(rows, editor)
        for row in rows:
            self.stdout.write(f"Line {row.line}: {' '.join(row.reasons) or said(row)}")
        if rejected:
            rejected.write_text(importing.rejected(rows), encoding="utf-8-sig", newline="")


def said(row):
    """What became of a row that could be stored."""
    if not row.is_new:
        return "there already, nothing changed"
    return f"stored as {row.submission.reference}" if row.submission else "good"
