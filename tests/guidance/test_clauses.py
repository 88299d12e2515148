"""Numbers and anchors of clauses: permanent where they must be, by place where they may be."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.clauses import compile_clauses, number_recommendations
from guidance.models import GuidancePage
from tests.factories import RECOMMENDATION, DocumentFactory, GuidanceIndexPageFactory, GuidancePageFactory

BODY = GuidancePage._meta.get_field("body").stream_block


def body_of(*blocks):
    """A body as it is loaded from the database, from (type, value) or (type, value, id)."""
    return BODY.to_python(
        [{"type": kind, "value": value, "id": more[0] if more else str(uuid.uuid4())} for kind, value, *more in blocks]
    )


def recommendation(number=None):
    return ("recommendation", {**RECOMMENDATION, "number": number})


def numbers(body):
    return [block.value["number"] for block in body if block.block_type == "recommendation"]


def test_search_reads_the_words_of_a_recommendation_and_not_the_labels_of_its_choices():
    read = " ".join(BODY.get_searchable_content(body_of(recommendation())))

    assert "every fortnight" in read
    assert not [label for label in ("Should do", "England and Wales", "Limited") if label in read]


@pytest.fixture
def document(home):
    """A guidance document of two sections with two paragraphs and three recommendations."""
    page = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home),
        body=[
            ("section", "First"),
            ("paragraph", "<p>One.</p>"),
            recommendation(),
            ("paragraph", "<p>Two.</p>"),
            recommendation(),
            ("section", "Second"),
            ("paragraph", "<p>Three.</p>"),
            recommendation(),
        ],
    )
    page.save_revision().publish()
    return GuidancePage.objects.get(pk=page.pk)


def edited(page, change):
    """The page after an editor changed its body, as a list of blocks, and published it."""
    blocks = list(page.body.raw_data)
    change(blocks)
    page.body = BODY.to_python(blocks)
    page.change, page.change_note = "major", "Something was learned."
    page.save_revision().publish()
    return GuidancePage.objects.get(pk=page.pk)


# Numbers by place


def test_sections_count_through_the_document_and_paragraphs_within_their_section():
    clauses = compile_clauses(
        body_of(
            ("section", "First"),
            ("paragraph", "<p>a</p>"),
            ("paragraph", "<p>b</p>"),
            ("subheading", "Between"),
            ("paragraph", "<p>c</p>"),
            ("section", "Second"),
            ("paragraph", "<p>d</p>"),
        )
    )

    assert [clause.number for clause in clauses] == ["1", "1.1", "1.2", "", "1.3", "2", "2.1"]
    assert clauses[5].title == "Second"


def test_recommendations_do_not_interrupt_the_count_of_paragraphs():
    clauses = compile_clauses(
        body_of(("section", "First"), ("paragraph", "<p>a</p>"), recommendation(9), ("paragraph", "<p>b</p>"))
    )

    assert [clause.number for clause in clauses] == ["1", "1.1", "R9", "1.2"]


def test_recommendation_without_a_number_has_none_to_show():
    [clause] = compile_clauses(body_of(recommendation()))

    assert clause.number == ""
    assert clause.anchor == f"c-{clause.uid[:8]}"


def test_empty_body_has_no_clauses():
    assert compile_clauses(body_of()) == []
    assert number_recommendations(body_of()) == 0


# Anchors


def test_recommendation_is_anchored_by_its_number_and_all_else_by_its_block():
    section, rec = compile_clauses(body_of(("section", "First", "0123456789ab"), recommendation(4)))

    assert section.anchor == "c-01234567"
    assert rec.anchor == "r4"


@given(order=st.permutations(range(6)))
def test_anchors_survive_any_reordering(order):
    kinds = [("section", "A"), ("paragraph", "<p>a</p>"), recommendation(1), ("subheading", "B"), recommendation(2)]
    blocks = [(*block, f"{position:08d}-block") for position, block in enumerate([*kinds, ("section", "C")])]

    before = {clause.uid: clause.anchor for clause in compile_clauses(body_of(*blocks))}
    after = {clause.uid: clause.anchor for clause in compile_clauses(body_of(*(blocks[place] for place in order)))}

    assert after == before


# Numbers for good


def test_recommendations_are_numbered_when_the_page_is_saved(document):
    assert numbers(document.body) == [1, 2, 3]
    assert document.last_number == 3
    assert [clause.anchor for clause in document.edition.recommendations] == ["r1", "r2", "r3"]


def test_number_stays_when_recommendations_change_places(document):
    uids = {clause.uid: clause.number for clause in document.edition.recommendations}

    page = edited(document, lambda blocks: blocks.reverse())

    assert numbers(page.body) == [3, 2, 1]
    assert {clause.uid: clause.number for clause in page.edition.recommendations} == uids


def test_number_of_a_removed_recommendation_is_not_given_again(document):
    page = edited(document, lambda blocks: blocks.pop())
    page = edited(page, lambda blocks: blocks.append({"type": "recommendation", "value": RECOMMENDATION}))

    assert numbers(page.body) == [1, 2, 4]


def test_number_is_not_given_again_after_removal_in_a_draft(document):
    page = edited(document, lambda blocks: blocks.pop())
    page.unpublish()
    page = edited(page, lambda blocks: blocks.append({"type": "recommendation", "value": RECOMMENDATION}))

    assert numbers(page.body) == [1, 2, 4]


def test_number_stays_when_the_page_is_unpublished_and_published_again(document):
    document.unpublish()
    document.save_revision().publish()

    assert numbers(GuidancePage.objects.get(pk=document.pk).body) == [1, 2, 3]


def test_recommendation_that_an_editor_duplicates_gets_a_number_of_its_own(document):
    def duplicate(blocks):
        copied = next(block for block in blocks if block["type"] == "recommendation")
        blocks.append({**copied, "id": str(uuid.uuid4())})

    page = edited(document, duplicate)

    assert numbers(page.body) == [1, 2, 3, 4]


def test_number_typed_by_an_editor_is_kept_and_counted_on_from():
    body = body_of(recommendation(), recommendation(12), recommendation())

    highest = number_recommendations(body)

    assert numbers(body) == [13, 12, 14]
    assert highest == 14


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "move", "save"]), st.integers(0, 30), st.integers(0, 30)), max_size=40
)


@given(edits=EDITS)
def test_no_number_is_ever_given_twice_or_taken_away(edits):
    blocks, last, owners = [], 0, {}
    for kind, here, there in [*edits, ("save", 0, 0)]:
        if kind == "add":
            blocks.insert(here % (len(blocks) + 1), (*recommendation(), str(uuid.uuid4())))
        elif kind == "remove" and blocks:
            blocks.pop(here % len(blocks))
        elif kind == "move" and blocks:
            blocks.insert(there % len(blocks), blocks.pop(here % len(blocks)))
        elif kind == "save":
            body = body_of(*blocks)
            highest = number_recommendations(body, after=last)
            blocks = [("recommendation", dict(block.value), block.id) for block in body]

            assert highest >= last
            for _kind, value, uid in blocks:
                assert 0 < value["number"] <= highest
                assert owners.setdefault(value["number"], uid) == uid
            assert len({value["number"] for _kind, value, _uid in blocks}) == len(blocks)
            last = highest


@given(held=st.lists(st.one_of(st.none(), st.integers(1, 50)), unique_by=lambda n: n or object()))
def test_numbering_twice_changes_nothing(held):
    body = body_of(*map(recommendation, held))

    highest = number_recommendations(body)
    once = numbers(body)

    assert number_recommendations(body, after=highest) == highest
    assert numbers(body) == once
    assert len(set(once)) == len(once)


# Translation and copying


def test_clauses_have_the_same_ids_numbers_and_anchors_in_both_languages(document, in_welsh):
    translated = in_welsh(document)

    english = [(clause.uid, clause.number, clause.anchor) for clause in document.edition.ordered_clauses]
    welsh = [(clause.uid, clause.number, clause.anchor) for clause in translated.edition.ordered_clauses]
    assert english == welsh
    assert translated.locale.language_code == "cy"


def test_recommendation_added_later_has_the_same_number_in_welsh(document, in_welsh):
    in_welsh(document)
    page = edited(document, lambda blocks: blocks.insert(0, {"type": "recommendation", "value": RECOMMENDATION}))

    translated = in_welsh(page)

    assert numbers(translated.body) == numbers(page.body) == [4, 1, 2, 3]


def test_copied_document_keeps_its_numbers_and_counts_on_by_itself(document):
    copy = document.copy(update_attrs={"slug": "copy", "document": DocumentFactory()})
    copy = edited(copy, lambda blocks: blocks.append({"type": "recommendation", "value": RECOMMENDATION}))

    assert numbers(copy.body) == [1, 2, 3, 4]
    assert numbers(GuidancePage.objects.get(pk=document.pk).body) == [1, 2, 3]
