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


def control_areas(regions):
    """What may be shown of `regions`, {region: [count of each prison]}, of their sum and of each prison, as `Areas`.

    A sum is shown as it is or not at all (rule 7). From a national sum the sum of all hidden regions can be worked out;
    so more are hidden, in the order they come and whatever their size, until that one may be shown as well. Each sum
    that can be known is then a public total of its prisons.
    """
    regions = {region: [checked(count) for count in counts] for region, counts in regions.items()}

    def together(names):
        return [count for name in names for count in regions[name]]

    hidden = [region for region, counts in regions.items() if given(counts) and not may_be_true(counts)]
    others = [region for region, counts in regions.items() if given(counts) and region not in hidden]
    everything = together(regions)
    is_national = may_be_true(everything) or not given(everything)
    while is_national and hidden and not may_be_true(together(hidden)):
        hidden.append(others.pop(0))

    prisons = {region: [control(count) for count in counts] for region, counts in regions.items()}
    known = [[region] for region in regions if region not in hidden] + ([hidden] if is_national else [])
    for names in known:
        cells = iter(control_row(together(names), total_is_public=True).cells)
        prisons |= {name: list(islice(cells, len(regions[name]))) for name in names}
    return Areas(
        total=exact(total_of(everything)) if is_national else withheld(total_of(everything)),
        regions={
            region: withheld(total_of(counts)) if region in hidden else exact(total_of(counts))
            for region, counts in regions.items()
        },
        prisons=prisons,
    )
