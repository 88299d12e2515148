"""The pages behind a real web server, under load: gunicorn with two workers, and nginx before it where there is one."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from .pages import BAKERY, fresh
from .rows import Row

WORKERS, CONNECTIONS = 2, 8
KEPT_ROUNDS, KEPT_SECONDS = 3, 2  # whole ones, for wrk
ROUNDS, SECONDS = 1, 2
LOADED = ("home", "guidance page", "case study", "schemes", "search, rare word", "no such page")
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; proxy_temp_path {folder}/proxy;
  proxy_cache_path {folder}/cache keys_zone=pages:10m;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host localhost; proxy_cache pages; }}
  }}
}}
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(command, port, log, **options):
    """A server that answers on a port, until the end of the block."""
    process = subprocess.Popen(command, stdout=log.open("ab"), stderr=subprocess.STDOUT, **options)
    try:
        for _time in range(200):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended:\n{log.read_text()[-2000:]}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def gunicorn(program, **environment):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    command += ["--log-level", "warning", "django.core.wsgi:get_wsgi_application()"]
    return running(command, port, program.log, env=program.environment | environment)


def redis(log):
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return running(command, port, log)


@contextmanager
def nginx(behind, log):
    with TemporaryDirectory() as folder:
        port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        file = Path(folder) / "nginx.conf"
        file.write_text(NGINX.format(folder=folder, port=port, behind=behind, user=user))
        with running(["nginx", "-p", folder, "-c", str(file)], port, log):
            yield port


def load(port, address, seconds):
    """Requests a second that a server answers to a few readers at once."""
    if shutil.which("wrk") is None:
        return own_load(port, address, seconds)
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-H", "Host: localhost"]
    command += ["-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{address}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def read(port, address):
    """The status of an answer; it may take as long as a server needs to start."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def own_load(port, address, seconds):
    """The same by threads of this process, which take more of the machine for themselves."""
    end, answered = time.perf_counter() + seconds, []

    def read_on():
        while time.perf_counter() < end:
            answered.append(read(port, address))

    readers = [Thread(target=read_on) for _reader in range(CONNECTIONS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return len(answered) / seconds


def loads(asked, rounds, seconds):
    """{key: requests a second, the median of several rounds} of {key: (port, address)}, one after the other."""
    found = {key: [] for key in asked}
    for port, address in asked.values():
        for _worker in range(2 * WORKERS):
            read(port, address)
        load(port, address, 1)  # to warm up
    for _round in range(rounds):
        for key, (port, address) in asked.items():
            found[key].append(load(port, address, seconds))
    return {key: sorted(times)[len(times) // 2] for key, times in found.items()}


def kept_rows(programs, addresses, style):
    """Pages that were kept, against a bare view behind the same server."""
    bare, hub, log = programs["bare"], programs["small"], programs["small"].log
    page = addresses["guidance page"]
    with ExitStack() as stack:
        start = stack.enter_context
        asked = {"hello": (start(gunicorn(bare)), "/")}
        kept = start(gunicorn(hub, CDN_SECONDS="300"))
        asked["in the memory of a process"], asked["file"] = (kept, page), (kept, style)
        if shutil.which("redis-server"):
            url = f"redis://127.0.0.1:{start(redis(log))}/0"
            asked["in Redis"] = start(gunicorn(hub, CACHE_URL=url)), page
        if shutil.which("nginx"):
            asked["behind nginx"] = start(nginx(kept, log)), page
        found = loads(asked, KEPT_ROUNDS, KEPT_SECONDS)
    goals = {
        "in the memory of a process": (0.95, 0.6),
        "in Redis": (0.55, 0.3),
        "behind nginx": (7, 2),
        "file": (None, None),
    }
    yield Row("hello", f"{found['hello']:.0f} requests a second")
    for name, (goal, bound) in goals.items():
        if name not in found:
            yield Row(name, "not measured: there is none on this machine")
            continue
        said = f"{found[name]:.0f} requests a second"
        what = "style sheet, by WhiteNoise" if name == "file" else f"guidance page, kept {name}"
        yield Row(what, said, found[name] / found["hello"], "hello", goal, bound, at_least=True)


def load_rows(programs, addresses):
    """Pages that nothing kept."""
    with ExitStack() as stack:
        hub = stack.enter_context(gunicorn(programs["small"]))
        bakery = stack.enter_context(gunicorn(programs["bakery"]))
        asked = {name: (hub, fresh(addresses[name])) for name in LOADED}
        asked |= {f"plain site: {name}": (bakery, address) for name, (address, _queries) in BAKERY.items()}
        found = loads(asked, ROUNDS, SECONDS)
    plain = found["plain site: detail"]
    for name, many in found.items():
        yield Row(name, f"{many:.0f} requests a second", many / plain, "plain detail")
