"""What the clock runs: when it last ended well is known, and it can be stopped."""

import os
import signal

import pytest
from django.core.management import CommandError, call_command

from hub import jobs


class Fine(jobs.Job):
    def handle(self, **options):
        pass


class Fails(jobs.Job):
    def handle(self, **options):
        raise CommandError("No")


class IsStopped(jobs.Job):
    def handle(self, **options):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.sigtimedwait([], 10)
        finally:
            self.put_away = True


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_job_that_ends_well_is_noted_and_one_that_fails_is_not(monkeypatch):
    for command, name in ((Fine, "fine"), (Fails, "fails")):
        monkeypatch.setattr(command, "__module__", f"hub.management.commands.{name}")

    call_command(Fine())
    with pytest.raises(CommandError):
        call_command(Fails())

    assert list(jobs.last_successes()) == ["fine"]


def test_job_that_is_stopped_puts_away_what_it_began():
    before, job = signal.getsignal(signal.SIGTERM), IsStopped()

    with pytest.raises(SystemExit) as stopped:
        call_command(job)

    assert stopped.value.code == 143
    assert job.put_away
    assert jobs.last_successes() == {}
    assert signal.getsignal(signal.SIGTERM) is before
