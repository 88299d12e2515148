from django.core.management.base import BaseCommand

from home.reading_pages import read_pages


class Command(BaseCommand):
    help = "Count what in the newest draft of each page may be hard for readers. For every night."

    def handle(self, **options):
        read_pages.enqueue()
