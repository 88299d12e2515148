"""deploy/, Dockerfile and compose.yaml say what the hub has."""

import pytest
import yaml
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.core.management import get_commands

from tools.crontab import entries

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
SCHEDULE = entries((ROOT / "deploy" / "crontab").read_text())


def test_each_line_of_the_crontab_runs_a_command_that_there_is_at_a_time_that_there_is():
    for when, command in SCHEDULE:
        assert command[0] in get_commands()
        CronTrigger.from_crontab(when)


def test_no_command_is_in_the_crontab_twice():
    commands = [command[0] for _when, command in SCHEDULE]
    assert len(commands) == len(set(commands))


@pytest.mark.parametrize("name", [name for name in COMPOSE if name != "clamav"])
def test_a_container_can_change_nothing_but_its_volumes_and_gain_no_rights(name):
    service = COMPOSE[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_containers_of_others_run_a_version_that_is_named_and_only_the_proxy_is_reached_from_outside():
    assert all(":" in service["image"] and not service["image"].endswith(":latest") for service in COMPOSE.values())
    assert [name for name, service in COMPOSE.items() if "ports" in service] == ["nginx"]


def test_the_image_runs_as_nobody_who_may_do_more_and_says_whether_it_lives():
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "\nUSER hub\n" in last
    assert "/health/live" in last
