"""A practice example as somebody reads it, whole: every answer, with what may tell who somebody is marked."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .checks import pieces
from .questions import GROUPS, Group, Question, words_in


@dataclass
class Answer:
    """An answer to a question, in the (kind, part) pairs of `checks.pieces`."""

    question: Question
    pieces: list = field(default_factory=list)
    words: int = 0
    recommendations: list = field(default_factory=list)

    @property
    def private(self):
        return [(kind, part) for kind, part in self.pieces if kind]

    @property
    def is_empty(self):
        return not self.recommendations and not any(part for _kind, part in self.pieces)


class Read(NamedTuple):
    group: Group
    answers: list[Answer]


def answer_to(question, submission):
    if question.name == "recommendations":
        return Answer(question, recommendations=list(submission.recommendations.with_wording()))
    text = submission.get_role_display() if question.name == "role" else getattr(submission, question.name)
    return Answer(question, pieces=list(pieces(str(text))), words=words_in(text) if question.words else 0)


def read(submission):
    """All groups of questions of a submission with their answers, in order."""
    return [Read(group, [answer_to(question, submission) for question in group.questions]) for group in GROUPS]


def marked(groups):
    """Those of the answers that `read` gave in which something may tell who somebody is."""
    return [answer for group in groups for answer in group.answers if answer.private]
