"""Names of files as they are kept."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 100
# Of no use in a name: controls, marks that turn the direction of writing, surrogates and what is not assigned.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Windows and the web give these a meaning of their own.
MEANINGFUL = set('<>:"/\\|?*')


def tidy(name):
    """A name without folders and without what cannot be seen, with its ending in small letters; never empty."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    seen = "".join(char for char in last if unicodedata.category(char) not in UNSEEN and char not in MEANINGFUL)
    path = PurePosixPath(" ".join(seen.split()).lstrip(".") or "file")
    suffix = path.suffix.lower()
    return path.stem[: LONGEST - len(suffix)].rstrip() + suffix
