"""Links in rich text, looked up once for a whole page instead of once for each block or clause."""

import json
import re
import secrets
from contextvars import ContextVar

import nh3
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.core.signals import request_started
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from .querysets import HubPageQuerySet

LINK = re.compile(r"<a\b[^>]*>")
KIND = re.compile(r'linktype="(page|document)"')
ID = re.compile(r'\bid="(\d+)"')
# What a document of somebody's own may hold when it is shown on a page: words and their order, nothing that acts.
TAGS = {"h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "strong", "em", "sup", "sub"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
DECLARATION = re.compile(r"<[!?]")

_tags = ContextVar("opening tags of the links of the page being served", default=None)


def forget(**kwargs):
    _tags.set(None)


request_started.connect(forget)


def stored_text(page):
    """All rich text of `page` in the form it is stored in."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield json.dumps(list(field.value_from_object(page).raw_data)).replace('\\"', '"')
        elif isinstance(field, RichTextField):
            yield field.value_from_object(page)


def linked_ids(texts):
    """{"page": ids, "document": ids} that stored rich text links to."""
    found = {"page": set(), "document": set()}
    for text in texts:
        for tag in LINK.findall(text):
            kind, key = KIND.search(tag), ID.search(tag)
            if kind and key:
                found[kind[1]].add(key[1])
    return found


def preload(texts):
    """Look up what stored rich text links to, in at most three queries, for the handlers below to use in this request.

    A link leads to the page in the reader's language; one to a page that is not public leads nowhere.
    """
    known = _tags.get() or {}
    ids = {kind: {key for key in keys if (kind, key) not in known} for kind, keys in linked_ids(texts).items()}
    tags = known | {(kind, key): "<a>" for kind, keys in ids.items() for key in keys}
    if ids["page"]:
        keys = dict(Page.objects.filter(pk__in=ids["page"]).values_list("pk", "translation_key"))
        targets = HubPageQuerySet(Page).filter(translation_key__in=keys.values()).published().for_language()
        by_key = {target.translation_key: target for target in targets}
        for pk, key in keys.items():
            if key in by_key:
                tags["page", str(pk)] = format_html('<a href="{}">', by_key[key].url)
    if ids["document"]:
        for document in get_document_model().objects.filter(pk__in=ids["document"]):
            tags["document", str(document.pk)] = format_html('<a href="{}">', document.url)
    _tags.set(tags)


def expand_all(texts):
    """Resolve the links and embeds of many pieces of stored rich text together; returns them as markup, in order."""
    if not texts:
        return []
    seam = f"<!-- {secrets.token_hex(8)} -->"  # which no text can hold
    joined = seam.join(texts)
    preload([joined])
    return [mark_safe(text) for text in expand_db_html(joined).split(seam)]


def stored(value):
    """A RichText value as markup in the form it is stored in, with its links and embeds still to be resolved.

    This module alone trusts text as markup: what the editor stores has been through Wagtail's whitelist. What
    a translator sends has not, in whole: wagtail-localize lets comments through, and they can hide a tag.
    """
    return mark_safe(without_declarations(value.source) if DECLARATION.search(value.source) else value.source)


def sanitised(html):
    """Markup that a program made of a file, down to words, headings, lists and tables. Links and pictures go."""
    cells = {"th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
    return mark_safe(nh3.clean(html, tags=TAGS | TABLE_TAGS, attributes=cells))


def without_declarations(html):
    """`html` without comments, CDATA and the like, which browsers end elsewhere than parsers do."""
    soup = BeautifulSoup(html, "html.parser")
    for text in soup.find_all(string=True):
        if isinstance(text, PreformattedString):
            text.extract()
    return soup.decode(formatter=escape)


class Preloaded:
    """Mixin for a link handler: answer from what was preloaded, and leave the rest to Wagtail."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        tags = _tags.get() or {}
        keys = [(cls.identifier, str(attrs.get("id"))) for attrs in attrs_list]
        if all(key in tags for key in keys):
            return [tags[key] for key in keys]
        return super().expand_db_attributes_many(attrs_list)


class PreloadedPageLinks(Preloaded, PageLinkHandler):
    pass


class PreloadedDocumentLinks(Preloaded, DocumentLinkHandler):
    pass
