"""What a reader can work out from a table of counts: which of them can have no value but their own."""

from collections import defaultdict
from typing import NamedTuple


class Figure(NamedTuple):
    """A count, and the least and the most that it may be to a reader."""

    value: int
    least: int
    most: int


def certain(figures):
    """The places of a table whose figures can have no other whole value, as a set.

    `figures` is {(row, column): Figure}; (row, None) is the total of a row, (None, column) that of a column and
    (None, None) that of all.

    A table with its totals is a network in which each figure flows from its row to its column. Two tables that a reader
    cannot tell apart differ by changes that run in circles, so a figure is certain unless a circle runs through it
    (D. Gusfield, “A graph theoretic approach to statistical data security”, SIAM Journal on Computing 17(3), 1988).
    """
    steps = defaultdict(set)
    for place, figure in figures.items():
        source, target = ends(place)
        if figure.value < figure.most:
            steps[source].add(target)
        if figure.value > figure.least:
            steps[target].add(source)
    return {place for place in figures if not in_a_circle(*ends(place), steps)}


def ends(place):
    """From where to where the figure at a place flows."""
    match place:
        case (None, None):
            return "sum", "all"
        case (row, None):
            return "all", ("row", row)
        case (None, column):
            return ("column", column), "sum"
        case (row, column):
            return ("row", row), ("column", column)


def in_a_circle(source, target, steps):
    """Whether a circle runs through two nodes next to each other, one way or the other."""
    return any(
        end in steps[start] and is_reached(start, from_=end, steps=steps)
        for start, end in ((source, target), (target, source))
    )


def is_reached(goal, from_, steps):
    """Whether steps lead from a node to `goal` other than straight."""
    found = {from_}
    waiting = list(steps[from_] - {goal})
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        if node not in found:
            found.add(node)
            waiting.extend(steps[node])
    return False
