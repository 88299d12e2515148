"""Long answers: the site map and the CSV of all schemes, how long an address or a row takes and how much memory."""

import gzip
import time
import tracemalloc

from django.test import RequestFactory
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from directory.models import Scheme

from .measuring import call

SITEMAP, CSV = "/sitemap-pages.xml?fresh=1", "/directory/schemes.csv"
TIMES = 3


def stock():
    """Wagtail's own site map of the same pages."""
    request = RequestFactory(HTTP_HOST="localhost").get("/sitemap.xml")
    return wagtail_sitemap(request).render().content


def by_address(made, times=TIMES):
    """Seconds an address, the fewest of several times."""
    best = float("inf")
    for _time in range(times):
        start = time.perf_counter()
        addresses = made().count(b"<loc>")
        best = min(best, (time.perf_counter() - start) / addresses)
    return best


def of_sitemap():
    return gzip.decompress(call(SITEMAP)[2])


def sitemaps():
    """[seconds an address, that of Wagtail's own]"""
    return [by_address(of_sitemap), by_address(stock)]


def sitemap():
    return by_address(of_sitemap, 2)


def csv(times):
    """Seconds a row of the CSV of all schemes, the fewest of several times."""
    best, rows = float("inf"), Scheme.objects.found().count()
    for _time in range(times):
        start = time.perf_counter()
        call(CSV)
        best = min(best, (time.perf_counter() - start) / rows)
    return best


def memory(address):
    """The most MiB that Python holds while an address is read to its end, beside what it held before."""
    tracemalloc.start()
    call(address)
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return most
