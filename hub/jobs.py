"""When each job that is run by the clock last ended well: a file for each in VAR_DIR, whose time that is."""

import datetime
import logging
import signal
import threading
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

logger = logging.getLogger(__name__)


def folder():
    return Path(settings.VAR_DIR) / "jobs"


def succeeded(name):
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / name).touch()


def last_successes():
    """{name of the command: datetime at which it last ended well}."""
    files = sorted(folder().glob("*")) if folder().exists() else []
    return {file.name: datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC) for file in files}


class Job(BaseCommand):
    """A command that the clock runs. It is stopped by SIGTERM as by Ctrl-C: what it began is undone or put away."""

    def execute(self, *args, **options):
        with stopped_by_sigterm():
            done = super().execute(*args, **options)
        try:
            succeeded(type(self).__module__.rpartition(".")[2])
        except OSError as error:
            logger.warning("When a job ended cannot be noted: %s", type(error).__name__)
        return done


@contextmanager
def stopped_by_sigterm():
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(number, frame):
    raise SystemExit(128 + number)
