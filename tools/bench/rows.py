"""What was measured, row by row, and whether that is what it should be."""

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
START = "<!-- measured -->"
END = "<!-- end of what was measured: {} -->"
BETWEEN = re.compile(f"{re.escape(START)}\n(.*?){re.escape(END).replace(re.escape('{}'), '([0-9a-f]*)')}", re.DOTALL)
HEAD = ("What", "Measured", "Ratio", "Of", "Goal", "")


@dataclass(frozen=True)
class Row:
    """`value` is what counts: a ratio, unless `of` names something else, such as queries.

    `goal` is what it should be at most; `at_least` turns that round. `bound` is what it must not pass as long as the
    goal is not met. A row without a goal is for the reader alone.
    """

    what: str
    measured: str
    value: float | None = None
    of: str = ""
    goal: float | None = None
    bound: float | None = None
    at_least: bool = False

    def within(self, limit):
        return limit is not None and (self.value >= limit if self.at_least else self.value <= limit)

    @property
    def verdict(self):
        if self.goal is None:
            return ""
        if self.within(self.goal):
            return "met"
        return "goal not met" if self.within(self.bound) else "BROKEN"

    @property
    def cells(self):
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}"
        value = "" if self.value is None else f"{self.value:.0f}" if self.of in COUNTED else f"{self.value:.2f}"
        return (self.what, self.measured, value, self.of, goal, self.verdict)

    def as_json(self):
        return asdict(self) | {"verdict": self.verdict}


COUNTED = ("queries", "requests", "KB", "MiB", "")


def as_text(parts):
    """A table for the terminal of {heading: rows}."""
    rows = [row.cells for rows in parts.values() for row in rows]
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    for heading, rows in parts.items():
        yield f"\n{heading}"
        for cells in [HEAD, *(row.cells for row in rows)]:
            yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def as_markdown(parts, machine):
    yield f"{machine}\n"
    for heading, rows in parts.items():
        yield f"### {heading}\n"
        yield f"| {' | '.join(HEAD)} |\n|---|---|--:|---|--:|---|"
        for row in rows:
            yield f"| {' | '.join(row.cells)} |"
        yield ""


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(parts, machine, document=DOCUMENT):
    """Put the tables where the document has them, with a digest: what was edited by hand is found by it."""
    tables = "\n".join(as_markdown(parts, machine)) + "\n"
    new = f"{START}\n{tables}{END.format(digest(tables))}"
    document.write_text(BETWEEN.sub(lambda _found: new, document.read_text(encoding="utf-8")), encoding="utf-8")


def is_as_written(document=DOCUMENT):
    found = BETWEEN.search(document.read_text(encoding="utf-8"))
    return found is not None and digest(found[1]) == found[2]
