"""The years that returns are about: from 1 April, with the snapshot day at their end."""

import datetime

DAY = datetime.timedelta(days=1)


def easter(year):
    """Easter Sunday of a year, by the rule of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


def is_working_day(day):
    """Whether people work on a day at the end of March: Easter has the only holidays of England and Wales then."""
    return day.weekday() < 5 and day not in (easter(day.year) - 2 * DAY, easter(day.year) + DAY)


def year_of(day):
    """The year, named by that of its first day, that a day is in."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def snapshot_day(year):
    """31 March at the end of the year that starts on 1 April of `year`, or the nearest working day before."""
    day = datetime.date(year + 1, 3, 31)
    while not is_working_day(day):
        day -= DAY
    return day
