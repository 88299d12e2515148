"""The hub's search: one box over pages, prisons and schemes, with a tab and a count for each kind."""

from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from directory.models import Prison, Scheme
from guidance.models import GuidancePage
from home.models import NewsPage
from hub.models import HubPageQuerySet
from hub.search import MAX_CHARS, search
from resources.models import CaseStudyPage, ToolkitPage, VoicePage

PRISONS, SCHEMES, OTHER = "prisons", "schemes", "other"

# Tab: the page type behind it. Pages of any other type share the tab "other".
KINDS = {
    "guidance": GuidancePage,
    "case-studies": CaseStudyPage,
    "voices": VoicePage,
    "toolkits": ToolkitPage,
    "news": NewsPage,
}
LABELS = {
    "guidance": _("Guidance"),
    "case-studies": _("Case studies"),
    "voices": _("Voices"),
    "toolkits": _("Toolkits"),
    "news": _("News"),
    PRISONS: _("Prisons"),
    SCHEMES: _("Schemes"),
    OTHER: _("Other pages"),
}


class Results:
    """What a reader's search found. `data` is the request's query: `q`, `kind` and `page`, none of them trusted."""

    per_page = 15

    def __init__(self, data):
        self.data = data
        self.query = data.get("q", "").replace("\x00", "").strip()[:MAX_CHARS]
        self.kind = data.get("kind") if data.get("kind") in LABELS else ""

    @cached_property
    def kind_of_type(self):
        """{content type id: tab}"""
        types = ContentType.objects.get_for_models(*KINDS.values())
        return {types[model].pk: kind for kind, model in KINDS.items()}

    @cached_property
    def hits(self):
        """[(tab, hit)], best first within each sort: prisons, then schemes, then pages."""
        prisons = search(Prison.objects.in_directory(), self.query)
        schemes = search(Scheme.objects.found().real(), self.query)
        pages = HubPageQuerySet(Page).filter(depth__gt=1).published().for_language()
        pages = search(pages.exclude(translation_key__in=CaseStudyPage.objects.delisted()), self.query)
        return [
            *((PRISONS, prison) for prison in prisons),
            *((SCHEMES, scheme) for scheme in schemes),
            *((self.kind_of_type.get(page.content_type_id, OTHER), page) for page in pages),
        ]

    @property
    def tabs(self):
        """Each kind that was found, with its count; the first stands for all of them."""
        counts = dict.fromkeys(LABELS, 0)
        for kind, _hit in self.hits:
            counts[kind] += 1
        found = [(kind, LABELS[kind], count) for kind, count in counts.items() if count]
        return [("", _("Everything"), len(self.hits)), *found]

    @cached_property
    def page(self):
        shown = [hit for hit in self.hits if not self.kind or hit[0] == self.kind]
        return Paginator(shown, self.per_page).get_page(self.data.get("page"))

    @property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    @property
    def query_string(self):
        return urlencode({"q": self.query, **({"kind": self.kind} if self.kind else {})})

    @cached_property
    def shown(self):
        """[(kind, its label, hit)] of this page, with all that is said of each: its summary, or its prison."""
        whole = {SCHEMES: Scheme.objects.with_prison()}
        whole |= {kind: model.objects.defer_streamfields() for kind, model in KINDS.items()}
        found = {}
        for kind, rows in whole.items():
            if keys := [hit.pk for hit_kind, hit in self.page if hit_kind == kind]:
                found |= {(kind, pk): row for pk, row in rows.in_bulk(keys).items()}
        return [(kind, LABELS[kind], found.get((kind, hit.pk), hit)) for kind, hit in self.page]
