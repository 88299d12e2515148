"""What search may find, and what is told of each hit: pages, prisons and schemes, whatever their kind, as one list."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from directory.models import Prison, Scheme
from guidance.models import Clause, EasyReadPage, GuidancePage
from home.models import NewsPage, StandardPage
from hub.extracts import extract, matched
from hub.languages import language_of
from hub.models import HubPageQuerySet
from hub.search import ranked, texts_of
from hub.words import folded
from resources.models import CaseStudyPage, FileVersion, ToolkitPage, VoicePage

PRISONS, SCHEMES, OTHER = "prisons", "schemes", "other"
PAGES = Page

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
EASY_READ = _("Easy Read")
MOST_PASSAGES = 3
TOPIC, REGION, NOTED = "topic", "region", "noted"


@dataclass
class Hit:
    """Something that was found: `row` is the page, prison or scheme; the rest is what one sorts and filters by."""

    kind: str
    row: object
    score: float
    title: str
    language: str
    dated: date | None = None
    region: str = ""
    topics: dict = field(default_factory=dict)
    may_distress: bool = False

    is_easy_read: bool = False

    # Of those that are shown alone.
    extract: list = field(default_factory=list)
    passages: list = field(default_factory=list)

    @property
    def label(self):
        return EASY_READ if self.is_easy_read else LABELS[self.kind]

    @property
    def key(self):
        return (PAGES if isinstance(self.row, Page) else type(self.row)), self.row.pk


def sources(language):
    """{root model: queryset of all that readers of a language may find}; None: in any language."""
    pages = HubPageQuerySet(Page).filter(depth__gt=1).published()
    pages = pages.for_language(language) if language else pages
    return {
        Prison: Prison.objects.in_directory(),
        Scheme: Scheme.objects.found().real(),
        PAGES: pages.exclude(translation_key__in=CaseStudyPage.objects.delisted()),
    }


@cache
def kinds_of_types():
    """{content type id: (tab, whether it is an Easy Read version)}"""
    types = ContentType.objects.get_for_models(*KINDS.values(), EasyReadPage)
    kinds = {types[model].pk: (kind, False) for kind, model in KINDS.items()}
    return kinds | {types[EasyReadPage].pk: ("guidance", True)}


def hits_for(wanted):
    """Hits of what is `wanted`, best first; what is called exactly that comes before all else. Five queries."""
    found = ranked(sources(get_language()), wanted)
    keys = {model: [pk for other, pk, _score in found if other is model] for model in (Prison, Scheme, PAGES)}
    rows = {
        Prison: Prison.objects.in_bulk(keys[Prison]) if keys[Prison] else {},
        Scheme: Scheme.objects.with_prison().in_bulk(keys[Scheme]) if keys[Scheme] else {},
        PAGES: Page.objects.in_bulk(keys[PAGES]) if keys[PAGES] else {},
    }
    links = links_of(keys[PAGES]) if keys[PAGES] else {}
    made = {Prison: of_prison, Scheme: of_scheme, PAGES: of_page}
    hits = [made[model](rows[model][pk], score) for model, pk, score in found if pk in rows[model]]
    for hit in hits:
        if isinstance(hit.row, Page):
            linked = links.get(hit.row.pk, {})
            hit.topics = {slug: name for kind, slug, name in linked if kind == TOPIC}
            hit.region = next((region for kind, region, _name in linked if kind == REGION), "")
            hit.may_distress = any(kind == NOTED for kind, _value, _name in linked)
    asked = sorted(folded(word) for phrases in wanted.terms for word in phrases[0])
    return sorted(hits, key=lambda hit: (not is_called(hit.title, asked), -hit.score))


def is_called(title, asked):
    """Whether a title, with or without what every prison is called, is the words that were asked for."""
    words = folded(title).replace(",", " ").split()
    return sorted(words) == asked or (words[0:1] in (["hmp"], ["hmp/yoi"], ["carchar"]) and sorted(words[1:]) == asked)


def of_prison(prison, score):
    return Hit(PRISONS, prison, score, str(prison), get_language(), region=prison.region)


def of_scheme(scheme, score):
    language = scheme.said_lang or get_language()
    return Hit(SCHEMES, scheme, score, str(scheme), language, scheme.approved_on, scheme.prison.region)


def of_page(page, score):
    kind, is_easy_read = kinds_of_types().get(page.content_type_id, (OTHER, False))
    dated = page.last_published_at and page.last_published_at.date()
    return Hit(kind, page, score, page.title, language_of(page.locale_id), dated, is_easy_read=is_easy_read)


def links_of(pks):
    """{page: [(what, value, name)]} in one query: its topics, the region of its prison, whether it may distress."""
    rows = CaseStudyPage.objects.filter(pk__in=pks, prison__isnull=False).order_by()
    rows = rows.values_list("pk", Value(REGION), "prison__region", Value(""), Value(""))
    noted = VoicePage.objects.filter(pk__in=pks).exclude(content_note="").order_by()
    rows = rows.union(noted.values_list("pk", Value(NOTED), Value(""), Value(""), Value("")), all=True)
    for model in (*KINDS.values(), EasyReadPage, StandardPage):
        topics = model._meta.get_field("topics")
        links, page = topics.remote_field.through.objects, f"{topics.m2m_field_name()}_id"
        of_kind = links.filter(**{f"{page}__in": pks}).order_by()
        named = (page, Value(TOPIC), "topic__slug", "topic__name", "topic__name_cy")
        rows = rows.union(of_kind.values_list(*named), all=True)
    found = {}
    for pk, kind, value, name, name_cy in rows:
        found.setdefault(pk, []).append((kind, value, name_cy if get_language() == "cy" else name))
    return found


# What is told of the hits on one page of results


def tell(hits, patterns):
    """Give each of the hits that are shown its extract and the passages to jump to. At most four queries."""
    pages = {kind: {hit.row.pk: hit for hit in hits if hit.kind == kind} for kind in KINDS}
    texts = texts_of([hit.key for hit in hits if isinstance(hit.row, Page) and not hit.may_distress])
    for hit in hits:
        text = hit.row.said if hit.kind == SCHEMES else texts.get(hit.key, "")
        hit.extract = extract(text, patterns) if text else []
    tell_clauses(pages["guidance"], patterns)
    tell_files(pages["toolkits"], patterns)


def tell_clauses(hits, patterns):
    """The clauses of the edition that a document shows now, never of another, that have the most of the words."""
    if not hits:
        return
    pages = GuidancePage.objects.with_document().defer_streamfields().in_bulk(hits)
    of_edition = {}
    for clause in Clause.objects.filter(edition__in=[page.edition_id for page in pages.values()]).exclude(text=""):
        of_edition.setdefault(clause.edition_id, []).append(clause)
    for pk, page in pages.items():
        hits[pk].row = page
        hits[pk].passages = best(of_edition.get(page.edition_id, ()), patterns)


def tell_files(hits, patterns):
    """The files of a toolkit, in their newest version, that have the most of the words."""
    if not hits:
        return
    of_page = {}
    for version in FileVersion.objects.of_files_on(hits).newest().defer("preview"):
        of_page.setdefault(version.page_id, []).append(version)
    for pk, versions in of_page.items():
        hits[pk].passages = best(versions, patterns)


def best(passages, patterns):
    """[(passage, its extract)] of the few with the most of what is looked for; none without any of it."""
    counted = [(matched(passage.text, patterns), passage) for passage in passages]
    most = max((count for count, _passage in counted), default=0)
    if not most:
        return []
    chosen = [passage for count, passage in counted if count == most][:MOST_PASSAGES]
    return [(passage, extract(passage.text, patterns, 160)) for passage in chosen]
