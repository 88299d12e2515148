import pytest

from home.pack.scope import LONGEST, Scope, place_of, safe


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "en/index.html"),
        ("/cy/", "cy/index.html"),
        ("/directory/schemes/PSS-EXI-01/", "en/directory/schemes/pss-exi-01/index.html"),
        ("/cy/directory/?page=2", "cy/directory/page-2.html"),
        ("/directory/?letter=B&page=2", "en/directory/letter-b-page-2.html"),
        ("/voices/con/", "en/voices/_con/index.html"),
        ("/voices/aux.b/", "en/voices/_aux.b/index.html"),
        ("/voices/t%C5%B7/", "en/voices/t-/index.html"),
        ("/voices/../../etc/", "en/voices/-/-/etc/index.html"),
    ],
)
def test_page_has_a_place_that_every_system_takes(address, place):
    assert place_of(address) == place


def test_long_path_is_shortened_and_still_its_own():
    places = {safe(f"en/{'a-long-name/' * 20}{n}/index.html") for n in range(3)}

    assert len(places) == 3
    assert all(len(place) <= LONGEST for place in places)


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("", ("/guidance/", "")),
        ("?page=2", ("/guidance/?page=2", "")),
        ("?page=1#results", ("/guidance/", "results")),
        ("../news/", ("/news/", "")),
        ("http://localhost:8000/cy/#x", ("/cy/", "x")),
        ("/guidance/a/clause/r1/", ("/guidance/a/", "r1")),
        ("/guidance/a/editions/1.0.0/clause/r1/", ("/guidance/a/editions/1.0.0/", "r1")),
        ("https://www.gov.uk/", None),
        ("//elsewhere.example/", None),
        ("mailto:team@example.org", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_links_are_told_apart(db, href, found):
    assert Scope().address(href, "/guidance/") == found


@pytest.mark.parametrize(
    ("address", "is_in"),
    [
        ("/directory/", True),
        ("/directory/example-bay/", True),
        ("/directory/?page=2", True),
        ("/cy/monitoring/picture/regions/wales/", True),
        ("/directory/?page=41", False),
        ("/directory/?q=bay", False),
        ("/directory/compare/", False),
        ("/my-prison/", False),
        ("/admin/", False),
        ("/sign-in/", False),
        ("/report-a-concern/", False),
        ("/api/v1/editions", False),
        ("/updates/mail/", False),
    ],
)
def test_pages_to_read_are_in_it_and_what_needs_a_server_is_not(db, address, is_in):
    assert Scope().has_page(address) is is_in
