from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.metrics import start


class Command(BaseCommand):
    help = "Answer Prometheus on METRICS_ADDRESS and METRICS_PORT until it is stopped. Never let a proxy lead there."

    def handle(self, **options):
        if not settings.METRICS_PORT:
            raise CommandError("Set METRICS_PORT, here and for the processes that serve.")
        _server, thread = start(settings.METRICS_PORT, settings.METRICS_ADDRESS)
        thread.join()
