import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelsearch.query import And, Phrase, PlainText
from wagtail.models import Page

from directory.models import Prison
from hub.search import MAX_PHRASES, MAX_WORDS, safe_query, search
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


def parts(query):
    return query.subqueries if isinstance(query, And) else [query]


def titles(raw):
    return {page.title for page in search(Page.objects.all(), raw)}


@pytest.mark.parametrize(
    "raw", [None, "", "   ", "\t\n", '""', '"', '" "', '"!"', "…", "?!.,;", "“”", "\x00", "---", "%%%", "\u200b"]
)
def test_nothing_searchable_gives_no_query(raw):
    assert safe_query(raw) is None


@pytest.mark.parametrize("raw", [None, "", "   ", '""', "?!", "\x00"])
def test_nothing_searchable_finds_nothing(raw, searchable):
    assert list(search(Page.objects.all(), raw)) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("peer", PlainText("peer")),
        ("  peer   support ", PlainText("peer support")),
        ("peer & support (now)!", PlainText("peer support now")),
        ('"peer support"', Phrase("peer support")),
        ("“peer support”", Phrase("peer support")),
        ('"peer, support!"', Phrase("peer support")),
        ('the "peer support" scheme', And([PlainText("the scheme"), Phrase("peer support")])),
        ('"peer support" "social care"', And([Phrase("peer support"), Phrase("social care")])),
        ('one "two three', PlainText("one two three")),
        ('"" one', PlainText("one")),
        ("peer\x00support", PlainText("peer support")),
        ("don’t", PlainText("don’t")),
        ("PSSC-G-01", PlainText("PSSC-G-01")),
        ("Môn Tŷ", PlainText("Môn Tŷ")),
    ],
)
def test_words_and_phrases_are_told_apart(raw, expected):
    assert repr(safe_query(raw)) == repr(expected)


@settings(max_examples=400)
@given(raw=typed)
def test_query_is_always_none_or_words_and_phrases_within_the_caps(raw):
    query = safe_query(raw)

    if query is None:
        return
    words = [part.query_string for part in parts(query) if isinstance(part, PlainText)]
    phrases = [part.query_string for part in parts(query) if isinstance(part, Phrase)]
    assert len(words) + len(phrases) == len(parts(query))
    assert len(words) <= 1
    assert len(phrases) <= MAX_PHRASES
    assert all(text.strip() for text in words + phrases)
    assert all(len(text.split()) <= MAX_WORDS for text in words)
    assert not set("".join(words + phrases)) & set('\x00"“”*()[]{}:&|!<>')


def test_eight_hundred_words_are_cut_to_the_first_few():
    query = safe_query(" ".join(f"w{n}" for n in range(800)))

    assert query.query_string.split() == [f"w{n}" for n in range(MAX_WORDS)]


def test_phrases_are_cut_to_the_first_few():
    query = safe_query(" ".join(f'"a b{n}"' for n in range(20)))

    assert repr(query) == repr(And([Phrase(f"a b{n}") for n in range(MAX_PHRASES)]))


@pytest.mark.usefixtures("searchable")
@settings(max_examples=150, deadline=None)
@given(raw=typed)
def test_database_takes_whatever_a_reader_types(raw):
    pages, prisons = search(Page.objects.all(), raw), search(Prison.objects.all(), raw)

    assert {type(hit) for hit in pages} <= {Page}
    assert {type(hit) for hit in prisons} <= {Prison}


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

    assert [page.title for page in found] == ["Support from a peer"]


def test_search_takes_a_queryset_with_any_filter_and_order(searchable):
    prisons = Prison.objects.filter(town="Evesham", capacity__gt=0).order_by("-lat").distinct()

    assert [prison.name for prison in search(prisons, "lartin")] == ["HMP Long Lartin"]


def test_word_in_the_title_comes_before_one_in_the_summary(home):
    factories.StandardPageFactory(parent=home, title="Visits", summary="About meals and other things.")
    factories.StandardPageFactory(parent=home, title="Meals", summary="About food.")

    found = search(Page.objects.all(), "meals")

    assert [page.title for page in found] == ["Meals", "Visits"]


def test_hits_are_capped(home, monkeypatch):
    for number in range(5):
        factories.StandardPageFactory(parent=home, title=f"The same words {number}")
    monkeypatch.setattr("hub.search.MAX_HITS", 3)

    assert len(list(search(Page.objects.all(), "words"))) == 3
