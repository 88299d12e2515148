"""Emptying what keeps copies of pages, when something in them must be gone at once."""

from django.conf import settings
from django.core.cache import caches
from django.utils import translation
from wagtail.contrib.frontend_cache.utils import PurgeBatch, purge_urls_from_cache
from wagtail.models import Page, Site


def clear(*, paths=(), urls=(), pages=()):
    """Empty every cache of ours, and take paths of all sites, whole addresses and pages out of that before the hub.

    Nothing in ours tells which entries hold a word: all of them go.
    """
    roots = [site.root_url for site in Site.objects.all()]
    batch = PurgeBatch([root + path for root in roots for path in paths])
    batch.add_urls(urls)
    batch.add_pages(pages)
    purge_urls_from_cache(batch.urls)
    for alias in settings.CACHES:
        caches[alias].clear()


def clear_of(rows):
    """As `clear`, for the addresses of rows of any models, in each language."""
    pages = [row for row in rows if isinstance(row, Page)]
    clear(pages=pages, paths=[path for row in rows if row not in pages for path in paths_of(row)])


def paths_of(row):
    if hasattr(row, "get_absolute_url"):
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                yield row.get_absolute_url()
