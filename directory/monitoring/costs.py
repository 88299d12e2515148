"""What a scheme would cost in a year, as the sum of lines, each the product of figures that the reader gives.

The lines are those of the indicators C1 to C6. No figure is ours: there is no national one to take.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from django.utils.translation import gettext_lazy as _

# Figures that several lines share are asked for once.
FIGURES = {
    "buddies": _("Buddies"),
    "weeks": _("Weeks in the year in which the scheme runs"),
    "recipients": _("People receiving support in the year"),
    "pay": _("Pay of one buddy for a week (£)"),
    "trained": _("Buddies trained in the year"),
    "training_fee": _("Fee for training one buddy (£)"),
    "trainer_hours": _("Hours of staff who train, in the year"),
    "trainer_rate": _("Cost of an hour of their time (£)"),
    "materials": _("Training materials in the year (£)"),
    "lead_hours": _("Hours a week of the scheme lead"),
    "lead_rate": _("Cost of an hour of the lead’s time (£)"),
    "supervision_hours": _("Hours a week of supervision by staff"),
    "supervision_rate": _("Cost of an hour of a supervisor’s time (£)"),
    "officer_hours": _("Extra hours a week of officers, to unlock and escort"),
    "officer_rate": _("Cost of an hour of an officer’s time (£)"),
    "choosing_hours": _("Staff hours in the year for interviews and checks"),
    "choosing_rate": _("Cost of an hour of that time (£)"),
    "equipment": _("Equipment and protective clothing in the year (£)"),
    "contract": _("Payments to an outside body in the year, not counted above (£)"),
}
MONEY = (
    "pay",
    "training_fee",
    "materials",
    "equipment",
    "contract",
    *(name for name in FIGURES if name.endswith("_rate")),
)


@dataclass(frozen=True)
class Item:
    """A line of the estimate: the figures that it multiplies, in order."""

    key: str
    name: object
    figures: tuple


@dataclass(frozen=True)
class Group:
    name: object
    items: tuple

    @property
    def figures(self):
        """What is asked for here: the figures of its lines that are not asked for with the scheme's size."""
        return list(dict.fromkeys(name for item in self.items for name in item.figures if name not in SIZE))


SIZE = ("buddies", "recipients", "weeks")
GROUPS = (
    Group(_("Pay"), (Item("pay", _("Pay of buddies"), ("buddies", "pay", "weeks")),)),
    Group(
        _("Training"),
        (
            Item("training_fees", _("Training fees"), ("trained", "training_fee")),
            Item("trainers", _("Time of staff who train"), ("trainer_hours", "trainer_rate")),
            Item("materials", _("Training materials"), ("materials",)),
        ),
    ),
    Group(
        _("Staff time"),
        (
            Item("lead", _("Scheme lead"), ("lead_hours", "lead_rate", "weeks")),
            Item("supervision", _("Supervision"), ("supervision_hours", "supervision_rate", "weeks")),
            Item("officers", _("Officers"), ("officer_hours", "officer_rate", "weeks")),
            Item("choosing", _("Choosing buddies"), ("choosing_hours", "choosing_rate")),
        ),
    ),
    Group(
        _("Other costs"),
        (
            Item("equipment", _("Equipment"), ("equipment",)),
            Item("contract", _("Contract"), ("contract",)),
        ),
    ),
)
ITEMS = tuple(item for group in GROUPS for item in group.items)


@dataclass(frozen=True)
class Factor:
    label: object
    value: Decimal | None
    is_money: bool


@dataclass(frozen=True)
class Line:
    """A line as it is worked out. Its total, in pounds, is None while one of its figures is blank."""

    item: Item
    factors: tuple
    source: str

    @property
    def total(self):
        values = [factor.value for factor in self.factors]
        return None if None in values else round(prod(values, start=Decimal(1)), 2)

    @property
    def missing(self):
        return [factor.label for factor in self.factors if factor.value is None]


@dataclass(frozen=True)
class Estimate:
    """`figures` is {name: Decimal or None}, `sources` {key of an item: where its figures come from}."""

    figures: dict
    sources: dict

    @property
    def lines(self):
        return [
            Line(
                item,
                tuple(Factor(FIGURES[name], self.figures.get(name), name in MONEY) for name in item.figures),
                self.sources.get(item.key, ""),
            )
            for item in ITEMS
        ]

    @property
    def counted(self):
        return [line for line in self.lines if line.total is not None]

    @property
    def left_out(self):
        return [line for line in self.lines if line.total is None]

    @property
    def total(self):
        return sum((line.total for line in self.counted), Decimal(0))

    def per(self, name):
        """The total for each of `name`, buddies or recipients, in pounds; None without their number."""
        number = self.figures.get(name)
        return round(self.total / number, 2) if number else None

    @property
    def per_buddy(self):
        return self.per("buddies")

    @property
    def per_recipient(self):
        return self.per("recipients")
