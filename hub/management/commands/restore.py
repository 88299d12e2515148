from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hub.backup.archive import Refused, identities_of, opened
from hub.backup.whole import look_through, restore


class Command(BaseCommand):
    help = "Put a backup in place of what the database and the storages hold. Stop the hub first, start it after."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the archive that `manage.py backup` wrote")
        parser.add_argument("--identity", type=Path, help="the file of the private key, where it is encrypted")
        parser.add_argument(
            "--check", action="store_true", help="look whether it is whole and fits, and change nothing"
        )
        parser.add_argument("--replace", action="store_true", help="lose all that is there now")

    def handle(self, *, path, identity, check, replace, **options):
        try:
            with opened(path, identities_of(identity) if identity else []) as found:
                told = look_through(found) if check else restore(found, replace=replace)
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise CommandError(f"{error}") from error
        parts = len(told["parts"]) - len(told["tables"])
        done = "It is whole, and fits" if check else "Restored"
        self.stdout.write(f"{done}: {len(told['tables'])} tables and {parts} files of {told['made_at']}.")
