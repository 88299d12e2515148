import re

from wagtail.search.query import And, Phrase, PlainText

WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
QUOTED = re.compile(r'"([^"]*)"')
MAX_CHARS, MAX_WORDS, MAX_PHRASES = 200, 16, 4
MAX_HITS = 1000


def safe_query(raw):
    """Turn what a reader typed into a search query that no backend can choke on.

    Quotation marks make phrases; everything that is not a word is dropped. All words and
    phrases must match. Returns None when nothing searchable is left.
    """
    text = (raw or "")[:MAX_CHARS].replace("\x00", " ").replace("“", '"').replace("”", '"')
    phrases = [" ".join(WORD.findall(phrase)) for phrase in QUOTED.findall(text)]
    words = WORD.findall(QUOTED.sub(" ", text))[:MAX_WORDS]
    parts = [Phrase(phrase) for phrase in phrases if phrase][:MAX_PHRASES]
    if words:
        parts.insert(0, PlainText(" ".join(words), operator="and"))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(parts)


def search(queryset, raw):
    """The objects in `queryset` that match what the reader typed, best first, at most MAX_HITS.

    Any queryset will do: search backends refuse filters on fields outside the index, so
    theirs sees only the primary keys.
    """
    query = safe_query(raw)
    if query is None:
        return []
    rows = queryset.order_by().values("pk")
    return queryset.model.objects.filter(pk__in=rows).search(query)[:MAX_HITS]
