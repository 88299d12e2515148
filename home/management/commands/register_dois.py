from django.core.management import CommandError

from home import dois
from hub.jobs import Job


class Command(Job):
    help = "Tell DataCite of what it does not know yet. To be run every night; it does nothing while DOIs are off."

    def handle(self, **options):
        if not dois.is_on():
            self.stdout.write("DOIs are off: DATACITE_PREFIX is not set.")
            return
        told, failed = dois.tell_all()
        self.stdout.write(f"{told} in order, {failed} failed")
        if failed:
            raise CommandError("Some were not told of. Run it again.")
