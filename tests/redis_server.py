"""A Redis of the tests' own, on a socket in a folder of theirs."""

import shutil
import subprocess
import time
from contextlib import contextmanager, suppress

import redis

PROGRAM = shutil.which("redis-server") or shutil.which("valkey-server")


class Server:
    def __init__(self, folder):
        self.socket = folder / "redis.sock"
        self.command = [PROGRAM, "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(folder)]
        self.process = None

    @property
    def url(self):
        return f"unix://{self.socket}"

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        client, deadline = redis.Redis(unix_socket_path=str(self.socket)), time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(redis.ConnectionError):
                return client.ping()
        raise RuntimeError("Redis did not start.")

    def stop(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def running(folder):
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
