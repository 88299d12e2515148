import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Submission
from directory.practice import importing
from directory.practice.importing import COLUMNS, Unreadable, escaped, unescaped, written
from directory.practice.states import State
from hub.cells import FORMULA
from tests.factories import STORY, GuidanceIndexPageFactory, GuidancePageFactory, MembershipFactory, PrisonFactory

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n")) | st.builds(
    "{}{}".format, st.sampled_from([*FORMULA, "'", "'=", "''"]), st.text("a=1'", max_size=4)
)


def row_for(prison, **changes):
    about = {"prison": prison.pk, "language": "en-gb", "title": "From a table", "started": "2024", "role": "prison"}
    return about | STORY | {"signed_off_by": "Governor"} | changes


def table(*rows):
    return written(rows).encode("utf-8-sig")


def checked(*rows):
    return importing.check(importing.read(table(*rows)))


# What is written can be read


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), max_size=3))
def test_what_the_template_writes_is_read(rows):
    rows = [row for row in rows if any(escaped(cell).strip() for cell in row.values())]

    found = importing.read(table(*rows))

    assert [row.values for row in found] == rows


@given(CELLS)
def test_no_cell_is_run_and_each_comes_back_as_it_was(text):
    assert not escaped(text).startswith(FORMULA)
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", ["'Twas", "it's", "Buddies' hours", "plain"])
def test_an_apostrophe_that_somebody_typed_stays(text):
    assert unescaped(text) == text


@given(st.binary(max_size=300))
def test_a_file_of_anything_is_read_or_refused(data):
    try:
        rows = importing.read(data)
    except Unreadable:
        return
    assert isinstance(rows, list)


@given(st.binary(max_size=300))
def test_rows_of_anything_are_read_or_refused(data):
    try:
        rows = importing.read(",".join(COLUMNS).encode() + b"\r\n" + data)
    except Unreadable:
        return
    assert all(set(row.values) == set(COLUMNS) for row in rows)


def test_the_template_has_the_columns_and_no_rows(client, reader):
    client.force_login(reader)

    answer = client.get(reverse("submissions:template"))

    assert answer.content.decode("utf-8-sig").strip() == ",".join(COLUMNS)
    assert importing.read(answer.content) == []


def test_excel_for_windows_and_columns_in_another_order_are_read():
    data = "\r\n".join([",".join(reversed(COLUMNS)), ",".join(["£5"] * len(COLUMNS))]).encode("cp1252")

    assert {value for row in importing.read(data) for value in row.values.values()} == {"£5"}


@pytest.mark.parametrize(
    "data", [b"", b"a,b\r\n1,2", b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n", ",".join(COLUMNS[1:]).encode(), b'"' * 3]
)
def test_what_is_no_such_table_is_refused_with_the_reason(data):
    with pytest.raises(Unreadable):
        importing.read(data)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Unreadable, match="2 MB"):
        importing.read(b"x" * (importing.LARGEST + 1))


# The report


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"prison": "ZZZ"}, "prison: There is no such prison."),
        ({"prison": ""}, "prison: "),
        ({"language": "fr"}, "language: "),
        ({"role": "wizard"}, "role: "),
        ({"title": ""}, "title: "),
        ({"title": "x" * 121}, "title: "),
        ({"need": ""}, "need: What is signed off is complete"),
        ({"cost": "word " * 151}, "cost: More than 150 words."),
        ({"recommendations": "PSSC-G-99 R1"}, "recommendations: there is no PSSC-G-99 R1."),
    ],
)
@pytest.mark.django_db
def test_a_row_that_cannot_be_stored_says_why_and_on_which_line(changes, reason, prison, reader):
    good, bad = row_for(prison, need="Two\nlines"), row_for(prison) | changes

    rows = importing.store(checked(good, bad), reader)

    assert [row.line for row in rows] == [2, 6]
    assert rows[0].reasons == []
    assert any(found.startswith(reason) for found in rows[1].reasons)
    assert Submission.objects.get().need == "Two\nlines"


def test_cells_beyond_the_columns_are_not_dropped_in_silence(prison):
    data = table(row_for(prison)).rstrip() + b",more"

    assert "more cells" in importing.check(importing.read(data))[0].reasons[0]


def test_checking_writes_nothing(prison):
    assert not checked(row_for(prison))[0].reasons
    assert not Submission.objects.exists()


def test_rows_are_stored_as_they_are_signed_off(prison, reader):
    importing.store(checked(row_for(prison), row_for(prison, title="Not yet", signed_off_by="", need="")), reader)

    assert dict(Submission.objects.values_list("title", "state")) == {
        "From a table": State.SUBMITTED,
        "Not yet": State.DRAFT,
    }


def test_a_row_is_stored_once_however_often_the_file_is_sent(prison, reader):
    data = [row_for(prison), row_for(prison), row_for(prison, title="Another")]
    first = importing.store(checked(*data), reader)
    second = importing.store(checked(*data), reader)

    assert [row.is_new for row in first] == [True, False, True]
    assert [row.is_new for row in second] == [False, False, False]
    assert Submission.objects.count() == 2


def test_recommendations_are_found_by_their_labels(home, prison, reader):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-07")
    page.save_revision().publish()
    importing.store(checked(row_for(prison, recommendations="PSSC-G-07 R1; ")), reader)

    assert Submission.objects.get().recommendations.get().label == "R1"


def test_rejected_rows_can_be_put_right_and_imported(prison, reader):
    rows = importing.store(checked(row_for(prison, role="wizard", need="=HYPERLINK()"), row_for(prison)), reader)

    refused = importing.rejected(rows)

    (again,) = csv.DictReader(io.StringIO(refused))
    assert (again["line"], again["role"], again["need"]) == ("2", "wizard", "'=HYPERLINK()")
    assert "role:" in again["reasons"]
    put_right = importing.check(importing.read(refused.replace("wizard", "prison").encode()))
    importing.store(put_right, reader)
    assert sorted(Submission.objects.values_list("need", flat=True)) == ["=HYPERLINK()", STORY["need"]]


def test_no_row_is_lost(prison, reader):
    rows = importing.store(
        checked(*[row_for(prison, title=str(n), role="x" if n % 3 else "prison") for n in range(9)]), reader
    )
    refused = importing.read(importing.rejected(rows).encode())

    assert sorted(
        [row.values["title"] for row in refused] + list(Submission.objects.values_list("title", flat=True))
    ) == [str(n) for n in range(9)]


def test_an_editor_of_a_prisons_team_brings_nothing_signed_of_it(prison, reader):
    MembershipFactory(prison=prison, user=reader)
    rows = importing.store(checked(row_for(prison), row_for(PrisonFactory())), reader)

    assert [bool(row.reasons) for row in rows] == [True, False]
    assert Submission.objects.count() == 1


# In the admin


def upload(client, data, **button):
    return client.post(reverse("submissions:import"), {"file": SimpleUploadedFile("a.csv", data), **button})


def test_the_admin_reports_first_and_stores_then(client, reader, prison):
    client.force_login(reader)
    data = table(row_for(prison), row_for(prison, role="<b>wizard</b>", title="<script>alert(1)</script>"))

    report = upload(client, data, check=1).content.decode()
    assert "2 rows, 1 of them refused" in report
    assert "<script>alert(1)" not in report
    assert not Submission.objects.exists()

    upload(client, data, store=1)
    assert Submission.objects.count() == 1


def test_the_refused_rows_are_taken_from_the_report(client, reader, prison):
    client.force_login(reader)
    report = BeautifulSoup(upload(client, table(row_for(prison, role="wizard")), check=1).content.decode(), "html5lib")

    answer = client.post(
        reverse("submissions:rejected"), {"rejected": report.find("input", {"name": "rejected"})["value"]}
    )

    assert answer["Content-Disposition"] == 'attachment; filename="rejected.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["role"] == "wizard"


@pytest.mark.parametrize("data", [b"a,b", b"\x00\x01"])
def test_the_admin_says_why_a_file_is_no_table(data, client, reader):
    client.force_login(reader)

    assert "help-critical" in upload(client, data, check=1).content.decode()


def test_the_admin_asks_for_a_file(client, reader):
    client.force_login(reader)

    assert client.post(reverse("submissions:import"), {"check": 1}).status_code == 200


# The command


def test_the_command_reports_and_stores(tmp_path, reader, prison, capsys):
    file, refused = tmp_path / "practice.csv", tmp_path / "rejected.csv"
    file.write_bytes(table(row_for(prison), row_for(prison, role="wizard")))

    call_command("import_practice", file, by=reader.email, dry_run=True)
    assert "Line 2: good" in capsys.readouterr().out
    assert not Submission.objects.exists()

    call_command("import_practice", file, by=reader.email.upper(), rejected=refused)
    reference = Submission.objects.get().reference
    out = capsys.readouterr().out
    assert f"Line 2: stored as {reference}" in out
    assert "role: " in out
    assert "wizard" in refused.read_text(encoding="utf-8-sig")

    call_command("import_practice", file, by=reader.email)
    assert "there already" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_is_for_editors_and_for_files_that_are_there(tmp_path, reader, contributor):
    for by, file in (
        (contributor.email, tmp_path),
        ("nobody@example.org", tmp_path),
        (reader.email, tmp_path / "none.csv"),
    ):
        with pytest.raises(CommandError):
            call_command("import_practice", file, by=by)
