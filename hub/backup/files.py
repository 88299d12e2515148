"""The files of the storages, through Django's own interface: a folder or an object store elsewhere."""

from django.conf import settings
from django.core.files.storage import default_storage, storages

from ..drafted_pictures import PictureStorage

AT_ONCE = 256 * 1024  # bytes
MADE_ANEW = {"staticfiles"}  # by collectstatic


def aliases():
    return sorted(settings.STORAGES.keys() - MADE_ANEW)


def names(storage, folder=""):
    """The names of all files in a storage; of none, where there is no such folder."""
    try:
        folders, found = storage.listdir(folder)
    except FileNotFoundError:
        return
    before = f"{folder}/" if folder else ""
    for name in sorted(found):
        yield f"{before}{name}"
    for name in sorted(folders):
        yield from names(storage, f"{before}{name}")


def all_files():
    """(alias, name) of every file."""
    return [(alias, name) for alias in aliases() for name in names(storages[alias])]


def chunks(alias, name):
    with storages[alias].open(name) as file:
        while chunk := file.read(AT_ONCE):
            yield chunk


def holds(alias, name, storage):
    """Whether a file of a name that a field with a storage has is in that of an alias: without one, in the default."""
    storage = storage.of(name) if isinstance(storage, PictureStorage) else storage
    return storages[alias] is storage or (alias == "default" and storage is default_storage)
