"""The whole hub on one machine, as it runs in production: without containers, on free ports of the loopback.

    python -m tools.topology

PostgreSQL with a replica, Redis, two nodes of gunicorn, a worker and nginx, from the files in deploy/, in a temporary
folder. All that was started is stopped, and the folder removed, at the end. nginx and Redis are looked for on this
machine (Debian: `apt-get install nginx-light redis-server`).
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from string import Template

from tools import with_postgres

ROOT = with_postgres.ROOT
PRIMARY, REPLICA = "5432", "5433"  # name the socket files
PATIENCE = 60  # seconds for a part to answer


class Missing(Exception):
    """A program that this machine has not."""


def program(*names):
    places = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    for name in names:
        if found := shutil.which(name, path=places):
            return found
    raise Missing(f"{' or '.join(names)} is not installed on this machine.")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(answers, what, patience=PATIENCE):
    """Asks until it is so; raises TimeoutError that names what was waited for."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{what} within {patience} seconds")


def ok(url):
    with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=3) as response:
        return response.status == 200
    return False


class Part:
    """A program that runs on its own, with its log in the folder."""

    def __init__(self, name, command, folder, environment, ready, cwd=ROOT):
        self.name, self.command, self.environment, self.ready, self.cwd = name, command, environment, ready, cwd
        self.log = folder / f"{name}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.cwd,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that what it starts itself is ended with it
            )
        wait_for(self.answers, f"{self.name} did not answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended:\n{self.log.read_text()[-3000:]}")
        return self.ready()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """Ends it and all that it started at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Lets it end what it is at."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        if self.process:
            self.kill()


class Postgres:
    """A primary and a replica that streams from it, on sockets in one folder."""

    def __init__(self, folder):
        self.folder, self.account, self.programs = folder, {}, with_postgres.binaries()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            with_postgres.give(folder, self.account)
            if not with_postgres.open_to(self.account, self.programs / "postgres"):
                self.programs = with_postgres.copied(self.programs, folder / "copy")
                with_postgres.give(folder, self.account)

    def run(self, name, *arguments, check=True):
        with (self.folder / "tools.log").open("ab") as log:
            subprocess.run(
                [self.programs / name, *arguments], check=check, cwd=self.folder, stdout=log, stderr=log, **self.account
            )

    def start(self, port):
        options = f"-c listen_addresses='' -c port={port} -c unix_socket_directories={self.folder} -c autovacuum=off"
        options += " -c fsync=off"  # a server that is killed loses nothing by it; only a machine would
        data, log = self.folder / port, self.folder / f"{port}.log"
        self.run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def create(self):
        self.run(
            *("initdb", "-D", self.folder / PRIMARY, "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        self.start(PRIMARY)
        with_postgres.create(self.folder, "hub")

    def replicate(self):
        # -R: it begins as a standby that knows its primary.
        self.run(
            *("pg_basebackup", "-h", self.folder, "-p", PRIMARY, "-U", "postgres", "-D", self.folder / REPLICA),
            *("-R", "-X", "stream", "--checkpoint=fast", "--no-sync"),
        )
        self.start(REPLICA)

    def promote(self):
        self.run("pg_ctl", "-D", self.folder / REPLICA, "-w", "promote")

    def kill(self, port):
        """Ends a server at once; its other processes notice and go."""
        pid = int((self.folder / port / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def stop(self):
        for port in (REPLICA, PRIMARY):
            if (self.folder / port / "postmaster.pid").exists():
                self.run("pg_ctl", "-D", self.folder / port, "-m", "immediate", "stop", check=False)

    @property
    def url(self):
        """Whichever of both takes writes: libpq asks them in turn."""
        return (
            f"postgres://postgres@/hub?host={self.folder},{self.folder}&port={PRIMARY},{REPLICA}"
            "&target_session_attrs=read-write&connect_timeout=3"
        )


class Topology:
    def __init__(self, folder):
        self.folder, self.var = folder, folder / "var"
        self.mails = self.var / "mails"
        self.ports = {name: free_port() for name in ("redis", "node-a", "node-b", "nginx")}
        self.postgres = None
        self.parts = {}

    @property
    def address(self):
        return f"http://127.0.0.1:{self.ports['nginx']}"

    @property
    def environment(self):
        return os.environ | {
            "DATABASE_URL": self.postgres.url,
            "CACHE_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "SECRET_KEY": "of-a-hub-that-lives-for-minutes",
            "DEBUG": "off",
            "HTTPS": "off",
            "BEHIND_PROXY": "on",
            "WORKER": "on",
            "VAR_DIR": str(self.var),
            "BASE_URL": self.address,
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.mails),
        }

    def manage(self, *arguments):
        """What a command of the hub's prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def part(self, name, command, ready, **more):
        self.parts[name] = Part(name, command, self.folder, self.environment | more, ready)

    def declare(self):
        redis_port = str(self.ports["redis"])
        redis = [program("redis-server", "valkey-server"), "--port", redis_port, "--bind", "127.0.0.1", "--save", ""]
        redis += ["--dir", str(self.folder), "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]
        self.part("redis", redis, lambda: listens(self.ports["redis"]))
        for name in ("node-a", "node-b"):
            bind = f"127.0.0.1:{self.ports[name]}"
            command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "hub.wsgi:application"]
            self.part(name, command, lambda bind=bind: ok(f"http://{bind}/health/ready"), BIND=bind, WEB_WORKERS="1")
        worker = [sys.executable, "manage.py", "work", "--worker-id", "worker-1"]
        self.part("worker", worker, lambda: True)
        nginx = [program("nginx"), "-e", "stderr", "-c", str(self.configured()), "-p", str(self.folder)]
        self.part("nginx", [*nginx, "-g", "daemon off;"], lambda: listens(self.ports["nginx"]))

    def configured(self):
        """deploy/nginx.conf with our ports in it."""
        values = {
            "LISTEN": f"127.0.0.1:{self.ports['nginx']}",
            "NODE_A": f"127.0.0.1:{self.ports['node-a']}",
            "NODE_B": f"127.0.0.1:{self.ports['node-b']}",
            "VAR_DIR": str(self.var),
            "RUN_DIR": str(self.folder),
            "PROTO": "http",
        }
        made = self.folder / "nginx.conf"
        made.write_text(Template((ROOT / "deploy" / "nginx.conf").read_text()).safe_substitute(values))
        return made


def listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def stop(signum, frame):
    sys.exit(128 + signum)


@contextmanager
def running():
    """Starts everything and yields a Topology whose nodes are ready; raises Missing where a program is not there."""
    program("nginx"), program("redis-server", "valkey-server")
    with ExitStack() as after:
        folder = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
        after.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        topology = Topology(folder)
        topology.mails.mkdir(parents=True)
        database = folder / "pg"
        database.mkdir()
        topology.postgres = Postgres(database)
        after.callback(topology.postgres.stop)
        topology.postgres.create()
        topology.declare()
        after.callback(topology.parts["redis"].stop)
        topology.parts["redis"].start()
        topology.manage("collectstatic", "--noinput", "--verbosity", "0")
        topology.manage("migrate", "--verbosity", "0")
        topology.manage("load_prisons")
        topology.postgres.replicate()
        for name in ("node-a", "node-b", "worker", "nginx"):
            after.callback(topology.parts[name].stop)
            topology.parts[name].start()
        yield topology


def main():
    signal.signal(signal.SIGTERM, stop)
    try:
        with running() as topology, suppress(KeyboardInterrupt):
            sys.stdout.write(f"The hub: {topology.address}/   logs: {topology.folder}   Ctrl+C ends it.\n")
            sys.stdout.flush()
            signal.pause()
    except Missing as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
