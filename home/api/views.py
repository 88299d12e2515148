from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query

from directory.forms.prisons import PrisonFilterForm
from directory.forms.schemes import SchemeFilterForm
from directory.models import Prison, Scheme
from directory.monitoring.picture import released
from directory.monitoring.picture_sections import places, record
from directory.views.monitoring import rows as indicator_parts
from guidance.clauses import expanded
from guidance.models import Edition, GuidancePage, Recommendation
from hub.listing import Listing
from hub.reach import Channel, leaving_by
from hub.rich_text import expand_all
from resources.models import CaseStudyPage, FileVersion, ToolkitPage
from resources.models.case_studies import CaseStudyFilterForm
from resources.models.toolkits import ToolkitFilterForm

from ..uses import shown
from .filters import FigureParameters, Paging, Since, parameters
from .schemas import (
    CaseStudyOut,
    EditionOut,
    FigureOut,
    IndicatorOut,
    PageOf,
    PrisonOut,
    Problem,
    RecommendationOut,
    SchemeOut,
    ToolkitOut,
    UseOut,
    WholeEditionOut,
)
from .service import Docs, PublicAPI

api = PublicAPI(
    title="Common Thread",
    version="1",
    description="Open data on peer-supported adult social care in prisons in England and Wales. Read only. "
    "Open Government Licence v3.0. What a scheme does not tell is null or an empty list; it is never nought.",
    urls_namespace="api-1",
    docs=Docs(),
    openapi_extra={"info": {"license": {"name": "OGL-UK-3.0"}}},
)

MISSING = {404: Problem, 422: Problem}


def page_of(request, queryset, paging: Paging):
    """One page of `queryset` with the addresses of its neighbours; empty beyond the last."""
    paginator = Paginator(queryset, paging.per_page)
    number = paging.page

    def address(page):
        query = request.GET.copy()
        query["page"] = page
        return request.build_absolute_uri(f"?{query.urlencode()}")

    return {
        "count": paginator.count,
        "next": address(number + 1) if number < paginator.num_pages else None,
        "previous": address(min(number - 1, paginator.num_pages)) if number > 1 else None,
        "items": list(paginator.page(number)) if number <= paginator.num_pages else [],
    }


def filtered(request, queryset, form_class):
    return Listing(queryset, form_class, request.GET).results


def schemes_to_send():
    return Scheme.objects.published().select_related("prison", "cluster").prefetch_related("recommendations__document")


@api.get("/prisons", response={200: PageOf[PrisonOut], **MISSING}, tags=["Prisons"])
def prisons(request, query: Query[parameters(PrisonFilterForm)]):
    return page_of(request, filtered(request, Prison.objects.all(), PrisonFilterForm), query)


@api.get("/prisons/{code}", response={200: PrisonOut, **MISSING}, tags=["Prisons"])
def prison(request, code: str):
    return get_object_or_404(Prison, pk=code)


@api.get("/schemes", response={200: PageOf[SchemeOut], **MISSING}, tags=["Schemes"])
def schemes(request, query: Query[parameters(SchemeFilterForm, Since)]):
    rows = query.changed(schemes_to_send().found(), "last_published_at")
    return page_of(request, filtered(request, rows, SchemeFilterForm), query)


@api.get("/schemes/{code}", response={200: SchemeOut, **MISSING}, tags=["Schemes"])
def scheme(request, code: str):
    return get_object_or_404(schemes_to_send(), code=code)


@api.get("/recommendations", response={200: PageOf[RecommendationOut], **MISSING}, tags=["Guidance"])
def recommendations(request, query: Query[Paging]):
    return page_of(request, recommendations_to_send(), query)


@api.get("/recommendations/{code}", response={200: RecommendationOut, **MISSING}, tags=["Guidance"])
def recommendation(request, code: str):
    document, _dash, number = code.rpartition("-R")
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Http404
    return get_object_or_404(recommendations_to_send(), document__reference=document, number=int(number))


def public_documents():
    return GuidancePage.objects.published().values("document")


def recommendations_to_send():
    rows = Recommendation.objects.with_coverage().filter(document__in=public_documents())
    return rows.select_related("document", "since", "removed_in")


def editions_to_send():
    rows = Edition.objects.readable().filter(document__in=public_documents()).select_related("document")
    return rows.order_by("document__reference", "language", "major", "minor", "patch")


@api.get("/editions", response={200: PageOf[EditionOut], **MISSING}, tags=["Guidance"])
def editions(request, query: Query[Since]):
    return page_of(request, query.changed(editions_to_send(), "published_at"), query)


@api.get("/editions/{document}/{version}/{language}", response={200: WholeEditionOut, **MISSING}, tags=["Guidance"])
def edition(request, document: str, version: str, language: str):
    """An edition with its clauses. `language` is "en-gb" or "cy". What was withdrawn from it later is left out."""
    rows = editions_to_send().version(version)
    found = get_object_or_404(rows, document__reference=document, language=language)
    with leaving_by(Channel.DATA):
        expanded(found.ordered_clauses, expand_all)
    return found


def pages_to_send(model, language):
    return model.objects.published().filter(locale__language_code=language).select_related("locale").latest_first()


@api.get("/case-studies", response={200: PageOf[CaseStudyOut], **MISSING}, tags=["Practice"])
def case_studies(request, query: Query[parameters(CaseStudyFilterForm, Since)], language: str = "en-gb"):
    pages = query.changed(case_studies_to_send(language).found(), "last_published_at")
    return page_of(request, filtered(request, pages, CaseStudyFilterForm), query)


@api.get("/case-studies/{slug}", response={200: CaseStudyOut, **MISSING}, tags=["Practice"])
def case_study(request, slug: str, language: str = "en-gb"):
    return get_object_or_404(case_studies_to_send(language), slug=slug)


def case_studies_to_send(language):
    return pages_to_send(CaseStudyPage, language).with_prison().with_rating()


@api.get("/uses", response={200: PageOf[UseOut], **MISSING}, tags=["Used in"])
def uses(request, query: Query[Paging]):
    """Where things from here were cited, as readers told us."""
    return page_of(request, shown(), query)


@api.get("/toolkits", response={200: PageOf[ToolkitOut], **MISSING}, tags=["Practice"])
def toolkits(request, query: Query[parameters(ToolkitFilterForm, Since)], language: str = "en-gb"):
    pages = query.changed(toolkits_to_send(language), "last_published_at")
    return page_of(request, filtered(request, pages, ToolkitFilterForm), query)


@api.get("/toolkits/{slug}", response={200: ToolkitOut, **MISSING}, tags=["Practice"])
def toolkit(request, slug: str, language: str = "en-gb"):
    return get_object_or_404(toolkits_to_send(language), slug=slug)


def toolkits_to_send(language):
    newest = Prefetch("versions", FileVersion.objects.light().newest(), to_attr="newest_versions")
    return pages_to_send(ToolkitPage, language).prefetch_related("files", newest)


@api.get("/indicators", response={200: PageOf[IndicatorOut], **MISSING}, tags=["Monitoring"])
def indicators(request, query: Query[Paging]):
    """What schemes may be asked about a year. A proposal."""
    return page_of(request, list(indicator_parts()), query)


@api.get("/figures", response={200: PageOf[FigureOut], **MISSING}, tags=["Monitoring"])
def figures(request, query: Query[FigureParameters]):
    """The national and regional picture: what was released, as far as it may be shown. See first how many told us."""
    picture, is_example = released(examples=query.examples)
    wanted = [place for place in places(picture) if query.takes(*place)]
    if query.changed_since:
        wanted = [place for place in wanted if picture.released_on(place[1]) >= query.changed_since]
    page = page_of(request, wanted, query)
    return page | {"items": [figure(picture, is_example, *place) for place in page["items"]]}


def figure(picture, is_example, part, year, area):
    about = {"released_on": picture.released_on(year), "is_example": is_example}
    return record(picture, part, year, area) | about


def figures_to_send():
    """Every figure of real prisons; of the made-up ones where there is no other."""
    picture, is_example = released()
    for place in places(picture):
        yield figure(picture, is_example, *place)
