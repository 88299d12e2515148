"""One visit to one page, and all that is to be known of it, so that each page is opened once."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python

PROBES = Path(__file__).with_name("probes.js")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
WIDE, NARROW = 1280, 320
WIDTHS = (WIDE, 768, 640, 390, NARROW)  # 640 is what 1280 becomes at 200 %
ZOOMED = 640


@dataclass
class Visit:
    """What was found at an address. `faults` holds sentences by rule; a rule that holds has none."""

    path: str
    status: int
    encoding: str
    sizes: dict[str, int]
    cookies: list[dict]
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def first_view_bytes(self):
        """All that a reader who comes for the first time waits for: not the content's pictures, nor the tab's."""
        return sum(size for path, size in self.sizes.items() if not re.match("/media/|/static/favicon", path))


def axe(page, *, without=()):
    """Each violation as "rule: elements", of all rules but those named in `without`."""
    options = AXE_OPTIONS | {"rules": AXE_OPTIONS["rules"] | {rule: {"enabled": False} for rule in without}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'][:4])}" for rule in found]


def follow(locator):
    """Press what leads to another page, and wait until that page is there to be looked at."""
    with locator.page.expect_navigation():
        locator.click()


def probe(page, name, *arguments):
    return page.evaluate(f"given => probes.{name}(...given)", list(arguments))


def complaints(page):
    """The list to which the console's errors and warnings of this page come. That a page is missing is none."""
    told = []

    def listen(message):
        own = message.location["url"] == page.url and "status of 404" in message.text
        if message.type in ("error", "warning") and not own:
            told.append(f"{message.type}: {message.text} ({message.location['url']})")

    page.on("console", listen)
    page.on("pageerror", lambda error: told.append(f"script: {error}"))
    return told


# Suggestions while typing, and the page that spares the reader a way to the hub and back: both work without.
EXTRAS = re.compile(r"/(search-suggestions|self-assessment)\.[^/]*js$")


def visit(browser, demo, path):
    context = browser.new_context(viewport={"width": WIDE, "height": 800})
    context.add_init_script(path=PROBES)
    page = context.new_page()
    console = complaints(page)
    asked, finished = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfinished", lambda request: finished.append(request))
    response = page.goto(demo + path)
    page.evaluate("document.fonts.ready.then(() => true)")
    found = Visit(
        path=path,
        status=response.status,
        encoding=response.header_value("content-encoding"),
        sizes={urlsplit(request.url).path: request.sizes()["responseBodySize"] for request in finished},
        cookies=context.cookies(),
    )
    found.faults = {
        "elsewhere": [url for url in asked if not url.startswith((f"{demo}/", "data:"))],
        "script": [url for url in asked if re.search(r"\.m?js$", urlsplit(url).path) and not EXTRAS.search(url)],
        "inline": probe(page, "inline"),
        "ids": probe(page, "duplicates"),
        "fragments": probe(page, "astray"),
    }
    probe(page, "remember")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found.faults[f"reflow {width}"] = probe(page, "overflow")
        found.faults[f"spacing {width}"] = probe(page, "spaced")
        if width == ZOOMED:
            found.faults["zoom"] = probe(page, "lost")
        if width in (WIDE, NARROW):
            found.faults[f"axe {width}"] = axe(page)
            found.faults[f"targets {width}"] = probe(page, "small")
    found.faults["console"] = console
    context.close()
    return found


def faults(visits, *rules):
    """The faults of these rules, one a line with the address; nothing where there are none."""
    return "\n".join(
        f"{visit.path}  {rule}  {fault}" for visit in visits for rule in rules for fault in visit.faults[rule]
    )
