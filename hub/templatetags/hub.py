from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from hub.languages import LANGUAGES, language_of
from hub.models import HubPageQuerySet
from hub.quilt import quilt as draw_quilt
from hub.remembered import remembered
from hub.rich_text import sanitised as sanitised_form
from hub.rich_text import stored as stored_form
from hub.second_factor import is_required
from hub.signing import signed as signed_path
from hub.translations import newer_source, with_source

register = template.Library()


@register.simple_tag
def quilt(seed, columns, rows, palette="pine", css_class="quilt"):
    return draw_quilt(str(seed), columns, rows, palette, css_class)


@register.simple_tag
@remembered
def top_level_pages():
    """The pages right below the home page in the reader's language, in tree order: for header and footer."""
    return list(HubPageQuerySet(Page).filter(depth=3).published().for_language().order_by("path"))


@register.simple_tag(takes_context=True)
def second_factor_required(context):
    """Whether the admin asks whoever sends this request for a second factor."""
    return is_required(context["request"])


@register.simple_tag(takes_context=True)
def has_session(context):
    """Whether the reader brings a session. Looking into it would make the page differ from reader to reader."""
    request = context.get("request")
    return request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES


@register.filter
def signed(path):
    return signed_path(path)


def absolute(request, page):
    """The whole address of a page on the host that the reader uses."""
    return request.build_absolute_uri(page.get_url(request))


@register.simple_tag(takes_context=True)
def absolute_url(context, page):
    return absolute(context["request"], page)


@register.simple_tag(takes_context=True)
def language_alternates(context):
    """The same page in each language it exists in, as {code, name, url, current, changed}.

    For a Wagtail page these are its published translations, or what is at the same place below
    them; for any other view the same address in the other language. Empty on error pages and where there is no request.
    `changed` is when the original of a translation was published anew, where the translation was not.
    """
    request, page = context.get("request"), context.get("page")
    if request is None or context.get("error"):
        return []
    if isinstance(page, Page) and page.pk:
        below = request.path.removeprefix(page.url) if request.path.startswith(page.url) else ""
        published = HubPageQuerySet(Page).filter(translation_key=page.translation_key).published()
        versions = list(with_source(published))
        urls = {language_of(other.locale_id): absolute(request, other) + below for other in versions}
        newer = newer_source(page, versions) if getattr(page, "follows_source", False) else None
    else:
        newer = None
        here = request.build_absolute_uri(request.path)
        urls = {code: translate_url(here, code) for code in LANGUAGES}
    return [
        {
            "code": code,
            "name": get_language_info(code.split("-")[0])["name_local"],
            "url": urls[code],
            "current": code == get_language(),
            "changed": newer.last_published_at if newer and code == language_of(newer.locale_id) else None,
        }
        for code in LANGUAGES
        if code in urls
    ]


@register.simple_tag
def breadcrumbs(page, top_level):
    """Ancestors of a page below the home page; only pages more than two levels down cost a query."""
    if not page.pk:
        return []
    if page.depth > 4:
        return list(page.get_ancestors().filter(depth__gt=2))
    return [ancestor for ancestor in top_level if page.is_descendant_of(ancestor)]


@register.filter
def stored(value):
    return stored_form(value)


@register.filter
def sanitised(html):
    return sanitised_form(html)


@register.filter
def file_facts(document):
    """What a reader wants to know before a download: type and size, such as "PDF, 90 KB"."""
    size = document.file.size if document.file_size is None else document.file_size
    return f"{document.file_extension.upper()}, {filesizeformat(size)}"


@register.filter
def foreign_language(page):
    """The language of `page`, or of what is said in one language, such as an edition, where it differs from the
    reader's, for a `lang` attribute; else empty, as for what has no language."""
    reader = get_language().split("-")[0]
    locale = getattr(page, "locale_id", None)
    code = language_of(locale) if locale else getattr(page, "language", "") or reader
    short = code.split("-")[0]
    return "" if short == reader else short
