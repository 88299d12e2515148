from django.core.management.base import BaseCommand, CommandError

from directory.monitoring.releases import TooFewChangedError, release
from hub.models import User


class Command(BaseCommand):
    help = "Release the figures of a year: the national picture then shows what was accepted by now."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="The year in which it began: 2025 is 1 April 2025 to 31 March 2026.")
        parser.add_argument("--by", default="", help="Email address of the account in whose name it is done.")

    def handle(self, *, year, by, **options):
        user = User.objects.filter(email__iexact=by).first() if by else None
        if by and user is None:
            raise CommandError("Nobody has an account with that email address.")
        try:
            released = release(year, by=user)
        except TooFewChangedError as error:
            raise CommandError(
                "Fewer than five prisons changed somewhere, or a region that is shown would be hidden: wait, or numbers"
                " of prisons could be told."
            ) from error
        self.stdout.write(f"Released: {released}, {len(released.schemes)} schemes asked")
