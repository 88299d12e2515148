from home.reading_pages import read_pages
from hub.jobs import Job


class Command(Job):
    help = "Count what in the newest draft of each page may be hard for readers. For every night."

    def handle(self, **options):
        read_pages.enqueue()
