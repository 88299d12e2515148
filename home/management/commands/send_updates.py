from smtplib import SMTPException

from django.core.management.base import CommandError

from home.models.subscriptions import Frequency
from home.updates.mailing import send
from hub.jobs import Job


class Command(Job):
    help = "Mail what is new to those who subscribed. Run it every ten minutes: who is due is reckoned by the clock."

    def add_arguments(self, parser):
        parser.add_argument("frequency", nargs="*", help="each, daily, weekly; all of them if none is given")

    def handle(self, frequency, **options):
        unknown = set(frequency) - set(Frequency.values)
        if unknown:
            raise CommandError(f"There is no frequency “{min(unknown)}”: {', '.join(Frequency.values)}")
        try:
            sent = sum(send(Frequency(one)) for one in frequency or Frequency.values)
        except (OSError, SMTPException) as error:
            raise CommandError(
                f"The post office did not answer ({type(error).__name__}). What was not sent waits."
            ) from error
        self.stdout.write(f"Mails of updates sent: {sent}")
