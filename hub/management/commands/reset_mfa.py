from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.log_actions import log

from hub.mail import post
from hub.models import User
from hub.people import Person
from hub.second_factor import RESET
from hub.work import later


class Command(BaseCommand):
    help = "Take away all second factors of somebody who lost them, and end their sessions. They set up new ones."

    def add_arguments(self, parser):
        parser.add_argument("email", help="whose they are")
        parser.add_argument("--by", required=True, help="the address of the administrator who made sure who it is")
        parser.add_argument(
            "--checked",
            required=True,
            choices=["in-person", "video-call", "line-manager"],
            help="how: never by a mail or a call that they made themselves",
        )

    @transaction.atomic
    def handle(self, *, email, by, checked, **options):
        administrator = User.objects.filter(email__iexact=by, is_superuser=True, is_active=True).first()
        if administrator is None:
            raise CommandError("--by: no administrator has this address.")
        person = Person(email)
        if person.account is None:
            raise CommandError("Nobody has this address.")
        if person.account == administrator:
            raise CommandError("Ask another administrator: nobody makes sure of themselves.")
        Authenticator.objects.filter(user=person.account).delete()
        person.close_sessions()
        log(person.account, RESET, user=administrator, data={"checked": checked})
        said = ("factor_changed", person.account.email, settings.LANGUAGE_CODE, f"user {person.account.pk}", {})
        later(post, *said)
        self.stdout.write("Done. They are led to set up a new one when they next sign in.")
