from collections import defaultdict

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from directory.models import Prison, Scheme
from hub.languages import language_of
from hub.models import HubPageQuerySet
from resources.models import CaseStudyPage


class PageSitemap(Sitemap):
    """Every published page of both trees, each with its counterpart in the other language."""

    limit = 10_000

    def items(self):
        pages = HubPageQuerySet(Page).filter(depth__gt=1, alias_of__isnull=True).published().order_by("path")
        pages = pages.exclude(translation_key__in=CaseStudyPage.objects.delisted())
        return list(pages.defer_streamfields())

    def location(self, page):
        return page.get_url()

    def lastmod(self, page):
        return page.last_published_at

    def get_urls(self, page=1, site=None, protocol=None):
        by_key = defaultdict(list)
        for item in self._items():
            by_key[item.translation_key].append(item)
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            versions = by_key[url["item"].translation_key]
            if len(versions) > 1:
                root = url["location"].removesuffix(url["item"].get_url())
                url["alternates"] = [
                    {"location": root + version.get_url(), "lang_code": language_of(version.locale_id)}
                    for version in versions
                ]
        return urls


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
