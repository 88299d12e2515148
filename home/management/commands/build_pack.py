import shutil
import tempfile
import zipfile
from pathlib import Path

from django.core.management import CommandError

from home.models import Pack
from home.pack.building import Nothing, WordsTakenBack, build
from home.pack.manifest import MANIFEST
from home.pack.rendering import NotRendered
from home.pack.scope import EVERYTHING, Scope
from home.pack.tasks import build_pack, unbuilt
from hub.jobs import Job
from hub.languages import LANGUAGES


class Command(Job):
    help = "Write the public pages as files to read offline, into a folder or a .zip."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, nargs="?", help="a folder, or a file that ends in .zip")
        parser.add_argument("--waiting", action="store_true", help="build what the admin waits for, and nothing else")
        parser.add_argument(
            "--collection",
            default=EVERYTHING,
            help="a part of the site: the last part of its address, directory, or topic- and a topic’s slug",
        )
        parser.add_argument("--language", choices=LANGUAGES, action="append", help="one language; both unless given")

    def handle(self, *, target, waiting, collection, language, **options):
        if waiting == bool(target):
            raise CommandError("Name a folder or a .zip, or say --waiting.")
        if waiting:
            self.build_waiting()
        else:
            self.write(target, collection, language)

    def build_waiting(self):
        for pack in list(unbuilt()):
            build_pack.call(pack.pk)
            built = Pack.objects.filter(pk=pack.pk).first()
            self.stdout.write(f"{pack}: {built.get_state_display() if built else 'to be built again'}")

    def write(self, target, collection, language):
        """Write a pack into a folder or a file, with a report. Raises CommandError where none can be made."""
        scope = Scope(collection, tuple(language or LANGUAGES))
        with tempfile.TemporaryFile() as file:
            try:
                built = build(scope, file, self.report)
            except (Nothing, ValueError) as error:
                raise CommandError(f"There is nothing in {collection or 'the hub'}.") from error
            except NotRendered as error:
                raise CommandError(f"This page failed, so no pack was made: {error}") from error
            except WordsTakenBack as error:
                raise CommandError("A voice was withdrawn meanwhile, so no pack was made. Run this again.") from error
            file.seek(0)
            if target.suffix == ".zip":
                with target.open("wb") as output:
                    shutil.copyfileobj(file, output)
            else:
                unpack(file, target)
        self.stdout.write(f"{built.pages} pages ({built.reused} unchanged), {built.files} files.")
        self.stdout.write("Signed." if built.is_signed else "Not signed: PACK_SIGNING_KEY is not set.")
        for address, size in built.left_out:
            self.stdout.write(f"Left out, {size} bytes: {address}")

    def report(self, done, known):
        self.stderr.write(f"{done} of {known} pages")


def unpack(file, folder):
    """Make `folder` what the archive holds: files that are the same are not written, files that are gone are removed.

    Raises CommandError for a folder that holds something else than a pack.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise CommandError(f"{folder} holds something else than a pack. Nothing was written.")
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        for name in names:
            path, data = folder / name, archive.read(name)
            if not path.exists() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
