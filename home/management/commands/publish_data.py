from home import open_data
from hub.jobs import Job


class Command(Job):
    help = "Make the open data file anew. To be run every night."

    def handle(self, **options):
        open_data.publish()
