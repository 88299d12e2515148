import contextlib
import re
from urllib.parse import unquote_plus

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.http.request import split_domain_port
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from .accesses import shown_by
from .admin_access import in_admin
from .remembered import remembered

# What stands in the address is the only key: to a response to a consultation, to a draft shown to somebody outside.
KEY_IN_ADDRESS = re.compile(r"/consultation/[^/]+/respond(?:/|$)|^/preview/")
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class PrivateResponsesMiddleware:
    """Let nothing keep, index or pass on what is answered where the address is a key: redirects and errors too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if KEY_IN_ADDRESS.search(request.path):
            for name, value in PRIVATE_HEADERS.items():
                response[name] = value
        return response


def refused(request, error):
    """Back to where an editor was, with everything that a ValidationError objects to."""
    for message in error.messages:
        messages.error(request, message)
    match = request.resolver_match
    if match.url_name != "workflow_action":
        return redirect(request.get_full_path())
    # That address shows a dialogue, over a page which is loaded anew as Wagtail's own script does.
    address = reverse(f"{match.namespace}:edit", args=[match.kwargs.get("page_id") or match.kwargs["pk"]])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


class RefusedPublicationMiddleware:
    """Answer what a rule of publication refuses in the admin with its message, wherever it was asked for.

    Page forms say it themselves. Translations, workflows and actions on many pages publish past them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        asked = request.method == "POST" and request.path.startswith("/admin/")
        if not (asked and isinstance(exception, ValidationError)):
            return None
        return refused(request, exception)


class PlainApiMiddleware:
    """Refuse programs that ask the API without https, which a redirect would hide from whoever wrote them.

    OWASP ASVS 5.0.0, 4.1.2: only addresses for browsers redirect by themselves. And what asks for a name with NUL in it
    asks for nothing that PostgreSQL could hold.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path_info.startswith("/api/"):
            return JsonResponse({"detail": "Ask again over https."}, status=403)
        asked = request.path_info + unquote_plus(request.META.get("QUERY_STRING", ""))
        if request.path_info.startswith("/api/") and "\x00" in asked:
            return JsonResponse({"detail": "Not Found"}, status=404)
        return self.get_response(request)


class NoSuchRowMiddleware:
    """Under /admin/, answer a key in the address that no row of the model could have as one that no row has.

    Wagtail's screens of snippets take any text for a key, and some ask the database for it as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not (in_admin(request) and isinstance(kwargs.get("pk"), str)):
            return
        with contextlib.suppress(LookupError):
            model = shown_by(request.resolver_match)
            if model:
                is_a_key(model, unquote(kwargs["pk"]))


def is_a_key(model, text):
    """Raise Http404 where `text` is no primary key that a row of `model` could have."""
    if "\x00" in text:
        raise Http404
    try:
        model._meta.pk.to_python(text)
    except ValidationError as error:
        raise Http404 from error


class PathLocaleMiddleware(LocaleMiddleware):
    """Take the language from the address alone, so that one page is one cache entry.

    Django adds `Vary: Accept-Language` to pages without a language prefix although the
    header decides nothing here; caches would keep a copy for each browser's setting.
    """

    def process_response(self, request, response):
        response = super().process_response(request, response)
        vary = [name for name in response.get("Vary", "").split(", ") if name and name.lower() != "accept-language"]
        if vary:
            response["Vary"] = ", ".join(vary)
        elif response.has_header("Vary"):
            del response["Vary"]
        return response


@remembered
def site_at(host, port):
    """As Wagtail's `Site.find_for_request`: a host that the hub does not answer to is refused elsewhere."""
    with contextlib.suppress(Site.DoesNotExist):
        return get_site_for_hostname(host, port)


class SiteMiddleware:
    """Tells Wagtail which site a request is for, without asking the database each time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = split_domain_port(request._get_raw_host())[0]
        request._wagtail_site = SimpleLazyObject(lambda: site_at(host, request.get_port()))
        return self.get_response(request)


class SplitCSPMiddleware(CSPMiddleware):
    """Send the strict policy everywhere and `settings.ADMIN_CSP` over it under /admin/."""

    def process_response(self, request, response):
        if in_admin(request):
            # Replaced, not updated: a nonce beside 'unsafe-inline' would switch the latter off.
            response._csp_replace = settings.ADMIN_CSP
        return super().process_response(request, response)


class GZipPagesMiddleware(GZipMiddleware):
    """Compress what is written for the reader, not stored files: their bytes are counted, hashed and sent in parts."""

    def process_response(self, request, response):
        return response if response.has_header("Accept-Ranges") else super().process_response(request, response)
