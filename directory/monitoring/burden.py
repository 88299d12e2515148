"""How many minutes the hub asks of each prison: collecting is work, and it is asked of the same few people.

The pages say from here, too, how long they take. The parts of a practice example and of a return have their minutes
beside their questions: practice/questions.py, data/indicators.toml. All of them are our own estimates.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resources.models import CaseStudyPage

from ..choices import RUNNING
from ..models import Enquiry, Prison, Reminder, Return, ReturnQuery, Transition
from ..practice.questions import MINUTES
from ..practice.states import Verb
from .indicators import catalogue

# Minutes for each section of a profile.
PROFILE = {"kind": 5, "work": 4, "welfare": 3, "becoming": 2, "training": 3, "safety": 2, "numbers": 1}

YEAR = datetime.timedelta(days=365)


class Form(NamedTuple):
    """Something that a prison is asked for, and the minutes that it takes each time."""

    what: str
    minutes: int


@cache
def all_forms():
    """{name: Form} of all that a prison may be asked for."""
    return {
        "return": Form(_("A monitoring return"), catalogue().minutes),
        "question": Form(_("A question about a return"), 10),
        "profile": Form(_("Looking through a scheme’s profile"), sum(PROFILE.values())),
        "case_study": Form(_("Looking through a case study"), 10),
        "practice": Form(_("A practice example"), MINUTES),
        "sign_off": Form(_("Signing a practice example off"), 20),
        "changes": Form(_("Changing a practice example"), 15),
        "correction": Form(_("Asking for a correction"), 5),
        "enquiry": Form(_("Answering a reader’s question"), 10),
    }


def minutes_of(name):
    return all_forms()[name].minutes


def times_asked(since):
    """{prison’s code: Counter of {name of a form: times}} of what it was asked for by mail from `since` on."""
    of_scheme = Q(about__startswith="PSS-")
    reminders = Reminder.objects.filter(sent_at__gte=since)
    changes = Transition.objects.filter(verb=Verb.ASK_CHANGES, at__gte=since)
    questions = ReturnQuery.objects.filter(from_editors=True, written_at__gte=since)
    asked = (
        # name, rows, the prison of a row, what is counted: several of a team are asked for the same thing
        ("return", Return.objects.filter(asked_at__gte=since), "scheme__prison", "pk"),
        ("question", questions, "returned__scheme__prison", "pk"),
        ("profile", reminders.filter(of_scheme), "membership__prison", "about"),
        ("case_study", reminders.exclude(of_scheme), "membership__prison", "about"),
        ("changes", changes, "submission__prison", "pk"),
        ("enquiry", Enquiry.objects.filter(asked_at__gte=since), "prison", "pk"),
    )
    found = defaultdict(Counter)
    for name, rows, prison, what in asked:
        for code, times in rows.order_by().values_list(prison).annotate(Count(what, distinct=True)):
            found[code][name] = times
    return found


@dataclass(frozen=True)
class Burden:
    """What one prison with so many schemes and published case studies is asked for in a year, in minutes.

    `asked` counts what it really was asked for in the year before today, {name of a form: times}.
    """

    prison: Prison
    schemes: int
    case_studies: int
    asked: Counter

    @property
    def core(self):
        return self.schemes * catalogue().core_minutes

    @property
    def rest(self):
        return self.schemes * (catalogue().minutes - catalogue().core_minutes)

    @property
    def other(self):
        return self.schemes * minutes_of("profile") + self.case_studies * minutes_of("case_study")

    @property
    def total(self):
        return self.core + self.rest + self.other

    @property
    def asked_for(self):
        """[(what, times)] of what it was really asked for."""
        return [(form.what, self.asked[name]) for name, form in all_forms().items() if self.asked[name]]

    @property
    def asked_minutes(self):
        return sum(minutes_of(name) * times for name, times in self.asked.items())


def burdens(at=None):
    """The `Burden` of each prison that has a scheme which runs or was asked for something, by its name."""
    asked = times_asked((at or timezone.now()) - YEAR)
    practice = CaseStudyPage.objects.found().originals().order_by()
    case_studies = dict(practice.values_list("prison").annotate(Count("pk")))
    running = Count("schemes", filter=Q(schemes__status__in=RUNNING))
    prisons = Prison.objects.annotate(running=running).filter(Q(running__gt=0) | Q(pk__in=asked)).order_by("slug")
    return [Burden(one, one.running, case_studies.get(one.pk, 0), asked[one.pk]) for one in prisons]
