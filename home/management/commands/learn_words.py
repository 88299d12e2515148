from home.spelling import learn_words
from hub.jobs import Job


class Command(Job):
    help = "Collect the words that search helps to spell, from everything public. For every night."

    def handle(self, **options):
        learn_words.enqueue()
