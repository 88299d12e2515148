from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from hub.backup.archive import Refused, new_key
from hub.backup.whole import back_up
from hub.jobs import Job


class Command(Job):
    help = "Write the database and all files to one archive; encrypted with BACKUP_KEYS. To be run every night."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a folder, where the archive is named by the time, or a file")
        parser.add_argument("--make-key", action="store_true", help="write a new private key to PATH, and no backup")

    def handle(self, *, path, make_key, **options):
        try:
            if make_key:
                self.stdout.write(f"BACKUP_KEYS={new_key(path)}")
                return
            if path.is_dir():
                ending = "zip.age" if settings.BACKUP_KEYS else "zip"
                path /= f"hub-{timezone.now():%Y%m%dT%H%M%SZ}.{ending}"
            size = back_up(path, settings.BACKUP_KEYS)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error}") from error
        self.stdout.write(f"{path}: {size:,} bytes")
        if not settings.BACKUP_KEYS:
            self.stderr.write("It is not encrypted, and holds names, addresses and passwords: set BACKUP_KEYS.")
