from django.core.management.base import BaseCommand

from hub.work import failed, retry, told, waiting


class Command(BaseCommand):
    help = "Tell which tasks wait for a worker and which failed; with --retry, have those that failed done again."

    def add_arguments(self, parser):
        parser.add_argument("--retry", action="store_true")

    def handle(self, *args, **options):
        for word, rows in (("wait", waiting()), ("failed", failed())):
            found = told(rows)
            self.stdout.write(f"{sum(count for _name, count in found)} {word}")
            for name, count in found:
                self.stdout.write(f"  {count} {name}")
        if options["retry"]:
            self.stdout.write(f"{retry(failed())} wait again")
