from directory.confirming import ask, to_be_asked
from hub.jobs import Job


class Command(Job):
    help = "Ask prisons by mail to confirm what is due. Run it every day: nobody is asked twice about the same."

    def handle(self, **options):
        asked = [ask(membership) for membership in to_be_asked()]
        self.stdout.write(f"{sum(map(bool, asked))} mails about {sum(asked)} things to confirm")
