"""Whether the hub goes on while parts of it fail: `make test-resilience`.

    python -m tools.resilience

Readers read, people send forms and an editor publishes all the time, while one part after another of the topology
(tools/topology.py) is killed, stopped, hung, filled up or replaced. Readers must see no failure. Whatever was accepted
is there at the end, once. It prints a table, and the exit code is 1 where something of that is not so.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests
from lxml import html

from tools.topology import ROOT, missing, topology, until

PASSWORD = "only-for-the-topology"
SECONDS = 8  # that a scenario lasts at least
KILLED = 3  # times that the worker is
DRAFTS = 150  # that there are to publish
READS = (
    *("/", "/cy/", "/guidance/", "/guidance/peer-supported-social-care/", "/case-studies/", "/voices/", "/directory/"),
    *("/case-studies/?page=1", "/directory/?region=London", "/directory/schemes/?model=B", "/search/?q=buddy"),
    *("/cy/search/?q=gofal", "/directory/schemes.csv", "/sitemap.xml", "/api/v1/prisons", "/about/"),
)
MARKER = re.compile(r"mark-[a-z]+-\d+")


@dataclass
class Told:
    """What clients saw, by scenario."""

    reads: int = 0
    failed: list = field(default_factory=list)
    slowest: float = 0
    accepted: int = 0
    refused: int = 0
    note: str = ""


class Clients:
    """Threads that read and write until they are told to stop. `scenario` says what is being tried."""

    def __init__(self, address, known):
        self.address, self.known = address, known
        self.scenario, self.told = "", {}
        self.accepted, self.refused = {}, {}
        self.lock, self.is_over = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.read, args=[seed], daemon=True) for seed in range(3)]
        for write, pause in ((subscribe, 1), (concern, 1), (respond, 2), (practise, 2), (publish, 2)):
            self.threads.append(threading.Thread(target=self.write, args=[write, pause], daemon=True))

    @contextmanager
    def during(self, name):
        """Try something: what clients see meanwhile is told under its name."""
        with self.lock:
            self.scenario, self.told[name] = name, Told()
        start = time.monotonic()
        yield self.told[name]
        self.is_over.wait(max(0, SECONDS - (time.monotonic() - start)))

    def read(self, seed):
        chosen = random.Random(seed)
        while not self.is_over.wait(0.1):
            path, name, start = chosen.choice(READS), self.scenario, time.monotonic()
            try:
                # Over a connection of its own: browsers ask again where an idle one was closed, this client does not.
                status = requests.get(self.address + path, timeout=30).status_code
            except requests.RequestException as error:
                status = type(error).__name__
            seconds = time.monotonic() - start
            with self.lock:
                told = self.told[name]
                told.reads, told.slowest = told.reads + 1, max(told.slowest, seconds)
                if status != 200:
                    told.failed.append(f"{path} {status}")

    def write(self, write, pause):
        client, number = Client(self.address, self.known), 0
        while not self.is_over.wait(pause):
            number, name = number + 1, self.scenario
            marker = f"mark-{write.__name__}-{number}"
            try:
                is_accepted = write(client, marker)
            except (requests.RequestException, Refused):
                is_accepted = False
            with self.lock:
                (self.accepted if is_accepted else self.refused)[marker] = name
                self.told[name].accepted += is_accepted
                self.told[name].refused += not is_accepted

    def __enter__(self):
        with self.lock:
            self.told[self.scenario] = Told()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(60)


class Refused(Exception):
    """A form was not taken."""


class Client:
    """A browser without script: it keeps cookies, and fills in forms."""

    def __init__(self, address, known):
        self.address, self.known = address, known
        self.session = requests.Session()

    def get(self, address, cookies=None):
        response = self.session.get(address, timeout=30, cookies=cookies)
        if response.status_code != 200:
            raise Refused(response.status_code)
        return self.page(response)

    def page(self, response):
        page = html.fromstring(response.text, base_url=response.url)
        page.make_links_absolute()
        return page

    def send(self, page, given, action="", cookies=None, button=None):
        """Fill in the form of a page whose action ends so; returns (response, page). Raises Refused."""
        forms = [form for form in page.forms if form.method == "POST" and (form.action or "").endswith(action)]
        forms = [form for form in forms if not (form.action or "").endswith("/feedback/")]  # which every page has
        if not forms:
            raise Refused("no form")
        values = [pair for pair in forms[-1].form_values() if pair[0] not in given]
        values += [*given.items(), *([button] if button else [])]
        headers = {"Referer": page.base_url}
        where = forms[-1].action or page.base_url
        response = self.session.post(where, data=values, headers=headers, timeout=60, cookies=cookies)
        if response.status_code != 200:
            raise Refused(response.status_code)
        return response, self.page(response)


def subscribe(client, marker):
    page = client.get(f"{client.address}/updates/mail/")
    response, _page = client.send(page, {"email": f"{marker}@example.org", "frequency": "daily"})
    return response.url.endswith("/sent/")


def concern(client, marker):
    page = client.get(f"{client.address}/report-a-concern/")
    kind = page.xpath("//input[@name='kind']/@value")[0]
    _response, page = client.send(page, {"kind": kind, "text": marker, "about": "/"})
    return not page.xpath("//textarea[@name='text']")


def respond(client, marker):
    """Begin a response to a consultation, comment, say who is answering, and send it."""
    page = client.get(f"{client.address}/guidance/supporting-buddies-after-a-death/consultation/0.2.0/respond/")
    _response, page = client.send(page, {})
    home = page.base_url.split("?")[0]
    _response, _page = client.send(client.get(f"{home}comment/?on=whole"), {"text": marker}, "")
    about = client.get(f"{home}about/")
    _response, _page = client.send(about, chosen_of(about))
    response, _page = client.send(client.get(f"{home}review/"), {})
    return response.url.endswith("/receipt/")


def chosen_of(page):
    """The first, or the wanted, choice of each set of radio buttons of a page."""
    names = dict.fromkeys(page.xpath("//main//input[@type='radio']/@name"))
    return {name: page.xpath(f"//main//input[@name='{name}']/@value")[-1] for name in names}


def practise(client, marker):
    """Begin a practice example for a prison and give it a title."""
    cookies = {"sessionid": client.known["contributor"]}
    page = client.get(f"{client.address}/my-prison/{client.known['prison']}/practice/", cookies)
    _response, page = client.send(page, {}, "/practice/", cookies)
    links = [link for link in page.xpath("//main//a/@href") if "/part/" in link]
    part = client.get(links[0], cookies)
    response, _page = client.send(part, {"title": marker}, "", cookies)
    return response.url != links[0]


def publish(client, marker):
    """Publish a draft."""
    cookies, page = {"sessionid": client.known["editor"]}, client.known["drafts"][int(marker.rpartition("-")[2]) - 1]
    asked = client.get(f"{client.address}/admin/bulk/wagtailcore/page/publish/?id={page}&next=/admin/", cookies)
    response, _page = client.send(asked, {}, f"id={page}&next=/admin/", cookies)
    return "/bulk/" not in response.url


# What the hub is asked through `manage.py shell`

KNOWN = """
import json
from django.test import Client
from directory.models import Membership
from home.models import NewsIndexPage, NewsPage
from hub.models import User
def session(user):
    client = Client(); client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value
member = Membership.objects.filter(user__is_active=True).order_by("pk").first()
index, drafts = NewsIndexPage.objects.get(locale__language_code="en-gb"), []
like = NewsPage.objects.filter(live=True, locale__language_code="en-gb").order_by("pk").first()
for number in range(1, %d):
    page = NewsPage(title=f"mark-publish-{number}", slug=f"mark-publish-{number}", live=False, summary="A summary.",
        date=like.date, kind=like.kind, author=like.author, body=like.body)
    index.add_child(instance=page)
    page.save_revision()
    drafts.append(page.pk)
print("\\n" + json.dumps({"editor": session(User.objects.get(email="editor@example.org")), "drafts": drafts,
    "contributor": session(member.user), "prison": member.prison_id}))
"""
FOUND = """
import json, re
from collections import Counter
from directory.models import Concern, Submission
from guidance.models import Comment
from home.models import Subscription
from hub.work import failed, told, waiting
from wagtail.models import PageLogEntry, Revision
published = PageLogEntry.objects.filter(action="wagtail.publish", label__startswith="mark-")
found = {
    "subscribe": [email.partition("@")[0] for email in Subscription.objects.values_list("email", flat=True)],
    "concern": list(Concern.objects.values_list("text", flat=True)),
    "respond": list(Comment.objects.filter(response__submitted_at__isnull=False).values_list("text", flat=True)),
    "practise": list(Submission.objects.values_list("title", flat=True)),
    "publish": list(published.values_list("label", flat=True)),
}
of_failed = failed().values_list("task_path", "exception_class_path")
print("\\n" + json.dumps({
    "found": {name: Counter(filter(None, texts)) for name, texts in found.items()},
    "waiting": dict(told(waiting())),
    "failed": Counter(map(" ".join, of_failed)),
}))
"""


def asked(topology, script):
    """What a script prints last, as JSON."""
    return json.loads(topology.manage("shell", "--no-imports", "-c", script).rstrip().rpartition("\n")[2])


# What is tried


def kill_a_node(topology, clients):
    with clients.during("A web node is killed"):
        topology.nodes[0].kill()
    with clients.during("It is started again"):
        topology.start_node(0)


def restart_the_other(topology, clients):
    with clients.during("The other is restarted"):
        topology.replace_node(1)


def lose_redis(topology, clients):
    with clients.during("Redis is stopped"):
        topology.redis.kill()
    with clients.during("Redis is started again"):
        topology.redis.start()
    with clients.during("Redis hangs"):
        topology.redis.signal(signal.SIGSTOP)
        clients.is_over.wait(SECONDS)
        topology.redis.signal(signal.SIGCONT)


def fill_the_media(topology, clients):
    """What comes in finds no room. Only root can make a disk so small."""
    with clients.during("There is no room for files") as told, ExitStack() as stack:
        media = topology.var / "documents"
        media.mkdir(exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", media]
        if subprocess.run(mount, capture_output=True).returncode:
            told.note = "not tried: nothing may be mounted here"
            return
        stack.callback(subprocess.run, ["umount", "-l", media])
        (media / "full").write_bytes(bytes(60 * 1024))
        clients.is_over.wait(SECONDS)


def kill_the_worker(topology, clients):
    with clients.during("The worker is killed again and again"):
        for _time in range(KILLED):
            clients.is_over.wait(2)
            topology.worker.kill()
            until(lambda: topology.worker.process.poll() is None, "the worker is not back", 20)


def roll_out(topology, clients):
    """The next version: its migration runs while the old one serves, then node after node is replaced."""
    source = topology.folder / "next"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__"), symlinks=True)
    newest = sorted(path.stem for path in (source / "hub" / "migrations").glob("0*.py"))[-1]
    (source / "hub" / "migrations" / "9999_next.py").write_text(MIGRATION.format(newest=newest))
    base = source / "templates" / "base.html"
    base.write_text(base.read_text().replace("</body>", "<!-- the next version --></body>"))
    with clients.during("The database is migrated"):
        topology.manage("migrate", "--verbosity", "0", source=source)
        topology.manage("collectstatic", "--noinput", "--verbosity", "0", source=source)
    with clients.during("The next version, node after node") as told:
        for number in (0, 1):
            topology.replace_node(number, source)
        page = requests.get(f"{topology.address}/search/?q=version", timeout=30).text
        if "the next version" not in page:
            told.failed.append("the next version is not there")


MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub", "{newest}")]
    operations = [
        migrations.RunSQL("ALTER TABLE hub_topic ADD COLUMN of_the_next_version varchar(20) DEFAULT '' NOT NULL"),
    ]
"""


def fail_over(topology, clients):
    with clients.during("The database is killed"):
        topology.primary.kill()
    with clients.during("Its replica takes over"):
        topology.replica.promote()


SCENARIOS = (kill_a_node, restart_the_other, lose_redis, kill_the_worker, fill_the_media, roll_out, fail_over)


def run(topology):
    """Try everything; returns (what clients saw, what is wrong, how many letters went out more than once)."""
    known = asked(topology, KNOWN % DRAFTS)
    with Clients(topology.address, known) as clients:
        with clients.during("Nothing is wrong"):
            pass
        for scenario in SCENARIOS:
            scenario(topology, clients)
        with clients.during("All is well again"):
            pass
    left = {}

    def is_done():
        left.update(asked(topology, FOUND))
        return not left["waiting"]

    with suppress(TimeoutError):
        until(is_done, "tasks wait", 120)
    mails = Counter(MARKER.findall("".join(letters(topology))))
    wrong = [*unread(clients.told), *undone(left), *miswritten(clients.accepted, clients.refused, left["found"])]
    return clients.told, [*wrong, *misposted(clients.accepted, mails)], sum(count > 1 for count in mails.values())


def unread(told):
    """What readers were not given, as sentences."""
    yield from (f"{name}: nobody read anything" for name, one in told.items() if name and not one.reads)
    yield from (f"{name}: {failure}" for name, one in told.items() for failure in one.failed)


def undone(left):
    """Which tasks were not done."""
    for state in ("waiting", "failed"):
        yield from (f"{count} {name} {state}" for name, count in left[state].items())


def miswritten(accepted, refused, found):
    """What was accepted and is not there once, what is there twice, and what nobody could send at all.

    `accepted` and `refused` give the scenario of each marker, `found` counts them by the kind in their name.
    """
    for marker, scenario in {**refused, **accepted}.items():
        count = found[marker.split("-")[1]].get(marker, 0)
        if count > 1 or (marker in accepted and count != 1):
            yield f"{marker} ({scenario}) is there {count} times"
    for kind in sorted({marker.split("-")[1] for marker in refused} - {marker.split("-")[1] for marker in accepted}):
        yield f"nothing of “{kind}” was ever accepted"


def misposted(accepted, mails):
    """To whom no letter went, and whether more went twice than a killed worker explains."""
    yield from (f"no letter to {marker}" for marker in accepted if "-subscribe-" in marker and not mails.get(marker))
    doubled = [marker for marker, count in mails.items() if count > 1]
    if len(doubled) > KILLED:
        yield f"{len(doubled)} letters went out twice"


def letters(topology):
    """The line of each letter that says whom it is to."""
    for file in (topology.var / "mail").glob("*"):
        yield from (line for line in file.read_text().splitlines() if line.startswith("To: "))


def main():
    if absent := missing():
        sys.stdout.write(f"Not tried: {' and '.join(absent)} cannot be had here.\n")
        return 0
    with topology(fill=("demo", "--password", PASSWORD)) as started:
        told, wrong, doubled = run(started)
        if os.environ.get("KEEP_LOGS"):
            shutil.copytree(started.run, Path(os.environ["KEEP_LOGS"]), dirs_exist_ok=True)
    sys.stdout.write(f"{'':36}{'reads':>7}{'failed':>8}{'slowest':>10}{'accepted':>10}{'refused':>9}\n")
    for name, one in list(told.items())[1:]:
        counts = f"{one.reads:7}{len(one.failed):8}{one.slowest:8.1f} s{one.accepted:10}{one.refused:9}"
        sys.stdout.write(f"{name:36}{counts}  {one.note}\n")
    sys.stdout.write(f"Letters that went out more than once: {doubled}\n")
    sys.stdout.writelines(f"WRONG  {fault}\n" for fault in wrong[:60])
    passed = sum(not one.failed for one in told.values())
    sys.stdout.write(f"\n{passed} passed, {len(wrong)} failed\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
