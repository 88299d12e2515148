import pytest
from django.utils import translation

from guidance import subjects
from guidance.stages import Stage
from tests.factories import RECOMMENDATION, ConsultationFactory, GuidanceIndexPageFactory, GuidancePageFactory

BODY = [
    ("paragraph", "<p>Before all sections.</p>"),
    ("section", "Training"),
    ("subheading", "Before it starts"),
    ("paragraph", "<p>First line.</p><p>Second line.</p>"),
    ("recommendation", RECOMMENDATION),
    ("table", {"caption": "Who does what", "columns": ["Task", "Buddy"], "rows": [["Meals", "Yes"]]}),
]


@pytest.fixture
def page(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), body=BODY)
    page.save_revision().publish()
    return page


@pytest.fixture
def consultation(page):
    consultation = ConsultationFactory(page=page, open=True)
    page.document.move(Stage.CONSULTATION, consultation=consultation)
    return consultation


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("R7", "Recommendation R7"),
        ("2.11", "Paragraph 2.11"),
        ("3", "Section 3"),
        ("Limits", "Limits"),
        ("R7 and R8", "R7 and R8"),
        ("", "The whole document"),
    ],
)
def test_a_subject_is_called_by_the_label_that_a_comment_keeps(label, name):
    assert subjects.called(label) == name


def test_what_is_offered_is_grouped_by_section(consultation):
    [(no_section, first), (section, second)] = subjects.offered(consultation)

    assert no_section is None
    assert [clause.beginning for clause in first] == ["Before all sections."]
    assert section.called == "Section 1"
    assert [(clause.called, clause.beginning) for clause in second] == [
        ("Paragraph 1.1", "First line."),
        ("Recommendation R1", "The scheme lead should meet each buddy every fortnight."),
        ("Who does what", "Who does what"),
    ]


def test_a_subheading_is_not_offered_but_can_be_linked_to(consultation):
    anchor = consultation.edition.clauses.get(kind="subheading").anchor

    assert subjects.clause_at(consultation, anchor).called == "Before it starts"


@pytest.mark.parametrize("anchor", ["", "r2", "R1", "\x00", "r1\n", "c-1a2b3c4d", "%", "x" * 1000])
def test_no_clause_is_at_another_anchor(anchor, consultation):
    assert subjects.clause_at(consultation, anchor) is None


def test_a_later_edition_does_not_change_what_is_asked_about(page, consultation):
    page.body = [*BODY[:1], ("section", "Pay")]
    page.change, page.change_note = "major", "Shortened."
    page.save_revision().publish()

    assert subjects.clause_at(consultation, "r1").label == "R1"
    assert len(subjects.offered(consultation)) == 2


def test_readers_of_welsh_read_the_welsh_edition_where_there_is_one(page, consultation, in_welsh):
    with translation.override("cy"):
        before = subjects.clause_at(consultation, "r1").language
        in_welsh(page)
        after = subjects.clause_at(consultation, "r1").language

    assert (before, after) == ("en-gb", "cy")
    assert subjects.clause_at(consultation, "r1").language == "en-gb"


def test_what_has_no_words_is_called_by_its_anchor(consultation):
    clause = consultation.edition.clauses.get(kind="subheading")
    clause.text = ""

    assert subjects.label_of(clause) == clause.anchor
