"""National and regional figures: which sums of the counts of prisons may be shown, rule 7 of SDC-1."""

from dataclasses import dataclass
from itertools import islice

from .disclosure import DOMINANCE, MINIMUM_PRISONS, checked, control, control_row, total_of
from .shown import Missing, Shown, withheld


@dataclass(frozen=True)
class Areas:
    """What may be shown of a national figure, of those of its regions {region: Shown} and prisons {region: [Shown]}."""

    total: Shown
    regions: dict
    prisons: dict


def given(counts):
    """The counts of the prisons that contribute to a sum."""
    return [count for count in counts if not isinstance(count, Missing) and count]


def may_be_true(counts):
    """Whether the sum of the counts of prisons may be shown as it is (rule 7)."""
    parts = given(counts)
    return len(parts) >= MINIMUM_PRISONS and max(parts) * 100 <= sum(parts) * DOMINANCE


def exact(total):
    """A true sum, unrounded."""
    return Shown(marker=total.value) if isinstance(total, Missing) else Shown(total)


def is_safe(counts):
    """Whether readers may have the sum of the counts of prisons: true by rule 7, or of nothing but noughts."""
    return may_be_true(counts) or not given(counts)


def hidden_regions(tables, hidden=()):
    """Which regions are hidden in all of `tables`, each {region: [count of each prison]}, and whether sums of all are
    shown.

    Tables of the same regions that readers can hold against each other, the years of a number for instance, hide the
    same. From a national sum the sum of all hidden regions can be worked out; so more are hidden, in the order they
    come and whatever their size, until that one may be shown as well, in every table. The tables are taken in turn:
    what was hidden before the last one was known stays hidden, or it could be had from what was published then. So
    does `hidden`, the regions that were hidden when tables were published that have been replaced since.
    """
    hidden, is_national = [name for table in tables[:1] for name in table if name in hidden], True

    def together(table, names):
        return [count for name in names for count in table[name]]

    for place, newest in enumerate(tables, start=1):
        known = tables[:place]
        hidden += [region for region in newest if region not in hidden and not is_safe(newest[region])]
        others = [name for name in newest if name not in hidden and any(given(table[name]) for table in known)]
        is_national = is_national and is_safe(together(newest, newest))
        while is_national and hidden and not all(is_safe(together(table, hidden)) for table in known):
            hidden.append(others.pop(0))
    return hidden, is_national


def control_sums(tables, hidden=()):
    """What may be shown of the sums of tables that hide the same regions, as a list of ({region: Shown}, total).

    `hidden` are regions that must stay hidden, whatever their counts are now.
    """
    tables = [{region: [checked(count) for count in counts] for region, counts in table.items()} for table in tables]
    hidden, is_national = hidden_regions(tables, hidden)
    shown = []
    for table in tables:
        sums = {region: total_of(counts) for region, counts in table.items()}
        total = total_of(count for counts in table.values() for count in counts)
        regions = {region: withheld(figure) if region in hidden else exact(figure) for region, figure in sums.items()}
        shown.append((regions, exact(total) if is_national else withheld(total)))
    return shown


def control_areas(regions):
    """What may be shown of `regions`, {region: [count of each prison]}, of their sum and of each prison, as `Areas`.

    A sum is shown as it is or not at all (rule 7). Each sum that can be known is a public total of its prisons.
    """
    regions = {region: [checked(count) for count in counts] for region, counts in regions.items()}
    [(shown, total)] = control_sums([regions])
    hidden, is_national = hidden_regions([regions])
    prisons = {region: [control(count) for count in counts] for region, counts in regions.items()}
    known = [[region] for region in regions if region not in hidden] + ([hidden] if is_national else [])
    for names in known:
        counts = [count for name in names for count in regions[name]]
        cells = iter(control_row(counts, total_is_public=True).cells)
        prisons |= {name: list(islice(cells, len(regions[name]))) for name in names}
    return Areas(total=total, regions=shown, prisons=prisons)
