"""Telling caches before the hub which addresses to ask for again, when what they show has changed.

Nothing is told unless there is one (`PURGE_URL`). What a page is shown on besides its own address: its translations,
the lists above it, every page that refers to it, and what apps name in `SHOW_ALL`.
"""

from django.conf import settings
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.signals import page_published, page_unpublished

from .caches import paths_of
from .models import HubPage, HubPageQuerySet
from .work import later

# Paths of lists that show something of everything, such as feeds and the site map. Apps add theirs.
SHOW_ALL = set()
# {label of a model whose rows have addresses of their own: paths of the lists that show them}. Apps add theirs.
ROWS = {}
AT_ONCE = 200


def is_wanted():
    return bool(getattr(settings, "WAGTAILFRONTENDCACHE", None))


def concerned_by(page):
    """Pages that show something of a page: in each language it, the lists above it, and what refers to any of these."""
    versions = HubPageQuerySet(Page).filter(translation_key=page.translation_key)
    lists = Page.objects.none()
    for version in versions:
        lists |= version.get_ancestors().filter(depth__gt=1)
    referring = set()
    for version in versions.specific():
        references = ReferenceIndex.get_references_to(version).select_related("base_content_type")
        referring |= {one.object_id for one in references if issubclass(one.base_content_type.model_class(), Page)}
    return [*versions.specific(), *lists.specific(), *Page.objects.filter(pk__in=referring, live=True).specific()]


def addresses(pages=(), paths=()):
    """Whole addresses of pages, in each form that they have, and of paths on every site."""
    batch = PurgeBatch()
    batch.add_pages(page for page in pages if page.url)
    roots = [site.root_url for site in Site.objects.all()]
    batch.add_urls(root + path for root in roots for path in (*paths, *SHOW_ALL))
    return sorted(batch.urls)


def announce(found):
    for start in range(0, len(found), AT_ONCE):
        later(purge_urls_from_cache_task, found[start : start + AT_ONCE], None, None)


@receiver([page_published, page_unpublished])
def purge_what_changes(sender, instance, **kwargs):
    if is_wanted():
        announce(addresses(concerned_by(instance)))


@receiver(pre_delete)
def purge_what_goes(sender, instance, **kwargs):
    if is_wanted() and isinstance(instance, HubPage) and instance.live:
        announce(addresses(concerned_by(instance)))


def purge_paths(paths):
    """Have what was at paths of all sites asked for again: to be called for pages that are elsewhere now."""
    if is_wanted():
        announce(addresses(paths=paths))


@receiver([post_save, post_delete])
def purge_lists_of_rows(sender, instance, **kwargs):
    if is_wanted() and sender._meta.label in ROWS:
        announce(addresses(paths=[*paths_of(instance), *ROWS[sender._meta.label]]))
