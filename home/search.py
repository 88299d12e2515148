"""The hub's search: one box over everything, with a tab and a count for each kind, facets and an order."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from directory.choices import Region
from hub.alphabet import alphabetical
from hub.models.synonyms import synonyms
from hub.search import MAX_CHARS, sought

from .found import LABELS, hits_for, tell
from .picks import picks_for
from .spelling import better_spelt

PER_PAGE, MOST_NEARLY = 15, 5
SINCE = {"month": _("In the last month"), "year": _("Earlier in the last year"), "older": _("More than a year ago")}
SORTS = {"": _("Best match"), "newest": _("Newest first"), "title": _("A to Z")}


def since(dated):
    """Which of SINCE a date is in; None for no date."""
    if dated is None:
        return None
    days = (timezone.localdate() - dated) / timedelta(days=1)
    return "month" if days <= 31 else "year" if days <= 365 else "older"


# Facet: its label, and {value: label} that a hit has of it.
FACETS = {
    "topic": (_("Topic"), lambda hit: hit.topics),
    "region": (_("Region or nation"), lambda hit: {hit.region: Region(hit.region).label} if hit.region else {}),
    "language": (_("Language"), lambda hit: {hit.language: get_language_info(hit.language)["name_local"]}),
    "since": (_("Published"), lambda hit: {key: SINCE[key]} if (key := since(hit.dated)) else {}),
}


class Results:
    """What a reader's search found. `data` is the request's query, none of it trusted."""

    def __init__(self, data):
        self.data = data
        self.query = data.get("q", "").replace("\x00", "").strip()[:MAX_CHARS]
        self.kind = data.get("kind") if data.get("kind") in LABELS else ""
        self.sort = data.get("sort") if data.get("sort") in SORTS else ""
        asked = {name: {value[:60] for value in data.getlist(name)[:20]} for name in FACETS}
        self.chosen = {name: values & self.known[name].keys() for name, values in asked.items()}

    @cached_property
    def wanted(self):
        wanted = sought(self.query)
        return wanted and wanted.with_synonyms(synonyms())

    @cached_property
    def hits(self):
        return hits_for(self.wanted) if self.wanted else []

    @cached_property
    def known(self):
        """{facet: {value: label}} of everything that was found."""
        return {name: {k: v for hit in self.hits for k, v in of(hit).items()} for name, (_l, of) in FACETS.items()}

    def narrowed(self, *, without=None):
        """The hits that every facet but one lets through, of the chosen kind unless that is the one."""
        hits = self.hits
        for name, (_label, of) in FACETS.items():
            if self.chosen[name] and name != without:
                hits = [hit for hit in hits if self.chosen[name] & of(hit).keys()]
        return [hit for hit in hits if not self.kind or without == "kind" or hit.kind == self.kind]

    @property
    def tabs(self):
        """Each kind that was found, with its count and its link; the first stands for all of them."""
        counts = dict.fromkeys(LABELS, 0)
        hits = self.narrowed(without="kind")
        for hit in hits:
            counts[hit.kind] += 1
        found = [(kind, LABELS[kind], count) for kind, count in counts.items() if count or kind == self.kind]
        tabs = [("", _("Everything"), len(hits)), *found]
        return [(kind, label, count, self.link(kind=kind)) for kind, label, count in tabs]

    @property
    def facets(self):
        """As templates/components/facet.html takes them: only those that would tell hits apart, or do now."""
        facets = []
        for name, (label, of) in FACETS.items():
            counts = dict.fromkeys(self.known[name], 0)
            for hit in self.narrowed(without=name):
                for value in of(hit):
                    counts[value] += 1
            values = [
                {
                    "value": value,
                    "label": self.known[name][value],
                    "count": count,
                    "selected": value in self.chosen[name],
                }
                for value, count in counts.items()
                if count or value in self.chosen[name]
            ]
            if len(values) > 1 or self.chosen[name]:
                values.sort(key=lambda one: list(SINCE).index(one["value"]) if name == "since" else str(one["label"]))
                facets.append({"name": name, "label": label, "values": values, "selected": len(self.chosen[name])})
        return facets

    @property
    def sorts(self):
        return [(sort, label, self.link(sort=sort)) for sort, label in SORTS.items()]

    @cached_property
    def page(self):
        hits = self.narrowed()
        if self.sort == "title":
            hits = sorted(hits, key=lambda hit: alphabetical(hit.title))
        if self.sort == "newest":
            hits = sorted(hits, key=lambda hit: str(hit.dated or ""), reverse=True)
        return Paginator(hits, PER_PAGE).get_page(self.data.get("page"))

    @property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    def link(self, **changed):
        """The query string of these results, with what is changed."""
        state = {"q": self.query, "kind": self.kind, "sort": self.sort} | changed
        pairs = [(name, value) for name, value in state.items() if value]
        pairs += [(name, value) for name, values in self.chosen.items() for value in sorted(values)]
        return urlencode(pairs)

    @property
    def query_string(self):
        return self.link()

    @property
    def cleared(self):
        return urlencode([(name, value) for name, value in (("q", self.query), ("kind", self.kind)) if value])

    @property
    def is_filtered(self):
        return any(self.chosen.values())

    @cached_property
    def shown(self):
        """The hits of this page, with all that is said of each."""
        hits = list(self.page)
        if hits:
            tell(hits, self.wanted.patterns)
        return hits

    @cached_property
    def picks(self):
        """What editors picked, before all else and on the first page of everything alone."""
        is_first = not self.kind and not self.sort and not self.is_filtered and self.page.number == 1
        return picks_for(self.query, self.wanted) if self.wanted and is_first else []

    # What helps where nothing was found

    @cached_property
    def better_spelt(self):
        """What the reader may have meant, if that finds anything; else empty."""
        words = better_spelt(self.query)
        return words if words and hits_for(sought(words)) else ""

    @cached_property
    def nearly(self):
        """The few best hits with some of the words, where there were several."""
        if not self.wanted or len(self.wanted.terms) < 2:
            return []
        hits = hits_for(self.wanted.of_any())[:MOST_NEARLY]
        tell(hits, self.wanted.patterns)
        return hits
