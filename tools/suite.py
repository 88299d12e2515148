"""Runs every test on PostgreSQL, those that ask a database something on SQLite too, and a browser; says what ran.

    python -m tools.suite             both databases, and journeys of readers, prisons and editors in a browser
    python -m tools.suite browser     all that a browser can tell, of every page

A stage that fails, or that runs no test, fails the whole; the other stages run all the same.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from tools import chromium, vnu, with_postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
# Everything runs on PostgreSQL, as production does. On SQLite runs what a database can get wrong in a way of its own:
# search, triggers, constraints, times, sorting, locks, and all that `make demo` shows.
ON_SQLITE = [
    *(f"tests/hub/test_{name}.py" for name in ("fields", "listing", "search", "pages_queryset", "users")),
    *(f"tests/home/test_{name}.py" for name in ("demo", "search_view")),
    "tests/hub/backup",
    "tests/directory/test_directory_view.py",
    "tests/directory/practice/test_moves.py",
    *(f"tests/guidance/test_{name}.py" for name in ("editions", "stage_by_time", "responding")),
]


# What people do in a browser. The other files there look at every page, in both languages and several sizes.
JOURNEYS = [
    f"tests/browser/test_{name}.py"
    for name in ("no_javascript", "responding", "sharing_practice", "second_factor", "editor", "privacy")
]


@dataclass
class Result:
    """What one stage did: how many tests of it passed, failed and were skipped, and pytest's exit code."""

    name: str
    code: int
    seconds: float = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""

    @property
    def good(self) -> bool:
        return self.code == 0 and self.passed > 0 and self.failed == 0

    def __str__(self) -> str:
        counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
        told = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no test ran"
        verdict = "ok    " if self.good else "FAILED"
        return f"{verdict}  {self.name}: {self.note or f'{told} in {self.seconds:.0f} s'}"


def counted(report: Path) -> dict[str, int]:
    """Passed, failed and skipped tests of a JUnit report; nothing where pytest wrote none."""
    if not report.exists():
        return {}
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total = {name: count + int(suite.get(name, 0)) for name, count in total.items()}
    failed = total["failures"] + total["errors"]
    return {
        "passed": max(0, total["tests"] - failed - total["skipped"]),
        "failed": failed,
        "skipped": total["skipped"],
    }


def pytest(name: str, arguments: list[str], scratch: Path, *, wrapper: tuple = (), **environment: str) -> Result:
    """Runs pytest with these arguments, its output going straight to the terminal."""
    sys.stdout.write(f"\n=== {name} ===\n")
    sys.stdout.flush()
    report = Path(tempfile.mkstemp(dir=scratch, suffix=".xml")[1])
    report.unlink()
    command = [sys.executable, *wrapper, "-m", "pytest", *arguments, f"--junitxml={report}"]
    start = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode
    return Result(name, code, time.monotonic() - start, **counted(report))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="suite-") as temporary:
        scratch = Path(temporary)
        if sys.argv[1:] == ["browser"]:
            jar, checker = vnu.find()
            return told(
                [in_browser(["tests/browser"], scratch)], f"{'ok    ' if jar else 'absent'}  Nu HTML checker: {checker}"
            )
        return told([*on_databases(scratch), in_browser(JOURNEYS, scratch)])


def on_databases(scratch: Path) -> list[Result]:
    return [
        pytest(f"SQLite {sqlite3.sqlite_version}", [*ON_SQLITE, "-n", WORKERS], scratch, DATABASE_URL="sqlite://"),
        pytest(
            f"PostgreSQL {with_postgres.version()}",
            ["tests", "--ignore=tests/browser", "-n", WORKERS],
            scratch,
            wrapper=("-m", "tools.with_postgres", "--template", sys.executable),
        ),
    ]


def in_browser(files: list[str], scratch: Path) -> Result:
    try:
        path, how = chromium.find()
    except chromium.ChromiumNotFound as error:
        sys.stderr.write(str(error))
        return Result("Chromium", 1, note="not found, and none could be fetched")
    name = f"Chromium {chromium.version(path)} ({how})"
    return pytest(name, [*files, "-n", WORKERS], scratch, CHROMIUM=path, DATABASE_URL="sqlite://")


def told(results: list[Result], note: str = "") -> int:
    """Print what ran. Returns the exit code."""
    sys.stdout.write("\n" + "=" * shutil.get_terminal_size().columns + "\n")
    for result in results:
        sys.stdout.write(f"{result}\n")
    sys.stdout.write(f"{note}\n\n")
    passed, failed, skipped = (
        sum(getattr(result, kind) for result in results) for kind in ("passed", "failed", "skipped")
    )
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
