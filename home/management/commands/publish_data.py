from django.core.management import BaseCommand

from home import open_data


class Command(BaseCommand):
    help = "Make the open data file anew. To be run every night."

    def handle(self, **options):
        open_data.publish()
