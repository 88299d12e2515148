from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.generic import TemplateView

from .api.views import api
from .oai.views import oai
from .pack.manifest import PUBLIC_KEY
from .pack.views import key
from .sitemaps import SITEMAPS

MAPS = {"sitemaps": SITEMAPS, "content_type": "application/xml; charset=utf-8"}

urlpatterns = [
    path("api/v1/", api.urls),
    path(PUBLIC_KEY.removeprefix("/"), key, name="pack_key"),
    path("oai", oai, name="oai"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8")),
    path("sitemap.xml", index, MAPS | {"sitemap_url_name": "sitemap"}, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemap, MAPS, name="sitemap"),
]
