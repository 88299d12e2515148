"""What a practice example is asked for: one table for pages, check, paper form, Word file and CSV."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmitterRole(models.TextChoices):
    PRISON = "prison", _("I work in the prison")
    HEALTH = "health", _("I work in healthcare in the prison")
    CARE = "care", _("I work in social care for the local authority")
    CHARITY = "charity", _("I work for a charity or a community group")
    OTHER = "other", _("Something else")


def words_in(text):
    """How many words a text has: what stands between spaces and line ends."""
    return len(text.split())


class Question(NamedTuple):
    """A question and the field of Submission that holds its answer: so many `words`, or `characters` in a line."""

    name: str
    label: str
    help_text: str
    words: int = 0
    characters: int = 0
    needed: bool = True

    def is_too_long(self, text):
        return bool(self.words) and words_in(text) > self.words


class Group(NamedTuple):
    """The questions of one page, with about how long they take."""

    slug: str
    title: str
    minutes: int
    questions: tuple[Question, ...] = ()


GROUPS = (
    Group(
        "about",
        _("What it is"),
        5,
        (
            Question(
                "title", _("Name of the practice"), _("Short and plain, such as “A buddy on every landing”."), 0, 120
            ),
            Question("started", _("When did it start?"), _("Such as “Spring 2025”."), 0, 60),
            Question("role", _("Where do you work?"), _("We publish no names of people who send in practice.")),
            Question(
                "recommendations",
                _("Which recommendations does it put into practice?"),
                _("Leave this empty if you do not know."),
                needed=False,
            ),
        ),
    ),
    Group(
        "need",
        _("Why it was needed"),
        10,
        (
            Question(
                "context",
                _("What kind of place is this, and who lives there?"),
                _("Such as the kind of prison and the ages of the people. No wings, no names."),
                300,
            ),
            Question("need", _("What was wrong or missing?"), _("What could people not do, or not get?"), 300),
        ),
    ),
    Group(
        "practice",
        _("What you did"),
        20,
        (
            Question("what_we_did", _("What did you do?"), _("Step by step, so that another prison could do it."), 600),
            Question("staffing", _("Who leads it?"), _("Roles, not names, and how much time each has for it."), 200),
            Question("cost", _("What does it cost?"), _("What was spent, and on what. Say if it is not known."), 150),
        ),
    ),
    Group(
        "people",
        _("How people in prison were involved"),
        5,
        (
            Question(
                "involved",
                _("How were people in prison involved?"),
                _("In planning it, running it and checking whether it works. Say if they were not."),
                150,
            ),
        ),
    ),
    Group(
        "results",
        _("What came of it"),
        15,
        (
            Question("results", _("What changed, and how do you know?"), _("Figures if you have them. No names."), 400),
            Question(
                "did_not_work",
                _("What did not work?"),
                _("This helps others as much as what went well. It counts for you, not against you."),
                300,
            ),
        ),
    ),
    Group(
        "advice",
        _("Risks and advice"),
        10,
        (
            Question(
                "risks",
                _("What could go wrong, and what do you do about it?"),
                _("For those who give support and for those who receive it."),
                400,
            ),
            Question("learning", _("What would you tell another prison?"), _("What you wish you had known."), 300),
        ),
    ),
    Group("documents", _("Documents"), 5),
    Group(
        "consent",
        _("Permission and interests"),
        5,
        (
            Question(
                "consent",
                _("Who has agreed to this being told?"),
                _("Say by role who was asked and what they agreed to. Photographs need a written release."),
                200,
            ),
            Question(
                "interests",
                _("Does anybody gain from this being published?"),
                _("Such as a company that sells training. Say “No” if nobody does."),
                150,
            ),
        ),
    ),
)
GROUP = {group.slug: group for group in GROUPS}
ASKED = [(group, question) for group in GROUPS for question in group.questions]
QUESTIONS = {question.name: question for _group, question in ASKED}
TEXTS = [name for name, question in QUESTIONS.items() if question.words]
MINUTES = sum(group.minutes for group in GROUPS)

# What an approver declares for the prison.
DECLARATIONS = {
    "authority": _("I have the authority to approve this for the prison."),
    "licence": _("We agree that it is published under the Open Government Licence v3.0, so that others may use it."),
    "no_personal_data": _("I have read all of it. Nobody can be recognised in it, and it gives away no security."),
}
