"""Makes the demonstration site from nothing in a folder, and serves it as in production."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only-for-the-browser-tests"
SECONDS_TO_START = 60


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until_it_answers(server, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(port):
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline:
                continue
        raise RuntimeError(f"The demonstration site did not start:\n{log.read_text()}")


def environment_of(folder, address):
    """The settings of the demonstration site in a folder, which is served at an address."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'hub.sqlite3'}",
        "VAR_DIR": str(folder),
        "SECRET_KEY": "test",
        "HTTPS": "off",
        "DEBUG": "off",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "MFA_REQUIRED": "off",
        "LIMIT_FACTOR": "0",
        "BASE_URL": address,
        "SERVE_MEDIA": "on",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder / "mail"),
    }


def manage(command, environment):
    """Run a command of manage.py. Raises RuntimeError, with what it said, where it fails."""
    given = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True}
    made = subprocess.run([sys.executable, "manage.py", *command], **given)
    if made.returncode:
        raise RuntimeError(f"manage.py {command[0]} failed:\n{made.stdout}{made.stderr}")


@contextmanager
def demonstration(folder):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = environment_of(folder, address)
    for command in (["migrate"], ["demo", "--password", PASSWORD], ["collectstatic", "--noinput"]):
        manage(command, environment)
    log = folder / "server.log"
    with log.open("w") as output:
        serve = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_it_answers(server, port, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)
