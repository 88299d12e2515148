from django.conf import settings
from django.core.management.base import BaseCommand

from home.permissions import written


class Command(BaseCommand):
    help = "Write docs/permissions.md from the table of groups."

    def handle(self, **options):
        (settings.BASE_DIR / "docs" / "permissions.md").write_text(written(), encoding="utf-8")
