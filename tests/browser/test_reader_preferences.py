import pytest

from tests.browser.test_keyboard import walk
from tests.browser.visits import PROBES, axe, complaints, probe

PATHS = ["/", "/guidance/peer-supported-social-care/", "/directory/", "/cy/voices/nobody-asked-how-i-was/"]
MEDIA = {
    "forced colours": {"forced_colors": "active"},
    "dark": {"color_scheme": "dark"},
    "reduced motion": {"reduced_motion": "reduce"},
    "more contrast": {"contrast": "more"},
}


@pytest.fixture
def pages_seen_with(browser, demo):
    """Opens each of PATHS in turn in a context with these options."""
    contexts = []

    def pages_seen_with(**options):
        contexts.append(browser.new_context(base_url=demo, viewport={"width": 1280, "height": 800}, **options))
        contexts[-1].add_init_script(path=PROBES)
        page = contexts[-1].new_page()
        for path in PATHS:
            page.goto(path)
            yield page

    yield pages_seen_with
    for context in contexts:
        context.close()


@pytest.mark.parametrize("options", MEDIA.values(), ids=MEDIA.keys())
def test_pages_are_sound_however_the_reader_likes_them(pages_seen_with, options):
    # axe reads the colours of the style sheet, not those that the reader forces.
    without = ["color-contrast"] if "forced_colors" in options else []
    found = []

    for page in pages_seen_with(**options):
        console = complaints(page)
        page.reload()
        found += [(page.url, fault) for fault in [*console, *axe(page, without=without), *probe(page, "overflow")]]

    assert found == []


def test_the_focus_shows_in_forced_colours(pages_seen_with):
    found = [(page.url, fault) for page in pages_seen_with(forced_colors="active") for fault in walk(page)]

    assert found == []


def test_nothing_moves_for_a_reader_who_asked_for_stillness(pages_seen_with):
    moving = [(page.url, name) for page in pages_seen_with(reduced_motion="reduce") for name in probe(page, "moving")]
    moving_otherwise = [name for page in pages_seen_with() for name in probe(page, "moving")]

    assert moving == []
    assert moving_otherwise != []
