"""Editors see which pages somebody has to look at again, and note which are still right."""

import csv
import datetime
import io

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from guidance.models import Edition
from home.reviewing import with_review_date
from tests.factories import (
    DocumentFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    UserFactory,
)

ADDRESS = "/admin/reports/review/"
TODAY = datetime.date(2031, 6, 1)
IN_DAYS = {"overdue": -1, "month": 30, "quarter": 90, "later": 91, "none": None}


@pytest.fixture
def pages(home):
    """One page in each state, by its name."""
    dates = {name: TODAY + datetime.timedelta(days=days) if days else None for name, days in IN_DAYS.items()}
    return {name: StandardPageFactory(parent=home, title=name, slug=name, review_on=dates[name]) for name in dates}


def next_year():
    return timezone.localdate() + datetime.timedelta(days=365)


def test_each_page_is_due_by_its_date_the_earliest_first(pages):
    rows = [row for row in with_review_date(TODAY) if row.slug in pages]

    assert [row.due for row in rows] == [row.slug for row in rows] == list(IN_DAYS)


def test_page_that_nobody_may_read_or_that_has_ended_is_not_due(home):
    index = GuidanceIndexPageFactory(parent=home)
    ended = GuidancePageFactory(parent=index, document=DocumentFactory(stage="withdrawn"))
    draft = StandardPageFactory(parent=home, live=False)

    assert {ended.pk, draft.pk} & {row.pk for row in with_review_date()} == set()


def test_report_is_filtered_and_exported(pages, home, editor, editor_client):
    type(pages["overdue"]).objects.filter(slug="overdue").update(owner=editor, review_on=datetime.date(2020, 1, 1))
    kind = pages["overdue"].cached_content_type.pk
    query = f"?due=overdue&language=en-gb&content_type={kind}&title=over&export=csv"

    response = editor_client.get(ADDRESS + query)

    [row] = csv.DictReader(io.StringIO(response.getvalue().decode()))
    assert (row["Page"], row["Due"], row["Review by"]) == ("overdue", "Overdue", "2020-01-01")
    assert (row["Owner"], row["Kind"], row["Language"]) == (str(editor), "page", "English")


def test_many_pages_take_no_more_queries(pages, editor_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        text = editor_client.get(ADDRESS).text

    assert reverse("review_page", args=[pages["month"].pk]) in text


def test_page_that_is_still_right_gets_a_new_date_and_is_not_published(pages, editor_client):
    page = pages["overdue"]
    page.save_revision().publish()
    page.refresh_from_db()
    published = page.last_published_at
    page.summary = "A draft of other words."
    page.save_revision()

    response = editor_client.post(reverse("review_page", args=[page.pk]), {"next_on": next_year().isoformat()})

    page.refresh_from_db()
    assert response["Location"] == ADDRESS
    assert (page.review_on, page.last_published_at, page.has_unpublished_changes) == (next_year(), published, True)
    assert page.summary != "A draft of other words."
    draft = page.get_latest_revision_as_object()
    assert (draft.review_on, draft.summary) == (next_year(), "A draft of other words.")
    assert PageLogEntry.objects.filter(page=page.pk, action="home.review_page").exists()


def test_its_translation_gets_the_same_date(pages, in_welsh, editor_client):
    pages["month"].save_revision().publish()
    welsh_page = in_welsh(pages["month"])

    editor_client.post(reverse("review_page", args=[pages["month"].pk]), {"next_on": next_year().isoformat()})

    welsh_page.refresh_from_db()
    assert welsh_page.review_on == next_year()
    assert welsh_page.get_latest_revision_as_object().review_on == next_year()


def test_guidance_that_is_still_right_makes_no_edition(home, editor_client):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    page.save_revision().publish()
    before = Edition.objects.count()

    editor_client.post(reverse("review_page", args=[page.pk]), {"next_on": next_year().isoformat()})

    assert Edition.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Say by when somebody looks at it again."),
        ("soon", "Enter a date."),
        ("2020-01-01", "Choose a day that is still to come."),
    ],
)
def test_date_has_to_be_one_that_is_to_come(pages, editor_client, typed, error):
    text = editor_client.post(reverse("review_page", args=[pages["month"].pk]), {"next_on": typed}).text

    assert error in text
    assert f'value="{typed}"' in text or not typed


def test_only_who_may_publish_a_page_says_that_it_is_still_right(pages, client, db):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)

    assert client.get(ADDRESS).status_code == 200
    client.post(reverse("review_page", args=[pages["month"].pk]), {"next_on": next_year().isoformat()})

    pages["month"].refresh_from_db()
    assert pages["month"].review_on != next_year()
