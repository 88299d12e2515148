"""What the hub does by the clock: the lines of deploy/crontab, each a command of manage.py."""

import shlex
import subprocess
import sys
from typing import NamedTuple

from django.conf import settings

CRONTAB = settings.BASE_DIR / "deploy" / "crontab"
FIELDS = 5


class Line(NamedTuple):
    """When, as crontab(5) writes it, and the words of a command."""

    when: str
    command: tuple[str, ...]


def lines():
    """All of them, in order."""
    written = (line for line in CRONTAB.read_text().splitlines() if line.strip() and not line.startswith("#"))
    for words in map(shlex.split, written):
        yield Line(" ".join(words[:FIELDS]), tuple(words[FIELDS:]))


def run(command):
    """Run a command in a process of its own, so that one that fails or is slow keeps no other back."""
    return subprocess.run([sys.executable, "manage.py", *command], cwd=settings.BASE_DIR).returncode
