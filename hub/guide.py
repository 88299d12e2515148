"""The editors' guide (docs/editors.md), as a page of the admin."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.views.generic import TemplateView
from markdown_it import MarkdownIt
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from .rich_text import sanitised

GUIDE = settings.BASE_DIR / "docs" / "editors.md"


class Section(NamedTuple):
    anchor: str
    heading: str
    html: str


def sections_of(markdown):
    """The `Section`s of a guide: each begins with a paragraph whose first words are bold, which are its heading.

    What stands before the first is left out.
    """
    parser = MarkdownIt()
    found = []
    for opening, *rest in top_level(parser.parse(markdown)):
        if opening.type == "paragraph_open" and (heading := taken_from(rest[0])):
            found.append((heading, []))
        if found:
            found[-1][1].extend([opening, *rest])
    rendered = [(heading, parser.renderer.render(tokens, parser.options, {})) for heading, tokens in found]
    return [Section(slugify(heading), heading, sanitised(html)) for heading, html in rendered]


def top_level(tokens):
    """The tokens of each paragraph, list and so on that is within no other."""
    blocks = []
    for token in tokens:
        if token.level == 0 and token.nesting != -1:
            blocks.append([])
        blocks[-1].append(token)
    return blocks


def taken_from(inline):
    """The bold words that a paragraph begins with, or none. They are taken out of it where they end in a full stop."""
    children = [child for child in inline.children if child.content or child.type != "text"]
    if not children or children[0].type != "strong_open":
        return ""
    end = next(n for n, child in enumerate(children) if child.type == "strong_close")
    heading = "".join(child.content for child in children[:end])
    if heading.endswith("."):
        inline.children = children[end + 1 :]
    return heading.rstrip(".")


@cache
def guide():
    return sections_of(GUIDE.read_text(encoding="utf-8"))


def guide_url(anchor):
    """The address of a section of the guide."""
    return f"{reverse('guide')}#{anchor}"


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    shows = None  # nobody's data
    page_title = "Guide"
    header_icon = "help"
    template_name = "hub/admin/guide.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, sections=guide())


class Guided:
    """Mixin for a view of the admin that leads to its section of the guide."""

    guide_section = ""

    @property
    def header_buttons(self):
        return [HeaderButton("Guide", url=guide_url(self.guide_section), icon_name="help")]
