"""Help with no scheme: of how many prisons of a region it was reported. Which prisons these are is told to nobody."""

from collections import defaultdict

from ..areas import control_sums
from ..models import Prison
from ..shown import Shown, withheld
from .picture import ALL


def informal_help(*, examples=False) -> dict[str, Shown]:
    """{region, or ALL: of how many prisons without a published scheme informal help was reported}.

    A region is shown only where at least five prisons were reported and at least five others without a scheme were
    not (0011, rule 7): who knows which prisons have no scheme cannot tell from the number which of them it is about.
    """
    reported, others = defaultdict(list), defaultdict(list)
    for region, day in (
        Prison.objects.filter(is_example=examples, holds_adults=True)
        .exclude(schemes__live=True)
        .values_list("region", "informal_help_on")
    ):
        reported[region].append(int(day is not None))
        others[region].append(int(day is None))

    def is_everyone(regions):
        return any(1 in reported[region] for region in regions) and not any(1 in others[region] for region in regions)

    everyone = [region for region in reported if is_everyone([region])]
    (regions, total), _rest = control_sums([reported, others], everyone)
    hidden = [region for region, number in regions.items() if number.number is None]
    return {ALL: withheld(total.number) if is_everyone(hidden) else total} | regions
