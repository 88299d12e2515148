from django.core.management.base import BaseCommand, CommandError

from directory.monitoring.releases import TooFewChangedError, release


class Command(BaseCommand):
    help = "Release the figures of a year: the national picture then shows what was accepted by now."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="The year in which it began: 2025 is 1 April 2025 to 31 March 2026.")

    def handle(self, *, year, **options):
        try:
            released = release(year)
        except TooFewChangedError as error:
            raise CommandError(
                "Fewer than five prisons changed somewhere: wait, or their numbers could be told."
            ) from error
        self.stdout.write(f"Released: {released}, {len(released.schemes)} schemes asked")
