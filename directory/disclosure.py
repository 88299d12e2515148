"""Statistical disclosure control: what may be shown of numbers about people, rule SDC-1 (docs/decisions/0011).

Raw counts go in as `int`, raw amounts as `Decimal`, what was not given as `Missing`; only `Shown` comes out.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .inference import Figure, certain
from .shown import HIDDEN, LOW, NOT_APPLICABLE, NOT_AVAILABLE, Missing, Shown, withheld

# The thresholds, each with who has it. A count below the first, other than 0, may point at a person: so the Ministry of
# Justice and ONS in many series. The setting may raise it, not lower it (docs/operations.md).
MINIMUM_COUNT = max(5, settings.SDC_MINIMUM_COUNT)
BASE = 5  # What other counts are rounded to: NHS Digital, hospital and emergency care data, 2018.
MINIMUM_DENOMINATOR = 10  # Of percentages, rates and cost per person: ONS, output of secure research, commonly.
MINIMUM_AVERAGED = max(
    8, MINIMUM_COUNT
)  # People in a mean or median: NHS Digital 2018. From 8 on 10 is shown for them.
MINIMUM_PRISONS = 5  # That have part in a true sum: the hub's own.
DOMINANCE = 80  # Per cent of it that one of them may be: the hub's own.

# What is said of one scheme's count, beside sums of which it may be a part: (below this, code, label). The hub's own.
FIRST_BAND = max(10, MINIMUM_COUNT)
SECOND_BAND = 2 * FIRST_BAND
BANDS = (
    (FIRST_BAND, f"under_{FIRST_BAND}", format_lazy(_("Fewer than {number}"), number=FIRST_BAND)),
    (
        SECOND_BAND,
        f"{FIRST_BAND}_to_{SECOND_BAND - 1}",
        format_lazy(_("{least} to {most}"), least=FIRST_BAND, most=SECOND_BAND - 1),
    ),
    (None, f"{SECOND_BAND}_or_more", format_lazy(_("{number} or more"), number=SECOND_BAND)),
)


@dataclass(frozen=True)
class Row:
    """What may be shown of counts and their total. The counts may not add up to it."""

    cells: list[Shown]
    total: Shown


@dataclass(frozen=True)
class Table:
    """What may be shown of rows of counts, and of the totals of rows, of columns and of all."""

    rows: list[Row]
    totals: Row


# One count


def checked(count):
    """The count itself. Raises TypeError or ValueError for what is none, naming no number: messages are logged."""
    if isinstance(count, Missing):
        return count
    if isinstance(count, bool) or not isinstance(count, int):
        raise TypeError("A count is a whole number or missing.")
    if count < 0:
        raise ValueError("A count is not negative.")
    return count


def is_small(count, zero_discloses=False):
    return not isinstance(count, Missing) and (0 if zero_discloses else 1) <= count < MINIMUM_COUNT


def rounded(count):
    """The nearest multiple of 5: 5, 6 and 7 become 5, 8 to 12 become 10 (rule 2); 0 for what is missing."""
    return 0 if isinstance(count, Missing) else (count + BASE // 2) // BASE * BASE


def control(count, *, zero_discloses=False):
    """What may be shown of a count that is part of no table (rules 1 and 2).

    `zero_discloses` is for counts of which 0 says something about everyone in a group. Raises TypeError or ValueError.
    """
    if is_small(checked(count), zero_discloses):
        return Shown(marker=HIDDEN)
    return Shown(marker=count.value) if isinstance(count, Missing) else Shown(rounded(count))


def band(count):
    """(code, label) of the band that a count of people is in; 0 is in the first, with those that are hidden.

    Coarse on purpose: rounded counts of schemes and the exact sum of their region would give small ones away together.
    """
    return next((code, label) for below, code, label in BANDS if below is None or checked(count) < below)


# Counts with a total


def control_row(counts, *, total_is_public=False, zero_discloses=False):
    """What may be shown of counts and their total, as a `Row`: `control_series` for one year."""
    return control_series([counts], total_is_public=total_is_public, zero_discloses=zero_discloses)[0]


def control_series(years, *, total_is_public=False, zero_discloses=False):
    """What may be shown of the same counts in several years, and of their total in each, as a list of `Row`.

    A count is hidden in all years or in none, so that none can be told from the year before or after. `total_is_public`
    says that readers may know the exact totals from elsewhere. A figure may be shown from one table only: a total that
    is hidden here and shown somewhere else gives away what it was hidden for.
    """
    years = [[checked(count) for count in counts] for counts in years]
    hidden = {place for counts in years for place, count in enumerate(counts) if is_small(count, zero_discloses)}
    # Rule 6 hides a second count where one alone is hidden beside an exact total, from which it is a subtraction away.
    # Beside a rounded total it is not: 0, 3, 7, 12 are shown as 0, [c], 5, 10 with 20, and [c] may be any of 1 to 4.
    # Where rounding happens to leave one value only (4, 7, 7 as [c], 5, 5 with 20), nothing of the table is shown.
    if total_is_public:
        sizes = {place: sum(map(rounded, counts)) for place, counts in enumerate(zip(*years, strict=True))}
        hidden = covered(hidden, [list(sizes)], sizes)
    of_total = partial(control, zero_discloses=zero_discloses)
    options = {"total_is_public": total_is_public, "zero_discloses": zero_discloses}
    if any(is_disclosive(with_totals([counts]), **options) for counts in years):
        hidden = set(range(len(years[0])))
        of_total = of_total if total_is_public else withheld
    return [
        Row(
            [withheld(count) if place in hidden else control(count) for place, count in enumerate(counts)],
            of_total(total_of(counts)),
        )
        for counts in years
    ]


def control_table(rows, *, zero_discloses=False):
    """What may be shown of a table of counts, a list of rows, and of its totals, as a `Table`.

    In no row or column, its total included, is one figure hidden alone (rule 6). Among the totals one may be, as they
    have a rounded total themselves.
    """
    counts = with_totals([[checked(count) for count in row] for row in rows])
    down, across = range(len(rows)), range(len(rows[0]))
    lines = [[(i, j) for j in (*across, None)] for i in down] + [[(i, j) for i in (*down, None)] for j in across]
    hidden = {place for place, count in counts.items() if is_small(count, zero_discloses)}
    hidden = covered(hidden, lines, {place: rounded(count) for place, count in counts.items()})
    if is_disclosive(counts, zero_discloses=zero_discloses):
        hidden = set(counts)
    shown = {place: withheld(count) if place in hidden else control(count) for place, count in counts.items()}
    *body, totals = [Row([shown[i, j] for j in across], shown[i, None]) for i in (*down, None)]
    return Table(body, totals)


def with_totals(rows):
    """{(row, column): count} of a table; (row, None), (None, column) and (None, None) are its totals."""
    counts = {(i, j): count for i, row in enumerate(rows) for j, count in enumerate(row)}
    counts |= {(i, None): total_of(row) for i, row in enumerate(rows)}
    counts |= {(None, j): total_of(column) for j, column in enumerate(zip(*rows, strict=True))}
    return counts | {(None, None): total_of(count for row in rows for count in row)}


def total_of(counts):
    """The true total of what is not missing (rule 5); missing where all is."""
    known = [count for count in counts if not isinstance(count, Missing)]
    return sum(known) if known else Missing.NOT_AVAILABLE


def covered(hidden, lines, sizes):
    """The places to hide so that none is hidden alone in a line: with it the smallest other that is not 0 (rule 6).

    `sizes` are rounded: readers who know how places are chosen then learn no more from it than the rounded counts say.
    """
    hidden = set(hidden)
    while True:
        alone = [line for line in lines if len(hidden.intersection(line)) == 1]
        others = [[place for place in line if sizes[place] and place not in hidden] for line in alone]
        chosen = next((min(places, key=sizes.get) for places in others if places), None)
        if chosen is None:
            return hidden
        hidden.add(chosen)


def figure(count, zero_discloses=False):
    """A count as readers see it who know which counts are small and to what each of the others is rounded."""
    if is_small(count, zero_discloses):
        return Figure(count, 0 if zero_discloses else 1, MINIMUM_COUNT - 1)
    middle = rounded(count)
    return Figure(count, max(MINIMUM_COUNT, middle - BASE // 2), middle + BASE // 2) if middle else Figure(0, 0, 0)


def is_disclosive(counts, *, total_is_public=False, zero_discloses=False):
    """Whether a small count or total can be worked out by readers who see all that a table, `with_totals`, can show.

    That is every count and total as `figure` has it, and the exact total where `total_is_public` (of one row). Since
    this and `covered` decide by nothing that such readers do not see, to know these rules helps nobody.
    """
    small = {place for place, count in counts.items() if is_small(count, zero_discloses)}
    figures = {place: figure(count, zero_discloses) for place, count in counts.items()}
    if total_is_public and small:
        total = counts[None, None]
        # Every count 1, or every count 4: were it only the one such table that is withheld, that would tell.
        cells = sum(None not in place and not isinstance(count, Missing) for place, count in counts.items())
        if total in (cells, (MINIMUM_COUNT - 1) * cells):
            return True
        figures[0, None] = figures[None, None] = Figure(total, total, total)
    return not small.isdisjoint(certain(figures))


# What is worked out from counts


def rate(numerator, denominator, *, per=1):
    """Rule 3: what may be shown of so many for each `per` of the denominator, to the nearest whole number.

    The denominator is `Shown`, the numerator too or `Decimal` pounds, so a rate says nothing that is not shown already.
    That is also why 10 shown is too little: it may be 8, and to hide the rate of 8 and show that of 10 would tell them
    apart. Raises TypeError for a raw count.
    """
    if not isinstance(denominator, Shown) or not isinstance(numerator, Shown | Decimal):
        raise TypeError("A rate is worked out from what is shown.")
    for part in (numerator, denominator):
        if isinstance(part, Shown) and part.number is None:
            return part
    if not denominator.number:
        return Shown(marker=NOT_APPLICABLE)
    if denominator.number - BASE // 2 < MINIMUM_DENOMINATOR:
        return Shown(marker=HIDDEN)
    above = numerator.number if isinstance(numerator, Shown) else numerator
    number = int((Decimal(above) * per / denominator.number).quantize(Decimal(1), ROUND_HALF_UP))
    return Shown(number) if number or not above else Shown(marker=LOW)


def percentage(part, whole):
    """What may be shown of `part` as a percentage of `whole`, both `Shown` (rule 3)."""
    return rate(part, whole, per=100)


def average(value, n, *, places=1):
    """What may be shown of a mean or median, a `Decimal`, of `n` people (rule 4)."""
    if isinstance(value, Missing):
        return Shown(marker=value.value)
    if isinstance(checked(n), Missing) or n < MINIMUM_AVERAGED:
        return Shown(marker=HIDDEN)
    return Shown(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def mean(total, n):
    """What may be shown of a sum for each of the `n` that it is of, to one decimal place (rule 4).

    The sum is `Shown` and `n`, of schemes, is told exactly beside it, so a mean says nothing that is not shown already,
    and where the sum is hidden so is the mean. One of too few is not worked out. Raises TypeError for a raw sum.
    """
    if not isinstance(total, Shown):
        raise TypeError("A mean is worked out from what is shown.")
    if total.number is None:
        return total
    if checked(n) < MINIMUM_AVERAGED:
        return Shown(marker=NOT_AVAILABLE)
    shown = average(Decimal(total.number) / n, n)
    return Shown(marker=LOW) if total.number and not shown.number else shown


def amount(value, people):
    """What may be shown of pounds or hours, a `Decimal`, that were for `people`, a raw count.

    Pay or hours for so few people that their number is hidden would tell it.
    """
    if isinstance(value, Missing):
        return Shown(marker=value.value)
    if isinstance(checked(people), Missing) or is_small(people):
        return Shown(marker=HIDDEN)
    return Shown(int(value.quantize(Decimal(1), ROUND_HALF_UP)))


def change(before, after, *, before_is_exact=False):
    """What may be shown of the change between two figures, both `Shown` (rule 8).

    `before_is_exact` says that the first is shown unrounded somewhere: less than 5 is then no change to show.
    """
    for part in (before, after):
        if part.number is None:
            return part
    difference = after.number - before.number
    return Shown(marker=HIDDEN) if before_is_exact and abs(difference) < MINIMUM_COUNT else Shown(difference)
