"""The picture as it is read: indicator by indicator, with how complete each is before what it says."""

from dataclasses import dataclass

from .charts import Chart
from .indicators import catalogue
from .picture import AREAS, Completeness, needed, parts_of


@dataclass(frozen=True)
class Row:
    """One area, or one year, with how complete it is and what is shown of each part."""

    name: str
    label: object
    completeness: Completeness
    cells: list


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
    cells = [picture.shown(part, year, area) for part in parts_of(indicator)]
    return Row(name, label, picture.completeness(year, area, needed(indicator)), cells)


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


def records(picture, part, years):
    """One dict for each year and area, for tables and programs."""
    for year in years:
        for area, label in AREAS.items():
            keys = (*part.sum, part.over) if part.is_derived else (part.key,)
            complete = picture.completeness(year, area, keys)
            yield {
                "part": part.key,
                "name": str(part.name),
                "unit": part.unit.value,
                "year": year,
                "area": area,
                "area_name": str(label),
                "schemes_asked": complete.asked,
                "schemes_returned": complete.returned,
                "schemes_told": complete.told,
                **picture.shown(part, year, area).record,
            }
