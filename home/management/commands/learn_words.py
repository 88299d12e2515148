from django.core.management.base import BaseCommand

from home.spelling import learn_words


class Command(BaseCommand):
    help = "Collect the words that search helps to spell, from everything public. For every night."

    def handle(self, **options):
        learn_words.enqueue()
