"""The national and regional picture of the returns: how complete it is, and which sums and rates may be shown.

Everything comes from releases, raw, and leaves as `Shown`. Sums of an indicator hide the same regions in all years;
shares, costs per person and means of schemes are worked out from sums that are shown. Middle values (one of them is the
number of one scheme), mean scores and shares that schemes work out themselves cannot be added up, and are not here.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from ..areas import control_sums
from ..choices import Country, Region
from ..disclosure import mean, rate
from ..models import Release
from ..shown import HIDDEN, NOT_AVAILABLE, Missing, Shown
from .checks import EQUAL
from .indicator_terms import Kind, Unit
from .indicators import catalogue

# Everything that a figure may be about, always in this order: both nations, each nation, the regions of England.
ALL = "England and Wales"
ENGLAND, WALES = Country.ENGLAND.value, Country.WALES.value
REGIONS = [region.value for region in Region if region.value != WALES]
AREAS = {ALL: _("England and Wales"), ENGLAND: _("England")}
AREAS |= {value: Region(value).label for value in (*REGIONS, WALES)}
SMALLEST = [*REGIONS, WALES]

MISSING = {missing.value for missing in Missing}
ADDED_UP = (Kind.PEOPLE, Kind.EVENTS, Kind.HOURS, Kind.MONEY)


def is_added_up(part):
    return not part.is_derived and part.kind in ADDED_UP and part.unit != Unit.HOURS_A_WEEK


def parts_of(indicator):
    """The parts of an indicator that the picture has."""
    return [part for part in indicator.parts if part.is_derived or is_added_up(part)]


def shown_parts():
    """{key: part} of all parts that the picture has."""
    return {part.key: part for indicator in catalogue().indicators for part in parts_of(indicator)}


def groups():
    """Sets of parts that readers can hold against each other: reasons and their sum, people and a share of them."""
    yield from ({*keys, total} for keys, total, _message in EQUAL if isinstance(total, str))
    parts = catalogue().parts
    for part in parts.values():
        if part.kind == Kind.PERCENT and part.over and parts[part.over].kind == Kind.PEOPLE:
            yield {*part.sum, part.over}


def linked(key):
    """The parts that hide the same regions as `key`, itself among them, in the order of the catalogue."""
    found = {key}.union(*(group for group in groups() if key in group))
    found = found.union(*(group for group in groups() if found & group))
    return [one for one in catalogue().typed if one in found]


def needed(indicator):
    """The keys of the numbers that a scheme gives for an indicator, or that it is worked out from."""
    return [key for part in parts_of(indicator) for key in ((*part.sum, part.over) if part.is_derived else (part.key,))]


def whole(values):
    """The sum of raw values, texts of numbers or markers, as a whole number; `Missing` where none is a number."""
    numbers = [Decimal(value) for value in values if value not in MISSING]
    if not numbers:
        return Missing.NOT_APPLICABLE if set(values) == {Missing.NOT_APPLICABLE.value} else Missing.NOT_AVAILABLE
    return int(sum(numbers).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Completeness:
    """How many schemes were asked, sent a return that was accepted, and gave the number. Schemes are no people."""

    asked: int
    returned: int
    told: int


class Picture:
    """What may be shown of `releases`, all that there are of real prisons or of made-up ones, in the order of years."""

    def __init__(self, releases):
        self._releases = {release.year: release for release in releases}
        self._sums = {}

    @cached_property
    def years(self):
        """The years, the last first."""
        return sorted(self._releases, reverse=True)

    def released_on(self, year):
        """The day on which a year came out."""
        return self._releases[year].released_on

    def schemes_in(self, year, area):
        """What a release holds of the schemes of an area."""
        of_area = {ALL: SMALLEST, ENGLAND: REGIONS}.get(area, [area])
        return [scheme for scheme in self._releases[year].schemes.values() if scheme["region"] in of_area]

    def completeness(self, year, area, keys):
        """The `Completeness` of an area, for the schemes that gave a number and left none of `keys` unanswered."""
        schemes = self.schemes_in(year, area)
        returned = [scheme["values"] for scheme in schemes if scheme["values"] is not None]
        answers = [{values.get(key, NOT_AVAILABLE) for key in keys} for values in returned]
        told = [said for said in answers if NOT_AVAILABLE not in said and said - MISSING]
        return Completeness(len(schemes), len(returned), len(told))

    def table(self, year, key):
        """{region: [raw count of each prison]} of one part."""
        prisons = {region: defaultdict(list) for region in SMALLEST}
        for scheme in self._releases[year].schemes.values():
            values = scheme["values"] or {}
            prisons[scheme["region"]][scheme["prison"]].append(values.get(key, Missing.NOT_AVAILABLE.value))
        return {region: [whole(values) for values in found.values()] for region, found in prisons.items()}

    def sums(self, key):
        """{year: {area: Shown}} of a part that is added up."""
        if key not in self._sums:
            keys, years = linked(key), sorted(self._releases)
            places = [(year, one) for year in years for one in keys]
            found = control_sums([self.table(*place) for place in places], self.kept(keys)) if places else []
            for one in keys:
                self._sums[one] = {}
            for (year, one), (regions, total) in zip(places, found, strict=True):
                self._sums[one][year] = {ALL: total, ENGLAND: difference(total, regions[WALES]), **regions}
        return self._sums[key]

    def kept(self, keys):
        """The regions that were hidden, for any of some parts, when the years came out."""
        releases = self._releases.values()
        return {region for release in releases for key in keys for region in release.hidden.get(key, ())}

    def hidden(self):
        """{key: [region]} of every part that is added up: where a figure of any year is hidden, or was."""
        found = {}
        for key in (part.key for part in shown_parts().values() if not part.is_derived):
            now = {region for shown in self.sums(key).values() for region in SMALLEST if shown[region].marker == HIDDEN}
            found[key] = sorted(now | self.kept([key]), key=SMALLEST.index)
        return found

    def mean(self, part, year, area):
        """What may be shown of a part that is added up for each scheme that told us, as `Shown`."""
        return mean(self.shown(part, year, area), self.completeness(year, area, [part.key]).told)

    def shown(self, part, year, area):
        """What may be shown of a part, as `Shown`."""
        return self.rate(part, year, area) if part.is_derived else self.sums(part.key)[year][area]

    def rate(self, part, year, area):
        """A share or a cost per person, from sums that are shown; not available unless the same schemes gave them."""
        answers = [scheme["values"] or {} for scheme in self.schemes_in(year, area)]
        gave = {
            key: [place for place, values in enumerate(answers) if values.get(key, NOT_AVAILABLE) != NOT_AVAILABLE]
            for key in (*part.sum, part.over)
        }
        if any(places != gave[part.over] for places in gave.values()):
            return Shown(marker=NOT_AVAILABLE)
        above = [self.sums(key)[year][area] for key in part.sum]
        # What applies to no scheme of an area is nought of it; the area then has no number, and some gave their "z".
        above = [Shown(0) if one.marker == NOT_AVAILABLE and gave[part.over] else one for one in above]
        missing = next((one for one in above if one.number is None), None)
        total = missing or Shown(sum(one.number for one in above))
        return rate(total, self.sums(part.over)[year][area], per=part.times)


def difference(total, part):
    """What is left of a total that is shown without a part that is: readers could work it out themselves."""
    if part.marker == NOT_AVAILABLE or total.number is None:
        return total
    return part if part.number is None else Shown(total.number - part.number)


def with_release(release):
    """The `Picture` that there would be with a `Release` that is not out, in the place of that of its year."""
    others = Release.objects.filter(is_example=release.is_example).exclude(year=release.year)
    return Picture([*others, release])


def released(examples=False):
    """The `Picture` of real prisons; of the made-up ones where asked for or where there is no other. Never of both."""
    kinds = defaultdict(list)
    for release in Release.objects.all():
        kinds[release.is_example].append(release)
    is_example = bool(kinds[True]) and (examples or not kinds[False])
    return Picture(kinds[is_example]), is_example
