import pytest

from tests.browser.visits import NARROW, PROBES, WIDE, probe

# What has many stops, or stops that no other page has.
PATHS = [
    "",
    "guidance/",
    "guidance/peer-supported-social-care/",
    "case-studies/",
    "voices/",
    "voices/nobody-asked-how-i-was/",
    "news/common-thread-opens-as-a-beta/",
    "directory/",
    "directory/example-bay/",
    "search/?q=buddy",
    "accessibility/",
    "no-such-page/",
]


def walk(page):
    """What is wrong at each stop of the Tab key, from the first to the last."""
    found = []
    for place in range(probe(page, "listStops")):
        page.keyboard.press("Tab")
        found += probe(page, "focused", place)
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_tab_reaches_everything_in_order_on_the_screen_and_visibly(browser, demo, language, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=demo)
    context.add_init_script(path=PROBES)
    page = context.new_page()

    found = []
    for path in PATHS:
        page.goto(f"/cy/{path}" if language == "cy" else f"/{path}")
        found += [f"{path or 'home'}  {fault}" for fault in walk(page)]
    context.close()

    assert not found, "\n".join(found)


def test_the_first_stop_skips_to_the_content(open_page):
    page = open_page("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.url.endswith("#main")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
