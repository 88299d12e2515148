"""Screenshots of a running hub, for looking at and for the README.

`python -m tools.shots BASE_URL FOLDER [PATH…]` takes each path at 1280 and 390 px.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium

PATHS = ["/", "/guidance/peer-supported-social-care/", "/directory/", "/cy/"]
WIDTHS = (1280, 390)


def main(base, folder, paths):
    executable, _how = chromium.find()
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            for path in paths or PATHS:
                page.goto(base.rstrip("/") + path)
                name = path.split("?")[0].strip("/").replace("/", "-") or "home"
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
