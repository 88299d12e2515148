"""Listing, filtering, counting and paging, once for every index of the hub.

A listing is a queryset and a `FilterForm`. The same cleaned filter drives the results, the
counts beside each facet value, the chips that take a value away, and any export.
"""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .search import search

# A facet shows so many values, those with the most results; the keyword finds the rest.
MOST_VALUES = 60


class FacetField(forms.MultipleChoiceField):
    """A filter of several values, any of which may match. Values it does not know are ignored.

    `lookup` is the ORM lookup that a value is compared with; `matches` gives a `Q` for one
    value where plain equality does not do. `initial` is what applies while nothing is chosen.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, lookup=None, matches=None, **kwargs):
        super().__init__(required=False, **kwargs)
        self.matches = matches or (lambda value: Q(**{lookup: value}))

    def to_python(self, value):
        chosen = set(super().to_python(value))
        return [str(known) for known, _label in self.choices if str(known) in chosen] or list(self.initial or [])

    def any_of(self, values):
        query = Q()
        for value in values:
            query |= self.matches(value)
        return query


class GroupedFacetField(FacetField):
    """A facet whose values grow with the content: counted by grouping, in a query of its own, and shown in part."""

    def __init__(self, *, lookup, **kwargs):
        super().__init__(lookup=lookup, **kwargs)
        self.lookup = lookup

    def counts(self, queryset):
        """{value: how many rows of `queryset` have it}"""
        return dict(queryset.order_by().values_list(self.lookup).annotate(n=Count("pk", distinct=True)))


class LinkedFacetField(GroupedFacetField):
    """A facet of what rows are linked to, many to many: counted by grouping the links, in a query of its own.

    `links` gives the links as a queryset; `row` and `linked` are the names of their two foreign keys; `codes` gives
    {value as it stands in the address: primary key of what is linked}.
    """

    def __init__(self, *, links, row, linked, codes, **kwargs):
        super().__init__(
            lookup="", matches=self.linked_to, choices=lambda: [(code, code) for code in codes()], **kwargs
        )
        self.links, self.row, self.linked, self.codes = links, row, linked, codes

    def linked_to(self, value):
        found = self.links().filter(**{self.linked: self.codes()[value]})
        return Q(pk__in=found.values(self.row))

    def counts(self, queryset):
        links = self.links().filter(**{f"{self.row}__in": queryset.order_by().values("pk")})
        found = dict(links.order_by().values_list(self.linked).annotate(n=Count("pk")))
        return {code: found.get(pk, 0) for code, pk in self.codes().items()}


class FilterForm(forms.Form):
    """Keyword and facets. Every value is optional and a wrong one means "not filtered", never an error.

    `multiplies` says whether a lookup of a facet may find a row more than once; counting is much faster where none may.
    """

    multiplies = True

    q = forms.CharField(label=_("Keyword"), required=False, max_length=200, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.facet_fields.values():
            field.choices = list(field.choices)  # choices from the database are read once

    def clean_q(self):
        return self.cleaned_data["q"].replace("\x00", "")

    @property
    def facet_fields(self):
        return {name: field for name, field in self.fields.items() if isinstance(field, FacetField)}

    def search(self, queryset, words):
        """Narrow `queryset` to what matches the keyword. Models with their own idea of it override this."""
        return queryset.filter(pk__in=[hit.pk for hit in search(queryset, words)])


class Listing:
    """One page of a filtered queryset, with its facets, counts and links.

    `data` is the request's query; `form_class` a `FilterForm`. At most five queries,
    whatever the amount of content: keyword, choices, counts, total, page.
    `kept` are (name, value) pairs that are no filter and that every link to another state of the list keeps.
    """

    def __init__(self, queryset, form_class, data, *, per_page=20, kept=()):
        self.queryset = queryset
        self.data = data if isinstance(data, QueryDict) else QueryDict(mutable=True)
        self.per_page = per_page
        self.kept = kept
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
        found = self._found.filter(self._narrowed_by())
        return found.distinct() if self.applied and self.form.multiplies else found

    @cached_property
    def page(self):
        return Paginator(self.results, self.per_page).get_page(self.data.get("page"))

    @cached_property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    @cached_property
    def facets(self):
        """Each facet with its values and counts, a count being what choosing that value as well would show."""
        counts, grouped = {}, {}
        for name, field in self.form.facet_fields.items():
            others = self._narrowed_by(without=name)
            if isinstance(field, GroupedFacetField):
                found = field.counts(self._found.filter(others)) if field.choices else {}
                grouped |= {(name, str(value)): n for value, n in found.items()}
                continue
            for position, (value, _label) in enumerate(field.choices):
                matching = others & field.matches(value)
                counts[f"{name}_{position}"] = Count("pk", filter=matching, distinct=self.form.multiplies)
        totals = self._found.order_by().aggregate(**counts) if counts else {}
        for name, field in self.form.facet_fields.items():
            for position, (value, _label) in enumerate(field.choices):
                grouped.setdefault((name, str(value)), totals.get(f"{name}_{position}", 0))
        return [self._facet(name, field, grouped) for name, field in self.form.facet_fields.items()]

    def _facet(self, name, field, counts):
        chosen = set(self.applied.get(name, ()))
        values = [(value, label, counts.get((name, str(value)), 0)) for value, label in field.choices]
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
                    "query": self._query_with(name, value),
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
