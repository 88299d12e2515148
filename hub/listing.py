"""Listing, filtering, counting and paging, once for every index of the hub.

A listing is a queryset and a `FilterForm`. The same cleaned filter drives the results, the
counts beside each facet value, the chips that take a value away, and any export.
"""

from functools import partial
from string import ascii_lowercase

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.db.models.functions import Left
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .alphabet import PLACES, WELSH
from .remembered import remember
from .search import search

# A facet shows so many values, those with the most results; the keyword finds the rest.
MOST_VALUES = 60


class FacetField(forms.MultipleChoiceField):
    """A filter of several values, any of which may match. Values it does not know are ignored.

    `lookup` is the ORM lookup that a value is compared with; `matches` gives a `Q` for one
    value where plain equality does not do. Neither may find a row more than once.
    `initial` is what applies while nothing is chosen.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, lookup=None, matches=None, **kwargs):
        super().__init__(required=False, **kwargs)
        self.lookup, self.own_matches = lookup, matches

    def load(self):
        """Read the choices from the database, once for each form."""
        self.choices = list(self.choices)

    def matches(self, value):
        return self.own_matches(value) if self.own_matches else Q(**{self.lookup: value})

    def to_python(self, value):
        chosen = set(super().to_python(value))
        return [str(known) for known, _label in self.choices if str(known) in chosen] or list(self.initial or [])

    def offer(self, values):
        """Make so many of these values that are worth it the choices, where those were not all there are."""

    def any_of(self, values):
        query = Q()
        for value in values:
            query |= self.matches(value)
        return query


class LinkedFacetField(FacetField):
    """A facet of what rows are linked to, many to many: counted by grouping the links, in a query of its own.

    `links` gives the links as a queryset; `row` and `linked` are the names of their two foreign keys; `rows` gives
    (value as it stands in the address, label, primary key) of everything that may be linked.
    """

    def __init__(self, *, links, row, linked, rows, **kwargs):
        super().__init__(choices=lambda: [(value, label) for value, label, _pk in rows()], **kwargs)
        self.links, self.row, self.linked, self.rows = links, row, linked, rows

    def load(self):
        rows = self.rows()
        self.choices = [(value, label) for value, label, _pk in rows]
        self.keys = {value: pk for value, _label, pk in rows}

    def matches(self, value):
        return Q(pk__in=self.links().filter(**{self.linked: self.keys[value]}).values(self.row))

    def counts(self, queryset, chosen):
        """{value: how many rows of `queryset` have it}"""
        links = self.links().filter(**{f"{self.row}__in": queryset.order_by().values("pk")})
        found = dict(links.order_by().values_list(self.linked).annotate(n=Count("pk")))
        return {value: found.get(pk, 0) for value, pk in self.keys.items()}


class LetterField(FacetField):
    """A facet of first letters: an A to Z, or in Welsh the letters of its alphabet.

    `lookup` leads to the slug, `lookup_cy` to the `welsh_key`, that rows are ordered by.
    """

    def __init__(self, *, lookup, lookup_cy, **kwargs):
        super().__init__(label=_("First letter"), choices=self.letters, **kwargs)
        self.english, self.welsh = lookup, lookup_cy

    def letters(self):
        return [(one.capitalize(), one.capitalize()) for one in (WELSH if self.in_welsh else ascii_lowercase)]

    @property
    def in_welsh(self):
        return get_language() == "cy"

    def matches(self, value):
        if self.in_welsh:
            return Q(**{f"{self.welsh}__startswith": PLACES[value.lower()]})
        return Q(**{f"{self.english}__istartswith": value})

    def counts(self, queryset, chosen):
        """{letter: how many rows of `queryset` begin with it}"""
        start = Left(self.welsh, 2) if self.in_welsh else Left(self.english, 1)
        found = dict(queryset.order_by().values_list(start).annotate(n=Count("pk")))
        return {
            letter: found.get(PLACES[letter.lower()] if self.in_welsh else letter.lower(), 0)
            for letter, _ in self.choices
        }


class BusiestFacetField(FacetField):
    """A facet of a foreign key with more values than anybody reads.

    Only those with the most results are offered, and only they and those chosen are loaded, whatever their number.
    `lookup` is the name of the foreign key; `model` gives the model that it leads to.
    """

    def __init__(self, *, lookup, model, **kwargs):
        super().__init__(lookup=lookup, choices=list, **kwargs)
        self.model = model

    def load(self):
        self.choices = []

    def offer(self, values):
        """Make those with these primary keys the choices, in the order of their model."""
        if set(values) - {value for value, _label in self.choices}:
            self.choices = [(str(row.pk), str(row)) for row in self.model().objects.filter(pk__in=values)]

    def to_python(self, value):
        asked = [one for one in map(str, value or ()) if one and "\x00" not in one][:MOST_VALUES]
        if asked:
            self.offer(asked)
        return super().to_python(asked)

    def counts(self, queryset, chosen):
        """{value: how many rows of `queryset` have it} of those chosen and the busiest."""
        groups = queryset.order_by().values_list(self.lookup).annotate(n=Count("pk"))
        chosen_first = [Case(When(**{f"{self.lookup}__in": chosen}, then=0), default=1)] if chosen else []
        return dict(groups.order_by(*chosen_first, "-n", self.lookup)[: MOST_VALUES + len(chosen)])


class FilterForm(forms.Form):
    """Keyword and facets. Every value is optional and a wrong one means "not filtered", never an error."""

    q = forms.CharField(label=_("Keyword"), required=False, max_length=200, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.facet_fields.values():
            field.load()

    def clean_q(self):
        return self.cleaned_data["q"].replace("\x00", "")

    @property
    def facet_fields(self):
        return {name: field for name, field in self.fields.items() if isinstance(field, FacetField)}

    def search(self, queryset, words):
        """Narrow `queryset` to what matches the keyword. Models with their own idea of it override this."""
        return queryset.filter(pk__in=search(queryset, words))


def aggregated(queryset, counts):
    """The values of {any key: aggregate} over `queryset`, by the same keys, in one query."""
    found = queryset.order_by().aggregate(**{f"n{number}": count for number, count in enumerate(counts.values())})
    return dict(zip(counts, found.values(), strict=True))


class Listing:
    """One page of a filtered queryset, with its facets, counts and links.

    `data` is the request's query; `form_class` a `FilterForm`. At most five queries,
    whatever the amount of content: keyword, choices, counts, total, page.
    `kept` are (name, value) pairs that are no filter and that every link to another state of the list keeps.
    `name` is that of the list, where its queryset is always the same: its counts are remembered while nothing filters.
    """

    def __init__(self, queryset, form_class, data, *, per_page=20, kept=(), name=None):
        self.queryset = queryset
        self.data = data if isinstance(data, QueryDict) else QueryDict(mutable=True)
        self.per_page = per_page
        self.kept = kept
        self.name = name
        self.form = form_class(self.data)
        self.form.is_valid()

    @cached_property
    def applied(self):
        """{facet name: values that filter now}, chosen or by default; only those with any."""
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in self.form.facet_fields if cleaned.get(name)}

    @cached_property
    def selected(self):
        """{facet name: values that the reader chose}: what is applied less what would be so anyway."""
        fields = self.form.facet_fields
        return {name: values for name, values in self.applied.items() if values != fields[name].initial}

    @property
    def words(self):
        return self.form.cleaned_data.get("q", "")

    @property
    def is_filtered(self):
        return bool(self.words or self.selected)

    @cached_property
    def _found(self):
        """The queryset narrowed by keyword alone, which facet counts start from."""
        return self.form.search(self.queryset, self.words) if self.words else self.queryset

    def _narrowed_by(self, *, without=None):
        query = Q()
        for name, values in self.applied.items():
            if name != without:
                query &= self.form.facet_fields[name].any_of(values)
        return query

    @cached_property
    def results(self):
        """Everything that matches, as a queryset in the listing's own order."""
        return self._found.filter(self._narrowed_by())

    @cached_property
    def total(self):
        return self._counts["total"]

    @cached_property
    def page(self):
        paginator = Paginator(self.results, self.per_page)
        paginator.count = self.total
        return paginator.get_page(self.data.get("page"))

    @cached_property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    @cached_property
    def _counts(self):
        return self.remembered("", self._count)

    def remembered(self, what, count):
        """What `count()` gives, once for the list while nothing filters it and its queryset is that of all."""
        if self.name is None or self.is_filtered:
            return count()
        return remember((Listing, self.name, what), count)

    def _count(self):
        """{"total": how many rows match, (facet name, value): how many would match with that value as well}

        A facet that filters nothing is counted over the results. One that does is counted over what the others find;
        for all of those, what two of them rule out is not read.
        """
        among_results, among_others = {"total": Count("pk")}, {}
        nearly = Q()
        for name, field in self.form.facet_fields.items():
            if hasattr(field, "counts"):
                continue
            others = self._narrowed_by(without=name) if name in self.applied else Q()
            into = among_others if name in self.applied else among_results
            for value, _label in field.choices:
                into[name, value] = Count("pk", filter=others & field.matches(value))
        for name in self.applied:
            nearly |= self._narrowed_by(without=name)
        counts = aggregated(self.results, among_results)
        if among_others:
            counts |= aggregated(self._found.filter(nearly) if len(self.applied) > 1 else self._found, among_others)
        return counts

    @cached_property
    def facets(self):
        """Each facet with its values and counts, a count being what choosing that value as well would show."""
        facets = []
        for name, field in self.form.facet_fields.items():
            if hasattr(field, "counts"):
                rows, chosen = self._found.filter(self._narrowed_by(without=name)), self.applied.get(name, [])
                counts = self.remembered(name, lambda: field.counts(rows, chosen))  # noqa: B023 - asked at once
                field.offer([*counts, *chosen])
            else:
                counts = {value: self._counts[name, value] for value, _label in field.choices}
            facets.append(self._facet(name, field, counts))
        return facets

    def _facet(self, name, field, counts):
        chosen = set(self.applied.get(name, ()))
        values = [(value, label, counts.get(value, 0)) for value, label in field.choices]
        often = sorted((count for _value, _label, count in values), reverse=True)[:MOST_VALUES]
        least = max(often[-1] if often else 0, 1)
        return {
            "name": name,
            "label": field.label,
            "values": [
                {
                    "value": value,
                    "label": label,
                    "count": count,
                    "selected": str(value) in chosen,
                    "query": partial(self._query_with, name, value),  # few facets are links
                }
                for value, label, count in values
                if count >= least or str(value) in chosen
            ],
            "selected": len(self.selected.get(name, ())),
        }

    @cached_property
    def chips(self):
        """What is filtered now, each with the query string that takes it away."""
        chips = []
        for name, values in self.selected.items():
            labels = {str(value): label for value, label in self.form.facet_fields[name].choices}
            for value in values:
                rest = self._query()
                rest.setlist(name, [other for other in values if other != value])
                chips.append({"label": labels[value], "query": self._link(rest)})
        if self.words:
            rest = self._query()
            del rest["q"]
            chips.append({"label": f"“{self.words}”", "query": self._link(rest)})
        return chips

    def _query(self, *, without=None):
        """The filter as a clean query: only known keys with known values, no page."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for name, values in self.selected.items():
            if name != without:
                query.setlist(name, values)
        return query

    def _query_with(self, name, value):
        """The query string in which `value` is the only one of its facet, for facets shown as links."""
        query = self._query(without=name)
        query[name] = value
        return self._link(query)

    def _link(self, query):
        for name, value in self.kept:
            query.appendlist(name, value)
        return query.urlencode()

    @property
    def query(self):
        """The filter as a query string, for exports and sharing."""
        return self._query().urlencode()

    @property
    def paging(self):
        """The filter and what is kept as a query string, for links to other pages of the same results."""
        return self._link(self._query())

    @property
    def cleared(self):
        """The query string of the list with no filter."""
        return self._link(QueryDict(mutable=True))

    @property
    def pairs(self):
        """The filter as (name, value) pairs, for a form beside it that keeps it."""
        return [(name, value) for name, values in self._query().lists() for value in values]
