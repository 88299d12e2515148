"""Spelling help from the hub's own words, which a task collects."""

from collections import Counter

from django.db import transaction
from django_tasks import task
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from hub.models import Synonym
from hub.search import sought, texts_of
from hub.words import EMPTY, WORD, folded, root

from .found import KINDS, PAGES, sources
from .models import SearchWord

SHORTEST, LONGEST = 4, 40
LEAST_ALIKE = 0.7
TITLED = 3  # a word of a title counts as one in so many places
AT_ONCE = 500


@task()
def learn_words():
    """Collect the words of everything that search may find, and forget those that are no longer there.

    Voices are left out: the words of a person go nowhere else. A word in one place alone may be a slip or a name.
    """
    places = Counter()
    for model, queryset in sources(language=None).items():
        pks = list(without_voices(model, queryset).values_list("pk", flat=True))
        for start in range(0, len(pks), AT_ONCE):
            some = pks[start : start + AT_ONCE]
            for text in texts_of([(model, pk) for pk in some]).values():
                places.update(words_of(text))
            for row in model.objects.filter(pk__in=some):
                places.update(dict.fromkeys(words_of(row.title), TITLED))
    for row in Synonym.objects.all():
        places.update(dict.fromkeys(words_of(str(row)), TITLED))
    rows = [SearchWord(word=word, places=count) for word, count in places.items() if count > 1]
    with transaction.atomic():
        SearchWord.objects.all().delete()
        SearchWord.objects.bulk_create(rows, batch_size=1000)


def without_voices(model, queryset):
    return queryset.not_type(KINDS["voices"]) if model is PAGES else queryset


def words_of(text):
    words = {folded(word) for word in WORD.findall(text)}
    return {word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha() and word not in EMPTY}


def better_spelt(raw):
    """What a reader typed with the nearest known word for each that is not known; empty where none is any better."""
    wanted = sought(raw)
    if wanted is None:
        return ""
    typed = [" ".join(phrases[0]) for phrases in wanted.terms]
    known = dict(SearchWord.objects.values_list("word", "places"))
    roots = {root(word) for word in known}
    words = [nearest(word, known, roots) for word in typed]
    return " ".join(words) if words != typed else ""


def nearest(word, known, roots):
    """The known word that is most like `word`, the more frequent of two; `word` itself where none is like it."""
    plain = folded(word)
    if len(plain) < SHORTEST or not plain.isalpha() or plain in known or root(plain) in roots:
        return word
    alike = extract(
        plain, known.keys(), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=LEAST_ALIKE, limit=5
    )
    return max(alike, key=lambda one: (one[1], known[one[0]]))[0] if alike else word
