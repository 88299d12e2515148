import random
from collections import defaultdict
from decimal import Decimal
from itertools import product

import pulp
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from directory import disclosure
from directory.areas import control_areas
from directory.disclosure import (
    amount,
    average,
    change,
    control,
    control_row,
    control_series,
    control_table,
    percentage,
    rate,
)
from directory.shown import MEANINGS, Missing, Shown

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")

HIDDEN = Shown(marker="c")
SMALL = range(1, 5)
COUNTS = st.integers(0, 13) | st.integers(0, 300)
FEW_COUNTS = st.integers(0, 9)
KNOWN = [False, True]


def texts(shown):
    return [str(cell) for cell in shown]


def row_of(counts, **options):
    row = control_row(counts, **options)
    return [*texts(row.cells), str(row.total)]


# What readers can work out


def least_and_most(number):
    """The counts that are rounded to a number."""
    return {0: (0, 0), 5: (5, 7)}.get(number, (number - 2, number + 2))


def nearest(count):
    """Rule 2 in another way than the code has it."""
    return min(range(0, count + 6, 5), key=lambda multiple: abs(multiple - count))


class Reader:
    """Someone who sets up all that was published as equations, and has a solver."""

    def __init__(self):
        self.published = []

    def number(self, shown, *, count=None, exactly=None):
        """A figure of the table. `count` is given where the reader knows what the rules do to it, hidden or not."""
        least, most = (0, None) if shown.number is None else least_and_most(shown.number)
        if count is not None:
            least, most = (1, 4) if count in SMALL else least_and_most(nearest(count))
        if exactly is not None:
            least = most = exactly
        return pulp.LpVariable(f"n{random.random()}", least, most, pulp.LpInteger)

    def adds_up(self, parts, total):
        self.published.append(pulp.lpSum(parts) == total)

    def range_of(self, number):
        return tuple(self.best(number, sense) for sense in (pulp.LpMinimize, pulp.LpMaximize))

    def best(self, number, sense):
        problem = pulp.LpProblem("reader", sense)
        problem += number
        for equation in self.published:
            problem += equation
        problem += number <= 10_000
        assert pulp.LpStatus[problem.solve(pulp.PULP_CBC_CMD(msg=False))] == "Optimal"
        return round(number.value())


def attack(counts, row, *, total_is_public=False, knows_rules=False):
    """What a reader finds of each count and of the total of a row, as [(least, most)]."""
    reader = Reader()
    known = counts if knows_rules else [None] * len(counts)
    cells = [reader.number(cell, count=count) for cell, count in zip(row.cells, known, strict=True)]
    total = reader.number(
        row.total, count=sum(counts) if knows_rules else None, exactly=sum(counts) if total_is_public else None
    )
    reader.adds_up(cells, total)
    return [reader.range_of(number) for number in (*cells, total)]


def attack_table(rows, table, *, knows_rules=False):
    """What a reader finds of each count of a table, row by row, and of the totals of rows."""
    reader = Reader()

    def number(shown, count):
        return reader.number(shown, count=count if knows_rules else None)

    cells = [
        [number(cell, count) for cell, count in zip(row.cells, counts, strict=True)]
        for row, counts in zip(table.rows, rows, strict=True)
    ]
    across = [number(row.total, sum(counts)) for row, counts in zip(table.rows, rows, strict=True)]
    down = [number(cell, sum(counts)) for cell, counts in zip(table.totals.cells, zip(*rows, strict=True), strict=True)]
    total = number(table.totals.total, sum(map(sum, rows)))
    for parts, whole in [*zip(cells, across, strict=True), *zip(zip(*cells, strict=True), down, strict=True)]:
        reader.adds_up(parts, whole)
    reader.adds_up(across, total)
    reader.adds_up(down, total)
    return [[reader.range_of(cell) for cell in row] for row in cells], [reader.range_of(row) for row in across]


def is_withheld(row):
    return all(cell == HIDDEN for cell in row.cells)


def alike(tables, shown_of):
    """The tables of which the same is shown, as lists."""
    groups = defaultdict(list)
    for table in tables:
        groups[shown_of(table)].append(table)
    return groups


def given_away(groups):
    """The small counts that a reader who can carry out the rules for every table there is would find."""
    return [
        (shown, place)
        for shown, tables in groups.items()
        for place, values in enumerate(map(set, zip(*tables, strict=True)))
        if len(values) == 1 and values < set(SMALL)
    ]


# One count


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        *((count, "[c]") for count in SMALL),
        *((count, "5") for count in (5, 6, 7)),
        *((count, "10") for count in (8, 10, 12)),
        (0, "0"), (13, "15"), (1003, "1,005"),
        (Missing.NOT_AVAILABLE, "[x]"), (Missing.NOT_APPLICABLE, "[z]"),
    ],
)  # fmt: skip
def test_count_is_rounded_or_hidden(count, shown):
    assert str(control(count)) == shown


def test_zero_that_tells_of_everyone_in_a_group_is_hidden():
    assert control(0, zero_discloses=True) == HIDDEN
    assert row_of([0, 9, 20], zero_discloses=True) == ["[c]", "10", "20", "30"]


@given(COUNTS)
def test_count_shown_is_the_nearest_and_stays_when_controlled_again(count):
    shown = control(count)

    if shown.number is None:
        assert count in SMALL
    else:
        assert shown.number == nearest(count)
        assert control(shown.number) == shown


@pytest.mark.parametrize("count", [True, 7.0, "7", None, Decimal(7)])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(TypeError):
        control(count)


def test_refusal_does_not_repeat_the_number():
    with pytest.raises(ValueError, match="not negative") as refused:
        control(-7318)

    assert "7318" not in str(refused.value)


# What may be shown


def test_marker_stands_instead_of_a_number_or_beside_it():
    assert str(Shown(10)) == "10"
    assert str(Shown(Decimal("3.5"), "e")) == "3.5 [e]"
    assert str(Shown(marker="low")) == "[low]"
    for number, marker in [(3, "c"), (None, ""), (None, "e"), (None, "?"), (3, "?")]:
        with pytest.raises(ValueError, match="marker"):
            Shown(number, marker)


def test_records_hold_number_and_marker_apart():
    assert control(3).record == {"value": None, "marker": "c"}
    assert control(11).record == {"value": 10, "marker": ""}
    assert Shown(Decimal("3.5"), "e").record == {"value": 3.5, "marker": "e"}


def test_every_marker_has_a_meaning():
    assert set(MEANINGS) == {"c", "x", "z", "low", "p", "r", "e"}
    assert control(3).meaning == "suppressed to protect confidentiality"
    assert control(30).meaning == ""


def test_nothing_of_a_hidden_count_is_in_what_is_shown():
    assert {repr(control(count)) for count in SMALL} == {repr(HIDDEN)}


# Counts with a total


@pytest.mark.parametrize(
    ("counts", "total_is_public", "shown"),
    [
        ([0, 3, 7, 12], False, "0 [c] 5 10 20"),
        ([0, 3, 7, 12], True, "0 [c] [c] 10 20"),
        ([2, 3], False, "[c] [c] 5"),
        ([2, 3], True, "[c] [c] 5"),
        ([4], False, "[c] [c]"),
        ([4], True, "[c] [c]"),
        ([15, 0], False, "15 0 15"),
        ([15, 0], True, "15 0 15"),
        ([3, 0], False, "[c] 0 [c]"),
        ([3, 0], True, "[c] [c] [c]"),
        ([7, 7, 7], False, "5 5 5 20"),
        ([4, 7, 7], False, "[c] [c] [c] [c]"),
        ([4, 7, 7], True, "[c] [c] [c] 20"),
        ([1, 8, 8], False, "[c] [c] [c] [c]"),
        ([4, 4], False, "[c] [c] [c]"),
        ([4, 4], True, "[c] [c] 10"),
        ([], False, "[x]"),
        ([Missing.NOT_AVAILABLE, 3, 9], False, "[x] [c] 10 10"),
        ([Missing.NOT_APPLICABLE] * 2, False, "[z] [z] [x]"),
    ],
)
def test_counts_with_a_total(counts, total_is_public, shown):
    assert " ".join(row_of(counts, total_is_public=total_is_public)) == shown


@given(st.lists(COUNTS, max_size=8), st.sampled_from(KNOWN))
def test_what_is_shown_of_counts_is_true(counts, total_is_public):
    row = control_row(counts, total_is_public=total_is_public)

    for count, cell in zip(counts, row.cells, strict=True):
        assert cell in (control(count), HIDDEN)
        assert count not in SMALL or cell == HIDDEN
    assert row.total in (control(sum(counts)), HIDDEN, Shown(marker="x"))


@given(st.lists(COUNTS, max_size=8).filter(lambda counts: not set(counts) & set(SMALL)), st.sampled_from(KNOWN))
def test_nothing_is_hidden_where_no_count_is_small(counts, total_is_public):
    assert HIDDEN not in control_row(counts, total_is_public=total_is_public).cells


@given(st.data(), st.lists(COUNTS, max_size=8, unique_by=lambda count: nearest(count) if count > 4 else object()))
def test_order_of_counts_makes_no_difference(data, counts):
    places = data.draw(st.permutations(range(len(counts))))

    for total_is_public in KNOWN:
        row = control_row(counts, total_is_public=total_is_public)
        other = control_row([counts[place] for place in places], total_is_public=total_is_public)
        assert other.cells == [row.cells[place] for place in places]
        assert other.total == row.total


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_beside_a_public_total_no_count_is_hidden_alone(counts):
    assert control_row(counts, total_is_public=True).cells.count(HIDDEN) != 1


@settings(deadline=None, max_examples=30)
@given(st.lists(FEW_COUNTS, min_size=2, max_size=5), st.sampled_from(KNOWN))
@example([4, 7, 7], False)
@example([1, 8, 8], True)
@example([1, 1, 28], True)
@example([1, 1, 5], False)
@example([4, 4, 4], True)
def test_no_solver_finds_a_hidden_count(counts, total_is_public):
    row = control_row(counts, total_is_public=total_is_public)
    assume(sum(counts) > 1 or not total_is_public)

    for cell, (least, most) in zip(
        [*row.cells, row.total], attack(counts, row, total_is_public=total_is_public), strict=True
    ):
        assert cell != HIDDEN or least < most or (cell is row.total and total_is_public)
    if not is_withheld(row):
        ranges = attack(counts, row, total_is_public=total_is_public, knows_rules=True)
        for count, (least, most) in zip(counts, ranges, strict=False):
            assert count not in SMALL or 1 <= least < most <= 4


def test_all_is_withheld_only_where_arithmetic_finds_a_count():
    tables = [list(counts) for counts in product(range(13), repeat=3) if sum(counts) > 4]
    withheld = [counts for counts in tables if control_row(counts).total == HIDDEN]

    assert 0 < len(withheld) < len(tables) / 20
    for counts in withheld:
        ranges = [(1, 4) if count in SMALL else least_and_most(nearest(count)) for count in counts]
        least, most = least_and_most(nearest(sum(counts)))
        slack = [
            min(high, most - sum(low for low, _high in ranges) + own)
            - max(own, least - sum(high for _low, high in ranges) + high)
            for own, high in ranges
        ]
        assert any(free == 0 for free, count in zip(slack, counts, strict=True) if count in SMALL)


# Every table of counts up to these is tried: 7 and 12 are the last that are rounded to 5 and 10.
@pytest.mark.parametrize(("length", "largest"), [(1, 12), (2, 22), (3, 12), (4, 7)])
def test_who_knows_the_rules_finds_no_count(length, largest):
    tables = list(product(range(largest + 1), repeat=length))

    assert given_away(alike(tables, lambda counts: tuple(row_of(counts)))) == []


@pytest.mark.parametrize(("length", "largest"), [(2, 22), (3, 12), (4, 7)])
def test_who_knows_the_rules_and_the_total_finds_no_count(length, largest):
    tables = list(product(range(largest + 1), repeat=length))

    groups = alike(tables, lambda counts: (sum(counts), *row_of(counts, total_is_public=True)))

    assert given_away(groups) == []


@pytest.mark.parametrize("total_is_public", KNOWN)
def test_who_knows_the_rules_finds_two_small_values_for_each_small_count_unless_all_is_withheld(total_is_public):
    tables = list(product(range(13), repeat=3))
    groups = alike(
        tables,
        lambda counts: (
            sum(counts) if total_is_public else None,
            *row_of(counts, total_is_public=total_is_public),
        ),
    )

    for counts_alike in groups.values():
        if not is_withheld(control_row(counts_alike[0], total_is_public=total_is_public)):
            for values in map(set, zip(*counts_alike, strict=True)):
                assert not values & set(SMALL) or len(values & set(SMALL)) > 1


def test_threshold_may_be_raised(monkeypatch):
    monkeypatch.setattr(disclosure, "MINIMUM_COUNT", 10)

    assert row_of([0, 8, 16, 12]) == ["0", "[c]", "15", "10", "35"]
    groups = alike(product(range(13), repeat=3), lambda counts: tuple(row_of(counts)))
    assert given_away(groups) == []


# Tables


def table_of(rows, **options):
    table = control_table(rows, **options)
    return [[*texts(row.cells), str(row.total)] for row in (*table.rows, table.totals)]


def test_table_has_no_hidden_count_alone_in_a_row_or_column():
    assert table_of([[3, 20, 31], [15, 40, 22], [26, 8, 0]]) == [
        ["[c]", "[c]", "[c]", "55"],
        ["[c]", "40", "[c]", "75"],
        ["[c]", "[c]", "0", "35"],
        ["45", "70", "55", "165"],
    ]


def test_hidden_count_beside_zeros_hides_its_total():
    assert table_of([[0, 3], [12, 9]]) == [["0", "[c]", "[c]"], ["[c]", "[c]", "20"], ["[c]", "10", "25"]]


def test_table_that_gives_a_count_away_is_withheld():
    assert table_of([[4, 4], [20, 30]]) == [["[c]"] * 3] * 3


TABLES = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 13), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@given(TABLES)
def test_what_is_shown_of_a_table_is_true(rows):
    table = control_table(rows)

    for row, counts in zip(table.rows, rows, strict=True):
        for count, cell in zip(counts, row.cells, strict=True):
            assert cell in (control(count), HIDDEN)
            assert count not in SMALL or cell == HIDDEN
        assert row.total in (control(sum(counts)), HIDDEN)
    assert table.totals.total in (control(sum(map(sum, rows))), HIDDEN)


@given(TABLES)
def test_no_row_or_column_has_a_figure_hidden_alone(rows):
    table = control_table(rows)

    columns = zip(*(row.cells for row in table.rows), strict=True)
    down = [[*column, total] for column, total in zip(columns, table.totals.cells, strict=True)]
    for line in [*([*row.cells, row.total] for row in table.rows), *down]:
        assert line.count(HIDDEN) != 1


@settings(deadline=None, max_examples=25)
@given(TABLES)
@example([[4, 4], [20, 30]])
@example([[4, 0, 0], [0, 7, 0], [0, 0, 7]])
@example([[3, 20, 31], [15, 40, 22], [26, 8, 0]])
def test_no_solver_finds_a_hidden_count_of_a_table(rows):
    table = control_table(rows)
    everything = all(is_withheld(row) for row in table.rows)

    across, totals = attack_table(rows, table, knows_rules=not everything)

    for row, counts, ranges, total in zip(table.rows, rows, across, totals, strict=True):
        for count, (least, most) in zip(counts, ranges, strict=True):
            assert count not in SMALL or least < most
        assert sum(counts) not in SMALL or total[0] < total[1]
        assert row.total != HIDDEN or total[0] < total[1]


@settings(deadline=None, max_examples=15)
@given(TABLES)
def test_no_solver_finds_what_was_hidden_to_cover_a_count(rows):
    table = control_table(rows)

    across, _totals = attack_table(rows, table)

    for row, ranges in zip(table.rows, across, strict=True):
        for cell, (least, most) in zip(row.cells, ranges, strict=True):
            assert cell != HIDDEN or least < most


def test_who_knows_the_rules_finds_no_count_of_a_table():
    tables = list(product(range(8), repeat=4))

    groups = alike(tables, lambda counts: str(table_of([counts[:2], counts[2:]])))

    assert given_away(groups) == []


# Years


def years_of(years, **options):
    return [[*texts(row.cells), str(row.total)] for row in control_series(years, **options)]


def test_count_is_hidden_in_all_years_or_in_none():
    assert years_of([[9, 20, 31], [3, 22, 34], [0, 22, 30]]) == [
        ["[c]", "20", "30", "60"],
        ["[c]", "20", "35", "60"],
        ["[c]", "20", "30", "50"],
    ]


def test_beside_public_totals_the_same_second_count_is_hidden_in_all_years():
    assert years_of([[9, 20, 31], [3, 40, 20]], total_is_public=True) == [
        ["[c]", "20", "[c]", "60"],
        ["[c]", "40", "[c]", "65"],
    ]


def test_series_of_which_one_year_gives_a_count_away_is_withheld():
    assert years_of([[4, 7, 7], [20, 30, 40]]) == [["[c]"] * 4] * 2


@given(
    st.integers(1, 5).flatmap(
        lambda length: st.lists(st.lists(COUNTS, min_size=length, max_size=length), min_size=1, max_size=4)
    )
)
def test_pattern_of_hidden_counts_is_the_same_in_all_years(years):
    patterns = {tuple(cell == HIDDEN for cell in row.cells) for row in control_series(years)}

    assert len(patterns) == 1


@pytest.mark.parametrize("total_is_public", KNOWN)
def test_who_knows_the_rules_finds_no_count_from_two_years(total_is_public):
    def shown_of(counts):
        years = counts[:2], counts[2:]
        known = tuple(map(sum, years)) if total_is_public else ()
        return str(years_of(years, total_is_public=total_is_public)), known

    assert given_away(alike(product(range(8), repeat=4), shown_of)) == []


@given(st.lists(COUNTS, min_size=2, max_size=2), st.lists(COUNTS, min_size=2, max_size=2))
def test_difference_between_years_may_always_be_several(before, after):
    first, second = control_series([before, after])

    for old, new in zip(first.cells, second.cells, strict=True):
        if old.number is not None and new.number is not None and (old.number or new.number):
            least = least_and_most(new.number)[0] - least_and_most(old.number)[1]
            most = least_and_most(new.number)[1] - least_and_most(old.number)[0]
            assert most - least >= 2


# Percentages, rates, averages, amounts and change


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (3, 9, "[c]"), (6, 9, "[c]"), (12, 12, "[c]"), (5, 13, "33"), (0, 20, "0"), (4, 200, "[c]"),
        (7, 22, "25"), (22, 22, "100"), (5, 3000, "[low]"), (0, 0, "[z]"), (5, 4, "[c]"),
        (Missing.NOT_AVAILABLE, 20, "[x]"),
    ],
)  # fmt: skip
def test_percentage_is_of_rounded_counts(part, whole, shown):
    assert str(percentage(control(part), control(whole))) == shown


@given(COUNTS, st.integers(0, 9))
def test_no_percentage_of_fewer_than_ten(part, whole):
    assert percentage(control(part), control(whole)).number is None


def test_cost_per_person_is_in_whole_pounds_for_the_rounded_number():
    assert str(rate(Decimal("31500.40"), control(22))) == "1,575"
    assert rate(Decimal("31500.40"), control(9)) == HIDDEN
    assert str(rate(control(11), control(4210), per=1000)) == "2"


@pytest.mark.parametrize("parts", [(3, Shown(20)), (Shown(5), 20), (Decimal(5), Decimal(20))])
def test_no_rate_is_made_of_raw_counts(parts):
    with pytest.raises(TypeError):
        rate(*parts)


def test_average_needs_eight_people():
    assert average(Decimal("3.14159"), 7) == HIDDEN
    assert str(average(Decimal("3.14159"), 8)) == "3.1"
    assert str(average(Decimal("12.5"), 8, places=0)) == "13"
    assert average(Decimal("3.14159"), Missing.NOT_AVAILABLE) == HIDDEN
    assert str(average(Missing.NOT_APPLICABLE, 8)) == "[z]"


def test_mean_is_of_a_sum_that_is_shown():
    assert str(disclosure.mean(Shown(100), 8)) == "12.5"
    assert str(disclosure.mean(Shown(1), 40)) == "[low]"
    assert str(disclosure.mean(Shown(0), 40)) == "0.0"
    assert [disclosure.mean(shown, 40) for shown in (HIDDEN, Shown(marker="x"))] == [HIDDEN, Shown(marker="x")]
    assert str(disclosure.mean(Shown(100), 7)) == "[x]"
    with pytest.raises(TypeError):
        disclosure.mean(100, 8)


def test_amount_is_hidden_with_the_number_of_people_it_was_for():
    assert amount(Decimal("1560.00"), 3) == HIDDEN
    assert amount(Decimal("1560.00"), Missing.NOT_AVAILABLE) == HIDDEN
    assert str(amount(Decimal("15600.50"), 30)) == "15,601"
    assert str(amount(Decimal(0), 0)) == "0"
    assert str(amount(Missing.NOT_AVAILABLE, 30)) == "[x]"


def test_change_is_between_what_is_shown():
    assert str(change(control(12), control(33))) == "25"
    assert str(change(control(33), control(12))) == "-25"
    assert change(control(3), control(33)) == HIDDEN
    assert change(control(33), control(Missing.NOT_AVAILABLE)) == Shown(marker="x")


def test_no_change_of_less_than_five_is_shown_where_the_first_is_known_exactly():
    assert str(change(Shown(33), Shown(35))) == "2"
    assert change(Shown(33), Shown(35), before_is_exact=True) == HIDDEN
    assert str(change(Shown(33), Shown(40), before_is_exact=True)) == "7"


# Sums of prisons

NORTH, SOUTH = [20, 30, 8, 11, 40, 0], [9, 9, 9, 9, 9]


def test_sum_is_true_where_five_prisons_have_part_in_it():
    areas = control_areas({"North": NORTH, "South": SOUTH})

    assert str(areas.total) == "154"
    assert {region: str(shown) for region, shown in areas.regions.items()} == {"North": "109", "South": "45"}
    assert texts(areas.prisons["North"]) == ["20", "30", "10", "10", "40", "0"]


@pytest.mark.parametrize(
    "counts", [[20, 30, 8, 11], [20, 30, 8, 11, 0, 0], [1, 1, 1, 1, 17], [Missing.NOT_AVAILABLE, 9, 9, 9, 9]]
)
def test_sum_of_few_prisons_or_mostly_of_one_is_hidden(counts):
    assert control_areas({"North": counts}).total == HIDDEN


def test_sum_of_which_one_is_four_fifths_is_shown():
    assert str(control_areas({"North": [1, 1, 1, 1, 16]}).total) == "20"


def test_region_is_not_the_nation_less_the_other_regions():
    areas = control_areas({"North": NORTH, "East": SOUTH, "South": [70, 80], "West": [0, 0]})

    assert {region: str(shown) for region, shown in areas.regions.items()} == {
        "North": "[c]",
        "East": "45",
        "South": "[c]",
        "West": "0",
    }
    assert str(areas.total) == "304"


def test_prisons_have_a_public_total_where_their_sum_is_known():
    regions = {"East": SOUTH, "North": [3, 20, 30, 40, 50], "South": [70, 80], "West": [2, 90]}

    areas = control_areas(regions)

    assert texts(areas.regions.values()) == ["[c]", "143", "[c]", "[c]"]
    assert texts(areas.prisons["North"]) == ["[c]", "[c]", "30", "40", "50"]
    assert texts(areas.prisons["East"] + areas.prisons["South"] + areas.prisons["West"]).count("[c]") == 2


def test_prisons_have_no_public_total_where_no_sum_is_known():
    assert texts(control_areas({"North": [3, 20, 30, 40]}).prisons["North"]) == ["[c]", "20", "30", "40"]


def test_regions_with_no_answers_are_not_available():
    areas = control_areas({"North": [Missing.NOT_AVAILABLE] * 6, "South": []})

    assert texts([areas.total, *areas.regions.values()]) == ["[x]"] * 3
    assert texts(areas.prisons["North"]) == ["[x]"] * 6


REGIONS = st.dictionaries(st.sampled_from("ABCD"), st.lists(COUNTS, max_size=8), min_size=1)


def is_safe(counts):
    contributing = [count for count in counts if count]
    return len(contributing) >= 5 and max(contributing) <= 0.8 * sum(contributing)


@given(REGIONS)
def test_every_sum_that_is_shown_or_can_be_worked_out_may_be_shown(regions):
    areas = control_areas(regions)

    hidden = [region for region, shown in areas.regions.items() if shown == HIDDEN]
    for region, shown in areas.regions.items():
        assert (
            region in hidden
            or not any(regions[region])
            or (shown.number == sum(regions[region]) and is_safe(regions[region]))
        )
    if areas.total.number:
        assert is_safe([count for counts in regions.values() for count in counts])
        assert not hidden or (len(hidden) > 1 and is_safe([count for region in hidden for count in regions[region]]))


@settings(deadline=None, max_examples=12)
@given(st.fixed_dictionaries({name: st.lists(FEW_COUNTS, min_size=3, max_size=6) for name in "AB"}))
@example({"A": [1, 7, 7, 7, 7, 7], "B": [1, 9, 9]})
@example({"A": [1, 5, 5, 5, 5, 5], "B": [4, 7, 7, 7, 7, 7]})
def test_no_solver_finds_a_prison_from_the_sums(regions):
    areas = control_areas(regions)
    reader = Reader()
    cells = {region: [reader.number(prison) for prison in prisons] for region, prisons in areas.prisons.items()}
    sums = {region: reader.number(shown, exactly=shown.number) for region, shown in areas.regions.items()}
    for region, parts in cells.items():
        reader.adds_up(parts, sums[region])
    reader.adds_up(sums.values(), reader.number(areas.total, exactly=areas.total.number))

    for region, shown in areas.regions.items():
        least, most = reader.range_of(sums[region])
        assert shown != HIDDEN or least < most
        for count, cell in zip(regions[region], cells[region], strict=True):
            least, most = reader.range_of(cell) if count in SMALL else (0, 1)
            assert least < most
