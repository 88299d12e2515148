"""What may be shown of a figure, and raw figures that are missing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

# The Government Analysis Function's shorthand: “Using symbols and shorthand in tables”, January 2022.
HIDDEN, NOT_AVAILABLE, NOT_APPLICABLE, LOW = "c", "x", "z", "low"
INSTEAD = {
    HIDDEN: _("suppressed to protect confidentiality"),
    NOT_AVAILABLE: _("not available"),
    NOT_APPLICABLE: _("not applicable"),
    LOW: _("rounds to zero but is not zero"),
}
BESIDE = {"p": _("provisional"), "r": _("revised"), "e": _("estimated")}
MEANINGS = INSTEAD | BESIDE


class Missing(StrEnum):
    """Why there is no raw number."""

    NOT_AVAILABLE = NOT_AVAILABLE
    NOT_APPLICABLE = NOT_APPLICABLE


@dataclass(frozen=True)
class Shown:
    """What may be shown of a figure: a number, a marker instead of it (`INSTEAD`) or one beside it (`BESIDE`)."""

    number: int | Decimal | None = None
    marker: str = ""

    def __post_init__(self):
        if self.marker not in (INSTEAD if self.number is None else {"", *BESIDE}):
            raise ValueError("A figure is a number, or has a marker instead.")

    def __str__(self):
        number = "" if self.number is None else f"{self.number:,}"
        return f"{number} [{self.marker}]".strip() if self.marker else number

    @property
    def meaning(self):
        """The marker's meaning for the legend of a table; empty where there is none."""
        return MEANINGS.get(self.marker, "")

    @property
    def record(self):
        """For JSON and CSV: the number, or None, and the marker in fields of their own."""
        number = float(self.number) if isinstance(self.number, Decimal) else self.number
        return {"value": number, "marker": self.marker}


def withheld(figure):
    """What is shown where no number may be, whatever the raw figure is."""
    return Shown(marker=figure.value if isinstance(figure, Missing) else HIDDEN)
