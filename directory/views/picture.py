"""The national and regional picture. Numbers about people come from `directory/monitoring/picture.py`, controlled."""

import csv

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from directory.citing import DATASETS, FIGURES
from directory.disclosure import MINIMUM_AVERAGED, MINIMUM_PRISONS
from directory.monitoring.informal_help import informal_help
from directory.monitoring.picture import AREAS, SMALLEST, released, shown_parts
from directory.monitoring.picture_sections import of_region, of_year, record
from directory.shown import INSTEAD
from directory.views.data_sets import DataSetView
from hub.cells import neutral
from hub.citation import LICENCE, PUBLISHER, attribution
from hub.csvw import as_asked

SLUGS = {slugify(area): area for area in SMALLEST}


def year_asked(request, picture):
    """The year that the address names, where there are figures of it; else None."""
    asked = request.GET.get("year", "")
    return next((year for year in picture.years if str(year) == asked), None)


class PictureMixin:
    """Pages of the picture, of real prisons or, with `?show=examples`, of made-up ones."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            picture=self.picture,
            is_example=self.is_example,
            show="examples" if self.request.GET.get("show") == "examples" else "",
            markers=INSTEAD,
            fewest=MINIMUM_PRISONS,
            averaged=MINIMUM_AVERAGED,
            regions=[(slug, AREAS[area]) for slug, area in SLUGS.items()],
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        self.picture, self.is_example = released(examples=request.GET.get("show") == "examples")
        return super().get(request, *args, **kwargs)


class PictureView(DataSetView, PictureMixin, TemplateView):
    template_name = "directory/monitoring/picture.html"
    cite_heading = _("Cite these figures")
    data_set = FIGURES

    def cited_as(self):
        if self.is_example or not self.picture.years:
            return None
        return super().cited_as()

    def get_context_data(self, **kwargs):
        chosen = year_asked(self.request, self.picture)
        year = chosen or next(iter(self.picture.years), None)
        everything = self.request.GET.get("indicators") == "all"
        return super().get_context_data(
            year=year,
            released_on=self.picture.released_on(year) if year else None,
            is_other_year="year" in self.request.GET and chosen is None,
            everything=everything,
            sections=of_year(self.picture, year, everything) if year else [],
            informal=[(AREAS[area], number) for area, number in informal_help(examples=self.is_example).items()],
            **kwargs,
        )


class RegionView(PictureMixin, TemplateView):
    template_name = "directory/monitoring/region.html"

    def get_context_data(self, region, **kwargs):
        if region not in SLUGS:
            raise Http404
        area = SLUGS[region]
        return super().get_context_data(
            region=AREAS[area], sections=of_region(self.picture, area) if self.picture.years else [], **kwargs
        )


def rows_asked(request, key):
    """(rows, whether they are of made-up prisons) of one part: of the year that is asked for, or of all years."""
    part = shown_parts().get(key)
    picture, is_example = released(examples=request.GET.get("show") == "examples")
    year = year_asked(request, picture)
    if part is None or ("year" in request.GET and year is None):
        raise Http404
    years = [year] if year else picture.years
    rows = [record(picture, part, one, area) | {"made_up": is_example} for one in years for area in AREAS]
    return rows, is_example


COLUMNS = (
    *("part", "name", "unit", "year", "area", "area_name", "schemes_asked", "schemes_returned", "schemes_told"),
    *("value", "marker", "mean", "mean_marker", "made_up"),
)


def part_csv(request, part):
    rows, _is_example = rows_asked(request, part)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{part}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [row[name] for name in COLUMNS]
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in cells])
    return as_asked(request, response, DATASETS[FIGURES].title)


def part_json(request, part):
    rows, is_example = rows_asked(request, part)
    about = {"publisher": PUBLISHER, "licence": LICENCE, "attribution": attribution()}
    about |= {"made_on": timezone.localdate(), "made_up": is_example}
    markers = {marker: str(meaning) for marker, meaning in INSTEAD.items()}
    return JsonResponse({**about, "markers": markers, "rows": rows})
