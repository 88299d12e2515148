"""Help with no scheme is told of regions, never of prisons."""

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.choices import Region
from directory.monitoring.informal_help import informal_help
from directory.monitoring.picture import ALL
from tests.factories import PrisonFactory, SchemeFactory
from tests.undone import undone

DAY = datetime.date(2026, 3, 1)
NORTH, SOUTH, EAST = "North West", "South West", "East of England"


def prisons(region, *, reported, others):
    for day, number in ((DAY, reported), (None, others)):
        PrisonFactory.create_batch(number, region=region, informal_help_on=day)


def test_region_with_enough_prisons_on_both_sides_is_shown(db):
    prisons(NORTH, reported=6, others=7)
    prisons(SOUTH, reported=0, others=9)

    shown = informal_help()

    assert {area: figure.number for area, figure in shown.items()} == {ALL: 6, NORTH: 6, SOUTH: 0}


def test_few_prisons_or_all_of_a_region_are_hidden_and_cannot_be_had_from_the_sum(db):
    prisons(NORTH, reported=2, others=20)
    prisons(SOUTH, reported=9, others=0)
    prisons(EAST, reported=8, others=8)

    shown = informal_help()

    assert shown[NORTH].number is None
    assert shown[SOUTH].number is None
    assert shown[EAST].number == 8


def test_prison_with_a_published_scheme_is_not_counted(db):
    prisons(NORTH, reported=5, others=5)
    SchemeFactory(prison__region=NORTH, prison__informal_help_on=DAY)

    assert informal_help()[NORTH].number == 5


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=4))
def test_no_sum_that_is_shown_or_left_over_is_of_few_prisons_or_of_all(db, counts):
    with undone():
        table = dict(zip(Region.values, counts, strict=False))
        for region, (reported, others) in table.items():
            prisons(region, reported=reported, others=others)

        shown = informal_help()

        known = [[region] for region in table if any(table[region]) and shown[region].number is not None]
        hidden = [region for region in table if any(table[region]) and shown[region].number is None]
        if shown[ALL].number is not None and hidden:
            known.append(hidden)
        for regions in known:
            reported, others = (sum(table[region][side] for region in regions) for side in (0, 1))
            assert reported == 0 or (reported >= 5 and others >= 5)
