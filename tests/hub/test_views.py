import re
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import BaseViewRestriction, PageViewRestriction

from home.views import SearchView
from hub.views import page_at, server_error
from tests import factories

PASSWORD = "a shared password"


@pytest.fixture
def page(home):
    return factories.StandardPageFactory(parent=home, title="Training", slug="training")


@pytest.fixture
def welsh_page(welsh_home):
    return factories.StandardPageFactory(
        parent=welsh_home, locale=welsh_home.locale, title="Hyfforddi", slug="hyfforddi"
    )


@pytest.fixture
def restricted(page):
    PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.PASSWORD, password=PASSWORD)
    return page


@pytest.fixture
def broken_search(monkeypatch):
    """A function that makes the search page raise an error."""

    def breaks_with(error):
        def get(view, request):
            raise error

        monkeypatch.setattr(SearchView, "get", get)

    return breaks_with


def template_names(response):
    return [template.name for template in response.templates]


# Not found


def test_missing_page_is_a_page_with_a_search_form(client, home):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "404.html" in template_names(response)
    assert "<h1>Page not found</h1>" in response.text
    assert re.search(
        r'<main.*<form[^>]* action="/search/" method="get" role="search".*</main>', response.text, re.DOTALL
    )
    assert '<meta name="robots" content="noindex">' in response.text


def test_missing_page_under_the_welsh_address_is_in_welsh(client, home):
    response = client.get("/cy/no-such-page/")

    assert response.status_code == 404
    assert '<html lang="cy">' in response.text
    assert "Page not found" not in response.text
    assert re.search(r'<main.*<form[^>]* action="/cy/search/".*</main>', response.text, re.DOTALL)


def test_page_in_welsh_only_is_offered_to_a_reader_of_english(client, welsh_page):
    response = client.get("/hyfforddi/")

    assert response.status_code == 404
    assert re.search(r'<a href="[^"]*/cy/hyfforddi/" lang="cy" hreflang="cy">Hyfforddi</a>', response.text)


def test_page_in_english_only_is_offered_to_a_reader_of_welsh(client, page):
    response = client.get("/cy/training/")

    assert response.status_code == 404
    assert '<html lang="cy">' in response.text
    assert re.search(r'<a href="[^"]*/training/" lang="en" hreflang="en">Training</a>', response.text)


def test_page_below_another_is_offered_by_its_whole_address(client, page):
    factories.StandardPageFactory(parent=page, title="Day one", slug="day-one")

    assert "Day one" in client.get("/cy/training/day-one/").text
    assert "Day one" not in client.get("/cy/day-one/").text


@pytest.mark.parametrize("address", ["/no-such-page/", "/cy/no-such-page/", "/cy/", "/directory/no-such-prison/"])
def test_nothing_is_offered_where_nothing_matches(address, client, page, welsh_page):
    assert "callout" not in client.get(address).text


def test_draft_in_the_other_language_is_not_offered(client, page):
    page.unpublish()

    assert "Training" not in client.get("/cy/training/").text


def test_restricted_page_in_the_other_language_is_not_offered(client, restricted):
    assert "Training" not in client.get("/cy/training/").text


# Odd addresses

WORDS = ["", "cy", "directory", "search", "documents", "admin", "media", "sitemap.xml", "training", "..", ".", "1"]
ODD = ["%00", "%", "%zz", "%ff%fe", "%2e%2e", "%2f", "\\", "//", "…", "ŵ", "\u202e", "<script>", "'", "[", "@", "?x=["]
LONG = ["a" * 5000, "a/" * 400]
WORSE = ["\x00", "\ud800", "//example.org/", "/../../etc/passwd", "\r\nX-Injected: y", "%0d%0aX-Injected: y"]
segments = st.sampled_from(WORDS) | st.sampled_from(ODD + LONG) | st.text(max_size=12) | st.text(max_size=12).map(quote)
paths = st.lists(segments, max_size=5).map("/".join)


def as_path_info(path):
    """A path as a WSGI server hands it over: its bytes, read as Latin-1."""
    return ("/" + path).encode("utf-8", "surrogatepass").decode("latin-1")


@pytest.mark.usefixtures("page", "welsh_page")
@settings(max_examples=150, deadline=None)
@given(path=paths)
def test_no_path_is_an_error_of_ours(path):
    response = Client().get("/", PATH_INFO=as_path_info(path))

    assert response.status_code in (200, 301, 302, 400, 404)


@pytest.mark.parametrize("odd", [*ODD, *LONG, *WORSE], ids=ascii)
def test_odd_path_is_not_found(odd, client, page):
    for prefix in ("", "cy/", "directory/", "cy/directory/", "documents/", "documents/1/", "cy/training/"):
        response = client.get("/", PATH_INFO=as_path_info(prefix + odd))

        assert response.status_code in (301, 400, 404)
        assert "X-Injected" not in response.headers


@pytest.mark.parametrize("path", ["/example.org/training", "/example.org", "\\example.org", "/example.org//"])
def test_no_path_leads_to_another_site(path, client, page):
    response = client.get("/", PATH_INFO=as_path_info(path))

    assert not response.headers.get("Location", "").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize("address", ["/%00", "/training/%00/", "/cy/%00/", "/directory/%00/", "/documents/1/%00"])
def test_nul_in_an_address_is_not_found(address, client, page):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace", "head"])
@pytest.mark.parametrize("address", ["/training/", "/search/", "/directory/", "/no-such-page/"])
def test_no_method_is_an_error_of_ours(method, address, client, page):
    assert getattr(client, method)(address).status_code < 500


# Not allowed


@pytest.mark.parametrize(
    ("address", "expected"), [("/search/", "You cannot see this page"), ("/cy/search/", '<html lang="cy">')]
)
def test_forbidden_is_a_page_of_ours(address, expected, client, home, broken_search):
    broken_search(PermissionDenied())

    response = client.get(address)

    assert response.status_code == 403
    assert "403.html" in template_names(response)
    assert expected in response.text


def test_form_without_a_token_is_answered_with_the_page_of_ours(restricted):
    client = Client(enforce_csrf_checks=True)
    action = re.search(r'<form class="form" action="([^"]+)"', client.get("/training/").text)[1]

    response = client.post(action, {"password": PASSWORD, "return_url": "/training/"})

    assert response.status_code == 403
    assert "403.html" in template_names(response)


# An error of ours


@pytest.mark.parametrize(
    ("address", "heading"), [("/search/", "Something went wrong"), ("/cy/search/", '<html lang="cy">')]
)
def test_error_page_asks_nothing_of_the_database(
    address, heading, client, home, broken_search, django_assert_num_queries
):
    broken_search(RuntimeError("broken"))
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        response = client.get(address)

    assert response.status_code == 500
    assert heading in response.text
    assert "500.html" in template_names(response)


@pytest.mark.parametrize("error", [RuntimeError, OperationalError])
def test_error_page_leads_to_the_home_page_of_its_language(error, rf):
    try:
        raise error
    except error:
        with translation.override("cy"):
            response = server_error(rf.get("/cy/"))

    assert set(re.findall(r'<a [^>]*href="([^"]+)"', response.text)) == {"/cy/"}


def test_error_page_needs_no_database_and_tells_nothing_of_the_error(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("method", "is_told"), [("post", True), ("get", False)])
def test_who_sent_something_while_the_database_was_away_is_told_that_it_was_not_saved(rf, method, is_told):
    try:
        raise OperationalError("the connection to somebody@example.org is lost")
    except OperationalError:
        response = server_error(getattr(rf, method)("/"))

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert ("What you sent was not saved" in response.text) is is_told
    assert "example.org" not in response.text


# The page of an address


@pytest.mark.parametrize("path", ["", "training/"])
def test_page_of_an_address_is_found_as_its_own_type(path, home, page):
    found, rest = page_at(path)

    assert rest == []
    assert found == {"": home, "training/": page}[path]
    assert type(found) is type({"": home, "training/": page}[path])


def test_page_is_found_only_in_the_language_of_the_reader(page, welsh_page):
    with translation.override("cy"):
        assert page_at("hyfforddi/") == (welsh_page, [])
        assert page_at("training/") != (page, [])
    assert page_at("training/") == (page, [])
    assert page_at("hyfforddi/") != (welsh_page, [])


@pytest.mark.parametrize("path", ["raining/", "x/training/", "%/", "tr_ining/", "TRAINING/"])
def test_no_page_is_found_by_part_of_its_address(path, home, page):
    assert page_at(path) == (None, path.strip("/").split("/"))


def test_what_is_left_of_an_address_is_for_the_nearest_page_to_answer_where_it_can(home, page):
    guide = factories.GuidancePageFactory(parent=home, slug="guide")

    assert page_at("guide/editions/0.1.0/") == (guide, ["editions", "0.1.0"])
    assert page_at("training/editions/0.1.0/") == (None, ["editions", "0.1.0"])


def test_address_below_a_page_that_answers_for_no_more_than_itself_is_not_found(client, page):
    assert client.get("/training/editions/").status_code == 404


def test_draft_is_not_served(client, page):
    page.unpublish()

    assert client.get("/training/").status_code == 404


def test_page_of_the_other_site_language_needs_its_prefix(client, page, welsh_page):
    assert client.get("/cy/hyfforddi/").status_code == 200
    assert client.get("/hyfforddi/").status_code == 404
    assert client.get("/en-gb/training/").status_code == 404


def test_address_without_its_slash_is_led_to_the_one_with_it(client, page):
    response = client.get("/training?x=1")

    assert response.status_code == 301
    assert response.headers["Location"] == "/training/?x=1"


# A page with a password


def test_restricted_page_asks_for_the_password_on_a_page_of_ours(client, restricted):
    response = client.get("/training/")

    assert response.status_code == 200
    assert "wagtailcore/password_required.html" in template_names(response)
    assert "<h1>This page needs a password</h1>" in response.text
    assert "Some text." not in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_restricted_page_opens_with_its_password(client, restricted):
    action = re.search(r'<form class="form" action="([^"]+)"', client.get("/training/").text)[1]

    response = client.post(action, {"password": PASSWORD, "return_url": "/training/"}, follow=True)

    assert response.redirect_chain == [("/training/", 302)]
    assert "Some text." in response.text


def test_restricted_page_stays_shut_with_another_password(client, restricted):
    action = re.search(r'<form class="form" action="([^"]+)"', client.get("/training/").text)[1]

    response = client.post(action, {"password": "wrong", "return_url": "/training/"})

    assert response.status_code == 200
    assert "wagtailcore/password_required.html" in template_names(response)
    assert "<title>Error: This page needs a password" in response.text
    assert "Some text." not in response.text
    assert "Some text." not in client.get("/training/").text


def test_page_below_a_restricted_one_asks_for_the_same_password(client, restricted):
    factories.StandardPageFactory(parent=restricted, slug="day-one")

    response = client.get("/training/day-one/")

    assert "wagtailcore/password_required.html" in template_names(response)


def test_password_is_not_taken_as_leave_to_go_elsewhere(client, restricted):
    action = re.search(r'<form class="form" action="([^"]+)"', client.get("/training/").text)[1]

    response = client.post(action, {"password": PASSWORD, "return_url": "https://example.org/"})

    assert "example.org" not in response.headers["Location"]


@pytest.mark.indexed
def test_restricted_page_is_in_no_menu_list_or_search(client, home, restricted):
    restricted.show_in_menus = True
    restricted.save()

    for address in ("/", "/search/?q=training", "/sitemap-pages.xml"):
        assert "/training/" not in client.get(address).text
