from django.conf import settings
from django.core.management.base import BaseCommand

from hub.schedule import written


class Command(BaseCommand):
    help = "Write docs/data.md from the table of what is restricted."

    def handle(self, **options):
        (settings.BASE_DIR / "docs" / "data.md").write_text(written(), encoding="utf-8")
