"""The files of a deployment say what the hub has, and nothing runs with more rights than it needs."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OF_THE_HUB = {name: service for name, service in COMPOSE.items() if service["image"] == "common-thread"}


@pytest.mark.parametrize("name", [*OF_THE_HUB, "nginx", "redis"])
def test_container_can_change_nothing_but_its_volumes_and_gain_no_rights(name):
    service = COMPOSE[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_containers_of_others_run_a_version_that_is_named_and_only_the_proxies_are_reached_from_outside():
    others = [service["image"] for name, service in COMPOSE.items() if name not in OF_THE_HUB]
    assert all(":" in image and not image.endswith(":latest") for image in others)
    assert {name for name, service in COMPOSE.items() if "ports" in service} == {"nginx", "varnish"}


@pytest.mark.parametrize("name", [name for name, one in OF_THE_HUB.items() if one["command"][1:2] == ["manage.py"]])
def test_container_runs_a_command_that_there_is(name):
    assert OF_THE_HUB[name]["command"][2] in get_commands()


def test_everything_waits_for_the_database_to_be_migrated():
    waiting = {name for name, one in OF_THE_HUB.items() if "migrate" in one["depends_on"]}
    assert waiting == OF_THE_HUB.keys() - {"migrate"}


def test_image_runs_as_nobody_who_may_do_more_and_says_whether_it_lives():
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "\nUSER 10001\n" in last
    assert "/health/live" in last


def test_linter_of_dockerfiles_finds_nothing():
    linter = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


def test_gunicorn_takes_its_settings():
    check = [sys.executable, "-m", "gunicorn", "--check-config", "-c", "deploy/gunicorn.conf.py"]
    found = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
