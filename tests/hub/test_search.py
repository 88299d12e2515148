import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from directory.models import Prison
from hub.models import Synonym
from hub.search import MAX_PHRASES, MAX_WORDS, search, sought
from tests import factories

pytestmark = pytest.mark.indexed

PIECES = ["peer", "support", '"', "“", "”", "AND", "NOT", "OR", "NEAR", "*", "don’t", "\x00"]
PIECES = ["peer", "support", '"', "“", "”", "AND", "NOT", "OR", "NEAR", "*", "don’t", "\x00"]
typed = (
    st.text()
    | st.text(alphabet="ab \"“”'’*()[]{}:&|!<>-+~^\\/%_.\x00")
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
)


@pytest.fixture
def searchable(home):
    factories.PrisonFactory(name="HMP Long Lartin", town="Evesham")
    factories.StandardPageFactory(parent=home, title="Peer support in prison")
    factories.StandardPageFactory(parent=home, title="Support from a peer")


def phrases(raw):
    """What is looked for, each term as text."""
    return [" ".join(phrase) for [phrase] in sought(raw).terms]


def titles(raw):
    return {page.title for page in Page.objects.filter(pk__in=search(Page.objects.all(), raw))}


@pytest.mark.parametrize(
    "raw", [None, "", "   ", "\t\n", '""', '"', '" "', '"!"', "…", "?!.,;", "“”", "\x00", "---", "%%%", "\u200b"]
)
def test_nothing_searchable_gives_no_query(raw):
    assert sought(raw) is None


@pytest.mark.parametrize("raw", [None, "", "   ", '""', "?!", "\x00"])
def test_nothing_searchable_finds_nothing(raw, searchable):
    assert list(search(Page.objects.all(), raw)) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("peer", ["peer"]),
        ("  peer   support ", ["peer", "support"]),
        ("peer & support (now)!", ["peer", "support", "now"]),
        ('"peer support"', ["peer support"]),
        ("“peer support”", ["peer support"]),
        ('"peer, support!"', ["peer support"]),
        ('some "peer support" scheme', ["some", "scheme", "peer support"]),
        ('"peer support" "social care"', ["peer support", "social care"]),
        ('one "two three', ["one", "two", "three"]),
        ("peer\x00support", ["peer", "support"]),
        ("don’t", ["don’t"]),
        ("PSSC-G-01", ["PSSC-G-01"]),
        ("Môn Tŷ", ["Môn", "Tŷ"]),
        ("how do I start a scheme", ["start", "scheme"]),
        ("how are you", ["how", "are", "you"]),
        ("the “peer support”", ["peer support"]),
    ],
)
def test_words_and_phrases_are_told_apart_and_words_that_say_nothing_left_out(raw, expected):
    assert phrases(raw) == expected


@settings(max_examples=400)
@given(raw=typed)
def test_what_is_sought_is_nothing_or_words_and_phrases_within_the_caps(raw):
    wanted = sought(raw)

    if wanted is None:
        return
    assert len(wanted.terms) <= MAX_WORDS + MAX_PHRASES
    assert all(len(phrase) <= MAX_WORDS for [phrase] in wanted.terms)
    assert all(text.strip() for text in phrases(raw))
    assert not set("".join(phrases(raw))) & set('\x00"“”*()[]{}:&|!<>')


def test_eight_hundred_words_are_cut_to_the_first_few():
    assert phrases(" ".join(f"w{n}" for n in range(800))) == [f"w{n}" for n in range(MAX_WORDS)]


def test_phrases_are_cut_to_the_first_few():
    assert phrases(" ".join(f'"a b{n}"' for n in range(20))) == [f"a b{n}" for n in range(MAX_PHRASES)]


@pytest.mark.usefixtures("searchable")
@settings(max_examples=150, deadline=None)
@given(raw=typed)
def test_database_takes_whatever_a_reader_types(raw):
    pages, prisons = search(Page.objects.all(), raw), search(Prison.objects.all(), raw)

    assert {type(pk) for pk in pages} <= {int}
    assert {type(pk) for pk in prisons} <= {str}


@pytest.mark.parametrize(
    "raw",
    [
        "peer " * 800,
        '"' * 800,
        '"peer support" ' * 800,
        "(" * 199 + "a",
        "\x00" * 199 + "a",
        "a" * 5000,
        "'); DROP TABLE hub_topic; --",
        "title:peer",
        "peer*",
        "^peer",
        "NEAR(peer support)",
        "peer NOT support",
        "NOT",
        "AND OR",
        "<->",
        "peer:*",
        "-peer",
        "😀",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_database_takes_what_means_something_to_it(raw, searchable):
    found = list(search(Page.objects.all(), raw)) + list(search(Prison.objects.all(), raw))

    assert len(found) <= 3


def test_every_word_has_to_be_there(searchable):
    assert titles("peer support") == {"Peer support in prison", "Support from a peer"}
    assert titles("peer prison") == {"Peer support in prison"}
    assert titles("peer xylophone") == set()


def test_phrase_has_to_be_there_in_its_order(searchable):
    assert titles('"peer support"') == {"Peer support in prison"}
    assert titles('"support peer"') == set()


def test_words_and_phrase_have_to_be_there_together(searchable):
    assert titles('prison "peer support"') == {"Peer support in prison"}
    assert titles('xylophone "peer support"') == set()


def test_search_is_blind_to_case_and_accents(home):
    factories.StandardPageFactory(parent=home, title="Ynys Môn")

    assert titles("ynys môn") == titles("YNYS MON") == {"Ynys Môn"}


def test_search_stays_within_the_queryset(searchable):
    found = search(Page.objects.filter(title__startswith="Support"), "peer")

    assert [Page.objects.get(pk=pk).title for pk in found] == ["Support from a peer"]


def test_search_takes_a_queryset_with_any_filter_and_order(searchable):
    prisons = Prison.objects.filter(town="Evesham", capacity__gt=0).order_by("-lat").distinct()

    assert search(prisons, "lartin") == [Prison.objects.get().pk]


def test_word_in_the_title_comes_before_one_in_the_summary(home):
    factories.StandardPageFactory(parent=home, title="Visits", summary="About meals and other things.")
    factories.StandardPageFactory(parent=home, title="Meals", summary="About food.")

    found = search(Page.objects.all(), "meals")

    assert [Page.objects.get(pk=pk).title for pk in found] == ["Meals", "Visits"]


def test_hits_are_capped(home, monkeypatch):
    for number in range(5):
        factories.StandardPageFactory(parent=home, title=f"The same words {number}")
    monkeypatch.setattr("hub.search.MAX_HITS", 3)

    assert len(list(search(Page.objects.all(), "words"))) == 3


def test_any_form_of_a_word_is_found(searchable):
    factories.StandardPageFactory(parent=Page.objects.get(title="Peer support in prison").get_parent(), title="Trained")

    assert titles("training") == {"Trained"}
    assert titles("prisons") == {"Peer support in prison"}


# Words that mean the same


def test_word_finds_what_means_the_same(home):
    factories.StandardPageFactory(parent=home, title="What a peer carer does")
    factories.StandardPageFactory(parent=home, title="Prison Service Instructions")

    assert titles("buddies") == titles("cyfaill cymorth") == {"What a peer carer does"}
    assert titles("PSI") == {"Prison Service Instructions"}


def test_phrase_that_means_the_same_has_to_be_there_as_it_stands(home):
    factories.StandardPageFactory(parent=home, title="A carer for a peer")

    assert titles("buddy") == set()


def test_buddy_never_finds_a_listener_nor_the_other_way_about(home):
    factories.StandardPageFactory(parent=home, title="Samaritans Listeners")
    factories.StandardPageFactory(parent=home, title="A buddy")

    assert titles("buddy") == {"A buddy"}
    assert titles("Listener") == {"Samaritans Listeners"}


def test_set_that_makes_a_buddy_of_a_listener_is_refused(db):
    with pytest.raises(ValidationError, match="not a Listener"):
        Synonym(terms="orderly", terms_cy="buddies\ngwrandawyr").clean()


def test_set_of_one_word_is_refused(db):
    with pytest.raises(ValidationError, match="at least two"):
        Synonym(terms="orderly\nOrderlies").clean()


def test_term_is_in_one_set_only(db):
    with pytest.raises(ValidationError, match="in another set"):
        Synonym(terms="orderly\npeer carers").clean()


def test_first_sets_are_such_as_editors_may_save(db):
    for row in Synonym.objects.all():
        row.full_clean()
