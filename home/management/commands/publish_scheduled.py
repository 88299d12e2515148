from django.utils import timezone
from wagtail.management.commands import publish_scheduled

from home.bundles import publish_due
from home.models import Bundle
from hub.jobs import Job


class Command(Job, publish_scheduled.Command):
    help = "Publishes pages and bundles whose time has come, and takes off pages whose time is over. Safe to repeat."

    def handle(self, *args, **options):
        super().handle(*args, **options)
        moment = timezone.now()
        if options["dryrun"]:
            for bundle in Bundle.objects.due(moment):
                self.stdout.write(f"Bundle to be published: {bundle}")
            return
        for bundle in publish_due(moment):
            self.stderr.write(f"Bundle {bundle.pk} was not published.")
