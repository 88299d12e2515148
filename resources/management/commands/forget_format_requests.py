from django.core.management.base import BaseCommand

from resources.models import FormatRequest


class Command(BaseCommand):
    help = "Delete the requests for other formats that were closed more than 90 days ago. Run it daily."

    def handle(self, **options):
        count, _by_model = FormatRequest.objects.kept_too_long().delete()
        self.stdout.write(f"Requests deleted: {count}")
