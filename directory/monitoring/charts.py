"""Bar charts of the regions, drawn on the server from what may be shown."""

from dataclasses import dataclass

from ..shown import HIDDEN, Shown
from .picture import SMALLEST


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its length says nothing where the figure is hidden."""

    label: object
    shown: Shown
    top: int
    length: int

    @property
    def is_hidden(self):
        return self.shown.marker == HIDDEN

    @property
    def text_top(self):
        return self.top - 6

    @property
    def value_top(self):
        return self.top + 14

    @property
    def value_left(self):
        return self.length + 6


class Chart:
    """A bar for each region of England and for Wales, in their order. Its sizes are units of the drawing."""

    STEP, THICK, LONGEST, HIDDEN_LENGTH = 46, 18, 220, 40

    def __init__(self, part, rows, place):
        self.part = part
        shown = [(row.label, row.cells[place]) for row in rows if row.name in SMALLEST]
        most = max((cell.number for _label, cell in shown if cell.number), default=0)
        self.height = self.STEP * len(shown)
        self.bars = [
            Bar(label, cell, index * self.STEP + self.STEP - self.THICK - 4, self.length(cell, most))
            for index, (label, cell) in enumerate(shown)
        ]

    def length(self, cell, most):
        if cell.marker == HIDDEN:
            return self.HIDDEN_LENGTH
        return round(self.LONGEST * cell.number / most) if cell.number else 0
