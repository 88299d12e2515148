"""A page taken apart into what its rules look at: lines of text, headings, links and pictures, each with its place.

Which fields hold a page's words is said once, by what search looks in (`search_fields`).
"""

from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.search import index

LINES = ["p", "li", "h2", "h3", "h4", "h5", "h6"]
TITLE = 1


@dataclass(frozen=True)
class Passage:
    """A part of a page at `place`, which is what the editing form calls it.

    `lines` are its paragraphs and items; `links` pairs of the text of a link and its attributes. `level` is that of a
    heading, 0 where it takes the level that fits, None where it is none. `alt` is the text that stands for a picture,
    empty where it has none and should, None where it needs none. `is_quoted`: these are somebody's own words.
    """

    place: str
    lines: tuple = ()
    links: tuple = ()
    level: int | None = None
    alt: str | None = None
    is_quoted: bool = False

    @property
    def is_heading(self):
        return self.level is not None

    @property
    def text(self):
        return " ".join(self.lines)


def of_html(place, html, is_quoted=False):
    """The `Passage` of rich text in the form it is stored in."""
    soup = BeautifulSoup(html, "html.parser")
    links = tuple((tidy(link.get_text()), dict(link.attrs)) for link in soup.find_all("a"))
    whole = [part for part in soup.find_all(LINES) if part.find(LINES) is None] or [soup]
    lines = tuple(filter(None, (tidy(part.get_text()) for part in whole)))
    return Passage(place, lines, links, is_quoted=is_quoted)


def tidy(text):
    return " ".join(text.split())


def passages_of(page):
    """The passages of a page in the order of its fields: saved, or as it is in memory."""
    quoted = getattr(page, "quoted", ())
    return [passage for field in searched(page) for passage in of_field(page, field, field.name in quoted)]


def linked_from(page):
    """[(text, attributes)] of every link in the rich text of a page, whether or not search looks there."""
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField | RichTextField)]
    return [link for field in fields for passage in of_field(page, field) for link in passage.links]


def searched(page):
    """The fields of a page that search looks in, and its pictures."""
    names = [field.field_name for field in page.get_search_fields() if isinstance(field, index.SearchField)]
    for name in dict.fromkeys(names):
        try:
            yield page._meta.get_field(name)
        except FieldDoesNotExist:
            continue  # worked out, such as the words in files
    image = apps.get_model("hub.HubImage")
    yield from (field for field in page._meta.concrete_fields if field.related_model is image)


def of_field(page, field, is_quoted=False):
    value, place = field.value_from_object(page), str(field.verbose_name).capitalize()
    if isinstance(field, StreamField):
        for child in value or ():
            yield from of_block(child.block, child.value, str(child.block.label), is_quoted)
    elif isinstance(field, RichTextField):
        yield of_html(place, value or "", is_quoted)
    elif isinstance(field, models.ForeignKey):
        if image := getattr(page, field.name):
            yield Passage(place, (image.title,), alt=image.description or "")
    elif field.name == "title":
        yield Passage(place, (tidy(value),), level=TITLE)
    elif value:
        yield Passage(place, tuple(filter(None, map(tidy, str(value).splitlines()))), is_quoted=is_quoted)


def of_block(block, value, place, is_quoted):
    """The passages in one block of a body and in those within it."""
    is_quoted = is_quoted or getattr(block.meta, "is_quoted", False)
    level = getattr(block.meta, "heading_level", None)
    if isinstance(block, ImageBlock):
        if value:
            alt = None if value.decorative else value.contextual_alt_text or ""
            yield Passage(place, (value.title,), alt=alt)
    elif isinstance(block, blocks.RichTextBlock):
        yield of_html(place, value.source if value else "", is_quoted)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            part = f"{place}: {child.label}"
            if name == "title":
                yield Passage(part, (tidy(value[name] or ""),), level=0)
            else:
                yield from of_block(child, value[name], part, is_quoted)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from of_block(block.child_block, item, place, is_quoted)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and (value or level is not None):
        yield Passage(place, (tidy(value or ""),), level=level, is_quoted=is_quoted)
