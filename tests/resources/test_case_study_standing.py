"""Whether a case study is still so: when it was last confirmed, and what becomes of one that is taken off the list."""

import datetime

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from resources.models import CaseStudyPage
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, PrisonFactory, SchemeFactory

STALE = "Not confirmed for over a year"
REASON = "The prison asked for it."


@pytest.fixture
def index(home):
    return CaseStudyIndexPageFactory(parent=home)


@pytest.fixture
def study(index):
    page = CaseStudyPageFactory(parent=index, title="Zebra crossing", prison=PrisonFactory())
    page.save_revision().publish()
    return CaseStudyPage.objects.get(pk=page.pk)


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


def take_off(study, reason=REASON):
    study.delisted_on, study.delisted_reason = days_ago(3), reason
    study.save_revision().publish()


@pytest.mark.parametrize(("days", "is_stale"), [(0, False), (366, False), (367, True)])
def test_reader_is_told_when_it_was_last_confirmed_and_that_this_is_long_ago(study, client, days, is_stale):
    CaseStudyPage.objects.update(confirmed_on=days_ago(days))

    shown = client.get(study.url).text

    assert f"{days_ago(days):%Y}" in shown
    assert (STALE in shown) == is_stale
    assert "noindex" not in shown


def test_until_it_is_confirmed_again_it_was_confirmed_when_it_was_published(study, client):
    assert STALE not in client.get(study.url).text

    CaseStudyPage.objects.update(first_published_at=timezone.now() - datetime.timedelta(days=400))

    assert STALE in client.get(study.url).text


def test_taking_it_off_the_list_needs_a_reason(study):
    study.delisted_on = days_ago(0)

    with pytest.raises(ValidationError) as error:
        study.full_clean()

    assert list(error.value.message_dict) == ["delisted_reason"]


def test_page_of_one_that_was_taken_off_stays_and_says_why(study, client):
    take_off(study)

    response = client.get(study.url)

    assert response.status_code == 200
    assert "Taken off the list" in response.text
    assert REASON in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    html5lib.HTMLParser(strict=True).parse(response.text)


@pytest.fixture
def places(study, home, welsh_home):
    """Addresses that list what is published."""
    call_command("update_index", verbosity=0)
    scheme = SchemeFactory(prison=study.prison)
    return [
        study.get_parent().url,
        home.url,
        study.prison.get_absolute_url(),
        scheme.get_absolute_url(),
        "/search/?q=zebra",
        "/sitemap-pages.xml",
        "/api/v1/case-studies",
    ]


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_one_that_was_taken_off_is_listed_nowhere(study, places, in_welsh, client, prefix):
    in_welsh(study)
    call_command("update_index", verbosity=0)
    addresses = [place if place.startswith(("/sitemap", "/api")) else prefix + place for place in places]

    def listing():
        return [address for address in addresses if f"{study.slug}/" in client.get(address).text]

    assert listing() == addresses
    take_off(study)
    assert listing() == []
    assert client.get(f"/api/v1/case-studies/{study.slug}").status_code == 200


def test_welsh_page_follows_at_once_and_has_the_reason_in_english_until_it_is_translated(study, in_welsh, client):
    in_welsh(study)
    take_off(study)

    shown = client.get(f"/cy{study.url}").text

    assert f'<span lang="en">{REASON}</span>' in shown
    assert "noindex" in shown


def test_prison_whose_only_case_study_was_taken_off_is_no_choice(study, index, client):
    assert f'value="{study.prison.pk}"' in client.get(index.url).text

    take_off(study)

    assert f'value="{study.prison.pk}"' not in client.get(index.url).text
