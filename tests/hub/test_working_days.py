import datetime

import pytest

from hub.working_days import working_days_from

MONDAY = datetime.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("after", "count", "found"), [(0, 1, 1), (4, 1, 7), (5, 1, 7), (6, 1, 7), (0, 10, 14), (7, -1, 4), (6, -1, 4)]
)
def test_weekends_are_no_working_days(after, count, found):
    day = datetime.timedelta(days=1)

    assert working_days_from(MONDAY + after * day, count) == MONDAY + found * day
