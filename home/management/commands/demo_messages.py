from django.core.management.base import BaseCommand
from django.db import transaction

from home.demo.welsh import extract


class Command(BaseCommand):
    help = "Bring the demonstration's Welsh catalogue, home/demo/cy.po, up to its English pages. Run after `demo`."

    def handle(self, **options):
        with transaction.atomic():
            messages, untranslated = extract()
            transaction.set_rollback(True)
        self.stdout.write(f"{messages} messages, {untranslated} without Welsh")
