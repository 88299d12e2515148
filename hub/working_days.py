"""Working days, for what we promise by a day."""

import datetime


def working_days_from(day, count):
    """The day that is `count` working days after `day`, or before it where `count` is below nought.

    Monday to Friday: bank holidays are not taken out, so that a day we keep to may come too early and never too late.
    """
    step = datetime.timedelta(days=1 if count > 0 else -1)
    for _n in range(abs(count)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day
