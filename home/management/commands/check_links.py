from django.core.management.base import BaseCommand

from home.links.checking import check_links


class Command(BaseCommand):
    help = "Check where every link of the public pages leads, other sites included. For every night."

    def handle(self, **options):
        check_links.enqueue()
