"""What a search box suggests while a reader types: titles with the words typed, with where each leads."""

from django.db.models import Value
from django.db.models.functions import StrIndex, Upper
from wagtail.models import Page

from directory.models import Prison
from directory.querysets import naming
from hub.models import HubPageQuerySet
from resources.models import CaseStudyPage

MOST, SHORTEST, LONGEST = 8, 3, 60


def suggestions(typed):
    """[(title, address)] in the active language, prisons first: who types a name wants that prison. Two queries."""
    words = typed.replace("\x00", "").strip()[:LONGEST]
    if len(words) < SHORTEST:
        return []
    prisons = Prison.objects.in_directory().named(words)[: MOST // 2]
    pages = HubPageQuerySet(Page).filter(depth__gt=2).published().for_language()
    pages = naming(pages.exclude(translation_key__in=CaseStudyPage.objects.delisted()), words, ["title"])
    pages = pages.order_by(StrIndex(Upper("title"), Upper(Value(words))), "title")[:MOST]
    found = [(str(prison), prison.get_absolute_url()) for prison in prisons]
    return [*found, *((page.title, page.get_url()) for page in pages)][:MOST]
