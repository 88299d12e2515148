import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from directory.models import Prison
from home import open_data
from home.demo import documents, people, ratings, regions, returns
from home.demo.content import Content, english_home
from home.demo.welsh import translate
from home.spelling import learn_words
from hub.models import User

EDITOR = "editor@example.org"


class Command(BaseCommand):
    help = "Fill the hub with demonstration content. What exists already is left as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--password",
            default=os.environ.get("DEMO_PASSWORD"),
            help="The demonstration editor's password (else from DEMO_PASSWORD); without one no editor is made.",
        )

    def handle(self, *, password, **options):
        if not Prison.objects.real().exists():
            call_command("load_prisons", verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
        content = Content(english_home())
        for step in (content.topics, content.prisons, content.indexes, content.pages, content.voices):
            self.make(step)
        for step in (
            documents.guidance,
            documents.easy_reads,
            documents.found_in_pilots,
            documents.organisations,
            documents.schemes,
            documents.inspections,
        ):
            self.make(step)
        for step in (regions.prisons_of_regions, regions.schemes_of_regions):
            self.make(step)
        for step in (content.case_studies, content.toolkits, content.news, content.front_page, documents.practice):
            self.make(step)
        for step in (people.team, people.submissions, ratings.ratings):
            self.make(step)
        for step in (returns.returns, returns.figures, returns.early_access):
            self.make(step)
        self.stdout.write(f"Welsh: {translate()} new pages")
        open_data.publish()
        learn_words.enqueue()
        if password:
            self.make_editor(password)

    def make(self, step):
        """Run a step, which yields what it made, and say how much that was."""
        made = [item for item in step() if item]
        self.stdout.write(f"{step.__name__.replace('_', ' ')}: {len(made)} new")
        self.stdout.flush()

    def make_editor(self, password):
        if not User.objects.filter(email=EDITOR).exists():
            User.objects.create_superuser(EDITOR, password)
        self.stdout.write(f"\nThe hub:   {settings.BASE_URL}/")
        self.stdout.write(f"The admin: {settings.WAGTAILADMIN_BASE_URL}/admin/  sign in as {EDITOR} with {password}\n")
        self.stdout.write(
            f"A prison:  {settings.BASE_URL}/sign-in/  as contributor@example.org or approver@example.org:"
            " the code that would be mailed is printed below\n"
        )
        if not settings.MFA_REQUIRED:
            self.stdout.write(
                "The admin asks for no second factor: a demonstration on this machine alone may do without.\n"
            )
