import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import requires_csrf_token
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site
from wagtail.views import serve as wagtail_serve

from .gone import gone
from .languages import LANGUAGES
from .models.gone import is_gone
from .querysets import HubPageQuerySet
from .remembered import remembered
from .rich_text import preload, stored_text


def same_page_in_other_languages(path):
    """Published pages of any language at the address `path`, with or without its language prefix.

    The slugs of both trees are the same, so the address says which page was meant.
    """
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in LANGUAGES:
        parts = parts[1:]
    if not parts:
        return []
    tail = "".join(f"{part}/" for part in parts)
    roots = {root.root_path for root in Site.get_site_root_paths()}
    return HubPageQuerySet(Page).filter(url_path__in=[root + tail for root in roots]).published()


@remembered
def only_kinds():
    """{url_path of a page right below a home page: the one model of what is below it}, of those that have one."""
    kinds = {
        page.url_path: page.specific_class.allowed_subpage_models() for page in Page.objects.filter(depth=3, live=True)
    }
    return {url_path: models[0] for url_path, models in kinds.items() if len(models) == 1}


def leaf_at(roots, parts):
    """The page at an address of two parts, as its own type, where its section tells which that is: most pages.

    One query, where the nearest of any type takes two.
    """
    kinds = only_kinds.if_remembered()
    if not kinds or len(parts) != 2:
        return None
    for section in (f"{root}{parts[0]}/" for root in roots):
        if model := kinds.get(section):
            return model.objects.to_read().filter(url_path=f"{section}{parts[1]}/", live=True).first()
    return None


def page_at(path):
    """(page, rest): the page, as its own type, nearest to an address in the reader's language, and what is left of it.

    `rest` is the list of path components below the page: empty at the page's own address,
    and for a routable page to answer where it is not. The page is None where none answers.
    """
    parts = [part for part in path.split("/") if part]
    roots = [root.root_path for root in Site.get_site_root_paths() if root.language_code == get_language()]
    below = {root + "".join(f"{part}/" for part in parts[:n]): n for root in roots for n in range(len(parts) + 1)}
    if page := leaf_at(roots, parts):
        return page, []
    nearest = Page.objects.filter(url_path__in=below, live=True).order_by("-depth").first()
    rest = parts[below[nearest.url_path] :] if nearest else parts
    if nearest is None or (rest and not issubclass(nearest.specific_class, RoutablePageMixin)):
        return None, rest
    return nearest.specific_class.objects.to_read().filter(pk=nearest.pk).first(), rest


def serve(request, path):
    """Wagtail's serve view, with the page found by its address at once instead of level by level.

    Where there is none, an address whose words were withdrawn says so.
    """
    page, rest = page_at(path)
    try:
        if page is None:
            raise Http404
        request._wagtail_route_for_request = page.route(request, rest)
        if not rest:
            preload(stored_text(page))
        return wagtail_serve(request, path)
    except Http404:
        if is_gone(path):
            return gone(request)
        raise


@requires_csrf_token
def page_not_found(request, exception):
    others = list(same_page_in_other_languages(request.path.replace("\x00", ""))[:2])
    return render(request, "404.html", {"others": others, "error": True}, status=404)


@requires_csrf_token
def forbidden(request, exception):
    return render(request, "403.html", {"error": True}, status=403)


def csrf_failure(request, reason=""):
    return forbidden(request, reason)


@requires_csrf_token
def server_error(request):
    """The page for an error of ours: it asks nothing of the database, which may be what failed.

    Where that is away for a while, as when another takes its place, whoever sent something is told that it was not
    stored, and how not to type it again.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = render(None, "503.html", {"was_sent": request.method == "POST"}, status=503)
        response["Retry-After"] = "60"
        return response
    return render(None, "500.html", status=500)
