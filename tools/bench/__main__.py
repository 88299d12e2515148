"""Measures the hub as ratios in one run, in a PostgreSQL of its own.

    python -m tools.bench

Prints tables and writes var/bench.json. A ratio, a number of queries or a time beyond its bound makes the exit code 1.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("kept", "guidance", "directory")


def run():
    import importlib

    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client, override_settings

    call_command("migrate", verbosity=0)
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        return [importlib.import_module(f"tools.bench.{part}").run(Client()) for part in PARTS]


def is_good(row):
    (few, few_queries), (many, queries), (ratio, most) = row["small"], row["large"], row["bounds"]
    return max(few_queries, queries) <= most and many <= few * ratio


def lines(heading, rows, notes):
    yield f"{heading}\n{'':28}{'small':>14}{'large':>14}{'ratio':>8}{'queries':>10}"
    for row in rows:
        (few, few_queries), (many, queries) = row["small"], row["large"]
        bad = "" if is_good(row) else "  beyond {}× or {} queries".format(*row["bounds"])
        times = f"{few * 1000:11.1f} ms{many * 1000:11.1f} ms{many / few:8.2f}"
        yield f"{row['page']:28}{times}{few_queries:5}, {queries:3}{bad}"
    yield from (note["said"] for note in notes)


def main():
    if "TOOLS_BENCH" not in os.environ:
        environment = os.environ | {
            "TOOLS_BENCH": "1",
            "SECRET_KEY": "bench",
            "DEBUG": "off",
            "HTTPS": "off",
            "LIMIT_FACTOR": "0",
            "PAGE_CACHE": "off",
        }
        command = [sys.executable, "-m", "tools.with_postgres", sys.executable, "-m", "tools.bench"]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    parts = run()
    for part in parts:
        sys.stdout.write("\n".join(lines(*part)) + "\n\n")
    (ROOT / "var" / "bench.json").write_text(json.dumps(parts, indent=1))
    return (
        0
        if all(is_good(row) for _h, rows, _n in parts for row in rows)
        and all(note["good"] for _h, _r, notes in parts for note in notes)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
