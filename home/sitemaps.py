from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from wagtail.models import Page, Site

from directory.models import Prison, Scheme
from hub.languages import language_of
from hub.models import HubPageQuerySet
from resources.models import CaseStudyPage


class Entry(NamedTuple):
    """What the sitemap tells of a page: as little as it needs, as there may be many."""

    translation_key: UUID
    language: str
    address: str
    changed_at: datetime


class PageSitemap(Sitemap):
    """Every published page of both trees, each with its counterpart in the other language."""

    limit = 10_000

    @cached_property
    def entries(self):
        pages = HubPageQuerySet(Page).filter(depth__gt=1, alias_of__isnull=True).published().order_by("path")
        pages = pages.exclude(translation_key__in=CaseStudyPage.objects.delisted())
        roots = {root.root_path: root_address(root.language_code) for root in Site.get_site_root_paths()}
        rows = pages.values_list("translation_key", "locale_id", "url_path", "last_published_at")
        return [
            Entry(key, language_of(locale), address + iri_to_uri(path.removeprefix(root)), changed_at)
            for key, locale, path, changed_at in rows.iterator()
            for root, address in roots.items()
            if path.startswith(root)
        ]

    @cached_property
    def versions(self):
        found = defaultdict(list)
        for entry in self.entries:
            found[entry.translation_key].append(entry)
        return found

    def items(self):
        return self.entries

    def location(self, entry):
        return entry.address

    def lastmod(self, entry):
        return entry.changed_at

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            versions = self.versions[url["item"].translation_key]
            if len(versions) > 1:
                host = url["location"].removesuffix(url["item"].address)
                url["alternates"] = [
                    {"location": host + version.address, "lang_code": version.language} for version in versions
                ]
        return urls


def root_address(language):
    with translation.override(language):
        return reverse("wagtail_serve", args=[""])


class RowSitemap(Sitemap):
    """Rows whose address is there in both languages."""

    i18n = alternates = True
    limit = 10_000

    def get_languages_for_item(self, item):
        return ["en-gb", "cy"]


class PrisonSitemap(RowSitemap):
    def items(self):
        return Prison.objects.real()


class SchemeSitemap(RowSitemap):
    def items(self):
        return Scheme.objects.found().real().order_by("code").only("code")


SITEMAPS = {"pages": PageSitemap, "prisons": PrisonSitemap, "schemes": SchemeSitemap}
