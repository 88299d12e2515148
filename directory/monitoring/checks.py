"""What is looked at before a return is sent (data dictionary, 2.3): rules as tables, each with what it says.

Errors keep a return from being sent. Warnings want a comment. Numbers that are worked out are worked out here and
nowhere else.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..models.returns import Marker, Reason
from .indicator_terms import Unit
from .indicators import Part, catalogue
from .numbers import UnreadableError, read_number

WHOLE = (Unit.PEOPLE, Unit.NUMBER)
MOST = {Unit.PERCENT: 100, Unit.HOURS_A_WEEK: 168}

MISSING = _("Give a number, or say why there is none. Nought is a number.")

# (parts whose sum, may not be more than this part, what to say)
AT_MOST = (
    (("O1",), "O2", _("More buddies are in post than worked in the whole year (O2).")),
    (("O3",), "O4", _("More people received support on one day than in the whole year (O4).")),
    (("O5",), "O4", _("More people had eligible needs than received support (O4).")),
    (("O6-accepted", "O6-declined"), "O6-received", _("More referrals were accepted and declined than received.")),
    (("O10-trained",), "O1", _("More buddies are fully trained than are in post (O1).")),
    (("O11-held",), "O11-due", _("More meetings were held than were due.")),
    (("O12-lost",), "O12-planned", _("More sessions were lost than planned.")),
    (("R1-improved",), "R1-asked", _("More people improved than were asked both times.")),
    (("R2-made",), "R2-planned", _("More attendances were made than planned.")),
    (("R3-safe",), "R3-answered", _("More people feel safe than answered.")),
    (("R3-dignity",), "R3-answered", _("More people are treated with dignity than answered.")),
    (("B3-higher", "B3-lower"), "B3-buddies", _("More buddies changed their level than were counted.")),
    (("B4-working",), "B4-known", _("More people are in work or training than those whose situation is known.")),
    (("B5-taken",), "B5-offered", _("More debriefs were taken up than offered.")),
    (("S2-recipient_upheld",), "S2-recipient", _("More concerns were upheld than raised.")),
    (("S2-buddy_upheld",), "S2-buddy", _("More concerns were upheld than raised.")),
)

# (parts whose sum, must be this part or this number, what to say)
EQUAL = (
    (
        ("O13-transfer", "O13-release", "O13-removed", "O13-stopped", "O13-other"),
        "O13-leavers",
        _("The reasons do not add up to all who left."),
    ),
    (("C7-prison", "C7-authority", "C7-nhs", "C7-grant"), 100, _("The shares do not add up to 100 %.")),
)

CHANGED = _("This is more than half above or below last year’s number. Say why in the comment.")
HALF = Decimal("0.5")

# (part that is shown, whether the numbers are unusual, what to say)
UNUSUAL = (
    (
        "O3",
        lambda values: outside(given(values), "O3", "O1", Decimal("0.3"), 6),
        _("There are more than 6 people receiving support for each buddy, or fewer than 0.3. Say why in the comment."),
    ),
    (
        "C1",
        lambda values: derived(values).get("C8", 0) > 5000,
        _("The cost for each person receiving support is more than £5,000. Say why in the comment."),
    ),
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a part, or unusual about it. A warning that has its comment is `answered`."""

    part: Part
    message: str
    is_warning: bool = False
    answered: bool = False

    @property
    def blocks(self):
        """Whether it keeps the return from being sent."""
        return not self.answered

    @property
    def is_blank(self):
        return self.message is MISSING


def given(values):
    """{key: number} of the numbers that were read in {key: ReturnValue}."""
    return {key: row.value for key, row in values.items() if row.value is not None}


def counted(values):
    """The numbers that were given, and nought for what does not apply: what sums are made of."""
    absent = {key: Decimal(0) for key, row in values.items() if row.marker == Marker.NOT_APPLICABLE}
    return absent | given(values)


def worked_out(part, numbers):
    """The value of a part that is worked out of `numbers`, rounded; None where something for it is not known."""
    terms, below = [numbers.get(key) for key in part.sum], numbers.get(part.over)
    if None in terms or not below or below < 0:
        return None
    return round(part.times * sum(terms) / below, 2)


def derived(values):
    """{key: number} of all parts that can be worked out of what was returned."""
    numbers = counted(values)
    found = {key: worked_out(part, numbers) for key, part in catalogue().derived.items()}
    return {key: number for key, number in found.items() if number is not None}


def outside(numbers, above, below, least, most):
    """Whether a ratio of two numbers is known and not between the two limits. What is below nought is an error."""
    if numbers.get(above, -1) < 0 or numbers.get(below, 0) <= 0:
        return False
    return not least <= numbers[above] / numbers[below] <= most


def errors_of_part(part, row):
    """What is wrong with a part by itself, in words. `row` is its ReturnValue, or None."""
    if row is None or row.is_empty:
        yield MISSING
    elif row.is_missing:
        yield from errors_of_marker(row)
    else:
        try:
            number = read_number(row.typed)
        except UnreadableError as error:
            yield error.args[0]
        else:
            yield from [MISSING] if number is None else errors_of_number(part, number)


def errors_of_marker(row):
    if row.typed:
        yield _("You gave a number and said that there is none. Take one of the two away.")
    if row.marker == Marker.NOT_AVAILABLE and not row.reason:
        yield _("Say why it was not collected.")
    if row.reason == Reason.OTHER and not row.comment:
        yield _("Give the reason in the comment.")


def errors_of_number(part, number):
    if number < 0 and part.unit != Unit.POINTS:
        yield _("This cannot be less than nought.")
    if part.unit in WHOLE and number != number.to_integral_value():
        yield _("This is a count: give a whole number.")
    if number > MOST.get(part.unit, number):
        yield format_lazy(_("This cannot be more than {most}."), most=MOST[part.unit])


def errors_of_sums(values):
    """(key, message) of each sum rule that is broken, as far as the numbers are known."""
    numbers, sums = given(values), counted(values)
    for keys, most, message in AT_MOST:
        known = [numbers[key] for key in keys if key in numbers]
        if known and most in numbers and sum(known) > numbers[most]:
            yield keys[0], message
    for keys, total, message in EQUAL:
        whole = numbers.get(total) if isinstance(total, str) else total
        known = [sums[key] for key in keys if key in sums]
        if whole is None or not numbers.keys() & set(keys):
            continue
        if sum(known) > whole or (len(known) == len(keys) and sum(known) != whole):
            yield keys[0], message


def warnings(values, before):
    """(key, message) of what is unusual. `before` is {key: number} of the year before."""
    numbers = given(values)
    for key, part in catalogue().typed.items():
        compared = key in numbers and key in before and part.unit != Unit.POINTS
        if compared and abs(numbers[key] - before[key]) > HALF * before[key]:
            yield key, CHANGED
    for key, is_unusual, message in UNUSUAL:
        if is_unusual(values):
            yield key, message


def check(values, before=None):
    """Every `Problem` of a return, in the order of the catalogue.

    `values` is {key of a part: ReturnValue}, `before` {key: number} of the year before where there was a return.
    """
    parts = catalogue().typed
    found = [Problem(part, message) for key, part in parts.items() for message in errors_of_part(part, values.get(key))]
    found += [Problem(parts[key], message) for key, message in errors_of_sums(values)]
    for key, message in warnings(values, before or {}):
        found.append(Problem(parts[key], message, is_warning=True, answered=bool(values[key].comment)))
    order = list(parts)
    return sorted(found, key=lambda problem: order.index(problem.part.key))
