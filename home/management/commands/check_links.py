from home.links.checking import check_links
from hub.jobs import Job


class Command(Job):
    help = "Check where every link of the public pages leads, other sites included. For every night."

    def handle(self, **options):
        check_links.enqueue()
