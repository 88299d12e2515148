"""A practice example as somebody reads it, whole: every answer, with what may tell who somebody is marked."""

from dataclasses import dataclass, field
from typing import NamedTuple

from hub.identifying.checks import Check

from .questions import GROUPS, Group, Question, words_in


@dataclass
class Answer:
    """An answer to a question, in the (kind, part) pairs of the check, and what of each kind was `found` in it."""

    question: Question
    pieces: list = field(default_factory=list)
    found: dict = field(default_factory=dict)
    words: int = 0
    recommendations: list = field(default_factory=list)

    @property
    def is_empty(self):
        return not self.recommendations and not any(part for _kind, part in self.pieces)


class GroupRead(NamedTuple):
    group: Group
    answers: list[Answer]


class Reading:
    """All groups of questions of a submission with their answers, in order, and the jigsaw over all of them."""

    def __init__(self, submission):
        check = Check(submission.texts)
        self.jigsaw = check.jigsaw
        self.groups = [
            GroupRead(group, [answer_to(question, submission, check) for question in group.questions])
            for group in GROUPS
        ]

    @property
    def answers(self):
        return {answer.question.name: answer for _group, answers in self.groups for answer in answers}

    @property
    def marked(self):
        """The answers in which something may tell who somebody is."""
        return [answer for answer in self.answers.values() if answer.found]


def answer_to(question, submission, check):
    name = question.name
    if name == "recommendations":
        return Answer(question, recommendations=list(submission.recommendations.with_wording()))
    if name == "role":
        return Answer(question, [(None, str(submission.get_role_display()))])
    words = words_in(submission.texts[name]) if question.words else 0
    return Answer(question, check.pieces[name], check.found[name], words)
