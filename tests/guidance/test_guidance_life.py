import datetime

import pytest
from django.core.exceptions import ValidationError

from guidance.stages import Stage
from tests.factories import RECOMMENDATION, GuidanceIndexPageFactory, GuidancePageFactory

OPENS = datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2027, 1, 29, 17, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


def test_consultation_closes_by_itself():
    page = GuidancePageFactory.build(stage=Stage.CONSULTATION, consultation_opens=OPENS, consultation_closes=CLOSES)

    assert page.stage_now(CLOSES - MINUTE) == Stage.CONSULTATION
    assert page.stage_now(CLOSES) == Stage.CONSULTATION_CLOSED


def test_closed_consultation_is_not_advertised(index, client):
    past = {"consultation_opens": OPENS.replace(year=2020), "consultation_closes": CLOSES.replace(year=2021)}
    page = GuidancePageFactory(parent=index, stage=Stage.CONSULTATION, **past)

    assert "Consultation closed" in client.get(page.url).text
    assert "Open for comment" not in client.get(index.url).text


def test_consultation_cannot_close_before_it_opens(index):
    page = GuidancePageFactory(parent=index, consultation_opens=OPENS)
    page.consultation_closes = OPENS - MINUTE

    with pytest.raises(ValidationError) as error:
        page.full_clean()

    assert "consultation_closes" in error.value.message_dict


def test_ended_guidance_is_not_on_the_home_page(index, client):
    current = GuidancePageFactory(parent=index)
    withdrawn = GuidancePageFactory(parent=index, stage=Stage.WITHDRAWN)

    html = client.get("/").text

    assert current.title in html
    assert withdrawn.title not in html


def test_number_is_not_given_again_after_going_back_to_an_older_revision(index):
    page = GuidancePageFactory(parent=index)
    older = page.save_revision()
    older.publish()
    page.refresh_from_db()
    page.body = [*page.body.get_prep_value(), {"type": "recommendation", "value": RECOMMENDATION}]
    page.save_revision().publish()

    again = older.as_object()
    again.body = [*again.body.get_prep_value(), {"type": "recommendation", "value": RECOMMENDATION}]
    again.full_clean()

    assert [clause.number for clause in again.recommendations] == ["R1", "R3"]


def test_half_filled_recommendation_can_be_looked_at(index, client):
    unsaid = {**RECOMMENDATION, "strength": "", "evidence": "", "applies_to": ""}
    page = GuidancePageFactory(parent=index, body=[("recommendation", unsaid)])

    assert client.get(page.url).status_code == 200
