import pytest

from guidance.stages import Stage
from tests.factories import RECOMMENDATION, GuidanceIndexPageFactory, GuidancePageFactory


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


def test_ended_guidance_is_not_on_the_home_page(index, client):
    current = GuidancePageFactory(parent=index)
    withdrawn = GuidancePageFactory(parent=index, document__stage=Stage.WITHDRAWN)

    html = client.get("/").text

    assert current.title in html
    assert withdrawn.title not in html


def test_number_is_not_given_again_after_going_back_to_an_older_revision(index):
    page = GuidancePageFactory(parent=index)
    older = page.save_revision()
    older.publish()
    page.refresh_from_db()
    page.body = [*page.body.get_prep_value(), {"type": "recommendation", "value": RECOMMENDATION}]
    page.change, page.change_note = "minor", "More was learned."
    page.save_revision().publish()

    again = older.as_object()
    again.body = [*again.body.get_prep_value(), {"type": "recommendation", "value": RECOMMENDATION}]
    again.full_clean()

    assert [f"R{block.value['number']}" for block in again.body if block.block_type == "recommendation"] == ["R1", "R3"]


def test_half_filled_recommendation_can_be_looked_at(index, client):
    unsaid = {**RECOMMENDATION, "strength": "", "evidence": "", "applies_to": ""}
    page = GuidancePageFactory(parent=index, body=[("recommendation", unsaid)])

    assert client.get(page.url).status_code == 200
