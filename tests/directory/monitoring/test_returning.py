import datetime
from contextlib import suppress
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ReferenceIndex
from wagtail.search.index import get_indexed_models

from directory.models import Return, ReturnQuery, ReturnValue
from directory.models.returns import TRANSITIONS, Marker, Reason, ReturnStatus
from directory.monitoring import returning
from directory.monitoring.files import NotATableError, as_csv, read_table, take_in
from directory.monitoring.indicators import catalogue
from directory.monitoring.returning import NOTHING, RefusedError, StaleError, UnfinishedError
from tests.factories import ReturnFactory, ReturnValueFactory, SchemeFactory, UserFactory

AFTER = datetime.datetime(2026, 4, 8, 12, tzinfo=datetime.UTC)
BEFORE = datetime.datetime(2026, 3, 30, 12, tzinfo=datetime.UTC)
KEYS = list(catalogue().typed)
STATUSES = list(ReturnStatus)

HOSTILE = [
    "abc",
    "=1+1",
    "@SUM(A1)",
    "-1.5",
    "+44",
    "'=1",
    "''",
    "a\x00b\x0bc",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }} %s {0}",
    "\u202egnitirw",
    "1,250.50",
    "ŵ ŷ “quoted”, 'and' ; \t",
]


@pytest.fixture
def scheme(db):
    return SchemeFactory()


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def returned(scheme):
    return ReturnFactory(scheme=scheme)


def answer(typed="", **fields):
    return NOTHING | {"typed": typed} | fields


def complete(returned):
    """Give every part a number, or say that it does not apply."""
    numbers = {"O1": "4", "O2": "4", "O3": "4", "O4": "4"}
    answers = {key: answer(marker="z") for key in KEYS} | {key: answer(typed) for key, typed in numbers.items()}
    returning.save(returned, answers)


def at_stage(scheme, status):
    sent = {"sent_at": AFTER} if status in ("sent", "queried", "accepted") else {}
    return ReturnFactory(scheme=scheme, status=status, **sent)


def stored(returned):
    return {key: returning.said(row) for key, row in returning.values_of(returned).items()}


def status_of(returned):
    return Return.objects.get(pk=returned.pk).status


# What is stored


@pytest.mark.parametrize("typed", [text for text in HOSTILE if "\x00" not in text])
def test_what_was_typed_is_kept_as_it_was_typed(typed, returned):
    returning.save(returned, {"O1": answer(typed)})

    assert stored(returned)["O1"]["typed"] == typed


def test_number_is_read_beside_what_was_typed(returned):
    returning.save(returned, {"C1": answer("£1,250.50"), "C3": answer("much"), "C5": answer("7", marker="x")})

    assert {key: row.value for key, row in returning.values_of(returned).items()} == {
        "C1": Decimal("1250.50"),
        "C3": None,
        "C5": None,
    }


def test_first_save_starts_a_return(scheme):
    new = returning.return_of(scheme, 2025)

    returning.save(new, {"O1": answer("4")})

    assert new.pk is None
    assert Return.objects.get().status == ReturnStatus.IN_PROGRESS


def test_saving_a_part_leaves_all_others(returned):
    returning.save(returned, {"O1": answer("4"), "O2": answer("5")})

    assert returning.save(returned, {"O1": answer("6"), "O2": answer("5")}) == ["O1"]
    assert stored(returned) == {"O1": answer("6"), "O2": answer("5")}


def test_saving_the_same_twice_changes_nothing(returned):
    saw = returning.seen({}, ["O1"])

    assert returning.save(returned, {"O1": answer("4")}, saw=saw, page=["O1"]) == ["O1"]
    assert returning.save(returned, {"O1": answer("4")}, saw=saw, page=["O1"]) == []


def test_second_tab_overwrites_nothing(returned):
    saw = returning.seen({}, ["O1"])
    returning.save(returned, {"O1": answer("4")}, saw=saw, page=["O1"])

    with pytest.raises(StaleError) as stale:
        returning.save(returned, {"O1": answer("5")}, saw=saw, page=["O1"])

    assert stale.value.stored["O1"].typed == "4"
    assert stored(returned) == {"O1": answer("4")}


def test_another_page_in_another_tab_is_no_conflict(returned):
    saw = returning.seen({}, ["C1"])
    returning.save(returned, {"O1": answer("4")})

    assert returning.save(returned, {"C1": answer("5")}, saw=saw, page=["C1"]) == ["C1"]


def test_last_year_is_of_the_same_scheme_and_was_sent(returned):
    last = ReturnFactory(scheme=returned.scheme, year=2024, sent=True)
    ReturnValueFactory(returned=last, part="O1", value=9)
    ReturnValueFactory(returned=ReturnFactory(year=2024, sent=True), part="O1", value=100)
    ReturnValueFactory(returned=ReturnFactory(scheme=returned.scheme, year=2023, sent=True), part="O1", value=200)

    assert returning.numbers_before(returned) == {"O1": 9}

    Return.objects.filter(pk=last.pk).update(status="in_progress")
    assert returning.numbers_before(returned) == {}


@pytest.mark.parametrize(("day", "found"), [("2026-03-31", [2025, 2024]), ("2026-04-01", [2026, 2025])])
def test_running_year_and_the_one_before_may_be_filled_in(day, found):
    assert returning.years(datetime.date.fromisoformat(day)) == found


# Restricted


@pytest.mark.parametrize("model", [Return, ReturnValue, ReturnQuery])
def test_returns_are_in_no_search_and_no_reference_index(model):
    assert model not in get_indexed_models()
    assert not ReferenceIndex.model_is_indexable(model)
    assert apps.get_model("directory", model.__name__) is model


def test_no_number_is_ever_printed(returned, user):
    row = ReturnValueFactory(returned=returned, part="O1", value=4321, comment="Because of J.")
    message = ReturnQuery.objects.create(returned=returned, text="A secret", from_editors=True)

    printed = " ".join(f"{thing} {thing!r}" for thing in (returned, row, message))

    assert "4321" not in printed
    assert "Because" not in printed
    assert "secret" not in printed


def test_database_refuses_two_returns_of_a_year_and_a_number_that_is_missing(returned):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnFactory(scheme=returned.scheme)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnValueFactory(returned=returned, marker="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnFactory(status="sent")


# Stages


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_one_table_says_which_steps_there_are(before, after):
    allowed = {
        ("not_started", "in_progress"),
        ("in_progress", "sent"),
        ("sent", "queried"),
        ("sent", "accepted"),
        ("queried", "sent"),
        ("accepted", "queried"),
    }

    assert Return(status=before).may_become(after) == ((before, after) in allowed)
    assert set(TRANSITIONS) == set(STATUSES)


@pytest.mark.parametrize("status", STATUSES)
def test_prison_writes_until_it_has_sent_and_when_it_was_asked(status, scheme):
    returned = at_stage(scheme, status)

    if status in ("not_started", "in_progress", "queried"):
        returning.save(returned, {"O1": answer("4")})
        assert stored(returned) == {"O1": answer("4")}
        assert status_of(returned) == ("queried" if status == "queried" else "in_progress")
    else:
        with pytest.raises(RefusedError):
            returning.save(returned, {"O1": answer("4")})
        assert stored(returned) == {}


@pytest.mark.parametrize("status", STATUSES)
def test_complete_return_is_sent_from_where_it_may_be(status, scheme, user):
    returned = at_stage(scheme, "in_progress")
    complete(returned)
    Return.objects.filter(pk=returned.pk).update(status=status, sent_at=AFTER)

    if status in ("in_progress", "queried", "sent"):
        returning.send(returned, user, at=AFTER)
        assert status_of(returned) == "sent"
    else:
        with pytest.raises(RefusedError):
            returning.send(returned, user, at=AFTER)
        assert status_of(returned) == status


def test_sending_keeps_who_when_and_in_which_language(returned, user):
    complete(returned)

    with translation.override("cy"):
        returning.send(returned, user, at=AFTER)
    returning.send(returned, UserFactory(), at=AFTER + datetime.timedelta(days=1))

    row = Return.objects.get()
    assert (row.sent_by, row.sent_at, row.language) == (user, AFTER, "cy")


@pytest.mark.parametrize("wrong", [answer(), answer("-1"), answer("abc"), answer("5"), answer("4", marker="z")])
def test_error_keeps_a_return_from_being_sent(wrong, returned, user):
    complete(returned)
    returning.save(returned, {"O1": wrong})

    with pytest.raises(UnfinishedError):
        returning.send(returned, user, at=AFTER)

    assert status_of(returned) == "in_progress"


def test_warning_keeps_a_return_until_its_comment_is_there(returned, user):
    complete(returned)
    returning.save(returned, {"O9-interviews": answer("8")})
    last = ReturnFactory(scheme=returned.scheme, year=2024, sent=True)
    ReturnValueFactory(returned=last, part="O9-interviews", value=2)

    with pytest.raises(UnfinishedError):
        returning.send(returned, user, at=AFTER)

    returning.save(returned, {"O9-interviews": answer("8", comment="We grew.")})
    returning.send(returned, user, at=AFTER)
    assert status_of(returned) == "sent"


def test_return_is_sent_from_its_snapshot_day_on(returned, user):
    complete(returned)

    with pytest.raises(UnfinishedError):
        returning.send(returned, user, at=BEFORE)

    returning.send(returned, user, at=BEFORE + datetime.timedelta(days=1))
    assert status_of(returned) == "sent"


@pytest.mark.parametrize("status", STATUSES)
def test_editors_ask_about_what_they_have(status, scheme, user):
    returned = at_stage(scheme, status)

    if status in ("sent", "queried", "accepted"):
        returning.ask(returned, "Is it 4?", user)
        assert status_of(returned) == "queried"
        assert [message.text for message in returned.queries.all()] == ["Is it 4?"]
    else:
        with pytest.raises(RefusedError):
            returning.ask(returned, "Is it 4?", user)
        assert not returned.queries.exists()


@pytest.mark.parametrize("status", STATUSES)
def test_editors_accept_what_was_sent(status, scheme, user):
    returned = at_stage(scheme, status)

    if status in ("sent", "accepted"):
        returning.accept(returned, user)
        assert status_of(returned) == "accepted"
    else:
        with pytest.raises(RefusedError):
            returning.accept(returned, user)
        assert status_of(returned) == status


def test_message_said_twice_is_a_double_click(scheme, user):
    returned = at_stage(scheme, "sent")

    for _n in range(2):
        returning.reply(returned, "Yes.", user)
    returning.ask(returned, "Yes.", user)

    assert list(returned.queries.values_list("text", "from_editors")) == [("Yes.", False), ("Yes.", True)]


@pytest.mark.parametrize("status", ["not_started", "in_progress"])
def test_nobody_writes_about_what_was_not_sent(status, scheme, user):
    with pytest.raises(RefusedError):
        returning.reply(at_stage(scheme, status), "Hello", user)


# Tables

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).map(
    str.strip
) | st.sampled_from([text for text in HOSTILE if "\x00" not in text and text == text.strip()])
ANSWERS = st.builds(
    answer,
    TEXT,
    marker=st.sampled_from(["", *Marker.values]),
    reason=st.sampled_from(["", *Reason.values]),
    comment=TEXT,
)


@given(st.dictionaries(st.sampled_from(KEYS), ANSWERS, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_table_that_goes_out_comes_back_the_same(scheme, answers):
    Return.objects.all().delete()
    answers = {key: said for key, said in answers.items() if said != NOTHING}
    source = returning.return_of(scheme, 2025)
    returning.save(source, answers)
    table = as_csv(returning.values_of(returning.return_of(scheme, 2025)))

    rows = take_in(returning.return_of(scheme, 2024), table.encode())

    assert stored(returning.return_of(scheme, 2024)) == stored(returning.return_of(scheme, 2025)) == answers
    assert {row.outcome for row in rows} <= {"saved", "empty"}
    again = take_in(returning.return_of(scheme, 2024), table.encode())
    assert {row.outcome for row in again} <= {"unchanged", "empty"}


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_cell_of_the_table_is_a_formula(typed, returned):
    ReturnValueFactory(
        returned=returned, part="C3", value=None, typed=typed.replace("\x00", ""), comment="=HYPERLINK()"
    )

    (row,) = [
        cells for _line, cells in read_table(as_csv(returning.values_of(returned)).encode()) if cells["id"] == "C3"
    ]

    assert row["comment"] == "'=HYPERLINK()"
    assert row["value"] == "-1.5" or not row["value"].startswith(("=", "+", "-", "@", "\t"))


def table(*rows):
    return "\n".join(["id,value,marker,reason,comment", *rows]).encode()


def test_rows_that_are_left_empty_change_nothing(returned):
    returning.save(returned, {"O1": answer("4")})

    rows = take_in(returned, table("O1,,,,", "O2,5,,,"))

    assert [row.outcome for row in rows] == ["empty", "saved"]
    assert stored(returned) == {"O1": answer("4"), "O2": answer("5")}


def test_report_says_what_became_of_each_row(returned):
    returning.save(returned, {"O2": answer("1")})

    rows = take_in(
        returned, table("O1,many,,,", "O2,5,,,", "X9,1,,,", "O2,6,,,", "O3,1,q,,", "O4,,x,bored,", "C8,1,,,")
    )

    assert [row.outcome for row in rows] == ["saved", "saved", *["rejected"] * 5]
    assert [row.line for row in rows] == [2, 3, 4, 5, 6, 7, 8]
    assert rows[1].before["typed"] == "1"
    assert all(row.messages for row in rows if row is not rows[1])
    assert stored(returned) == {"O1": answer("many"), "O2": answer("5")}


@pytest.mark.parametrize(
    "content",
    [
        "id;value;marker;reason;comment\nO1;4;e;;Café".encode("cp1252"),
        "id\tvalue\tmarker\treason\tcomment\nO1\t4\te\t\tCafé".encode(),
        "\ufeffID,Value,Marker,Reason,Comment\r\nO1,4,[e],,Café\r\n".encode(),
        "comment,reason,marker,value,id,more\nCafé,,An estimate,4,O1,x,y,z".encode(),
        table("O1,4,E,,Café"),
    ],
)
def test_table_is_read_however_a_spreadsheet_saved_it(content, returned):
    take_in(returned, content)

    assert stored(returned) == {"O1": answer("4", marker="e", comment="Café")}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04" + bytes(range(256)), b"a,b\n1,2", b"x" * 1024 * 1024 + b"y", b'"id,value'],
)
def test_what_is_no_table_is_refused_and_changes_nothing(content, returned):
    with pytest.raises(NotATableError):
        take_in(returned, content)

    assert stored(returned) == {}


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: table(text)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_no_file_breaks_the_reading(scheme, content):
    with suppress(NotATableError):
        rows = take_in(returning.return_of(scheme, 2025), content)
        assert all(row.outcome in ("saved", "unchanged", "empty", "rejected") for row in rows)


def test_cell_that_is_too_long_is_reported(returned):
    rows = take_in(returned, table(f"O1,{'9' * 201},,,", f"O2,1,,,{'y' * 2001}", "O3,1,,,"))

    assert [row.outcome for row in rows] == ["rejected", "rejected", "saved"]
