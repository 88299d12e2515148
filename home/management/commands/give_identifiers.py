from django.core.management import BaseCommand

from home.naming import name_everything
from hub.models import Identifier


class Command(BaseCommand):
    help = "Give a permanent identifier to everything that was published before there were any."

    def handle(self, **options):
        before = Identifier.objects.count()
        name_everything()
        self.stdout.write(f"{Identifier.objects.count() - before} new")
