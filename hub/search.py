"""What a reader typed, made into a search that no database can choke on, and what it finds, best first.

Everything that can be found stands in one index and is ranked by one measure, whatever it is. The two databases
differ in the last two functions alone: how a query is written for them.
"""

import re
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, TextField, Value
from django.db.models.functions import Cast
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.search import models as tables

from .models.synonyms import MOST_WORDS, synonyms
from .words import EMPTY, WHOLE, WORD, folded, key, pattern, root

QUOTED = re.compile(r'"([^"]*)"')
MAX_CHARS, MAX_WORDS, MAX_PHRASES = 200, 16, 4
MAX_HITS = 1000


class Anywhere(tuple):
    """Words that need not stand together, as a phrase must: what was typed without quotation marks."""


@dataclass(frozen=True)
class Sought:
    """What to look for: `terms`, each of which is found by any of its phrases, each a tuple of words or `Anywhere`."""

    terms: tuple
    every: bool = True

    def with_synonyms(self, synonyms):
        """The same where a term that means the same will do for each, by what `synonyms` gave."""
        terms, start = [], 0
        while start < len(self.terms):
            for length in range(min(MOST_WORDS, len(self.terms) - start), 0, -1):
                span = self.terms[start : start + length]
                typed = tuple(word for phrase, *_others in span for word in phrase)
                if (length == 1 or all(len(phrase) == 1 for phrase, *_others in span)) and key(typed) in synonyms:
                    others = (one for one in synonyms[key(typed)] if key(one) != key(typed))
                    terms.append((typed if length == 1 else Anywhere(typed), *others))
                    break
            else:
                terms.append(self.terms[start])
            start += length
        return replace(self, terms=tuple(terms))

    def of_any(self):
        """The same where one of the terms will do."""
        return replace(self, every=False)

    @property
    def patterns(self):
        """A regular expression for each term, to find it in folded text."""
        return [
            re.compile(
                "|".join(
                    pattern(part)
                    for phrase in phrases
                    for part in ([(word,) for word in phrase] if isinstance(phrase, Anywhere) else [phrase])
                )
            )
            for phrases in self.terms
        ]


def sought(raw):
    """What a reader typed, as what to look for; None when nothing searchable is left.

    Quotation marks make phrases; everything that is not a word is dropped, and so are words that say nothing while
    there are others. Every term must be found.
    """
    text = (raw or "")[:MAX_CHARS].replace("\x00", " ").replace("“", '"').replace("”", '"')
    phrases = [tuple(WORD.findall(phrase)[:MAX_WORDS]) for phrase in QUOTED.findall(text)]
    words = WORD.findall(QUOTED.sub(" ", text))[:MAX_WORDS]
    kept = [phrase for phrase in phrases if phrase][:MAX_PHRASES]
    words = [word for word in words if folded(word) not in EMPTY] or ([] if kept else words)
    terms = [(word,) for word in words]
    return Sought(tuple((phrase,) for phrase in [*terms, *kept])) if terms or kept else None


def search(queryset, raw):
    """The primary keys of what in `queryset` matches what a reader typed, best first, at most MAX_HITS."""
    wanted = sought(raw)
    if wanted is None:
        return []
    found = ranked({"": queryset}, wanted.with_synonyms(synonyms()))
    return [pk for _name, pk, _score in found]


def ranked(querysets, wanted):
    """[(name, primary key, score)] of what is `wanted`, best first, in one query.

    `querysets` is {name: queryset}, of models that share no row. Any queryset will do.
    """
    names, within = {}, Q()
    for name, queryset in querysets.items():
        types = get_descendants_content_types_pks(queryset.model)
        names |= dict.fromkeys(types, (name, queryset.model._meta.pk))
        keys = queryset.order_by().annotate(as_text=Cast("pk", TextField())).values("as_text")
        within |= Q(content_type__in=types, object_id__in=keys)
    entries = on_postgresql(wanted) if connection.vendor == "postgresql" else on_sqlite(wanted)
    rows = entries.filter(within).order_by("-score", "-pk").values_list("content_type", "object_id", "score")
    found = [(*names[type_pk], pk, score) for type_pk, pk, score in rows[:MAX_HITS]]
    return [(name, field.to_python(pk), score) for name, field, pk, score in found]


def texts_of(hits):
    """{(model, primary key): the text of it in the index, without its title} of pairs of a root model and a key."""
    column = "body_text" if connection.vendor == "postgresql" else "body"
    models = {
        type_pk: model
        for model in {model for model, _pk in hits}
        for type_pk in get_descendants_content_types_pks(model)
    }
    asked = Q(pk=None)
    for model in {model for model, _pk in hits}:
        types = [type_pk for type_pk, known in models.items() if known is model]
        asked |= Q(content_type__in=types, object_id__in=[str(pk) for other, pk in hits if other is model])
    rows = tables.IndexEntry.objects.filter(asked).values_list("content_type", "object_id", column)
    return {(models[type_pk], models[type_pk]._meta.pk.to_python(pk)): text or "" for type_pk, pk, text in rows}


# A word of a title counts this many times as much as one of the text.
TITLE = 4.0


def on_postgresql(wanted):
    """Rows of the index that match, with their `score`."""
    config = settings.WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"]

    def query(phrase):
        kind = "plain" if len(phrase) == 1 or isinstance(phrase, Anywhere) else "phrase"
        return SearchQuery(" ".join(phrase), config=config, search_type=kind)

    terms = [reduce(or_, map(query, phrases)) for phrases in wanted.terms]
    asked = reduce(and_ if wanted.every else or_, terms)
    # As the index hub_indexentry_title_body has it.
    both = Func("title", "body", template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField())
    even = [0.3, 0.6, 1.0, 1.0]
    in_title = SearchRank(F("title"), asked, weights=even) * F("title_norm")
    in_all = SearchRank(both, asked, weights=even, normalization=1)
    entries = tables.IndexEntry.objects.annotate(both=both)
    return entries.filter(both=asked).annotate(score=in_title * Value(TITLE) + in_all)


def on_sqlite(wanted):
    """The same by FTS5, which knows no endings: what a word begins with must do."""

    def query(phrase):
        if isinstance(phrase, Anywhere):
            return "({})".format(" AND ".join(query((word,)) for word in phrase))
        *before, last = phrase
        short = root(folded(last)) if last.isalpha() else last
        if last.isalpha() and len(short) >= WHOLE:
            return '"{}" *'.format(" ".join([*before, short]))
        forms = (last, short, f"{short}s") if last.isalpha() else (last,)
        return "({})".format(" OR ".join('"{}"'.format(" ".join([*before, form])) for form in forms))

    terms = ["({})".format(" OR ".join(map(query, phrases))) for phrases in wanted.terms]
    asked = (" AND " if wanted.every else " OR ").join(terms)
    table = tables.SQLiteFTSIndexEntry._meta.db_table
    matches = Func(
        Value(f"{{title body}} : ({asked})"), template=f"{table} MATCH %(expressions)s", output_field=BooleanField()
    )
    score = Func(template=f"-bm25({table}, 0, 1, {TITLE})", output_field=FloatField())
    return tables.SQLiteFTSIndexEntry.objects.filter(matches).annotate(
        score=score, content_type=F("index_entry__content_type"), object_id=F("index_entry__object_id")
    )
