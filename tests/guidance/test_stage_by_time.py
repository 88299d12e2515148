"""A consultation opens and closes by the clock: no one, and no task, has to be there."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guidance.models import Consultation, Document, GuidancePage
from guidance.stages import Stage
from tests.factories import ConsultationFactory, DocumentFactory, GuidancePageFactory
from tests.guidance.wording import words
from tests.undone import undone

LONDON, UTC = ZoneInfo("Europe/London"), datetime.UTC
INSTANT = datetime.timedelta(microseconds=1)


def local(year, month, day, hour, minute=0, fold=0):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=LONDON, fold=fold)


@pytest.fixture
def consulting(guide):
    """A function that plans a consultation of the guide, as of long ago, and returns its document."""

    def plan(opens_at, closes_at):
        consultation = ConsultationFactory(page=guide, opens_at=opens_at, closes_at=closes_at)
        guide.document.move(Stage.CONSULTATION, consultation=consultation, at=opens_at - datetime.timedelta(days=1))
        return Document.objects.get(pk=guide.document.pk)

    return plan


# Edges


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (local(2026, 9, 1, 9), local(2026, 11, 30, 17)),  # opens in summer time and closes after it
        (local(2026, 2, 1, 9), local(2026, 4, 30, 17)),  # opens before summer time and closes in it
        (local(2026, 7, 1, 0), local(2026, 8, 31, 0)),  # at midnight in London, an hour before it in UTC
        (local(2026, 8, 1, 9), local(2026, 10, 25, 1, 30, fold=0)),  # at half past one, the first time
        (local(2026, 8, 1, 9), local(2026, 10, 25, 1, 30, fold=1)),  # and the second, an hour later
    ],
)
@pytest.mark.parametrize("zone", [LONDON, UTC])
def test_consultation_opens_and_closes_at_its_very_moments(consulting, opens_at, closes_at, zone):
    opens_at, closes_at = opens_at.astimezone(UTC), closes_at.astimezone(UTC)
    document = consulting(opens_at.astimezone(zone), closes_at.astimezone(zone))
    moments = [opens_at - INSTANT, opens_at, closes_at - INSTANT, closes_at]

    stages = [document.stage_now(moment.astimezone(zone)) for moment in moments]

    assert stages == ["draft", "consultation", "consultation", "consultation_closed"]
    assert [document.consultation.is_open(moment) for moment in moments] == [False, True, True, False]
    assert [
        Document.objects.with_stage_at(moment.astimezone(zone)).get(pk=document.pk).stage_at for moment in moments
    ] == stages


def test_hour_that_comes_twice_is_two_hours(consulting):
    first, second = (local(2026, 10, 25, 1, 30, fold=fold).astimezone(UTC) for fold in (0, 1))
    document = consulting(local(2026, 8, 1, 9), first)

    assert second - first == datetime.timedelta(hours=1)
    assert document.stage_now(second - INSTANT) == "consultation_closed"


def test_closing_time_is_shown_as_clocks_in_london_show_it(guide, consulting, read):
    closes_at = timezone.now().astimezone(LONDON).replace(month=6, day=30, hour=17, minute=0) + datetime.timedelta(370)
    consulting(timezone.now(), closes_at)

    notice = words(read(guide.url).select_one(".status"))

    assert "5 p.m." in notice


# Everywhere the same


@pytest.fixture
def with_everything(guide):
    """A document with all that any stage needs."""
    guide.document.consultation, guide.document.successor = ConsultationFactory(page=guide), DocumentFactory()
    guide.document.save()


@pytest.mark.usefixtures("with_everything")
@given(stage=st.sampled_from(Stage), opens=st.integers(-5, 3), lasts=st.integers(1, 4), off=st.integers(-1, 1))
def test_database_and_python_agree_on_the_stage(stage, opens, lasts, off):
    at = datetime.datetime(2026, 10, 25, 0, 59, tzinfo=UTC)  # a minute before the clocks go back
    opens_at = at + datetime.timedelta(hours=opens) + off * INSTANT
    with undone():
        Consultation.objects.update(opens_at=opens_at, closes_at=opens_at + datetime.timedelta(hours=lasts))
        Document.objects.filter(reference="PSSC-G-07").update(stage=stage)
        page = GuidancePage.objects.with_document(at).get()

        expected = Document.objects.get(reference="PSSC-G-07").stage_now(at)

        assert Document.objects.with_stage_at(at).get(reference="PSSC-G-07").stage_at == expected
        assert page.stage_at == page.stage_now() == page.stage_now(at.astimezone(LONDON)) == expected
        assert expected == stage or stage == Stage.CONSULTATION


# With no one there


@pytest.fixture
def just_closed(consulting):
    """A document whose consultation closed a minute ago."""
    return consulting(timezone.now() - datetime.timedelta(weeks=12), timezone.now() - datetime.timedelta(minutes=1))


def test_consultation_that_just_closed_is_listed_as_closed(guide, just_closed, read):
    index = guide.get_parent()
    GuidancePageFactory(parent=index, title="Another draft")

    closed, still_open = (
        [words(link) for link in read(index.url, {"stage": stage}).main.select("h3 a")]
        for stage in ("consultation_closed", "consultation")
    )

    assert closed == ["A guide"]
    assert still_open == []


def test_consultation_that_just_closed_is_counted_as_closed(guide, just_closed, read):
    boxes = read(guide.get_parent().url).select("input[name=stage]")

    counts = {box["value"]: words(box.find_next_sibling("label")) for box in boxes}
    assert {stage: text for stage, text in counts.items() if "1" in text} == {
        "consultation_closed": "Consultation closed (1)"
    }


@pytest.mark.parametrize(("opens", "stage"), [(1, "Draft"), (-1, "Consultation")])
def test_consultation_that_is_planned_opens_by_itself(guide, consulting, read, opens, stage):
    opens_at = timezone.now() + datetime.timedelta(minutes=opens)
    consulting(opens_at, opens_at + datetime.timedelta(weeks=12))

    page, index = read(guide.url), read(guide.get_parent().url)

    assert stage in [words(tag) for tag in page.select(".tag")]
    assert stage in [words(tag) for tag in index.main.select(".tag")]
    assert bool(page.find("a", string="Say what you think")) is (stage == "Consultation")


def test_stage_of_a_whole_index_takes_one_query(guide, just_closed):
    GuidancePageFactory.create_batch(3, parent=guide.get_parent())

    with CaptureQueriesContext(connection) as queries:
        stages = [page.stage_now() for page in GuidancePage.objects.with_document()]

    assert sorted(stages) == ["consultation_closed", "draft", "draft", "draft"]
    assert len(queries) == 1
