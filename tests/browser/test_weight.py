from pathlib import PurePosixPath

PAGE_BYTES = 15 * 1024
STYLE_BYTES = 14 * 1024
FIRST_VIEW_BYTES = 55 * 1024


def test_pages_travel_zipped(visits):
    found = [visit.path for visit in visits if visit.encoding != "gzip"]

    assert found == []


def test_each_page_is_within_its_budget(visits):
    found = [(visit.path, visit.page_bytes) for visit in visits if visit.page_bytes > PAGE_BYTES]

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
    found = [(visit.path, visit.sizes) for visit in visits if visit.first_view_bytes > FIRST_VIEW_BYTES]

    assert found == []
