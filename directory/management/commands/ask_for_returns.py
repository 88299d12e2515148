from django.db.models import Q
from django.utils import timezone

from directory.models import Scheme
from directory.monitoring.reporting_years import snapshot_day, year_of
from directory.monitoring.returning import ask_for
from hub.jobs import Job


class Command(Job):
    help = "Ask the teams of all schemes that run for the return of the last year that has ended: each team once."

    def handle(self, **options):
        today = timezone.localdate()
        year = year_of(today)
        while snapshot_day(year) > today:
            year -= 1
        begun = Q(started_on=None) | Q(started_on__lte=snapshot_day(year))
        schemes = Scheme.objects.running().filter(begun, prison__is_example=False)
        asked = [scheme for scheme in schemes.select_related("prison") if ask_for(scheme, year)]
        self.stdout.write(f"Asked for the returns of {year}–{year + 1}: {len(asked)} schemes")
