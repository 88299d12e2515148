"""Runs every test on PostgreSQL, those that ask a database something on SQLite too, and a browser; says what ran.

    python -m tools.suite

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
        return run(Path(temporary))


def run(scratch: Path) -> int:
    sqlite = f"sqlite:///{scratch / 'hub.sqlite3'}"
    parallel = ["-n", WORKERS]
    jar, checker = vnu.find()
    results = [
        pytest(f"SQLite {sqlite3.sqlite_version}", [*ON_SQLITE, *parallel], scratch, DATABASE_URL=sqlite),
        pytest(
            f"PostgreSQL {with_postgres.version()}",
            ["tests", "--ignore=tests/browser", *parallel],
            scratch,
            wrapper=("-m", "tools.with_postgres", "--template", sys.executable),
        ),
    ]
    try:
        path, how = chromium.find()
    except chromium.ChromiumNotFound as error:
        sys.stderr.write(str(error))
        results.append(Result("Chromium", 1, note="not found, and none could be fetched"))
    else:
        name = f"Chromium {chromium.version(path)} ({how})"
        results.append(pytest(name, ["tests/browser", *parallel], scratch, CHROMIUM=path, DATABASE_URL=sqlite))
    sys.stdout.write("\n" + "=" * shutil.get_terminal_size().columns + "\n")
    for result in results:
        sys.stdout.write(f"{result}\n")
    sys.stdout.write(f"{'ok    ' if jar else 'absent'}  Nu HTML checker: {checker}\n\n")
    passed, failed, skipped = (
        sum(getattr(result, kind) for result in results) for kind in ("passed", "failed", "skipped")
    )
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
