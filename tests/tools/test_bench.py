import pytest

from tools.bench.rows import DOCUMENT, END, START, Row, as_text, is_as_written, write


@pytest.mark.parametrize(
    ("value", "at_least", "verdict"),
    [
        (5, False, "met"),
        (6, False, "goal not met"),
        (9, False, "BROKEN"),
        (5, True, "met"),
        (1, True, "BROKEN"),
    ],
)
def test_row_is_met_or_not_or_beyond_its_bound(value, at_least, verdict):
    assert (
        Row("a page", "", value, "queries", goal=5, bound=8 if not at_least else 4, at_least=at_least).verdict
        == verdict
    )


def test_without_a_bound_the_goal_is_the_bound():
    assert Row("a page", "", 6, goal=5).verdict == "BROKEN"


def test_row_without_a_goal_is_for_the_reader_alone():
    assert Row("hello", "0.2 ms").cells == ("hello", "0.2 ms", "", "", "", "")


def test_tables_name_what_is_not_met():
    lines = list(as_text({"Queries": [Row("home", "9", 9, "queries", 8, 10)]}))

    assert "Queries" in lines[0]
    assert lines[2].split() == ["home", "9", "9", "queries", "≤", "8", "goal", "not", "met"]


def test_document_says_when_a_table_was_changed_by_hand(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"Before\n\n{START}\n{END.format('00')}\n\nAfter\n")
    assert not is_as_written(document)

    write({"Queries": [Row("home", "9", 9, "queries", 8, 10)]}, "2 cores.", document)
    assert is_as_written(document)
    assert document.read_text().startswith("Before")
    assert document.read_text().endswith("After\n")

    document.write_text(document.read_text().replace("| 9 |", "| 3 |"))
    assert not is_as_written(document)


def test_tables_of_the_document_are_as_the_benchmark_wrote_them():
    assert is_as_written(DOCUMENT)
