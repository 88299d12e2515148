"""What the hub knows of a scheme is not asked for again."""

import datetime

import pytest

from directory.models import Submission
from tests.factories import GuidanceIndexPageFactory, GuidancePageFactory, SchemeFactory


@pytest.fixture
def recommendation(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    page.save_revision().publish()
    return page.document.recommendations.get()


@pytest.fixture
def scheme(prison, recommendation):
    return SchemeFactory(
        prison=prison,
        status="active",
        started_on=datetime.date(2024, 5, 1),
        staff_hours=6,
        recommendations=[recommendation],
    )


def start(client, prison, **fields):
    return client.post(f"/my-prison/{prison.pk}/practice/", {"token": "one", **fields})


def test_an_example_of_a_scheme_begins_with_what_its_profile_says(client, contributor, scheme, recommendation):
    client.force_login(contributor)

    start(client, scheme.prison, scheme=scheme.code)

    made = Submission.objects.get()
    assert made.started == "May 2024"
    assert "6" in made.staffing
    assert list(made.recommendations.all()) == [recommendation]


def test_what_is_filled_in_can_be_changed_and_is_not_filled_in_again(client, contributor, scheme):
    client.force_login(contributor)
    start(client, scheme.prison, scheme=scheme.code)
    Submission.objects.update(started="Last week")

    start(client, scheme.prison, scheme=scheme.code)

    assert Submission.objects.get().started == "Last week"


def test_it_is_filled_in_in_the_language_of_the_writer(client, contributor, scheme):
    client.force_login(contributor)

    client.post(f"/cy/my-prison/{scheme.prison.pk}/practice/", {"token": "one", "scheme": scheme.code})

    made = Submission.objects.get()
    assert (made.language, made.started) == ("cy", "Mai 2024")


def test_the_scheme_of_another_prison_fills_nothing_in(client, contributor, prison):
    other = SchemeFactory(started_on=datetime.date(2024, 5, 1))
    client.force_login(contributor)

    start(client, prison, scheme=other.code)

    assert Submission.objects.get().started == ""


def test_an_example_of_no_scheme_begins_empty(client, contributor, scheme):
    client.force_login(contributor)

    start(client, scheme.prison, scheme="")

    assert Submission.objects.get().started == ""


def test_the_form_says_how_long_it_takes(client, contributor, scheme):
    client.force_login(contributor)

    content = client.get(f"/my-prison/{scheme.prison.pk}/practice/").content.decode()

    assert f'<option value="{scheme.code}">' in content
    assert "minutes." in content
