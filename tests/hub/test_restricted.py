"""The table of what is restricted: nothing is left out of it, and nothing that is in it gets out."""

import io
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from hub.restricted import RESTRICTED, UNRESTRICTED
from hub.schedule import written
from tests.planted import WORD, kinds, plant


@pytest.fixture
def planted(home, prison):
    return plant(home, prison)


def test_every_model_is_restricted_or_said_not_to_be():
    models = {model._meta.label for model in apps.get_models() if not model._meta.proxy}

    assert models - RESTRICTED.keys() - UNRESTRICTED == set()
    assert (RESTRICTED.keys() | UNRESTRICTED) - models <= {"wagtailsearch.SQLiteFTSIndexEntry"}
    assert RESTRICTED.keys() & UNRESTRICTED == set()


def test_every_row_says_how_long_it_is_kept_and_who_may_see_it(db):
    for row in RESTRICTED.values():
        assert row.kept or row.goes_with or row.stays, row.label
        assert not row.goes_with or row.goes_with in RESTRICTED
        if " " not in row.seen_by:
            app, code = row.seen_by.split(".")
            assert Permission.objects.filter(content_type__app_label=app, codename=code).exists(), row.seen_by
        for lookup in filter(None, [row.email, *row.account]):
            assert not row.model._base_manager.filter(**{f"{lookup}__isnull": True}, pk=None).exists()
        for kept in row.kept:
            assert kept.due(timezone.now()).model is row.model


def test_document_says_what_the_table_says():
    assert Path(settings.BASE_DIR, "docs", "data.md").read_text(encoding="utf-8") == written()


def test_what_is_restricted_is_not_searched_chosen_or_indexed():
    models = {apps.get_model(label) for label in kinds()}

    assert {model for model in models if issubclass(model, Indexed)} == set()
    assert models & set(get_snippet_models()) == set()
    assert {model for model in models if ReferenceIndex.model_is_indexable(model)} == set()


def texts_of(response):
    """What a response says; of a ZIP, what the files in it say."""
    content = response.getvalue() if not response.streaming else b"".join(response)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace").lower()


API = ("prisons", "schemes", "editions", "recommendations", "case-studies", "toolkits", "indicators", "figures")
WAYS_OUT = (
    *(f"/api/v1/{name}" for name in API),
    "/api/v1/openapi.json",
    *("/sitemap-pages.xml", "/robots.txt", "/search/?q=ask", "/cy/search/?q=ask", "/data/common-thread.zip"),
    *(
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/directory/schemes.json",
        "/monitoring/",
        "/guidance/guide/",
        "/",
    ),
)


def test_nothing_restricted_is_on_any_way_out(planted, prison, client):
    assert planted.keys() == kinds()

    answers = {address: client.get(address) for address in (*WAYS_OUT, f"/directory/{prison.slug}/")}

    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    assert [address for address, answer in answers.items() if WORD in texts_of(answer)] == []
