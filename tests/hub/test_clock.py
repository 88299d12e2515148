"""What is done by the clock: every line is a command that there is, at a time that can be read."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.core.management import get_commands, load_command_class

from hub.clock import lines, run

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("line", list(lines()), ids=lambda line: line.command[0])
def test_line_is_a_command_with_options_that_it_has(line):
    name, *options = line.command
    command = load_command_class(get_commands()[name], name)

    command.create_parser("manage.py", name).parse_args(options)
    assert CronTrigger.from_crontab(line.when).get_next_fire_time(None, datetime.now(LONDON))


def test_every_line_comes_once_on_the_days_when_the_clocks_change():
    """They change between one and two in the morning, when an hour is missing or comes twice."""
    nightly = [line for line in lines() if not line.when.startswith("*/")]

    assert [line.command for line in nightly if int(line.when.split()[1]) in (1,)] == []


def test_command_runs_in_a_process_of_its_own_which_may_fail(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", "sqlite://")

    assert run(("check",)) == 0
    assert run(("no_such_command",)) == 1


def test_operators_are_told_of_every_line():
    told = (settings.BASE_DIR / "docs" / "operations.md").read_text()

    assert [line.command[0] for line in lines() if f"`manage.py {line.command[0]}" not in told] == []
