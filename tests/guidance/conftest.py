from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from html5lib import HTMLParser

from guidance.models import GuidancePage, Pilot
from guidance.stages import Stage
from tests.factories import (
    RECOMMENDATION,
    ConsultationFactory,
    DocumentFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
)
from tests.guidance.wording import reword

BODY = GuidancePage._meta.get_field("body").stream_block
PAY = {**RECOMMENDATION, "text": "<p>Pay every buddy.</p>"}


@pytest.fixture
def guide(home):
    """A published document of six clauses. The uid of each begins with its anchor's eight characters."""
    page = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home),
        title="A guide",
        slug="guide",
        document__reference="PSSC-G-07",
        body=[
            {"type": "section", "value": "Training", "id": "training-section"},
            {"type": "paragraph", "value": "<p>Schemes differ from prison to prison.</p>", "id": "differs1-paragraph"},
            {"type": "paragraph", "value": "<p>Training takes two days.</p>", "id": "twodays1-paragraph"},
            {"type": "recommendation", "value": RECOMMENDATION, "id": "meeting1-recommendation"},
            {"type": "section", "value": "Pay", "id": "payment1-section"},
            {"type": "recommendation", "value": PAY, "id": "paybuddy-recommendation"},
        ],
    )
    page.save_revision().publish()
    return GuidancePage.objects.get(pk=page.pk)


@pytest.fixture
def edited(db):
    """A function that changes the body of a page, a dict of its blocks by uid, publishes it, and returns it anew."""

    def edit(page, change, kind="minor", note="Something was learned."):
        page = GuidancePage.objects.get(pk=page.pk)
        blocks = {block["id"]: block for block in page.body.raw_data}
        change(blocks)
        page.body = BODY.to_python(list(blocks.values()))
        page.change, page.change_note = kind, note
        page.save_revision().publish()
        return GuidancePage.objects.get(pk=page.pk)

    return edit


@pytest.fixture
def read(client):
    """A function that gets an address and returns the page as a soup, once its markup has proved to have no error."""

    def reading(address, query=None, status=200):
        response = client.get(address, query)
        assert response.status_code == status
        html = response.content.decode()
        HTMLParser(strict=True).parse(html)
        return BeautifulSoup(html, "html5lib")

    return reading


@pytest.fixture
def welsh_guide(guide, edited, in_welsh):
    """The guide in Welsh, at 0.1.0 and its correction 0.1.1, whose English has moved on to 0.2.0 and 0.3.0."""
    page = edited(in_welsh(guide), reword("twodays1-paragraph", "Mae’r hyfforddiant yn para deuddydd."))
    edited(guide, reword("twodays1-paragraph", "Training takes three days."), note="It was too short.")
    edited(guide, reword("twodays1-paragraph", "Training takes four days."), note="It was still too short.")
    return page


@pytest.fixture
def queries(client):
    """A function that gives the number of queries of an address, once the site and its root are known."""

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def ready(guide):
    """A document that has all that any move asks for: a pilot and a date of review."""
    today = timezone.localdate()
    GuidancePage.objects.filter(document=guide.document).update(review_on=today + timedelta(days=200))
    dates = {"starts_on": today, "ends_on": today + timedelta(days=90)}
    Pilot.objects.create(document=guide.document, edition=guide.edition, asked="?", asked_cy="?", **dates)
    return guide.document


@pytest.fixture
def needed(guide, ready):
    """What moves may ask for beside it."""
    return {
        "reason": "It was time.",
        "reason_cy": "Roedd hi’n bryd.",
        "consultation": ConsultationFactory(page=guide, open=True),
        "successor": DocumentFactory(reference="PSSC-G-99"),
    }


@pytest.fixture
def at_stage(ready, needed):
    """A function that puts the document at a stage, however it came there."""

    def put(stage):
        needed["consultation"].refresh_from_db()
        ready.stage, ready.successor = stage, needed["successor"]
        ready.consultation = needed["consultation"] if stage == Stage.CONSULTATION else None
        ready.save()
        return ready

    return put
