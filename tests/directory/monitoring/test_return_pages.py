import datetime
import re

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Return, ReturnQuery
from directory.monitoring import returning
from directory.monitoring.indicators import catalogue
from directory.monitoring.returning import NOTHING
from tests.factories import (
    MembershipFactory,
    PrisonFactory,
    ReturnFactory,
    ReturnValueFactory,
    SchemeFactory,
    UserFactory,
)

PAGES = ["overview", "section", "check", "receipt", "table"]
ACTIONS = ["section", "send", "messages", "upload"]
SENT_AT = datetime.datetime(2026, 4, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(returning, "years", lambda at=None: [2026, 2025])


@pytest.fixture
def scheme(db):
    return SchemeFactory(prison=PrisonFactory(nomis_code="EXI", name="HMP Exeter"), code="PSS-EXI-01")


def signed_in(scheme, role):
    client = Client()
    client.force_login(MembershipFactory(prison=scheme.prison, role=role).user)
    return client


@pytest.fixture
def contributor(scheme):
    return signed_in(scheme, "contributor")


@pytest.fixture
def approver(scheme):
    return signed_in(scheme, "approver")


def url(scheme, name, year=2025, section="core"):
    args = [scheme.prison.pk, scheme.code, year]
    return reverse(f"returns:{name}", args=[*args, section] if name == "section" else args)


def index(scheme):
    return reverse("returns:index", args=[scheme.prison.pk])


def seen_in(page):
    return re.search(r'name="seen" value="(\w*)"', page.content.decode()).group(1)


def post(client, scheme, section="core", saw=None, **typed):
    """Fill in fields of a page, as its form would; names have "__" for "-"."""
    address = url(scheme, "section", section=section)
    saw = saw if saw is not None else seen_in(client.get(address))
    return client.post(address, {"seen": saw, **{name.replace("__", "-"): text for name, text in typed.items()}})


def stored(scheme, year=2025):
    found = returning.values_of(returning.return_of(scheme, year))
    return {key: row.typed for key, row in found.items() if row.typed}


def complete(scheme):
    answers = {key: NOTHING | {"marker": "z"} for key in catalogue().typed}
    returning.save(returning.return_of(scheme, 2025), answers)
    return Return.objects.get()


def text_of(response):
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return " ".join("".join(tree.find(".//main").itertext()).split())


# Who


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_finds_a_return(name, scheme):
    ReturnFactory(scheme=scheme, sent=True)
    elsewhere = signed_in(SchemeFactory(), "approver")
    nobody = Client()
    nobody.force_login(UserFactory())

    assert elsewhere.get(url(scheme, name)).status_code == 404
    assert nobody.get(url(scheme, name)).status_code == 404
    assert Client().get(url(scheme, name)).status_code == 302
    assert elsewhere.get(index(scheme)).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_else_changes_a_return(name, scheme):
    elsewhere = signed_in(SchemeFactory(), "approver")

    assert elsewhere.post(url(scheme, name), {"O1-typed": "4", "text": "Hello"}).status_code == 404
    assert Client().post(url(scheme, name), {"O1-typed": "4"}).status_code == 302
    assert not Return.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_scheme_of_another_prison_is_not_found_below_ones_own(name, scheme):
    other = SchemeFactory()
    member = signed_in(other, "approver")
    args = [other.prison.pk, scheme.code, 2025, *(["core"] if name == "section" else [])]

    assert member.get(reverse(f"returns:{name}", args=args)).status_code == 404


def test_editor_who_is_no_member_finds_nothing_here(scheme, editor_client):
    assert editor_client.get(index(scheme)).status_code == 404


@pytest.mark.parametrize("year", [2024, 2027, 9999])
def test_only_years_that_may_be_filled_in_are_found(year, scheme, contributor):
    assert contributor.get(url(scheme, "overview", year)).status_code == 404


def test_year_that_was_returned_stays_to_be_read(scheme, contributor):
    ReturnFactory(scheme=scheme, year=2022, sent=True)

    assert contributor.get(url(scheme, "check", 2022)).status_code == 200


def test_unknown_page_is_not_found(scheme, contributor):
    assert contributor.get(url(scheme, "section", section="nothing")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_stored_on_the_way(name, scheme, contributor):
    ReturnFactory(scheme=scheme, sent=True)

    assert "no-store" in contributor.get(url(scheme, name))["Cache-Control"]


# Filling in


def test_list_has_each_scheme_with_its_years(scheme, contributor):
    SchemeFactory(prison=scheme.prison, code="PSS-EXI-02")
    ReturnFactory(scheme=scheme, year=2023, sent=True)

    text = text_of(contributor.get(index(scheme)))

    assert text.count("1 April 2025 to 31 March 2026") == 2
    assert text.count("1 April 2023 to 31 March 2024 Sent") == 1
    assert "about 7 hours" in text
    assert "about 445 minutes of work" in text_of(contributor.get(url(scheme, "overview")))


def test_page_saves_what_is_right_and_leads_on(scheme, contributor):
    response = post(contributor, scheme, O1__typed="4", O3__typed="9")

    assert stored(scheme) == {"O1": "4", "O3": "9"}
    assert response.url == url(scheme, "section", section="operational")


def test_last_page_leads_to_the_check(scheme, contributor):
    assert post(contributor, scheme, section="safety", S1__typed="0").url == url(scheme, "check")


def test_wrong_number_is_kept_as_typed_and_said_beside_it(scheme, contributor):
    response = post(contributor, scheme, O1__typed="four <b>", O3__typed="9")

    assert stored(scheme) == {"O1": "four <b>", "O3": "9"}
    page = contributor.get(response.url)
    assert 'value="four &lt;b&gt;"' in page.content.decode()
    assert "Type a number in figures" in text_of(page)
    assert "There is a problem" in text_of(page)
    assert "Error:" in page.content.decode().split("</title>")[0]


def test_what_is_only_empty_still_is_no_error(scheme, contributor):
    assert "There is a problem" not in text_of(contributor.get(url(scheme, "section")))


def test_what_is_too_long_is_shown_back_and_the_rest_is_saved(scheme, contributor):
    page = post(contributor, scheme, O1__typed="9" * 201, O3__typed="9")

    assert page.status_code == 200
    assert "9" * 201 in page.content.decode()
    assert "This is too long: there is room for 200 characters." in text_of(page)
    assert stored(scheme) == {"O3": "9"}
    again = post(contributor, scheme, saw=seen_in(page), O1__typed="99", O3__typed="9", O4__typed="9")
    assert again.status_code == 302
    assert stored(scheme)["O1"] == "99"


def test_unknown_choice_is_refused_in_words(scheme, contributor):
    page = post(contributor, scheme, O1__marker="q", O3__typed="9")

    assert page.status_code == 200
    assert stored(scheme) == {"O3": "9"}


def test_rest_of_a_page_is_marked_at_once(scheme, contributor):
    post(contributor, scheme, section="safety", S1__typed="2", rest="no_time")

    values = returning.values_of(returning.return_of(scheme, 2025))
    assert {key: (row.typed, row.marker, row.reason) for key, row in values.items() if row.typed or row.marker} == {
        "S1": ("2", "", ""),
        "S3": ("", "x", "no_time"),
        "S4": ("", "x", "no_time"),
    }


def test_last_year_stands_beside_for_the_same_prison(scheme, contributor):
    ReturnValueFactory(returned=ReturnFactory(scheme=scheme, year=2024, sent=True), value="12.50", part="C1")
    ReturnValueFactory(returned=ReturnFactory(year=2024, sent=True), value=777, part="C1")

    text = text_of(contributor.get(url(scheme, "section")))

    assert "Last year: 12.5" in text
    assert "777" not in text


def test_double_click_saves_once_and_is_no_conflict(scheme, contributor):
    saw = seen_in(contributor.get(url(scheme, "section")))

    for _n in range(2):
        assert post(contributor, scheme, saw=saw, O1__typed="4").status_code == 302

    assert stored(scheme) == {"O1": "4"}


def test_second_tab_is_told_and_loses_nothing(scheme, contributor, approver):
    saw = seen_in(contributor.get(url(scheme, "section")))
    post(approver, scheme, saw=saw, O1__typed="4", O3__typed="9")

    page = post(contributor, scheme, saw=saw, O1__typed="5", O3__typed="9")

    text = text_of(page)
    assert page.status_code == 200
    assert "This was changed in the meantime" in text
    assert "O1 Buddies in post: 4" in text
    assert "O3 People" not in text.split("what is saved now:")[1].split("Save again")[0]
    assert 'value="5"' in page.content.decode()
    assert stored(scheme) == {"O1": "4", "O3": "9"}
    post(contributor, scheme, saw=seen_in(page), O1__typed="5", O3__typed="9")
    assert stored(scheme)["O1"] == "5"


def test_page_that_was_open_while_the_return_was_sent_shows_what_was_typed(scheme, contributor):
    saw = seen_in(contributor.get(url(scheme, "section")))
    ReturnFactory(scheme=scheme, sent=True)

    page = post(contributor, scheme, saw=saw, O1__typed="5")

    assert 'value="5"' in page.content.decode()
    assert "it cannot be changed now" in text_of(page)
    assert stored(scheme) == {}
    assert contributor.get(url(scheme, "section")).status_code == 302


# Sending


def test_check_says_what_is_missing_and_wrong(scheme, approver):
    post(approver, scheme, O1__typed="5", O3__typed="-1")

    text = text_of(approver.get(url(scheme, "check")))

    assert f"{len(catalogue().typed) - 2} numbers are still wanted" in text
    assert "1 thing is to be put right" in text
    assert "This cannot be less than nought." in text
    assert "It cannot be sent yet" in text


def test_approver_sends(scheme, approver):
    returned = complete(scheme)
    assert "Send the return" in text_of(approver.get(url(scheme, "check")))

    for _n in range(2):
        assert approver.post(url(scheme, "send")).url == url(scheme, "receipt")

    returned.refresh_from_db()
    assert returned.status == "sent"
    assert "The return has been sent" in text_of(approver.get(url(scheme, "receipt")))


def test_contributor_fills_in_and_does_not_send(scheme, contributor):
    returned = complete(scheme)

    assert "An approver of your prison sends it." in text_of(contributor.get(url(scheme, "check")))
    assert contributor.post(url(scheme, "send")).status_code == 404
    returned.refresh_from_db()
    assert returned.status == "in_progress"


def test_unfinished_return_is_not_sent(scheme, approver):
    post(approver, scheme, O1__typed="5")

    response = approver.post(url(scheme, "send"))

    assert response.url == f"{url(scheme, 'check')}?note=unfinished"
    assert "It was not sent." in text_of(approver.get(response.url))
    assert Return.objects.get().status == "in_progress"


def test_there_is_no_receipt_before_sending(scheme, contributor):
    assert contributor.get(url(scheme, "receipt")).url == url(scheme, "overview")


def test_looking_at_a_return_starts_none(scheme, approver):
    for name in ("overview", "section", "check", "table"):
        assert approver.get(url(scheme, name)).status_code == 200

    assert not Return.objects.exists()
    assert approver.post(url(scheme, "send")).status_code == 302
    assert not Return.objects.exclude(status="not_started").exists()


# Messages


def test_prison_reads_and_answers_a_question(scheme, contributor):
    returned = ReturnFactory(scheme=scheme, status="queried", sent_at=SENT_AT)
    ReturnQuery.objects.create(returned=returned, text="Is O1 <4>?", from_editors=True)

    assert "Is O1 <4>?" in text_of(contributor.get(url(scheme, "overview")))
    response = contributor.post(url(scheme, "messages"), {"text": "  Yes.\x00 "})

    assert response.status_code == 302
    assert list(returned.queries.values_list("text", "from_editors")) == [("Is O1 <4>?", True), ("Yes.", False)]


@pytest.mark.parametrize(("text", "said"), [("", "Write your message"), ("x" * 5001, "This is too long")])
def test_message_that_cannot_be_kept_is_shown_back(text, said, scheme, contributor):
    ReturnFactory(scheme=scheme, sent=True)

    page = contributor.post(url(scheme, "messages"), {"text": text})

    assert page.status_code == 200
    assert said in text_of(page)
    assert text in page.content.decode()
    assert not ReturnQuery.objects.exists()


def test_nobody_writes_before_it_is_sent(scheme, contributor):
    assert contributor.post(url(scheme, "messages"), {"text": "Hello"}).status_code == 404
    assert not ReturnQuery.objects.exists()


# The table


def upload(client, scheme, content, name="return.csv"):
    return client.post(url(scheme, "upload"), {"table": SimpleUploadedFile(name, content, "text/csv")})


def test_table_is_downloaded_filled_in_and_sent_up(scheme, contributor):
    post(contributor, scheme, O1__typed="4")
    answer = contributor.get(url(scheme, "table"))
    table = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="PSS-EXI-01-2025.csv"'

    (line,) = [line for line in table.splitlines() if line.startswith("O2,")]
    page = upload(contributor, scheme, table.replace(line, line[: -len(",,,,")] + ",7,e,,Guessed").encode())

    assert "Saved." in text_of(page)
    assert stored(scheme) == {"O1": "4", "O2": "7"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2", b"x" * (1024 * 1024 + 1)])
def test_file_that_is_no_table_is_refused_in_words(content, scheme, contributor):
    page = upload(contributor, scheme, content)

    assert page.status_code == 200
    assert "There is a problem" in text_of(page)
    assert not stored(scheme)


def test_no_file_is_asked_for(scheme, contributor):
    assert "Choose the file" in text_of(contributor.post(url(scheme, "upload")))


def test_table_is_not_taken_in_while_the_editors_have_the_return(scheme, contributor):
    ReturnFactory(scheme=scheme, sent=True)

    response = upload(contributor, scheme, b"id,value,marker,reason,comment\nO1,4,,,")

    assert response.url == f"{url(scheme, 'overview')}?note=closed"
    assert stored(scheme) == {}


# Shape


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("section", list(catalogue().sections))
def test_every_page_is_valid_with_one_id_each(section, prefix, scheme, contributor):
    page = contributor.get(prefix + url(scheme, "section", section=section))

    markup = page.content.decode()
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert sorted(ids) == sorted(set(ids))
    assert not [target for target in re.findall(r'\bfor="([^"]+)"', markup) if target not in ids]


def test_pages_take_as_many_queries_full_as_empty(scheme, approver):
    def queries(name):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            approver.get(url(scheme, name))
        return len(captured)

    empty = {name: queries(name) for name in ("overview", "section", "check")}
    complete(scheme)
    last = ReturnFactory(scheme=scheme, year=2024, sent=True)
    for key in catalogue().typed:
        ReturnValueFactory(returned=last, part=key)

    for name, number in empty.items():
        assert queries(name) <= min(number + 2, 12)


def test_list_takes_as_many_queries_for_five_schemes_as_for_one(scheme, approver):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            approver.get(index(scheme))
        return len(captured)

    one = queries()
    for n in range(2, 6):
        ReturnFactory(scheme=SchemeFactory(prison=scheme.prison, code=f"PSS-EXI-0{n}"), sent=True)

    assert queries() == one <= 12
