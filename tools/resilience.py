"""What parts of the hub that fail cost its readers and those who write to it: `make test-resilience`.

The whole hub runs on this machine (tools/topology.py) under a constant, bounded load, while one part after the other
is killed, hung or restarted. At the end each accepted request to write must be in the database exactly once, each
refused one not at all, and each mail sent once. Exit code 1 where that is not so, or where a reader was failed.
"""

import http.client
import itertools
import random
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tools import topology

READS = (
    "/directory/",
    "/cy/directory/",
    "/updates/",
    "/data/",
    "/directory/?q={n}",
    "/search/?q=word{n}",
    "/directory/schemes.csv",
    "/api/v1/prisons?limit={n}",
    "/sitemap.xml",
)
READERS, WRITERS = 3, 2
PAUSE = 0.15  # seconds of each between two requests: about 25 a second together
TIMEOUT = 30


@dataclass
class Counted:
    """What happened during one scenario."""

    name: str
    may_refuse_writes: bool = False
    reads: int = 0
    failed: list = field(default_factory=list)
    slowest: float = 0.0
    accepted: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    unknown: list = field(default_factory=list)


class Load:
    def __init__(self, port):
        self.port, self.ended, self.lock = port, threading.Event(), threading.Lock()
        self.now = Counted("warm")
        self.scenarios = []
        self.serial = itertools.count(1)
        self.threads = [threading.Thread(target=self.read, args=(n,)) for n in range(READERS)]
        self.threads += [threading.Thread(target=self.write, args=(n,)) for n in range(WRITERS)]

    def ask(self, method, path, body=None, source=1):
        """(status or the name of an error, seconds). Each source is an address of its own, which limits count."""
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT, source_address=(f"127.0.{1 + source // 200}.{1 + source % 200}", 0)
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        finally:
            connection.close()
        return status, time.monotonic() - began

    def read(self, number):
        chosen = random.Random(number)
        while not self.ended.wait(PAUSE):
            path = chosen.choice(READS).format(n=chosen.randrange(1, 90))
            counted = self.now
            status, took = self.ask("GET", path, source=chosen.randrange(1, 150))
            with self.lock:
                counted.reads += 1
                counted.slowest = max(counted.slowest, took)
                if status != 200:
                    counted.failed.append((path, status))

    def write(self, number):
        while not self.ended.wait(PAUSE * 2):
            serial = next(self.serial)
            email, counted = f"reader-{serial}@example.org", self.now
            body = urlencode({"email": email, "frequency": "weekly"})
            status, _took = self.ask("POST", "/updates/mail/", body, source=200 + serial % 400)
            with self.lock:
                if status == 302:
                    counted.accepted.append(email)
                elif status in (502, 504) or isinstance(status, str):
                    counted.unknown.append((email, status))  # it may or may not have been taken
                else:
                    counted.refused.append((email, status))

    @contextmanager
    def during(self, name, **kinds):
        counted = Counted(name, **kinds)
        self.scenarios.append(counted)
        self.now = counted
        yield counted
        time.sleep(1)  # of load after it

    @contextmanager
    def running(self):
        for thread in self.threads:
            thread.start()
        try:
            yield self
        finally:
            self.ended.set()
            for thread in self.threads:
                thread.join()


def nothing(hub, load):
    with load.during("nothing happens"):
        time.sleep(6)


def kill_a_node(hub, load):
    node = hub.parts["node-a"]
    with load.during("a node is killed, and started again", may_refuse_writes=True):
        time.sleep(1)
        node.kill()
        time.sleep(5)
        node.start()


def restart_a_node(hub, load):
    node = hub.parts["node-b"]
    with load.during("a node is restarted gracefully"):
        node.signal(signal.SIGTERM)
        node.process.wait(65)
        time.sleep(2)
        node.start()


def stop_redis(hub, load):
    redis = hub.parts["redis"]
    with load.during("Redis is stopped, and started again"):
        redis.stop()
        time.sleep(6)
        redis.start()


def hang_redis(hub, load):
    redis = hub.parts["redis"]
    with load.during("Redis hangs"):
        redis.signal(signal.SIGSTOP)
        try:
            time.sleep(5)
        finally:
            redis.signal(signal.SIGCONT)


def kill_the_worker(hub, load):
    worker = hub.parts["worker"]
    with load.during("the worker is killed, and started again"):
        for _ in range(2):
            worker.kill()
            time.sleep(1)
            worker.start()
            time.sleep(2)


SCENARIOS = (nothing, kill_a_node, restart_a_node, stop_redis, hang_redis, kill_the_worker)


def found(hub):
    """{address: how often} of the subscriptions in the database, and of the mails that were sent."""
    rows = hub.manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from home.models import Subscription as S; print(*S.objects.values_list('email', flat=True))",
    ).split()
    mails = [line for file in hub.mails.iterdir() for line in file.read_text().splitlines() if line.startswith("To: ")]
    return rows, [line.removeprefix("To: ") for line in mails]


def settled(hub):
    """Waits for the tasks that wait."""
    code = "from django_tasks_db.models import DBTaskResult as T; print(T.objects.filter(finished_at=None).count())"
    topology.wait_for(lambda: hub.manage("shell", "-v", "0", "-c", code).strip() == "0", "tasks are not all done")


def judged(load, rows, mails):
    """Sentences of what is wrong."""
    wrong = []
    for counted in load.scenarios:
        if not counted.reads or not (counted.accepted or counted.refused or counted.unknown):
            wrong.append(f"{counted.name}: there was no load")
        if counted.failed:
            wrong.append(f"{counted.name}: {len(counted.failed)} reads failed, as {counted.failed[:3]}")
        not_taken = counted.refused + counted.unknown
        if not_taken and not counted.may_refuse_writes:
            wrong.append(f"{counted.name}: {len(not_taken)} writes were not taken, as {not_taken[:3]}")
        lost = [email for email in counted.accepted if rows.count(email) != 1]
        if lost:
            wrong.append(f"{counted.name}: {len(lost)} accepted writes are not there exactly once, as {lost[:3]}")
        there = [email for email, _status in counted.refused if email in rows]
        if there:
            wrong.append(f"{counted.name}: {len(there)} refused writes are there, as {there[:3]}")
        unsent = [email for email in counted.accepted if email not in mails]
        if unsent:
            wrong.append(f"{counted.name}: {len(unsent)} mails were not sent, as {unsent[:3]}")
    # The worker may be killed between sending a letter and saying so (hub/work.py): once for each time it was killed.
    twice = [email for email in set(mails) if mails.count(email) > 1]
    if len(twice) > 2:
        wrong.append(f"{len(twice)} mails were sent more than once, as {twice[:3]}")
    return wrong


def table(load, rows):
    yield f"{'scenario':<44}  reads  failed  slowest  accepted  found  refused  unknown"
    for counted in load.scenarios:
        there = sum(rows.count(email) for email in counted.accepted)
        yield (
            f"{counted.name:<44}{counted.reads:>7}{len(counted.failed):>8}{counted.slowest:>8.2f}s"
            f"{len(counted.accepted):>10}{there:>7}{len(counted.refused):>9}{len(counted.unknown):>9}"
        )


def main():
    signal.signal(signal.SIGTERM, topology.stop)
    try:
        with topology.running() as hub:
            load = Load(hub.ports["nginx"])
            asked = {path: load.ask("GET", path.format(n=1))[0] for path in READS}  # each is there at all, and warm
            wrong = [
                f"{path} answers {status} before anything failed" for path, status in asked.items() if status != 200
            ]
            with load.running():
                for scenario in SCENARIOS:
                    scenario(hub, load)
            settled(hub)
            rows, mails = found(hub)
    except topology.Missing as missing:
        sys.stdout.write(f"Skipped: {missing}\n")
        return 0
    wrong += judged(load, rows, mails)
    last = f"{len(wrong)} failures" if wrong else f"{len(load.scenarios)} scenarios passed"
    sys.stdout.write("\n".join([*table(load, rows), *wrong, f"Resilience: {last}", ""]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
