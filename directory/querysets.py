import datetime
import re
from collections import Counter

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex, Upper
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.search.queryset import SearchableQuerySetMixin

from hub.alphabet import alphabetical

from .choices import RUNNING, Region

# A postcode typed with no space, or with a hyphen: the register has the space.
WHOLE_POSTCODE = re.compile(r"^([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)-?([0-9][A-Za-z]{2})$")

# A profile that nobody approved for a year and a half is not found any more.
FOUND_FOR = datetime.timedelta(days=548)

# Every prison is in exactly one group; the directory shows the adults' prisons unless asked for another.
GROUPS = {
    "adults": Q(is_example=False, holds_adults=True),
    "children": Q(is_example=False, holds_adults=False),
    "examples": Q(is_example=True),
}


def naming(rows, words, fields):
    """Those of `rows` in which each of the words is in one of the text `fields`; the first eight words count.

    `icontains` would find the same; PostgreSQL takes it to find next to nothing, and plans what follows for that.
    """
    for word in words.split()[:8]:
        query = Q()
        for field in fields:
            query |= Q(GreaterThan(StrIndex(Upper(field), Upper(Value(word))), 0))
        rows = rows.filter(query)
    return rows


class PrisonQuerySet(SearchableQuerySetMixin, models.QuerySet):
    def with_team(self):
        """Each with `has_team`: whether somebody acts for it, whom readers can ask."""
        members = self.model.memberships.rel.related_model.objects.filter(prison=OuterRef("pk"), user__is_active=True)
        return self.annotate(has_team=Exists(members))

    def alphabetical(self):
        """In the order of the names that the reader sees."""
        return self.order_by("sort_cy", "slug") if get_language() == "cy" else self.order_by("slug")

    def real(self):
        return self.filter(is_example=False)

    def in_directory(self):
        """What the directory shows unless asked for more: real prisons that hold adults, whatever their status."""
        return self.filter(GROUPS["adults"])

    def unknown(self):
        """Prisons with no published scheme, no word that there is none and no inspector's finding."""
        return self.filter(no_scheme_on=None, inspection_findings=None).exclude(schemes__live=True)

    def mapped(self):
        """Prisons whose place is known."""
        return self.filter(lat__isnull=False)

    def named(self, words):
        """Prisons whose name, town, postcode, authority or code holds every one of the words."""
        fields = ("name", "name_cy", "town", "town_cy", "county", "local_authority", "postcode", "nomis_code")
        return naming(self, WHOLE_POSTCODE.sub(r"\1 \2", words.strip()), fields)


class SchemeQuerySet(SearchableQuerySetMixin, models.QuerySet):
    def published(self):
        """What readers may see: drafts are for editors and for the prison itself."""
        return self.filter(live=True)

    def running(self):
        """Schemes that can be found, have begun and have not ended, as far as was reported."""
        return self.found().filter(status__in=RUNNING)

    def found(self, day=None):
        """What lists and searches show on `day` (default: today): not what was delisted, nor approved too long ago."""
        since = (day or timezone.localdate()) - FOUND_FOR
        return self.published().filter(delisted_on=None, approved_on__gte=since)

    def real(self):
        return self.filter(prison__is_example=False)

    def to_rate(self):
        """What has ratings: drafts too, so that a profile can be rated before it is published."""
        return self.filter(delisted_on=None)

    def with_prison(self):
        return self.select_related("prison")

    def alphabetical(self):
        """In the order of the names of the prisons that the reader sees."""
        order = ["prison__sort_cy"] if get_language() == "cy" else []
        return self.order_by(*order, "prison__slug", "code")

    def named(self, words):
        """Schemes whose name, code or prison holds every one of the words."""
        return naming(self, words, ("name", "name_cy", "code", "prison__name", "prison__name_cy"))

    def with_recommendations(self):
        """Load the recommendations that each puts into practice, with their addresses in the reader's language."""
        recommendation = self.model._meta.get_field("recommendations").related_model
        return self.prefetch_related(models.Prefetch("recommendations", recommendation.objects.with_address()))


def by_region(prisons):
    """Regions with how many of `prisons` are in each, as {value, label, count}, in order of their names."""
    counts = Counter(prison.region for prison in prisons)
    rows = [{"value": value, "label": Region(value).label, "count": count} for value, count in counts.items()]
    return sorted(rows, key=lambda row: alphabetical(row["label"]))
