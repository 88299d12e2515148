import gzip
import re
from pathlib import PurePosixPath

ZIPPING_LEVEL = 6  # Django's, which adds some random bytes as well
PAGE_BYTES = 15 * 1024
STYLE_BYTES = 14 * 1024
FIRST_VIEW_BYTES = 55 * 1024
# A guidance document, the longest text there is, may be heavier (docs/decisions/0010).
MORE_FOR_GUIDANCE = 3 * 1024


def allowance(path):
    """What the page at `path` may weigh beyond the budget of every other."""
    return MORE_FOR_GUIDANCE if re.fullmatch(r"(/cy)?/guidance/[^/]+/", path) else 0


def test_pages_travel_zipped(visits):
    found = [visit.path for visit in visits if visit.encoding != "gzip"]

    assert found == []


def test_each_page_is_within_its_budget(pages):
    sizes = {path: len(gzip.compress(page.html, ZIPPING_LEVEL)) for path, page in pages.items()}

    found = [(path, size) for path, size in sizes.items() if size > PAGE_BYTES + allowance(path)]

    assert found == []


def test_the_style_sheet_is_within_its_budget(visits):
    sizes = {
        (path, size)
        for visit in visits
        for path, size in visit.sizes.items()
        if PurePosixPath(path).suffix == ".css" and size > STYLE_BYTES
    }

    assert sizes == set()


def test_all_that_a_first_view_needs_is_within_its_budget(visits):
    found = [
        f"{visit.path}: {visit.first_view_bytes} bytes, {visit.sizes}"
        for visit in visits
        if visit.first_view_bytes > FIRST_VIEW_BYTES + allowance(visit.path)
    ]

    assert not found, "\n".join(found)
