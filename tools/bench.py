"""Measures the hub as ratios in one run, in a database of its own.

    python -m tools.bench

Prints a table and writes var/bench.json. Times are the CPU time of this process, the smallest of
several calls of the WSGI handler, pages interleaved: what neighbours do to the machine cancels out.
A ratio beyond its bound makes the exit code 1.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
SMALL, LARGE = (30, 4), (300, 40)  # clauses, editions

# What is measured of a document: (name, address below it), with {old} and {new} its first and its last version.
PAGES = [
    ("document", ""),
    ("history", "editions/"),
    ("comparison", "compare/{old}/{new}/"),
    ("comparison, whole text", "compare/{old}/{new}/?show=all"),
    ("edition", "editions/{old}/"),
]
MOST_QUERIES, MOST_RATIO, MOST_SECONDS = 12, 3.0, 2.0


def body(clauses, edition):
    """A text of so many clauses, in which each edition changes a tenth of them."""
    blocks = []
    for n in range(clauses):
        words = f"Clause {n} says what is to be done, by whom and by when. " * 6
        if n % 10 == edition % 10:
            words += f"Changed in edition {edition}."
        kind = "section" if n % 30 == 0 else "recommendation" if n % 3 == 0 else "paragraph"
        value = f"<p>{words}</p>"
        if kind == "section":
            value = f"Section {n}"
        if kind == "recommendation":
            value = {
                "number": None,
                "text": value,
                "strength": "should",
                "actor": "Governor",
                "applies_to": "both",
                "evidence": "limited",
                "why": "<p>Because of what was learned.</p>",
            }
        blocks.append({"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(n)))})
    return blocks


def make(clauses, editions):
    """A published document; returns the page and the seconds that publishing its last edition took."""
    from django.utils import timezone

    from guidance.models import Document, GuidanceIndexPage, GuidancePage
    from home.models import HomePage

    home = HomePage.objects.get(locale__language_code="en-gb")
    index = GuidanceIndexPage.objects.first() or home.add_child(
        instance=GuidanceIndexPage(title="Guidance", slug="guidance", summary="All of it.")
    )
    page = GuidancePage(
        title=f"{clauses} clauses",
        slug=f"clauses-{clauses}",
        summary="A text to measure.",
        audience="Everyone",
        owner_name="The team",
        document=Document.objects.create(reference=f"B-{clauses}"),
        body=body(clauses, 0),
        live=False,
    )
    index.add_child(instance=page)
    for edition in range(editions):
        page = GuidancePage.objects.get(pk=page.pk)
        page.body = body(clauses, edition)
        page.change, page.change_note = ("minor", "More was learned.") if edition else ("", "")
        revision = page.save_revision()
        start = time.perf_counter()  # the database's share too
        page.publish(revision, at=timezone.now())
        taken = time.perf_counter() - start
    return GuidancePage.objects.get(pk=page.pk), taken


def addresses(page):
    versions = [edition.version for edition in page.document.editions.all()]
    return {name: page.url + below.format(old=versions[-1], new=versions[0]) for name, below in PAGES}


def measure(client, urls):
    """{address: (smallest CPU seconds, queries)} for each address, after one call to warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best = {}
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
        best[url] = [float("inf"), len(queries)]
    for _round in range(ROUNDS):
        for url in urls:
            start = time.process_time()
            client.get(url)
            best[url][0] = min(best[url][0], time.process_time() - start)
    return best


def run():
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client, override_settings

    call_command("migrate", verbosity=0)
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        small, _seconds = make(*SMALL)
        large, publishing = make(*LARGE)
    ours = {"small": addresses(small), "large": addresses(large)}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        best = measure(Client(), [url for urls in ours.values() for url in urls.values()])
    rows = []
    for name, _below in PAGES:
        (few, few_queries), (many, queries) = best[ours["small"][name]], best[ours["large"][name]]
        good = max(few_queries, queries) <= MOST_QUERIES and many <= few * MOST_RATIO
        row = {"page": name, "small_ms": few * 1000, "large_ms": many * 1000, "ratio": many / few}
        rows.append({**row, "queries": [few_queries, queries], "good": good})
    good = publishing < MOST_SECONDS and all(row["good"] for row in rows)
    return {"pages": rows, "publishing_s": publishing, "good": good}


def table(result):
    """What was measured, as lines of text."""
    yield f"{'':24}{'30 clauses,':>14}{'300 clauses,':>14}"
    yield f"{'':24}{'4 editions':>14}{'40 editions':>14}{'ratio':>8}{'queries':>10}"
    for row in result["pages"]:
        few, many = row["queries"]
        times = f"{row['small_ms']:11.1f} ms{row['large_ms']:11.1f} ms{row['ratio']:8.2f}"
        bad = "" if row["good"] else f"  beyond {MOST_RATIO}× or {MOST_QUERIES} queries"
        yield f"{row['page']:24}{times}{few:5}, {many:3}{bad}"
    yield f"Publishing 300 clauses: {result['publishing_s']:.2f} s, the PDF left out"


def main():
    if "TOOLS_BENCH" not in os.environ:
        environment = os.environ | {"TOOLS_BENCH": "1", "SECRET_KEY": "bench", "DEBUG": "off", "HTTPS": "off"}
        command = [sys.executable, "-m", "tools.with_postgres", sys.executable, "-m", "tools.bench"]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    result = run()
    sys.stdout.write("\n".join(table(result)) + "\n")
    (ROOT / "var" / "bench.json").write_text(json.dumps(result, indent=1))
    return 0 if result["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
