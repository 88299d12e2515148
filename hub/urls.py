from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve as serve_media
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from hub.views import serve

MEDIA = {"document_root": settings.MEDIA_ROOT}

handler403 = "hub.views.forbidden"
handler404 = "hub.views.page_not_found"
handler500 = "hub.views.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
    *([re_path(r"^media/(?P<path>.*)$", serve_media, MEDIA)] if settings.SERVE_MEDIA else []),
    *i18n_patterns(
        path("directory/", include("directory.urls")),
        path("", include("home.urls_i18n")),
        path("", include(wagtail_urls.urlpatterns[:-1])),  # all but Wagtail's serve view, which ours wraps
        re_path(serve_pattern, serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
