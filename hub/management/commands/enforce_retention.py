from django.core.management.base import CommandError

from hub.jobs import Job
from hub.retention import enforce_retention


class Command(Job):
    help = "Delete or erase what docs/data.md says is kept no longer. To be run every night; again does no harm."

    def handle(self, **options):
        done = enforce_retention.call()
        for label, then, count in done:
            if count:
                self.stdout.write(f"{label}: {then}: {count}")
        if any(count is None for _label, _then, count in done):
            raise CommandError("Some of it stopped: the log says which. Run it again.")
