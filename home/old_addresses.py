"""Redirects from the addresses that pages had before they, or a section above them, were renamed or moved.

Wagtail's own (off: `WAGTAILREDIRECTS_AUTO_CREATE`) read every page below as a whole, and ask for more old addresses at
once than SQLite takes: there a section of a thousand pages lost its redirects.
"""

from django.dispatch import receiver
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed, post_page_move

from hub.purging import purge_paths

from .sitemaps import root_address

BATCH = 500  # redirects in one statement


@receiver(page_slug_changed)
def redirect_from_old_slug(instance, instance_before, **kwargs):
    redirect_from(instance_before.url_path, instance)


@receiver(post_page_move)
def redirect_from_old_place(instance, url_path_before, url_path_after, **kwargs):
    if url_path_before != url_path_after:
        redirect_from(url_path_before, instance)


def redirect_from(before, page):
    """Lead from where `page` and the live pages below it were, when its `url_path` was `before`, to where they are."""
    for root in Site.get_site_root_paths():
        if not before.startswith(root.root_path) or before == root.root_path:
            continue
        start = root_address(root.language_code) + before.removeprefix(root.root_path)
        pages = Page.objects.descendant_of(page, inclusive=True).live().values_list("pk", "url_path")
        paths = {
            Redirect.normalise_path(start + iri_to_uri(path.removeprefix(page.url_path))): pk for pk, path in pages
        }
        replace(root.site_id, paths)
        purge_paths(paths)


def replace(site, paths):
    """Make redirects of a site from {old path: page}. Those that an editor made stay."""
    old = list(paths)
    for batch in (old[first : first + BATCH] for first in range(0, len(old), BATCH)):
        Redirect.objects.filter(automatically_created=True, site=site, old_path__in=batch).delete()
        made = [
            Redirect(old_path=path, site_id=site, redirect_page_id=paths[path], automatically_created=True)
            for path in batch
        ]
        Redirect.objects.bulk_create(made, ignore_conflicts=True)
