"""Measures the hub in a PostgreSQL of its own beside a bare Django view and a plain Wagtail site, in one run.

    python -m tools.bench [--write]

Prints tables and writes var/bench.json; with --write the tables of docs/performance.md too. What is beyond its bound
makes the exit code 1.
"""

import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tools import with_postgres

from . import pages, serving
from .programs import ROOT, Program
from .rows import Row, as_text, write

SMALL, LARGE = (50, 200, 500), (5_000, 20_000, 50_000)  # made-up prisons, schemes and case studies
ENVIRONMENT = {
    "TOOLS_BENCH": "1",
    "SECRET_KEY": "bench",
    "DEBUG": "off",
    "HTTPS": "off",
    "LIMIT_FACTOR": "0",
    "PAGE_CACHE": "on",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "LOG_LEVEL": "CRITICAL",
}


def machine():
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "Wagtail", "gunicorn"))
    said = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {with_postgres.version()}, {packages}"
    )
    return f"{said}. {time.strftime('%-d %B %Y')}."


def database(name, copied_from="template0"):
    """Make a database beside the first one and return its address."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url.replace("/hub?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copied_from}")
    return url.replace("/hub?", f"/{name}?")


def made(stack, folder):
    """{name: program} with all their content; the plain site and the hub on SQLite are made beside the hub."""
    log = ROOT / "var" / "bench.log"
    log.write_text("")

    def program(name, settings="hub.settings", **environment):
        found = Program(name, settings, log, VAR_DIR=str(folder), **environment)
        stack.callback(found.stop)
        return found

    programs = {
        "bare": program("hello", "tools.bench.bare"),
        "bakery": program("the plain site", "tools.bench.bakery.settings", DATABASE_URL=database("bakery")),
        "small": program("the hub"),
        "sqlite": program("the hub on SQLite", DATABASE_URL=f"sqlite:///{folder}/hub.sqlite3"),
    }
    programs["small"].tell("content.make", SMALL)
    programs["bakery"].ask("bakery.content.make")
    programs["sqlite"].ask("content.make_empty")
    programs["small"].answer()
    programs["small"].ask("content.leave")
    large = database("large", copied_from="hub")
    programs["large"] = program("the large hub", DATABASE_URL=large)
    programs["large"].ask("content.grow", SMALL, LARGE)
    return programs


def changing_rows(programs):
    published = zip(*(programs[size].ask("changing.published") for size in ("small", "large")), strict=True)
    names = "publishing a case study, without its tasks", "the same with its tasks"
    for name, (small, large), bound in zip(names, published, (2, 12), strict=True):
        said = f"{small[0] * 1000:.0f} → {large[0] * 1000:.0f} ms, {small[1]} and {large[1]} queries"
        yield Row(name, said, large[0] / small[0], "1×", 1.2, bound)
    seconds, queries = programs["small"].ask("changing.sent")
    yield Row("sending a practice example", f"{seconds * 1000:.0f} ms, {queries} queries")
    for database, since in (("small", SMALL), ("sqlite", (0, 0, 0))):
        plain, renamed = programs[database].ask("changing.renamed", since)
        name = f"renaming a section of 1,000 pages, {'SQLite' if database == 'sqlite' else 'PostgreSQL'}"
        if isinstance(renamed, str):
            yield Row(name, renamed, float("inf"), "publishing it", 3)
            continue
        said = f"{plain[0] * 1000:.0f} → {renamed[0] * 1000:.0f} ms, {renamed[1]} queries"
        yield Row(name, said, renamed[0] / plain[0], "publishing it", 3, 30)


def stream_rows(programs):
    ours, stock = programs["small"].ask("streams.sitemaps")
    said = f"{ours * 1e6:.0f} µs an address, Wagtail’s own {stock * 1e6:.0f}"
    yield Row("site map", said, ours / stock, "Wagtail’s own", 0.1, 1.5)
    many = programs["large"].ask("streams.sitemap")
    yield Row("site map, 100× the content", f"{many * 1e6:.0f} µs an address", many / ours, "1×", 1.25, 10)
    for name, address in (("site map", "/sitemap-pages.xml?fresh=1"), ("CSV of all schemes", "/directory/schemes.csv")):
        few, many = (programs[size].ask("streams.memory", address) for size in ("small", "large"))
        goal, bound = (2, None) if name.startswith("CSV") else (40, 400)
        yield Row(f"{name}, memory", f"{few:.1f} → {many:.1f} MiB", many - few, "MiB", goal, bound)
    few, many = programs["small"].ask("streams.csv", 5), programs["large"].ask("streams.csv", 2)
    yield Row("CSV of all schemes", f"{few * 1e6:.0f} → {many * 1e6:.0f} µs a row", many / few, "1×", 1.25, 1.8)


def weight_rows(programs, addresses):
    for name in ("guidance page", "home"):
        found = programs["small"].ask("weight.weighed", addresses[name])
        said = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in found["bytes"].items())
        yield Row(f"{name}, first view", f"{said} KB", sum(found["bytes"].values()) / 1000, "KB", 50, 60)
        yield Row(f"{name}, again", "HTML alone", found["bytes"]["HTML"] / 1000, "KB", 10, 20)
        yield Row(f"{name}, scripts", "none of them needed", found["bytes"]["scripts"] / 1000, "KB", 3, 6)
        yield Row(f"{name}, requests", f"{found['others']} of other sites", found["requests"], "requests", 6, 7)


def guidance_rows(programs):
    found = programs["small"].ask("guidance.run")
    for row in found["rows"]:
        (few, few_queries), (many, queries) = row["small"], row["large"]
        said = f"{few * 1000:.1f} → {many * 1000:.1f} ms, {few_queries} and {queries} queries"
        yield Row(row["page"], said, many / few, "30 clauses", 3)
    yield Row("queries of any of them", "", max(row["large"][1] for row in found["rows"]), "queries", 12)
    yield Row("publishing 300 clauses, the PDF left out", f"{found['publishing']:.2f} s", found["publishing"], "s", 2)


def measured(programs):
    addresses = pages.addresses_of(programs["small"])
    seen, best = pages.measure(programs, addresses)
    style = programs["small"].ask("weight.style", addresses["home"])
    return {
        "Queries of a page that was not kept": list(pages.query_rows(seen)),
        "Time of a page that was not kept, beside a plain Wagtail site": list(pages.time_rows(best)),
        "The same with a hundred times the content": list(pages.larger_rows(best)),
        "A page that was kept, with two workers of gunicorn": list(serving.kept_rows(programs, addresses, style)),
        "Under load, not kept, with two workers of gunicorn": list(serving.load_rows(programs, addresses)),
        "What a browser loads": list(weight_rows(programs, addresses)),
        "Guidance: 300 clauses and 40 editions against 30 and 4": list(guidance_rows(programs)),
        "Long answers": list(stream_rows(programs)),
        "Changes": list(changing_rows(programs)),
    }


def run():
    start = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        (folder / "static").symlink_to(ROOT / "var" / "static")
        programs = made(stack, folder)
        loaded = time.monotonic() - start
        parts = measured(programs)
    taken = time.monotonic() - start
    said = f"{machine()} Loading took {loaded:.0f} s, all of it {taken:.0f} s."
    sys.stdout.write("\n".join(as_text(parts)) + f"\n\n{said}\n")
    found = {"machine": said, "parts": {heading: [row.as_json() for row in rows] for heading, rows in parts.items()}}
    (ROOT / "var" / "bench.json").write_text(json.dumps(found, indent=1, ensure_ascii=False))
    if "--write" in sys.argv:
        write(parts, said)
    return 1 if any(row.verdict == "BROKEN" for rows in parts.values() for row in rows) else 0


def main():
    if "TOOLS_BENCH" in os.environ:
        return run()
    command = [sys.executable, "-m", "tools.with_postgres", sys.executable, "-m", "tools.bench", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT).returncode


if __name__ == "__main__":
    sys.exit(main())
