import csv
import io
from itertools import pairwise, product

import html5lib
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import example, given
from hypothesis import strategies as st

from guidance.groups import SENDERS, Group
from guidance.models.responses import Channel, Respondent
from guidance.outcome import FEWER, MORE, NOT_SHOWN, Outcome, protected
from hub.cells import neutral
from hub.citation import LICENCE
from tests.factories import (
    CommentFactory,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    QuestionFactory,
    ResponseFactory,
)

HOSTILE = '<script>alert(1)</script> " onmouseover="x" \u202e{{ 7|add:7 }} ' + "long " * 300


@pytest.fixture
def page(home):
    new = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def consultation(page):
    return ConsultationFactory(
        page=page,
        opens_at=timezone.now() - timezone.timedelta(weeks=20),
        closes_at=timezone.now() - timezone.timedelta(weeks=5),
        outcome="We heard you.",
        outcome_cy="Fe’ch clywsom.",
        outcome_published_at=timezone.now() - timezone.timedelta(days=1),
    )


def address(page, consultation):
    return f"{page.url}{consultation.path}outcome/"


def read(client, page, consultation):
    return client.get(address(page, consultation))


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def tables(response):
    """{caption: {row: [cells]}} of every table of the page"""
    return {
        words(table.find("caption")): {
            words(row.find("th")): [words(cell) for cell in row.findall("td")] for row in table.findall("tbody/tr")
        }
        for table in tree_of(response).iter("table")
    }


def from_each(consultation, counts, **fields):
    for respondent, count in counts.items():
        for response in ResponseFactory.create_batch(count, consultation=consultation, respondent=respondent, **fields):
            CommentFactory(response=response)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


# Small numbers

COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=1, max_size=10)


def could_be(shown, count):
    """Whether a cell that shows `shown` could stand for `count`."""
    if shown == FEWER:
        return 1 <= count <= 4
    return count >= 5 if shown == MORE else shown == count


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 0, 0], [0, 0, 0]),
        ([5, 0, 40], [5, 0, 40]),
        ([1, 4, 30], [FEWER, FEWER, 30]),
        ([4, 30], [FEWER, MORE]),
        ([3, 30, 8], [FEWER, 30, MORE]),
        ([1, 30, 6, 5], [FEWER, MORE, MORE, MORE]),
        ([1, 6, 7], [FEWER, MORE, MORE]),
        ([4, 4, 30, 40], [FEWER, FEWER, 30, MORE]),
        ([1, 5], [NOT_SHOWN, NOT_SHOWN]),
        ([4, 0], [NOT_SHOWN, NOT_SHOWN]),
        ([1, 1, 1, 0], [NOT_SHOWN] * 4),
    ],
)
def test_small_counts_are_not_shown_nor_what_would_give_them_away(counts, shown):
    assert protected(counts) == shown


@given(COUNTS)
def test_every_count_shown_is_true(counts):
    for shown, count in zip(protected(counts), counts, strict=True):
        assert shown == NOT_SHOWN or could_be(shown, count)


@given(COUNTS)
@example([1] * 7)
@example([4, 4])
@example([4, 4, 5])
def test_every_hidden_count_may_still_be_anything_from_1_to_4(counts):
    shown = protected(counts)

    total = sum(counts)
    few, more = shown.count(FEWER), shown.count(MORE)
    left = total - sum(cell for cell in shown if isinstance(cell, int))
    for value in range(1, 5) if few else ():
        least = value + (few - 1) + 5 * more
        most = left if more else value + 4 * (few - 1)
        assert least <= left <= most


@given(st.lists(st.integers(0, 12), min_size=2, max_size=3))
def test_who_knows_the_rule_cannot_work_a_count_out_either(counts):
    shown = protected(counts)

    total = sum(counts)
    others = ([*some, total - sum(some)] for some in product(range(total + 1), repeat=len(counts) - 1))
    alike = [other for other in others if other[-1] >= 0 and protected(other) == shown]
    for place, count in enumerate(counts):
        if 0 < count < 5:
            assert len({other[place] for other in alike}) > 1 or total < 5


@given(COUNTS)
def test_nothing_is_hidden_where_no_count_is_small(counts):
    large = [count if count == 0 else count + 5 for count in counts]

    assert protected(large) == large


def test_every_kind_of_respondent_is_in_one_group():
    counted = [respondent for group in Group for respondent in group.respondents]

    assert sorted(counted) == sorted(Respondent)
    assert set(Group) - set(SENDERS) == {Group.OTHER}


# When it may be read


def test_outcome_is_not_there_before_it_is_published(consultation, page, client):
    consultation.outcome_published_at = None
    consultation.save()

    assert read(client, page, consultation).status_code == 404
    assert client.get(f"{page.url}{consultation.path}outcome.csv").status_code == 404


def test_outcome_appears_when_its_time_has_come(consultation, page, client):
    consultation.outcome_published_at = timezone.now() + timezone.timedelta(days=1)
    consultation.save()

    assert read(client, page, consultation).status_code == 404


def test_editor_sees_a_preview(consultation, page, editor_client):
    consultation.outcome_published_at = None
    consultation.save()

    response = read(editor_client, page, consultation)

    assert response.status_code == 200
    assert "not published yet" in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_signed_in_reader_who_is_no_editor_sees_no_preview(consultation, page, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader@example.org", "a long password"))
    consultation.outcome_published_at = None
    consultation.save()

    assert read(client, page, consultation).status_code == 404


@pytest.mark.parametrize("version", ["9.9.9", "0.1", "x"])
def test_outcome_of_no_consultation_is_not_there(version, page, client):
    assert client.get(f"{page.url}consultation/{version}/outcome/").status_code == 404


def test_outcome_sets_no_cookie(consultation, page, client):
    response = read(client, page, consultation)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_outcome_is_under_the_document_that_was_asked_about_alone(consultation, home, client):
    other = GuidancePageFactory(parent=home.get_children().type(GuidanceIndexPageFactory._meta.model).first())
    other.save_revision().publish()

    assert client.get(f"{other.url}{consultation.path}outcome/").status_code == 404


# Who answered


def test_people_in_prison_are_counted_together(consultation, page, client):
    from_each(consultation, {"recipient": 3, "buddy": 2, "in_prison": 1, "charity": 9})

    shown = tables(read(client, page, consultation))["Who the answers came from"]

    assert shown["People in prison"] == ["6"]
    assert shown["Charities and community groups"] == ["9"]
    assert shown["Researchers"] == ["0"]


def test_answer_typed_in_by_staff_counts_for_who_gave_it(consultation, page, client, editor):
    from_each(consultation, {"buddy": 6}, channel=Channel.POST, keyed_by=editor)

    shown = tables(read(client, page, consultation))

    assert shown["Who the answers came from"]["People in prison"] == ["6"]
    assert shown["How the answers came"]["By post"] == ["6"]


def test_small_group_is_not_counted_in_public(consultation, page, client):
    from_each(consultation, {"buddy": 20, "charity": 9, "family": 1})

    shown = tables(read(client, page, consultation))["Who the answers came from"]

    assert shown["Relatives and friends of people in prison"] == ["fewer than 5"]
    assert shown["Charities and community groups"] == ["5 or more"]
    assert shown["People in prison"] == ["20"]


def test_responses_that_were_not_sent_do_not_count(consultation, page, client):
    from_each(consultation, {"buddy": 6})
    from_each(consultation, {"family": 7}, unsent=True)

    shown = tables(read(client, page, consultation))["Who the answers came from"]

    assert shown["Relatives and friends of people in prison"] == ["0"]


def test_fewer_than_five_responses_are_not_broken_down(consultation, page, client):
    from_each(consultation, {"buddy": 4})

    response = read(client, page, consultation)

    assert tables(response) == {}
    assert "Fewer than 5 responses came in." in response.text


def test_languages_are_counted(consultation, page, client):
    from_each(consultation, {"buddy": 6}, language="cy")
    from_each(consultation, {"buddy": 8})

    assert tables(read(client, page, consultation))["The language of the answers"] == {"English": ["8"], "Welsh": ["6"]}


def test_views_on_each_question_are_counted_with_those_who_have_none(consultation, page, client):
    question = QuestionFactory(consultation=consultation, text="Is it clear?")
    silent = QuestionFactory(consultation=consultation, offers_view=False)
    responses = ResponseFactory.create_batch(25, consultation=consultation)
    for response in responses:
        CommentFactory(response=response)
    for response in responses[:14]:
        CommentFactory(response=response, question=question, view="yes", text="")
    CommentFactory(response=responses[14], question=question, view="no", text="")

    shown = tables(read(client, page, consultation))["Views on each question"]

    assert shown == {"Is it clear?": ["14", "0", "fewer than 5", "0", "5 or more"]}
    assert silent.text not in shown


def test_second_answer_to_a_question_is_not_a_second_person(consultation, page, client):
    question = QuestionFactory(consultation=consultation, text="Is it clear?")
    responses = ResponseFactory.create_batch(6, consultation=consultation)
    for response in [*responses, *responses]:
        CommentFactory(response=response, question=question, view="yes", text="")

    assert tables(read(client, page, consultation))["Views on each question"]["Is it clear?"] == [
        "6",
        "0",
        "0",
        "0",
        "0",
    ]


# You said, we did


def test_decided_comment_is_shown_with_what_was_done(consultation, page, client):
    page.body = [*page.body.get_prep_value(), {"type": "paragraph", "value": "<p>More.</p>"}]
    page.change, page.change_note = "minor", "Said more."
    page.save_revision().publish()
    page.refresh_from_db()
    change = {"changed_in": page.edition, "changed_anchor": page.edition.ordered_clauses[-1].anchor}
    CommentFactory(decided=True, response__consultation=consultation, anchor="r1", label="R1", **change)

    response = read(client, page, consultation)

    assert "The text should be clearer." in response.text
    assert "It is clearer." in response.text
    links = {link.get("href"): words(link) for link in tree_of(response).iter("a")}
    assert links[f"{page.url}compare/0.1.0/0.2.0/#{change['changed_anchor']}"] == (
        "Changed in version 0.2.0: see what changed"
    )
    differences = tree_of(client.get(f"{page.url}compare/0.1.0/0.2.0/")).iter("section")
    assert change["changed_anchor"] in [section.get("id") for section in differences]
    assert f"{page.url}clause/r1/" in links
    assert client.get(f"{page.url}compare/0.1.0/0.2.0/").status_code == 200
    assert client.get(f"{page.url}editions/0.1.0/clause/r1/").status_code == 200


def test_comments_follow_the_document_then_the_questions(consultation, page, client):
    second = QuestionFactory(consultation=consultation, text="Second question?", sort_order=2)
    first = QuestionFactory(consultation=consultation, text="First question?", sort_order=1)
    paragraph = page.edition.ordered_clauses[1]
    response = ResponseFactory(consultation=consultation)
    CommentFactory(decided=True, response=response)
    CommentFactory(decided=True, response=response, question=second)
    CommentFactory(decided=True, response=response, question=first)
    CommentFactory(decided=True, response=response, anchor="r1", label="R1")
    CommentFactory(decided=True, response=response, anchor=paragraph.anchor, label="1.1")
    CommentFactory(decided=True, response=response, anchor="c-gone0000", label="9.9")

    headings = [words(heading) for heading in tree_of(read(client, page, consultation)).iter("h3")]

    assert headings == [
        "Paragraph 1.1",
        "Recommendation R1",
        "9.9",
        "First question?",
        "Second question?",
        "The whole document",
    ]


def test_undecided_comments_are_counted_and_not_shown(consultation, page, client):
    CommentFactory.create_batch(2, response__consultation=consultation, text="Still being read.")

    response = read(client, page, consultation)

    assert "We are still considering 2 comments." in response.text
    assert "Still being read." not in response.text
    assert "No comments came in." not in response.text


def test_comment_of_a_response_that_was_not_sent_is_nowhere(consultation, page, client):
    response = ResponseFactory(consultation=consultation, unsent=True)
    CommentFactory(decided=True, response=response)

    shown = read(client, page, consultation).text

    assert "The text should be clearer." not in shown
    assert "No comments came in." in shown


def test_view_without_words_waits_for_no_decision(consultation, page, client):
    question = QuestionFactory(consultation=consultation)
    CommentFactory(response__consultation=consultation, question=question, view="yes", text="")

    assert "still considering" not in read(client, page, consultation).text


@pytest.mark.parametrize(("publish", "is_shown"), [("named", True), ("anonymous", True), ("no", False), ("", False)])
def test_words_are_shown_only_where_the_person_agreed(publish, is_shown, consultation, page, client):
    CommentFactory(decided=True, text="My own words.", response__consultation=consultation, response__publish=publish)

    response = read(client, page, consultation)

    assert ("My own words." in response.text) is is_shown
    assert "The text should be clearer." in response.text


def test_what_was_taken_out_is_not_shown(consultation, page, client):
    CommentFactory(
        decided=True,
        response__consultation=consultation,
        text="Officer Madeup said so.",
        redacted_text="[A member of staff] said so.",
        redaction_reason="names a member of staff",
    )

    response = read(client, page, consultation)

    assert "[A member of staff] said so." in response.text
    assert "Parts of this comment were taken out." in response.text
    assert "Madeup" not in response.text
    assert "Madeup" not in client.get(f"{page.url}{consultation.path}outcome.csv").content.decode()


def test_organisation_is_named_only_where_it_wants_to_be(consultation, page, client):
    for publish, organisation in (("named", "Made-up Charity"), ("anonymous", "Shy Charity")):
        CommentFactory(
            decided=True,
            response__consultation=consultation,
            response__publish=publish,
            response__organisation=organisation,
            response__name="A. Person",
            response__email="a.person@example.org",
        )

    shown = read(client, page, consultation).text

    assert "Made-up Charity" in shown
    assert "Shy Charity" not in shown
    assert "A. Person" not in shown
    assert "a.person@example.org" not in shown


def test_group_is_named_beside_words_only_where_its_count_is_shown(consultation, page, client):
    from_each(consultation, {"prison_staff": 9, "charity": 9})
    for respondent in ("prison_staff", "family"):
        CommentFactory(decided=True, response__consultation=consultation, response__respondent=respondent)

    shown = read(client, page, consultation).text

    assert tables(read(client, page, consultation))["Who the answers came from"]["People who work in a prison"] == [
        "10"
    ]
    assert str(SENDERS[Group.PRISON_STAFF]) in shown
    assert str(SENDERS[Group.FAMILY]) not in shown


def test_group_is_not_named_beside_words_in_a_language_of_which_the_count_is_not_shown(consultation, page, client):
    from_each(consultation, {"prison_staff": 9, "charity": 9})
    in_welsh = {"response__respondent": "prison_staff", "response__language": "cy"}
    CommentFactory(decided=True, response__consultation=consultation, **in_welsh)

    shown = read(client, page, consultation)

    assert tables(shown)["Who the answers came from"]["People who work in a prison"] == ["10"]
    assert str(SENDERS[Group.PRISON_STAFF]) not in shown.text


def test_hostile_words_are_shown_as_words(consultation, page, client):
    CommentFactory(
        decided=True,
        response__consultation=consultation,
        response__publish="named",
        response__organisation=HOSTILE[:160],
        text=HOSTILE,
        label=HOSTILE[:120],
        anchor="c-gone0000",
        summary=HOSTILE,
        reason=HOSTILE,
    )

    response = read(client, page, consultation)

    tree = tree_of(response)
    assert not [script for script in tree.iter("script") if not script.get("src")]
    assert not [element for element in tree.iter() if element.get("onmouseover")]
    quote = next(tree.iter("blockquote"))
    assert words(quote) == " ".join(HOSTILE.split())
    assert quote.get("dir") == "auto"


def test_words_in_the_other_language_are_marked(consultation, page, client):
    CommentFactory(decided=True, response__consultation=consultation, response__language="cy", text="Da iawn.")

    quote = next(tree_of(read(client, page, consultation)).iter("blockquote"))

    assert quote.get("lang") == "cy"


def test_outcome_is_in_welsh_below_the_welsh_page(consultation, page, in_welsh, client):
    question = QuestionFactory(consultation=consultation, text="Is it clear?", text_cy="A yw’n glir?")
    CommentFactory(decided=True, response__consultation=consultation, question=question, text="My own words.")
    welsh = in_welsh(page)

    response = read(client, welsh, consultation)

    assert response.status_code == 200
    assert "Fe’ch clywsom." in response.text
    assert "A yw’n glir?" in response.text
    assert "Dylai’r testun fod yn gliriach." in response.text
    assert "Mae’n gliriach." in response.text
    assert next(tree_of(response).iter("blockquote")).get("lang") == "en"


def test_outcome_with_nothing_in_it_says_so(consultation, page, client):
    consultation.outcome = consultation.outcome_cy = ""
    consultation.save()

    shown = read(client, page, consultation).text

    assert "No responses came in." in shown
    assert "No comments came in." in shown
    assert "No overview has been written yet." in shown


def test_headings_are_in_order(consultation, page, client):
    from_each(consultation, {"buddy": 9})
    QuestionFactory(consultation=consultation)
    CommentFactory(decided=True, response__consultation=consultation, anchor="r1", label="R1")

    levels = [int(element.tag[1]) for element in tree_of(read(client, page, consultation)).find(".//main").iter()
              if element.tag in ("h1", "h2", "h3", "h4")]  # fmt: skip

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_outcome_takes_twelve_queries_however_many_comments_there_are(language, consultation, page, in_welsh, client):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert read(client, asked, consultation).status_code == 200
        return len(captured)

    def comment(times):
        for response in ResponseFactory.create_batch(times, consultation=consultation):
            CommentFactory(decided=True, response=response, question=questions[0], view="yes")
            CommentFactory(decided=True, response=response, anchor="r1", label="R1", changed_in=page.edition)

    asked = page if language == "en-gb" else in_welsh(page)
    page.document.move("consultation", consultation=consultation, at=consultation.opens_at)
    questions = QuestionFactory.create_batch(3, consultation=consultation)
    comment(5)
    few = queries()
    comment(245)

    assert queries() == few <= 12


# As a table


def test_table_has_what_the_page_has(consultation, page, client):
    CommentFactory(
        decided=True,
        response__consultation=consultation,
        anchor="r1",
        label="R1",
        text="My own words.",
        decision="part",
    )
    CommentFactory(decided=True, response__consultation=consultation, response__publish="no", text="Not for others.")
    CommentFactory(response__consultation=consultation, text="Still being read.")

    response = client.get(f"{page.url}{consultation.path}outcome.csv")

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{page.document.reference}-0.1.0-outcome.csv" in response["Content-Disposition"]
    said = ["The text should be clearer."]
    assert rows_of(response) == [
        ["About", "What was said", "The comment", "Sent by", "Decision", "Reason", "Changed in", "Changed clause"],
        ["Recommendation R1", *said, "My own words.", "", "Accepted in part", "It is clearer.", "", ""],
        ["The whole document", *said, "", "", "Accepted", "It is clearer.", "", ""],
    ]
    assert not response.cookies


def test_table_names_its_licence_and_is_described_beside_it(consultation, page, client):
    address = f"{page.url}{consultation.path}outcome.csv"

    links = client.get(address)["Link"]
    told = client.get(f"{address}-metadata.json").json()

    assert f'<{LICENCE}>; rel="license"' in links
    assert f'{address}-metadata.json>; rel="describedby"' in links
    assert told["dc:license"] == {"@id": LICENCE}
    assert [column["titles"] for column in told["tableSchema"]["columns"]][:2] == ["About", "What was said"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start, consultation, page, client):
    formula = f'{start}HYPERLINK("http://example.org")'
    CommentFactory(decided=True, response__consultation=consultation, text=formula, summary=formula, reason=formula)

    cells = [cell for row in rows_of(client.get(f"{page.url}{consultation.path}outcome.csv")) for cell in row]

    assert len([cell for cell in cells if "HYPERLINK" in cell]) == 3
    assert not [cell for cell in cells if cell.startswith(start)]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_neutral_cell_starts_no_formula_and_keeps_what_can_be_seen(text):
    cell = neutral(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'").isprintable() or not text.isprintable() or cell.removeprefix("'") == text


def test_table_is_in_welsh_below_the_welsh_page(consultation, page, in_welsh, client):
    CommentFactory(decided=True, response__consultation=consultation)
    welsh = in_welsh(page)

    _headings, row = rows_of(client.get(f"{welsh.url}{consultation.path}outcome.csv"))

    assert row[1] == "Dylai’r testun fod yn gliriach."
    with translation.override("cy"):
        assert Outcome(consultation).overview == "Fe’ch clywsom."
