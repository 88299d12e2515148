import sys

from django.core.management.base import BaseCommand

from home.updates.bounces import read


class Command(BaseCommand):
    help = "Take in one mail that came to BOUNCE_ADDRESS, from standard input, as a mail server pipes it."

    def handle(self, **options):
        found = read(sys.stdin.buffer.read())
        self.stdout.write("A subscription’s mail came back" if found else "No report on a mail of ours")
