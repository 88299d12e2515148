"""Two to four schemes side by side, fact by fact. There is no score and no order of merit."""

from dataclasses import dataclass

from .profile import SECTIONS, fact

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Row:
    """One fact of every scheme that is compared."""

    facts: list

    @property
    def label(self):
        return self.facts[0].label

    @property
    def meaning(self):
        return self.facts[0].meaning

    @property
    def differs(self):
        """Whether the schemes that told us differ. What one did not tell is no difference."""
        return len({fact.codes for fact in self.facts if fact.codes}) > 1


def compared(schemes, *, only_differences=False):
    """[(heading, rows)] of at least one scheme; facts that none of them told us are kept, and say so.

    `only_differences` leaves out the rows that do not differ, and the sections that have none left.
    """
    sections = []
    for _key, heading, names in SECTIONS:
        told = [name for name in names if name != "ended_on" or any(scheme.ended_on for scheme in schemes)]
        rows = [Row([fact(scheme, name) for scheme in schemes]) for name in told]
        sections.append((heading, [row for row in rows if row.differs or not only_differences]))
    return [(heading, rows) for heading, rows in sections if rows]
