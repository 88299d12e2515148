"""Every link that readers of a page can choose: in its text, and in its fields for addresses."""

from typing import NamedTuple

from django.db.models import URLField
from wagtail.models import Page

from hub.models import HubPage, HubPageQuerySet
from hub.reading.passages import linked_from

AT_ONCE = 50
NOT_FETCHED = ("mailto:", "tel:", "sms:")


class Link(NamedTuple):
    """A link on a page: its text, and its address, or of a page or document of ours the `kind` and primary key."""

    page: HubPage
    text: str
    address: str
    kind: str = ""
    key: str = ""


def links():
    """Every `Link` of all that anybody may read."""
    pks = list(HubPageQuerySet(Page).published().filter(depth__gt=1).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        for page in Page.objects.filter(pk__in=pks[start : start + AT_ONCE]).specific().select_related("locale"):
            yield from links_of(page)


def links_of(page):
    """The `Link`s of one page, each once."""
    found = [link_of(page, text, attributes) for text, attributes in linked_from(page)]
    for field in page._meta.concrete_fields:
        if isinstance(field, URLField) and (address := field.value_from_object(page)):
            found.append(Link(page, str(field.verbose_name), address))
    return list(dict.fromkeys(link for link in found if link))


def link_of(page, text, attributes):
    """The `Link` that a tag of stored rich text is; None where there is nothing to check."""
    kind, key = attributes.get("linktype", ""), str(attributes.get("id", ""))
    if kind:
        return Link(page, text, f"{kind} {key}", kind, key)
    address = attributes.get("href", "").strip()
    return Link(page, text, address) if address and not address.lower().startswith(NOT_FETCHED) else None
