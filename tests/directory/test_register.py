"""Loading the register: what keeps the rules comes in, what breaks one stays out and is told."""

import csv
import tempfile
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import Prison
from directory.register import COLUMNS, REGISTER, RegisterError, load
from tests.factories import PrisonFactory

DAYS = {"source_on": date(2026, 8, 18), "capacity_on": date(2026, 7, 27)}
ROW = {
    "nomis_code": "EXI",
    "slug": "exeter",
    "name": "HMP Exeter",
    "name_cy": "",
    "country": "England",
    "region": "South West",
    "gender": "men",
    "designation": "HMP",
    "security_category": "B/C",
    "function_type": "reception",
    "operator": "HM Prison Service (public)",
    "local_authority": "Devon",
    "town": "Exeter",
    "town_cy": "",
    "county": "Devon",
    "postcode": "EX4 4EX",
    "lat": "50.728",
    "lon": "-3.532",
    "op_cap_2026_07": "500",
    "status": "open",
    "holds_adults": "yes",
    "source": "A register",
    "notes": "",
}
OTHER = {**ROW, "nomis_code": "LEI", "slug": "leeds", "name": "HMP Leeds"}
BAD = {
    "code in small letters": {"nomis_code": "exi"},
    "no code": {"nomis_code": ""},
    "no name": {"name": ""},
    "name too long": {"name": "H" * 81},
    "slug with a space": {"slug": "exeter prison"},
    "unknown nation": {"country": "Scotland"},
    "unknown region": {"region": "Narnia"},
    "unknown status": {"status": "demolished"},
    "unknown function": {"function_type": "hotel"},
    "unknown category": {"security_category": "E"},
    "women with a category": {"gender": "women", "security_category": "C"},
    "Wales without a Welsh name": {"country": "Wales", "region": "Wales"},
    "latitude of Paris": {"lat": "48.85"},
    "latitude that is no number": {"lat": "north"},
    "one coordinate": {"lon": ""},
    "capacity below nothing": {"op_cap_2026_07": "-1"},
    "capacity in words": {"op_cap_2026_07": "about 500"},
    "half a postcode": {"postcode": "EX4"},
    "maybe adults": {"holds_adults": "maybe"},
    "no source": {"source": ""},
    "a character no database holds": {"town": "Exe\x00ter"},
}


def write(path, *rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def register(tmp_path):
    """A function that writes rows to a register file and returns its path."""

    def file_of(*rows, **kwargs):
        return write(tmp_path / "register.csv", *rows, **kwargs)

    return file_of


def run(*args, **kwargs):
    """Run the command; returns (what it printed, what it complained of)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_prisons", *args, stdout=out, stderr=err, **kwargs)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


# The register itself


def test_every_row_of_the_register_is_loaded(db):
    report = load(REGISTER, **DAYS)

    assert len(report.created) == Prison.objects.count() == 127
    assert report.rejected == []
    assert Prison.objects.in_directory().count() == 122


def test_dartmoor_is_temporarily_closed_with_a_capacity_of_nought(db):
    load(REGISTER, **DAYS)

    dartmoor = Prison.objects.get(nomis_code="DAI")
    assert dartmoor.status == "temporarily_closed"
    assert dartmoor.capacity == 0
    assert dartmoor.is_closed


def test_prisons_in_wales_and_only_they_have_welsh_names(db):
    load(REGISTER, **DAYS)

    welsh = Prison.objects.exclude(name_cy="")
    assert {prison.nomis_code for prison in welsh} == {"BWI", "CFI", "PRI", "PYI", "UPI", "SWI", "UKI"}
    assert {prison.country for prison in welsh} == {"Wales"}
    assert not Prison.objects.filter(country="Wales", name_cy="").exists()
    assert Prison.objects.get(nomis_code="SWI").name_cy == "Carchar Abertawe"


def test_loading_again_changes_nothing(db):
    load(REGISTER, **DAYS)
    before = list(Prison.objects.values())

    report = load(REGISTER, **DAYS)

    assert len(report.unchanged) == 127
    assert not report.created
    assert not report.changed
    assert not report.missing
    assert list(Prison.objects.values()) == before


# What a row becomes


def test_cells_become_fields(db, register):
    load(register(ROW), **DAYS)

    prison = Prison.objects.get()
    assert prison.security_categories == "BC"
    assert prison.function == "reception"
    assert prison.capacity == 500
    assert prison.capacity_on == DAYS["capacity_on"]
    assert prison.source_on == DAYS["source_on"]
    assert prison.holds_adults
    assert not prison.is_example


def test_blank_cells_mean_not_known(db, register):
    blank = dict.fromkeys(("function_type", "security_category", "op_cap_2026_07", "lat", "lon", "postcode"), "")

    load(register({**ROW, **blank}), **DAYS)

    prison = Prison.objects.get()
    assert (prison.lat, prison.lon, prison.capacity, prison.capacity_on) == (None, None, None, None)
    assert (prison.function, prison.security_categories, prison.postcode) == ("", "", "")


def test_spaces_around_a_cell_do_not_count(db, register):
    load(register(ROW), **DAYS)

    report = load(register({**ROW, "town": " Exeter ", "lat": " 50.728"}), **DAYS)

    assert len(report.unchanged) == 1


def test_changed_cell_is_written_and_told_with_its_old_and_new_value(db, register):
    load(register(ROW, OTHER), **DAYS)

    report = load(register({**ROW, "town": "Topsham", "op_cap_2026_07": "510"}, OTHER), **DAYS)

    [(prison, changes)] = report.changed
    assert prison.pk == "EXI"
    assert changes == {"town": ("Exeter", "Topsham"), "capacity": (500, 510)}
    assert len(report.unchanged) == 1
    assert Prison.objects.get(pk="EXI").town == "Topsham"


def test_command_tells_of_each_changed_field(db, register):
    load(register(ROW), **DAYS)

    out, err = run(register({**ROW, "town": "Topsham"}))

    assert "changed EXI HMP Exeter: town from 'Exeter' to 'Topsham'" in out
    assert "0 created, 1 changed, 0 unchanged, 0 rejected" in out
    assert err == ""


def test_command_names_what_it_created_when_asked_for_more_words(db, register):
    out, _err = run(register(ROW), verbosity=2)

    assert "created EXI HMP Exeter" in out


def test_command_dates_the_records_as_told(db, register):
    run(register(ROW), "--source-date", "2027-01-02", "--capacity-date", "2027-01-01")

    prison = Prison.objects.get()
    assert (prison.source_on, prison.capacity_on) == (date(2027, 1, 2), date(2027, 1, 1))


# Rows that break a rule


@pytest.mark.parametrize("cells", BAD.values(), ids=BAD)
def test_bad_row_is_rejected_with_its_line_and_all_others_load(db, register, cells):
    report = load(register({**ROW, **cells}, OTHER), **DAYS)

    [(line, error, row)] = report.rejected
    assert line == 2
    assert error.messages
    assert row["slug"] == {**ROW, **cells}["slug"]
    assert list(Prison.objects.values_list("pk", flat=True)) == ["LEI"]


@pytest.mark.parametrize("cells", [cells for cells in BAD.values() if "nomis_code" not in cells])
def test_bad_row_leaves_the_prison_as_it_was(db, register, cells):
    load(register(ROW), **DAYS)
    before = Prison.objects.values().get()

    report = load(register({**ROW, "county": "Somerset", **cells}), **DAYS)

    assert len(report.rejected) == 1
    assert report.missing == []
    assert Prison.objects.values().get() == before


def test_reason_names_the_field(db, register):
    _out, err = run(register(OTHER, {**ROW, "region": "Narnia", "postcode": "EX4"}))

    assert "line 3 rejected: " in err
    assert "region: " in err
    assert "postcode: A full UK postcode." in err
    assert "1 rows were not loaded" in err


def test_second_row_with_a_code_is_rejected(db, register):
    report = load(register(ROW, {**OTHER, "nomis_code": "EXI"}), **DAYS)

    assert Prison.objects.get().name == "HMP Exeter"
    [(line, error, _row)] = report.rejected
    assert line == 3
    assert "nomis_code" in error.message_dict


def test_row_after_a_rejected_one_with_its_code_is_rejected_too(db, register):
    report = load(register({**ROW, "region": "Narnia"}, ROW), **DAYS)

    assert len(report.rejected) == 2
    assert not Prison.objects.exists()


def test_second_row_with_a_slug_is_rejected(db, register):
    report = load(register(ROW, {**OTHER, "slug": "exeter"}), **DAYS)

    [(_line, error, _row)] = report.rejected
    assert "slug" in error.message_dict


def test_row_with_more_cells_than_columns_is_rejected(db, register):
    path = register(OTHER)
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(["x"] * (len(COLUMNS) + 1)) + "\n")

    report = load(path, **DAYS)

    [(line, _error, _row)] = report.rejected
    assert line == 3
    assert len(report.created) == 1


def test_row_that_ends_early_is_rejected(db, register):
    path = register(OTHER)
    with path.open("a", encoding="utf-8") as file:
        file.write("EXI,exeter,HMP Exeter\n")

    report = load(path, **DAYS)

    [(line, error, _row)] = report.rejected
    assert line == 3
    assert "holds_adults" in error.message_dict


def test_prison_that_the_file_does_not_hold_is_kept_and_told(db, register):
    load(register(ROW, OTHER), **DAYS)

    out, _err = run(register(OTHER))

    assert "not in the file, kept as it is: EXI HMP Exeter" in out
    assert Prison.objects.filter(pk="EXI").exists()


# Made-up prisons are not the register's


def test_made_up_prisons_are_neither_changed_nor_missed(db, register):
    example = PrisonFactory(example=True)
    before = Prison.objects.filter(pk=example.pk).values().get()

    report = load(register(ROW), **DAYS)

    assert report.missing == []
    assert Prison.objects.filter(pk=example.pk).values().get() == before


def test_row_with_the_code_of_a_made_up_prison_is_rejected(db, register):
    example = PrisonFactory(example=True, nomis_code="EXI")

    report = load(register(ROW, OTHER), **DAYS)

    [(_line, error, _row)] = report.rejected
    assert "nomis_code" in error.message_dict
    example.refresh_from_db()
    assert example.is_example
    assert example.name != "HMP Exeter"


# Files that are no register


@pytest.mark.parametrize("column", COLUMNS)
def test_file_without_a_column_is_refused(db, register, column):
    path = register(ROW, columns=[name for name in COLUMNS if name != column])

    with pytest.raises(RegisterError, match=rf"lacks the columns {column}\."):
        load(path, **DAYS)

    assert not Prison.objects.exists()


def test_file_that_is_not_utf_8_is_refused(db, register):
    path = register(ROW)
    path.write_bytes(path.read_bytes().replace(b"Exeter", b"Ex\xe9ter"))

    with pytest.raises(RegisterError, match="cannot be read"):
        load(path, **DAYS)


def test_empty_file_is_refused(db, tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()

    with pytest.raises(RegisterError, match="lacks the columns"):
        load(path, **DAYS)


@pytest.mark.parametrize("name", ["absent.csv", "."], ids=["absent", "folder"])
def test_what_is_no_file_is_refused(db, tmp_path, name):
    with pytest.raises(RegisterError, match="cannot be read"):
        load(tmp_path / name, **DAYS)


def test_file_with_endless_cells_is_refused(db, register):
    with pytest.raises(RegisterError, match="cannot be read"):
        load(register({**ROW, "notes": "x" * 200_000}), **DAYS)


def test_header_alone_loads_nothing_and_misses_everything(db, register, prison):
    report = load(register(), **DAYS)

    assert report.missing == [prison]
    assert not report.created


def test_file_with_a_byte_order_mark_loads(db, register):
    path = register(ROW)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    report = load(path, **DAYS)

    assert len(report.created) == 1


def test_command_says_in_one_line_what_is_wrong_with_a_file(db, tmp_path):
    _out, err = run(tmp_path / "absent.csv")

    assert "cannot be read" in err
    assert "Traceback" not in err


# Rows to be mended


def test_rejected_rows_are_written_whole_and_load_once_mended(db, register, tmp_path):
    rejected = tmp_path / "rejected.csv"
    bad = {**ROW, "region": "Narnia", "notes": "first line\nsecond, with “quotes”"}

    run(register(bad, OTHER), "--rejected", str(rejected))

    with rejected.open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert {name: row[name] for name in COLUMNS} == bad
    assert row["line"] == "3"
    assert "region: " in row["reasons"]

    rejected.write_text(rejected.read_text(encoding="utf-8").replace("Narnia", "South West"), encoding="utf-8")
    report = load(rejected, **DAYS)

    assert [prison.pk for prison in report.created] == ["EXI"]
    assert Prison.objects.get(pk="EXI").notes == bad["notes"]


def test_cells_beyond_the_last_column_are_not_lost_from_the_rejected_rows(db, register, tmp_path):
    rejected = tmp_path / "rejected.csv"
    path = register(OTHER)
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join([*(ROW[name] for name in COLUMNS), "the end of a note with a comma"]) + "\n")

    run(path, "--rejected", str(rejected))

    assert "the end of a note with a comma" in rejected.read_text(encoding="utf-8")


def test_nothing_is_written_where_nothing_was_rejected(db, register, tmp_path):
    rejected = tmp_path / "rejected.csv"

    run(register(ROW), "--rejected", str(rejected))

    assert not rejected.exists()


# Any file at all

CELL = st.one_of(
    st.text(max_size=90),
    st.sampled_from(list(ROW.values())),
    st.sampled_from(["NaN", "1e999", "-0", "9" * 40, "٣", "\x00", "a\x00b", "1_000", "Wales", "women", "D/A"]),
)


@pytest.mark.django_db
@settings(deadline=None, max_examples=150)
@given(cells=st.dictionaries(st.sampled_from(COLUMNS), CELL, min_size=1, max_size=4))
def test_no_cell_breaks_the_loading(cells):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write(Path(folder) / "register.csv", {**ROW, **cells}, OTHER)

        report = load(path, **DAYS)

        assert len(report.created) + len(report.rejected) == 2
        assert Prison.objects.count() == len(report.created)
        transaction.set_rollback(True)
