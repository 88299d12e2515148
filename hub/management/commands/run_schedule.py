import signal

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.core.management.base import BaseCommand

from hub.clock import lines, run


class Command(BaseCommand):
    help = "Do what deploy/crontab says, by the clock of the site, until it is told to stop (SIGTERM)."

    def handle(self, *args, **options):
        scheduler = BlockingScheduler(timezone=settings.TIME_ZONE)
        for when, command in lines():
            trigger = CronTrigger.from_crontab(when, timezone=settings.TIME_ZONE)
            scheduler.add_job(run, trigger, [command], id=" ".join(command), coalesce=True, misfire_grace_time=None)
        signal.signal(signal.SIGTERM, lambda number, frame: scheduler.shutdown())
        scheduler.start()
