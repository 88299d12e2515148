"""The picture as it is read: indicator by indicator, with how complete each is before what it says."""

from dataclasses import dataclass

from ..shown import NOT_APPLICABLE, Shown
from .charts import Chart
from .indicators import catalogue
from .picture import AREAS, Completeness, needed, parts_of, shown_parts


@dataclass(frozen=True)
class Row:
    """One area, or one year: how complete it is, what is shown of each part, and means, None where there is none."""

    name: str
    label: object
    completeness: Completeness
    cells: list
    means: list

    @property
    def pairs(self):
        return zip(self.cells, self.means, strict=True)


@dataclass(frozen=True)
class Section:
    """An indicator of one year, area by area."""

    indicator: object
    parts: list
    rows: list

    @property
    def completeness(self):
        """How complete it is for England and Wales."""
        return self.rows[0].completeness

    @property
    def chart(self):
        """The share or cost that is worked out, or else the first number, as a chart."""
        place = next((place for place, part in enumerate(self.parts) if part.is_derived), 0)
        return Chart(self.parts[place], self.rows, place)


def row_of(picture, indicator, year, area, name, label):
    parts = parts_of(indicator)
    cells = [picture.shown(part, year, area) for part in parts]
    means = [None if part.is_derived else picture.mean(part, year, area) for part in parts]
    return Row(name, label, picture.completeness(year, area, needed(indicator)), cells, means)


def indicators_shown(everything=False):
    """The ten core indicators; with `everything` the others too that have a part that can be shown."""
    core = [one for one in catalogue().indicators if one.core]
    return core + [one for one in catalogue().indicators if everything and not one.core and parts_of(one)]


def of_year(picture, year, everything=False):
    """[Section] of a year; other indicators than the core only where some scheme told us."""
    sections = [
        Section(one, parts_of(one), [row_of(picture, one, year, area, area, label) for area, label in AREAS.items()])
        for one in indicators_shown(everything)
    ]
    return [section for section in sections if section.indicator.core or section.completeness.told]


def of_region(picture, area):
    """[Section] of one area with a row for each year, the last first."""
    return [
        Section(one, parts_of(one), [row_of(picture, one, year, area, year, year) for year in picture.years])
        for one in indicators_shown()
    ]


def places(picture):
    """[(part, year, area)] of everything that the picture tells, the last year first."""
    return [(part, year, area) for part in shown_parts().values() for year in picture.years for area in AREAS]


def record(picture, part, year, area):
    """One figure as a dict, for tables and programs."""
    keys = (*part.sum, part.over) if part.is_derived else (part.key,)
    complete = picture.completeness(year, area, keys)
    mean = Shown(marker=NOT_APPLICABLE) if part.is_derived else picture.mean(part, year, area)
    return {
        "part": part.key,
        "name": str(part.name),
        "unit": part.unit.value,
        "year": year,
        "area": area,
        "area_name": str(AREAS[area]),
        "schemes_asked": complete.asked,
        "schemes_returned": complete.returned,
        "schemes_told": complete.told,
        **picture.shown(part, year, area).record,
        "mean": mean.record["value"],
        "mean_marker": mean.marker,
    }
