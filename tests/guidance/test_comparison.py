"""What changed between two editions: all of it, nothing else, word by word, and readable by eye and by ear."""

from itertools import combinations, pairwise

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from guidance.comparison import compare, moved_uids, word_difference
from guidance.editions import compiled
from guidance.models import Clause, Edition
from tests.guidance.wording import HOSTILE

KINDS = ("added", "removed", "reworded", "moved", "renumbered")

WORDS = st.sampled_from(
    ["care", "cell", "buddy", "a", "ŵy", "<b>", "&amp;", "\n", "  ", "‮x", "\x00", "e\u0301", "👩‍🦽"]
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=20)
NUMBERS = st.sampled_from(["", "1", "2", "1.1", "R7"])
CLAUSES = st.lists(st.tuples(st.integers(0, 12), NUMBERS, TEXTS), max_size=9, unique_by=lambda clause: clause[0])
PLACES = st.integers(0, 20)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), PLACES, st.tuples(st.integers(13, 20), NUMBERS, TEXTS)),
        st.tuples(st.just("delete"), PLACES, st.none()),
        st.tuples(st.just("reword"), PLACES, TEXTS),
        st.tuples(st.just("renumber"), PLACES, NUMBERS),
        st.tuples(st.just("move"), PLACES, PLACES),
    ),
    max_size=6,
)


def document(clauses):
    """Unsaved clauses, in order, from (uid, number, text)."""
    return [
        Clause(position=at, uid=f"u{uid}", number=number, text=text, html=f"<p>{escape(text)}</p>", kind="paragraph")
        for at, (uid, number, text) in enumerate(clauses)
    ]


def revised(clauses, edits):
    clauses = list(clauses)
    for kind, place, value in edits:
        at = place % len(clauses) if clauses else 0
        if kind == "insert" and value[0] not in [uid for uid, _number, _text in clauses]:
            clauses.insert(at, value)
        elif clauses and kind == "delete":
            clauses.pop(at)
        elif clauses and kind == "reword":
            clauses[at] = (*clauses[at][:2], value)
        elif clauses and kind == "renumber":
            clauses[at] = (clauses[at][0], value, clauses[at][2])
        elif clauses and kind == "move":
            clauses.insert(value % len(clauses), clauses.pop(at))
    return clauses


TWO = st.tuples(CLAUSES, CLAUSES) | st.tuples(CLAUSES, EDITS).map(lambda made: (made[0], revised(*made)))
PAIRS = TWO.map(lambda two: (document(two[0]), document(two[1])))


def said(differences):
    """What the differences say of each clause: {uid: the kinds of its change}, without those that say nothing."""
    found = {difference.clause.uid: {kind for kind in KINDS if getattr(difference, kind)} for difference in differences}
    return {uid: kinds for uid, kinds in found.items() if kinds}


def in_order(differences, side):
    return sorted(filter(None, (getattr(each, side) for each in differences)), key=lambda clause: clause.position)


# Clauses


@given(pair=PAIRS)
def test_document_does_not_differ_from_itself(pair):
    for clauses in pair:
        assert all(difference.same for difference in compare(clauses, clauses))


@given(pair=PAIRS)
def test_both_texts_can_be_put_together_again_from_their_differences(pair):
    before, after = pair

    differences = compare(before, after)

    assert [difference.after for difference in differences if difference.after] == after
    assert in_order(differences, "before") == before
    assert len(differences) == len({clause.uid for clause in (*before, *after)})


@given(pair=PAIRS)
def test_all_that_changed_is_reported_and_nothing_else(pair):
    before, after = ({clause.uid: clause for clause in clauses} for clauses in pair)
    both = before.keys() & after.keys()

    found = said(compare(*pair))

    def those(kind):
        return {uid for uid, kinds in found.items() if kind in kinds}

    assert those("added") == after.keys() - before.keys()
    assert those("removed") == before.keys() - after.keys()
    assert those("reworded") == {uid for uid in both if before[uid].text != after[uid].text}
    assert those("renumbered") == {uid for uid in both if before[uid].number != after[uid].number}
    assert those("moved") == moved_uids(*pair) <= both


@given(pair=PAIRS)
def test_what_was_removed_stands_behind_the_clause_that_it_followed(pair):
    before, after = pair
    kept = {clause.uid for clause in after}
    followed = {clause.uid: None for clause in before}
    for first, second in pairwise(before):
        followed[second.uid] = first.uid if first.uid in kept else followed[first.uid]

    behind = None
    for difference in compare(before, after):
        if difference.removed:
            assert followed[difference.clause.uid] == behind
        else:
            behind = difference.clause.uid


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        (("insert", 1, (9, "", "New.")), {"u9": {"added"}}),
        (("delete", 1, None), {"u1": {"removed"}}),
        (("reword", 1, "Other."), {"u1": {"reworded"}}),
        (("renumber", 1, "R9"), {"u1": {"renumbered"}}),
        (("move", 0, 3), {"u0": {"moved"}}),
        (("move", 3, 0), {"u3": {"moved"}}),
    ],
)
def test_one_change_is_reported_as_one(edit, reported):
    clauses = [(uid, "", f"Text {uid}.") for uid in range(4)]

    assert said(compare(document(clauses), document(revised(clauses, [edit])))) == reported


# What moved


@given(order=st.permutations(range(7)), gone=st.sets(st.integers(0, 6)))
def test_fewest_clauses_have_moved(order, gone):
    before = document((uid, "", "") for uid in range(7))
    after = document((uid, "", "") for uid in order if uid not in gone)
    common = {clause.uid for clause in after}

    def same_order_without(moved):
        left = common - set(moved)
        return [c.uid for c in before if c.uid in left] == [c.uid for c in after if c.uid in left]

    moved = moved_uids(before, after)

    assert moved <= common
    assert same_order_without(moved)
    assert not moved or not any(map(same_order_without, combinations(common, len(moved) - 1)))


# Words


@given(before=TEXTS, after=TEXTS)
def test_both_wordings_can_be_put_together_again_from_their_words(before, after):
    words = word_difference(before, after)

    assert "".join(text for operation, text in words if operation in ("equal", "delete")) == before
    assert "".join(text for operation, text in words if operation in ("equal", "insert")) == after
    assert all(text for _operation, text in words)
    assert {operation for operation, _text in words} <= {"equal", "delete", "insert"}


@given(text=TEXTS)
def test_same_words_are_all_equal(text):
    assert {operation for operation, _text in word_difference(text, text)} <= {"equal"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "New.", [("insert", "New.")]),
        ("Old.", "", [("delete", "Old.")]),
        (
            "Two days off",
            "Two weeks off",
            [("equal", "Two "), ("delete", "days "), ("insert", "weeks "), ("equal", "off")],
        ),
        ("All of this goes", "Another text comes", [("delete", "All of this goes"), ("insert", "Another text comes")]),
        (HOSTILE, HOSTILE, [("equal", HOSTILE)]),
    ],
)
def test_words_that_changed_stand_between_those_that_did_not(before, after, words):
    assert word_difference(before, after) == words


# Real editions


@pytest.fixture
def editions(guide, edited):
    """Five editions of one document, oldest first: reworded, moved and added to, shortened, and hostile."""

    def hostile(blocks):
        blocks["differs1-paragraph"]["value"] = f"<p>{escape(HOSTILE)}</p>"
        blocks["training-section"]["value"] = HOSTILE

    page = edited(guide, lambda blocks: blocks["twodays1-paragraph"].update(value="<p>Training takes three days.</p>"))
    page = edited(
        page,
        lambda blocks: blocks.update(
            {
                "training-section": blocks.pop("training-section"),
                "another1": {"type": "paragraph", "value": "<p>Another.</p>", "id": "another1"},
            }
        ),
    )
    page = edited(page, lambda blocks: blocks.pop("paybuddy-recommendation"), kind="major")
    page = edited(page, hostile)
    return list(Edition.objects.of(page.document, "en-gb").reverse())


def test_any_edition_can_be_put_together_again_from_any_other(editions):
    for before in editions:
        for after in editions:
            differences = compare(before.ordered_clauses, after.ordered_clauses)

            assert in_order(differences, "before") == before.ordered_clauses
            assert in_order(differences, "after") == after.ordered_clauses
            assert all(each.same for each in differences) is (before == after)


def test_what_publishing_would_make_is_compared_before_it_is_made(guide):
    guide.body[1].value.source = "<p>Schemes differ.</p>"

    differences = compare(guide.edition.ordered_clauses, compiled(guide).ordered_clauses)

    assert said(differences) == {"differs1-paragraph": {"reworded"}}


def test_editions_report_what_their_editors_did(editions):
    reports = [said(compare(before.ordered_clauses, after.ordered_clauses)) for before, after in pairwise(editions)]

    assert reports[0] == {"twodays1-paragraph": {"reworded"}}
    assert reports[1]["another1"] == {"added"}
    assert "moved" in reports[1]["training-section"]
    assert reports[2] == {"paybuddy-recommendation": {"removed"}}
    assert reports[3] == {"differs1-paragraph": {"reworded"}, "training-section": {"reworded"}}
