import datetime
from decimal import Decimal

import pytest
from dateutil.easter import easter as other_easter
from hypothesis import given as given_any
from hypothesis import strategies as st

from directory.models import ReturnValue
from directory.models.returns import Marker, Reason
from directory.monitoring import checks as return_checks
from directory.monitoring.checks import MISSING, check, derived, errors_of_part
from directory.monitoring.indicators import catalogue
from directory.monitoring.numbers import LARGEST, UnreadableError, read_number
from directory.monitoring.reporting_years import easter, is_working_day, snapshot_day, year_of

KEYS = list(catalogue().typed)


def row(typed="", **fields):
    """A number as it would be stored."""
    try:
        value = None if fields.get("marker") in ("x", "z") else read_number(typed)
    except UnreadableError:
        value = None
    return ReturnValue(typed=typed, value=value, **fields)


def rows(**typed):
    """{key: row}; a key is written with "__" for "-"."""
    return {key.replace("__", "-"): row(str(value)) for key, value in typed.items()}


def said(values, key, before=None):
    return [str(problem.message) for problem in check(values, before) if problem.part.key == key]


def complete(**typed):
    """A return with a number everywhere that breaks no rule."""
    filled = {key: row("0") for key in KEYS}
    return filled | rows(C7__prison=100, O1=4, O2=4, O3=4, O4=4) | rows(**typed)


# Years


@given_any(st.integers(1900, 2299))
def test_easter_is_when_others_say(year):
    assert easter(year) == other_easter(year)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2025, "2026-03-31"),  # a Tuesday
        (2023, "2024-03-28"),  # Easter Sunday; Good Friday and Saturday before it
        (2017, "2018-03-29"),  # a Saturday after Good Friday
        (2012, "2013-03-28"),  # Easter Sunday
        (2001, "2002-03-28"),  # Easter Sunday
        (1985, "1986-03-27"),  # Easter Monday
        (2026, "2027-03-31"),
        (2028, "2029-03-29"),  # Saturday after Good Friday
        (2030, "2031-03-31"),
        (2090, "2091-03-30"),  # a Saturday
    ],
)
def test_snapshot_day_is_a_working_day(year, day):
    assert snapshot_day(year) == datetime.date.fromisoformat(day)


@given_any(st.integers(2000, 2200))
def test_snapshot_day_is_at_the_end_of_its_year(year):
    day = snapshot_day(year)

    assert is_working_day(day)
    assert year_of(day) == year
    assert datetime.timedelta() <= datetime.date(year + 1, 3, 31) - day <= datetime.timedelta(days=4)


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_year_starts_on_the_first_of_april(day, year):
    assert year_of(datetime.date.fromisoformat(day)) == year


# Numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0", "0"), (" 12 ", "12"), ("1,250.50", "1250.50"), ("£1,000", "1000"), ("45%", "45"), ("−1.5", "-1.5")],
)
def test_number_is_read_as_people_type_it(typed, number):
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", " ", "\n"])
def test_nothing_is_no_number(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1,5",
        "1.2.3",
        "12 people",
        "1e5",
        "NaN",
        "Infinity",
        "£",
        "%",
        "1,00",
        "--1",
        "٣",
        "1.234",
        "9" * 12,
        "½",
    ],
)
def test_what_could_mean_two_things_is_asked_about(typed):
    with pytest.raises(UnreadableError):
        read_number(typed)


@given_any(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_that_can_be_kept_or_is_asked_about(typed):
    try:
        number = read_number(typed)
    except UnreadableError:
        return
    assert number is None or (abs(number) < LARGEST and number == round(number, 2))


@given_any(st.decimals(-10_000, 10_000, places=2))
def test_a_number_survives_being_written_and_read(number):
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number


# Errors


def test_complete_return_has_no_problem():
    assert check(complete()) == []


def test_every_part_needs_a_number_or_a_marker():
    assert [problem.part.key for problem in check({}) if problem.message is MISSING] == KEYS


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("marker", [{"marker": "x", "reason": "no_time"}, {"marker": "z"}])
def test_marker_stands_for_any_number(key, marker):
    assert list(errors_of_part(catalogue().parts[key], row(**marker))) == []


def test_estimate_wants_its_number():
    assert said(complete() | {"O8": row(marker="e")}, "O8") == [MISSING]
    assert said(complete() | {"O8": row("5", marker="e")}, "O8") == []


def test_not_collected_wants_a_reason_and_another_reason_a_comment():
    assert said(complete() | {"C3": row(marker="x")}, "C3") == ["Say why it was not collected."]
    other = row(marker="x", reason=Reason.OTHER)
    assert said(complete() | {"C3": other}, "C3") == ["Give the reason in the comment."]
    other.comment = "The books burnt."
    assert said(complete() | {"C3": other}, "C3") == []


@pytest.mark.parametrize("marker", ["x", "z"])
def test_number_and_marker_exclude_each_other(marker):
    (message, *_others) = said(complete() | {"C3": row("5", marker=marker, reason="no_time")}, "C3")

    assert message.startswith("You gave a number and said that there is none.")


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("O1", "-1", "This cannot be less than nought."),
        ("C1", "-0.01", "This cannot be less than nought."),
        ("O9-interviews", "1.5", "This is a count: give a whole number."),
        ("C7-nhs", "101", "This cannot be more than 100."),
        ("O14", "168.01", "This cannot be more than 168."),
        ("O1", "four", "Type a number in figures, such as 12 or 1250.50, with nothing else."),
    ],
)
def test_number_out_of_range_is_an_error(key, typed, message):
    assert message in said(complete() | {key: row(typed)}, key)


@pytest.mark.parametrize(("key", "typed"), [("R6-change", "-2.5"), ("B1-change", "-0.1"), ("O14", "168")])
def test_number_in_range_is_none(key, typed):
    assert said(complete() | {key: row(typed)}, key) == []


@pytest.mark.parametrize(("keys", "most"), [rule[:2] for rule in return_checks.AT_MOST], ids=lambda found: str(found))
def test_part_is_not_more_than_the_whole(keys, most):
    each = {key: row("2") for key in keys}

    assert said(each | {most: row(str(2 * len(keys)))}, keys[0]) == []
    assert len(said(each | {most: row(str(2 * len(keys) - 1))}, keys[0])) == 1
    assert said(each | {most: row(marker="z")}, keys[0]) == []


@given_any(st.lists(st.integers(0, 20), min_size=5, max_size=5), st.integers(0, 100))
def test_reasons_of_leavers_add_up_exactly(reasons, leavers):
    keys = ["O13-transfer", "O13-release", "O13-removed", "O13-stopped", "O13-other"]
    values = {key: row(str(number)) for key, number in zip(keys, reasons, strict=True)}

    messages = said(values | {"O13-leavers": row(str(leavers))}, keys[0])

    assert bool(messages) == (sum(reasons) != leavers)


@given_any(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_shares_of_those_who_pay_add_up_to_a_hundred(shares):
    keys = ["C7-prison", "C7-authority", "C7-nhs", "C7-grant"]
    values = {key: row(str(number)) for key, number in zip(keys, shares, strict=True)}

    assert bool(said(values, keys[0])) == (sum(shares) != 100)


def test_what_does_not_apply_counts_as_nought_in_a_sum():
    values = rows(C7__prison=60, C7__authority=40) | {"C7-nhs": row(marker="z"), "C7-grant": row(marker="z")}

    assert said(values, "C7-prison") == []
    assert said({key: row(marker="z") for key in KEYS if key.startswith("C7")}, "C7-prison") == []


def test_unknown_share_is_not_guessed_but_too_much_is_seen():
    unknown = {"C7-nhs": row(marker="x", reason="no_time"), "C7-grant": row("0")}

    assert said(rows(C7__prison=60, C7__authority=20) | unknown, "C7-prison") == []
    assert len(said(rows(C7__prison=60, C7__authority=50) | unknown, "C7-prison")) == 1


# Warnings


@pytest.mark.parametrize(
    ("now", "before", "warned"),
    [(15, 10, False), (16, 10, True), (5, 10, False), (4, 10, True), (0, 0, False), (1, 0, True), (10, 10, False)],
)
def test_change_of_more_than_half_wants_a_comment(now, before, warned):
    values = complete(O9__interviews=now)

    problems = [found for found in check(values, {"O9-interviews": Decimal(before)}) if found.is_warning]

    assert bool(problems) == warned
    assert all(found.blocks for found in problems)


@pytest.mark.parametrize(
    ("buddies", "people", "warned"), [(1, 6, False), (1, 7, True), (10, 3, False), (10, 2, True), (0, 5, False)]
)
def test_unusual_number_of_people_for_each_buddy_wants_a_comment(buddies, people, warned):
    values = complete(O1=buddies, O2=99, O3=people, O4=99)

    assert any("for each buddy" in message for message in said(values, "O3")) == warned


@pytest.mark.parametrize(("cost", "warned"), [(50_000, False), (50_001, True), (50_100, True)])
def test_high_cost_for_each_person_wants_a_comment(cost, warned):
    values = complete(O1=5, O2=5, O3=10, O4=10, C1=cost)

    assert any("£5,000" in message for message in said(values, "C1")) == warned


def test_comment_answers_a_warning():
    values = complete(O9__interviews=30)
    values["O9-interviews"].comment = "We advertised."

    (problem,) = check(values, {"O9-interviews": Decimal(1)})

    assert problem.is_warning
    assert not problem.blocks


def test_comment_does_not_answer_an_error():
    values = complete(O1=5, O2=4)
    values["O1"].comment = "Really."

    assert any(found.blocks for found in check(values))


# Numbers that are worked out


def test_cost_for_each_person_is_worked_out_of_all_costs():
    values = rows(C1=1000, C2__cost=2000, C3=300, C5=100, O4=10) | {"C6": row(marker="z")}

    assert derived(values)["C8"] == 340


@pytest.mark.parametrize("lost", ["C1", "C6", "O4"])
def test_cost_is_not_worked_out_of_half_the_numbers(lost):
    values = rows(C1=1, C2__cost=1, C3=1, C5=1, C6=1, O4=10)
    del values[lost]

    assert "C8" not in derived(values)


def test_nothing_is_divided_by_nought():
    assert derived({key: row("0") for key in KEYS}) == {}


@given_any(st.integers(1, 500), st.data())
def test_share_is_between_nought_and_a_hundred(whole, data):
    part = data.draw(st.integers(0, whole))

    share = derived(rows(O1=whole, O10__trained=part))["O10-percent"]

    assert 0 <= share <= 100


@given_any(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.builds(
            row,
            st.one_of(st.text(max_size=8), st.integers(-10, 200).map(str)),
            marker=st.sampled_from(["", *Marker.values]),
            reason=st.sampled_from(["", *Reason.values]),
        ),
    ),
    st.dictionaries(st.sampled_from(KEYS), st.decimals(0, 1000, places=2)),
)
def test_checks_say_something_of_any_return(values, before):
    problems = check(values, before)

    assert all(str(problem.message) for problem in problems)
    assert {problem.part.key for problem in problems if problem.is_blank} >= set(KEYS) - set(values)
    assert all(abs(number) >= 0 for number in derived(values).values())
