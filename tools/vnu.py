"""Finds the Nu HTML checker, fetching its jar from npm the first time.

    python -m tools.vnu

Prints the jar's path. It needs Java and npm; where they are missing it says so and returns
nothing, because the checker is the one check that a machine may go without.
"""

import shutil
import sys
from pathlib import Path

from tools.packed import NotFetched, fetch

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "vnu-jar@26.9.27"
SHA256 = "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7"
JAR = ROOT / "var" / "vnu" / f"{PACKAGE.replace('@', '-')}.jar"


def find() -> tuple[Path | None, str]:
    """(the jar or None, what became of it in a few words)."""
    if shutil.which("java") is None:
        return None, "Java not found"
    if not JAR.exists():
        try:
            fetch(PACKAGE, SHA256, "package/build/dist/vnu.jar", JAR)
        except NotFetched as error:
            return None, str(error)
    return JAR, f"{PACKAGE} is there"


def main() -> int:
    jar, told = find()
    sys.stdout.write(f"{jar or 'The Nu HTML checker cannot run'}\n")
    sys.stderr.write(f"{told}\n")
    return 0 if jar else 1


if __name__ == "__main__":
    sys.exit(main())
