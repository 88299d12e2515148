"""A cache before the hub is told of what has changed, and of all that shows it; nobody is told where there is none."""

import pytest
from django.test import override_settings
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    PrisonFactory,
    SchemeFactory,
    StandardPageFactory,
)

TOLD = []


class Recorder(BaseBackend):
    def purge(self, url):
        TOLD.append(url)


RECORDED = {"recorder": {"BACKEND": "tests.hub.test_purging.Recorder"}}


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Does something once there is a cache to tell; gives the paths that it is told."""

    def told(do):
        TOLD.clear()
        with override_settings(WAGTAILFRONTENDCACHE=RECORDED), django_capture_on_commit_callbacks(execute=True):
            do()
        return {"/" + url.split("/", 3)[3] for url in TOLD}

    return told


@pytest.fixture
def index(home):
    return CaseStudyIndexPageFactory(parent=home, slug="case-studies")


@pytest.fixture
def page(index):
    return CaseStudyPageFactory(parent=index, slug="a-sheet")


def test_page_that_is_published_is_told_with_its_lists_feeds_and_the_site_map(page, told):
    paths = told(page.save_revision().publish)

    assert {"/case-studies/a-sheet/", "/case-studies/", "/", "/cy/", "/sitemap-pages.xml"} <= paths
    assert not [path for path in paths if path.startswith("/en-gb")]
    assert {"/feeds/case-studies.atom", "/cy/feeds/updates.json"} <= paths


def test_translation_is_told_with_its_original(page, in_welsh, told):
    welsh = in_welsh(page)

    assert {page.url, welsh.url, welsh.get_parent().url} <= told(page.save_revision().publish)


@pytest.mark.indexed
def test_page_that_refers_to_it_is_told(home, page, told):
    link = f'<p><a linktype="page" id="{page.pk}">this</a></p>'
    referring = StandardPageFactory(parent=home, slug="about-it", body=[("text", link)])
    StandardPageFactory(parent=home, slug="about-nothing")

    paths = told(page.save_revision().publish)

    assert referring.url in paths
    assert "/about-nothing/" not in paths


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_page_that_goes_is_told(page, told, end):
    assert {"/case-studies/a-sheet/", "/case-studies/"} <= told(getattr(page, end))


def test_address_of_before_is_told_when_a_section_is_renamed(index, page, told):
    def rename():
        index.slug = "examples"
        index.save_revision().publish()

    paths = told(rename)

    assert {"/case-studies", "/case-studies/a-sheet"} <= {path.rstrip("/") for path in paths}
    assert "/examples/" in paths


def test_prison_and_scheme_are_told_with_the_lists_that_show_them(db, told):
    prison = PrisonFactory(slug="example")
    scheme = SchemeFactory(prison=prison)

    assert {"/directory/example/", "/cy/directory/example/", "/directory/"} <= told(prison.save)
    assert {scheme.get_absolute_url(), "/directory/schemes/", "/directory/schemes.csv"} <= told(scheme.save)


def test_draft_is_told_to_nobody(page, told):
    assert told(page.save_revision) == set()


def test_nobody_is_told_where_there_is_no_cache(page, django_capture_on_commit_callbacks):
    TOLD.clear()
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert TOLD == []
