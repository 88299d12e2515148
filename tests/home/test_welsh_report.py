"""Editors and translators see where each page stands in Welsh, those whose readers wait longest first."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from home.welsh_report import with_welsh
from tests.factories import StandardPageFactory

ADDRESS = "/admin/reports/welsh/"


@pytest.fixture
def pages(home, in_welsh, welsh):
    """One page in each state, by its name."""
    made = {}
    for name in ("same", "behind", "draft", "none", "begun"):
        page = made[name] = StandardPageFactory(parent=home, title=f"The {name} page", slug=name)
        page.save_revision().publish()
    for name in ("same", "behind", "draft"):
        in_welsh(made[name])
    made["draft"].get_translation(welsh).unpublish()
    made["behind"].refresh_from_db()
    made["behind"].summary = "New words."
    made["behind"].save_revision().publish()
    source, _created = TranslationSource.update_or_create_from_instance(made["begun"])
    Translation.objects.create(source=source, target_locale=welsh)
    return made


def rows(pages):
    slugs = {page.pk: name for name, page in pages.items()}
    return {slugs[row.pk]: row for row in with_welsh() if row.pk in slugs}


def test_each_page_is_in_its_state(pages):
    found = rows(pages)

    assert {name: row.state for name, row in found.items()} == {
        "same": "same",
        "behind": "behind",
        "draft": "draft",
        "none": "none",
        "begun": "none",
    }
    assert (found["behind"].texts, found["behind"].translated) == (4, 3)
    assert (found["begun"].texts, found["begun"].translated) == (4, 0)
    assert (found["none"].texts, found["none"].translated) == (0, 0)


def test_who_waits_longest_comes_first_and_who_waits_for_nothing_last(pages):
    type(pages["none"]).objects.filter(slug="none").update(
        first_published_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )

    found = list(rows(pages))

    assert found[0] == "none"
    assert found[-1] == "same"
    assert rows(pages)["same"].since is None


def test_each_row_leads_to_where_its_welsh_is_made(pages, editor_client, welsh):
    text = editor_client.get(ADDRESS).text

    assert reverse("wagtailadmin_pages:edit", args=[pages["behind"].get_translation(welsh).pk]) in text
    assert reverse("wagtail_localize:submit_page_translation", args=[pages["none"].pk]) in text
    assert "English has changed since" in text


def test_report_is_filtered_and_exported(pages, editor_client):
    response = editor_client.get(f"{ADDRESS}?state=behind&export=csv")

    [row] = csv.DictReader(io.StringIO(response.getvalue().decode()))
    assert (row["Page"], row["Welsh"]) == ("The behind page", "English has changed since")
    assert (row["Texts"], row["Translated"]) == ("4", "3")
    assert row["Address"] == "http://localhost/behind/"


def test_many_pages_take_no_more_queries(pages, editor_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        editor_client.get(ADDRESS)


def test_report_is_in_the_menu(editor_client):
    assert f'"{ADDRESS}"' in editor_client.get("/admin/").text
