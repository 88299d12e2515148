from django import template
from wagtail.models import Page, Site

from tools.bench.bakery.models import Footer

register = template.Library()


@register.simple_tag(takes_context=True)
def site_root(context):
    return Site.find_for_request(context["request"]).root_page.localized


@register.inclusion_tag("bakery/parts/menu.html", takes_context=True)
def menu(context, parent, current=None):
    items = parent.get_children().live().in_menu()
    for item in items:
        item.opens = item.get_children().live().in_menu().exists()
        item.is_current = current and current.url_path.startswith(item.url_path)
    return {"items": items, "request": context["request"]}


@register.inclusion_tag("bakery/parts/breadcrumbs.html", takes_context=True)
def breadcrumbs(context):
    page = context.get("self")
    below = page is not None and page.depth > 2
    above = Page.objects.ancestor_of(page, inclusive=True).filter(depth__gt=1) if below else ()
    return {"above": above, "request": context["request"]}


@register.inclusion_tag("bakery/parts/footer.html")
def footer():
    found = Footer.objects.first()
    return {"text": found.body if found else ""}
