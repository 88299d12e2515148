from hub.jobs import Job
from resources.withdrawal import withdraw_expired


class Command(Job):
    help = "Remove voices whose consent has run out, and go on with removals that stopped. To be run every night."

    def handle(self, **options):
        self.stdout.write(f"Voices to remove: {withdraw_expired()}")
