"""Every address that the hub answers, found in its own table of routes, so that none has to be listed by hand."""

import re
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Route:
    """An address with room for arguments: `form` is a %-template, without the slash at its beginning."""

    name: str  # with namespaces; empty where it has none
    form: str
    wants: tuple  # the names of its arguments
    kinds: tuple  # what each converter takes: "int", "slug", "str", "path", "uuid" or "regex"
    view: object

    def address(self, values):
        """The address with `values` {argument: text, as it stands in an address}; an argument that is not there: x."""
        return "/" + self.form % {name: values.get(name, "x") for name in self.wants}

    @property
    def key(self):
        """What tables call it: its name, or its form where it has none."""
        return self.name or self.form


def kind(pattern, name):
    converter = pattern.converters.get(name)
    return re.sub(r"Converter$", "", type(converter).__name__).lower() if converter else "regex"


def walk(resolver, spaces=(), before="", wants=(), kinds=()):
    for one in resolver.url_patterns:
        form, names = normalize(one.pattern.regex.pattern)[0]
        form, known = before + form, (*wants, *names)
        of_kinds = (*kinds, *(kind(one.pattern, name) for name in names))
        if isinstance(one, URLPattern):
            yield Route(":".join((*spaces, one.name)) if one.name else "", form, known, of_kinds, one.callback)
        else:
            yield from walk(one, (*spaces, *filter(None, [one.namespace])), form, known, of_kinds)


@cache
def routes():
    """Every `Route`, in the order in which the hub looks for them."""
    return tuple(walk(get_resolver()))
