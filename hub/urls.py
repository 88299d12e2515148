from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.static import serve as serve_media
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from hub.account_page import AccountView
from hub.drafted_pictures import drafted_picture
from hub.preview_links import preview
from hub.views import serve

# Wagtail's own pattern knows neither the dots of a version nor a file below a page.
PAGE = r"^((?:[\w\-.]+/)*(?:[\w\-.]+\.[a-z]+)?)$"

# The pages of a response to a consultation. The code in their address is the only key: no cookie is read there that a
# form on another site could make use of, so there is nothing for a token to guard, and the token would be a cookie.
# The dots of the version keep the pattern from any page that an editor could make.
RESPONSE = r"^((?:[\w\-]+/)+consultation/\d+\.\d+\.\d+/respond/(?:[\w\-]+/)*)$"

# Here too no cookie is read: what is posted is given back and forgotten.
SELF_ASSESSMENT = r"^((?:[\w\-]+/)+self-assessment/\d+\.\d+\.\d+/)$"

MEDIA = {"document_root": settings.MEDIA_ROOT}

handler403 = "hub.views.forbidden"
handler404 = "hub.views.page_not_found"
handler500 = "hub.views.server_error"

urlpatterns = [
    path("admin/account/", require_admin_access(never_cache(AccountView.as_view()))),  # in place of Wagtail's
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("preview/<str:token>/", preview, name="preview_link"),
    path("preview/<str:token>/picture/", drafted_picture, name="drafted_picture"),
    path("", include("home.urls")),
    *([re_path(r"^media/(?P<path>.*)$", serve_media, MEDIA)] if settings.SERVE_MEDIA else []),
    *i18n_patterns(
        path("directory/", include("directory.urls.directory")),
        path("monitoring/", include("directory.urls.monitoring")),
        path("share-your-practice/", include("directory.urls.share")),
        path("report-a-concern/", include("directory.urls.concerns")),
        path("ask-a-prison/", include("directory.urls.enquiries")),
        path("sign-in/", include("hub.urls_sign_in")),
        path("sign-in/ask/", include("directory.urls.joining")),
        path("my-prison/", include("directory.urls.my_prison")),
        path("my-prison/", include("directory.urls.appeals")),
        path("my-prison/<slug:code>/case-studies/", include("directory.urls.case_studies")),
        path("my-prison/<slug:code>/questions/", include("directory.urls.my_enquiries")),
        path("my-prison/<slug:code>/practice/", include("directory.urls.practice")),
        path("my-prison/<slug:code>/returns/", include("directory.urls.returns")),
        path("my-prison/<slug:code>/schemes/<slug:scheme>/", include("directory.urls.profiles")),
        path("", include("resources.urls")),
        path("", include("home.urls_i18n")),
        path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True)),
        path("", include(wagtail_urls.urlpatterns[:-1])),  # all but Wagtail's serve view, which ours wraps
        re_path(RESPONSE, csrf_exempt(serve)),
        re_path(SELF_ASSESSMENT, csrf_exempt(serve)),
        re_path(PAGE, serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
