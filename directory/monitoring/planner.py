"""The evaluation planner: what chosen indicators mean in work, over twelve months, and what their numbers can show."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from .indicator_terms import OUTCOMES, Kind, When
from .indicators import Indicator, Part, Task, catalogue

# Below this a count of people is not shown to others at all: rule 1 of disclosure control.
FEWEST_SHOWN = 5

# The months in which what comes round at a fixed time of the year is done.
IN_MONTHS = {
    When.SAMPLE_WEEKS: (2, 5, 8, 11),
    When.SURVEY: (2,),
    When.SNAPSHOT: (3,),
    When.YEAR_END: (4,),
}
AFTER_START = {When.START: 0, When.WEEK_12: 12 * 7, When.MONTH_6: 183}


@dataclass(frozen=True)
class Job:
    """A task of an indicator in a plan: how often it is done in the twelve months, and its minutes in all."""

    indicator: Indicator
    task: Task
    times: int

    @property
    def minutes(self):
        return self.times * self.task.minutes


@dataclass(frozen=True)
class TooSmall:
    """That `part` needs `least` people to be shown, and there are `people`."""

    indicator: Indicator
    part: Part
    least: int
    people: int


@dataclass(frozen=True)
class Month:
    first: datetime.date
    jobs: list[tuple[Job, int]]

    @property
    def minutes(self):
        return sum(minutes for _job, minutes in self.jobs)


@dataclass(frozen=True)
class Plan:
    """The work of `indicators` for a scheme of a size, over the twelve months that begin on `start`, a first."""

    indicators: list[Indicator]
    buddies: int
    recipients: int
    start: datetime.date

    @cached_property
    def jobs(self):
        return [
            Job(indicator, task, task.times(self.buddies, self.recipients))
            for indicator in self.indicators
            for task in indicator.tasks
        ]

    @cached_property
    def minutes(self):
        return sum(job.minutes for job in self.jobs)

    @cached_property
    def suppliers(self):
        """[(supplier, minutes)], the busiest first."""
        totals = Counter()
        for job in self.jobs:
            totals[job.indicator.supplier] += job.minutes
        return totals.most_common()

    @cached_property
    def months(self):
        """The twelve months, each with its jobs and their minutes in it. The minutes add up to those of the year."""
        firsts = [month_after(self.start, n) for n in range(12)]
        when = {job: months_of(job.task.when, self.start) for job in self.jobs}
        return [
            Month(first, [(job, job.minutes // len(when[job])) for job in self.jobs if first.month in when[job]])
            for first in firsts
        ]

    @property
    def about(self):
        """How many people an indicator is about, by its `about`."""
        return {"buddies": self.buddies, "recipients": self.recipients}

    @cached_property
    def too_small(self):
        """The parts that so few people are too few for: 8 for means and medians, 10 below shares, rates and costs."""
        found = []
        for indicator in self.indicators:
            people = self.about.get(indicator.about)
            for part in indicator.parts:
                base = catalogue().parts.get(part.rests_on)
                if base and base.kind == Kind.PEOPLE and people is not None and people < part.least:
                    found.append(TooSmall(indicator, part, part.least, people))
        return found

    @property
    def hidden(self):
        """Which people are so few that no count of them would be shown: of "buddies" and "recipients"."""
        chosen = {indicator.about for indicator in self.indicators}
        return [who for who, people in self.about.items() if who in chosen and people < FEWEST_SHOWN]

    @property
    def has_outcomes(self):
        return any(indicator.group in OUTCOMES for indicator in self.indicators)


def month_after(first, n):
    """The first day of the month `n` months after that of the day `first`."""
    years, month = divmod(first.month - 1 + n, 12)
    return datetime.date(first.year + years, month + 1, 1)


def months_of(when, start):
    """The numbers of the months in which a task is done in a plan that begins on `start`."""
    if when in AFTER_START:
        return ((start + datetime.timedelta(days=AFTER_START[when])).month,)
    return IN_MONTHS.get(when, tuple(range(1, 13)))
