from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.accesses import ALL, note
from hub.backup.archive import Refused
from hub.backup.open_formats import export
from hub.models import User
from hub.models.accesses import Action


class Command(BaseCommand):
    help = "Write all that the hub holds, but what is restricted, to a ZIP of open formats. Drafts are among it."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a file that ends in .zip")
        parser.add_argument("--restricted", action="store_true", help="with restricted data: logged, and encrypted")
        parser.add_argument("--by", default="", help="the address of the administrator who takes restricted data away")

    def handle(self, *, path, restricted, by, **options):
        administrator = User.objects.filter(email__iexact=by, is_superuser=True, is_active=True).first() if by else None
        if restricted and administrator is None:
            raise CommandError("--restricted: say with --by which administrator takes the data away.")
        if restricted and not settings.BACKUP_KEYS:
            raise CommandError("--restricted: set BACKUP_KEYS, so that it is encrypted.")
        try:
            labels = export(path, restricted=restricted, recipients=settings.BACKUP_KEYS if restricted else ())
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The export cannot be written: {error}") from error
        for label in labels:
            note(administrator, Action.EXPORT, label, ALL)
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")
