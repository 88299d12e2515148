"""A return as it is read: each part with its number, its marker and what is to be said about it."""

from dataclasses import dataclass

from ..models import ReturnValue
from .checks import Problem, derived
from .indicators import Indicator, Part, catalogue


@dataclass(frozen=True)
class Line:
    """One part of a return: what was returned, or for a part that is worked out its `number`."""

    indicator: Indicator
    part: Part
    row: ReturnValue | None
    number: object
    problems: list[Problem]


def to_read(values, problems=()):
    """[(section, [Line])] of a return that is stored as {key: ReturnValue}, with what `check` found in it."""
    worked_out, found = derived(values), {}
    for problem in problems:
        found.setdefault(problem.part.key, []).append(problem)
    return [
        (
            section,
            [
                Line(indicator, part, values.get(part.key), worked_out.get(part.key), found.get(part.key, []))
                for indicator in section.indicators
                for part in indicator.parts
            ],
        )
        for section in catalogue().sections.values()
    ]
