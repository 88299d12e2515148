"""How many minutes a year the hub asks of each prison: collecting is work, and it is asked of the same few people."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ..choices import RUNNING
from ..models import Prison
from .indicators import catalogue

# Other forms that every scheme is asked for each year: (what, minutes for each scheme). Our own estimates.
OTHER_FORMS = (("Looking through the scheme’s profile", 20),)


@dataclass(frozen=True)
class Burden:
    """What one prison with so many schemes is asked for in a year, in minutes."""

    prison: Prison
    schemes: int

    @property
    def core(self):
        return self.schemes * catalogue().core_minutes

    @property
    def rest(self):
        return self.schemes * (catalogue().minutes - catalogue().core_minutes)

    @property
    def other(self):
        return self.schemes * sum(minutes for _what, minutes in OTHER_FORMS)

    @property
    def total(self):
        return self.core + self.rest + self.other


def burdens():
    """The `Burden` of each prison that has a scheme which runs, by its name."""
    running = Count("schemes", filter=Q(schemes__status__in=RUNNING))
    prisons = Prison.objects.annotate(running=running).filter(running__gt=0).order_by("slug")
    return [Burden(prison, prison.running) for prison in prisons]
