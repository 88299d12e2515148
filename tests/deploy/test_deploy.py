"""The files of a deployment say what the hub has, and nothing runs with more rights than it needs."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from tools.topology import Cluster, runnable, until

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OF_THE_HUB = {name: service for name, service in COMPOSE.items() if service["image"] == "common-thread"}


def test_no_container_gains_rights():
    assert {name for name, one in COMPOSE.items() if one.get("security_opt") != ["no-new-privileges:true"]} == set()


@pytest.mark.parametrize("name", [*OF_THE_HUB, "nginx", "redis"])
def test_container_can_change_nothing_but_its_volumes(name):
    service = COMPOSE[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_containers_of_others_run_a_version_that_is_named_and_only_the_proxies_are_reached_from_outside():
    others = [service["image"] for name, service in COMPOSE.items() if name not in OF_THE_HUB]
    assert all(":" in image and not image.endswith(":latest") for image in others)
    assert {name for name, service in COMPOSE.items() if "ports" in service} == {"nginx", "varnish"}


def commands_of(name):
    return re.findall(r"manage\.py (\w+)", " ".join(OF_THE_HUB[name]["command"]))


@pytest.mark.parametrize("name", ["migrate", "worker", "schedule"])
def test_container_runs_commands_that_there_are(name):
    assert commands_of(name)
    assert set(commands_of(name)) <= get_commands().keys()


def test_a_new_version_brings_its_static_files_into_the_volume_of_the_one_before():
    assert commands_of("migrate") == ["migrate", "collectstatic"]


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


@pytest.fixture
def clusters():
    """A running PostgreSQL with the roles of production, and an empty one beside it."""
    folder = Path(tempfile.mkdtemp(prefix="replica-"))  # the name of a socket has to be short
    programs, account = runnable(folder)
    primary, replica = Cluster("primary", folder, programs, account), Cluster("replica", folder, programs, account)
    primary.initialise()
    primary.start()
    try:
        primary.make_roles()
        yield primary, replica
    finally:
        replica.kill()
        primary.kill()
        shutil.rmtree(folder)


def ask(cluster, sql, user="hub", database="hub"):
    with psycopg.connect(f"host={cluster.folder} user={user} dbname={database}", autocommit=True) as connection:
        found = connection.execute(sql)
        return found.fetchone()[0] if found.description else None


def test_the_hub_owns_its_database_and_may_do_nothing_beside(clusters):
    primary, _replica = clusters
    ask(primary, "CREATE EXTENSION pg_trgm")
    assert ask(primary, "SELECT unaccent('tŷ')") == "ty"
    for forbidden in ("CREATE ROLE more", "CREATE DATABASE more", "SELECT pg_read_file('PG_VERSION')"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(primary, forbidden)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        ask(primary, "SELECT 1", user="replica")


def test_a_copy_of_the_database_is_made_once_and_follows_it(clusters):
    primary, replica = clusters
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={replica.folder}"]

    def follows(number):
        with suppress(psycopg.Error):
            return ask(replica, "SELECT max(id) FROM told") == number

    ask(primary, "CREATE TABLE told AS SELECT 1 AS id")
    for number in (1, 2):
        ask(primary, f"INSERT INTO told VALUES ({number})")
        process = replica.run_script("replica.sh", *options, PRIMARY=str(primary.folder))
        until(lambda: follows(number), "the copy does not follow")  # noqa: B023 - asked at once
        assert ask(replica, "SELECT pg_is_in_recovery()")
        process.send_signal(signal.SIGINT)
        process.wait(30)
