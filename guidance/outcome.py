"""What a consultation came to, as the public reads it: who answered, what they said, and what was done about it."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hub.cells import neutral

from .groups import SENDERS, Group
from .models.editions import Clause
from .models.responses import Channel, Comment, Decision, Publish, Response, View
from .responding import questions_of
from .subjects import beginning, clauses_to_read, worded

# A count of people below this may point at one of them.
SAFE = 5
# By how much hidden counts must together be above the least, and below the most, that they can be: 4 less 1.
ROOM = SAFE - 2
FEWER, MORE, NOT_SHOWN = gettext_lazy("fewer than 5"), gettext_lazy("5 or more"), gettext_lazy("not shown")

MAY_BE_READ = (Publish.NAMED, Publish.ANONYMOUS)


# How a clause with a number is called; the others are called by their first line.
CALLED = {
    "recommendation": gettext_lazy("Recommendation %(number)s"),
    "paragraph": gettext_lazy("Paragraph %(number)s"),
    "section": gettext_lazy("Section %(number)s"),
}


def protected(counts):
    """Return what may be shown for each of `counts`, counts of people whose sum readers know or can find out.

    Rule SDC-1, for small numbers: 0 is shown, 1 to 4 is not, as so few might be recognised or recognise each other.
    Nor may arithmetic bring such a count back. So others become "5 or more" until each "fewer than 5" can still be 1,
    2, 3 or 4; where that cannot be had, nothing is shown at all. The last come first, whatever their size: a choice by
    size would itself say something about the sizes.
    """
    few = [count for count in counts if 0 < count < SAFE]
    above, below = sum(count - 1 for count in few), sum(SAFE - 1 - count for count in few)
    covering = set()
    if few and min(above, below) < ROOM:
        for place in reversed(range(len(counts))):
            if counts[place] >= SAFE and (above < ROOM or not covering):
                covering.add(place)
                above += counts[place] - SAFE
        if above < ROOM or not covering:
            return [NOT_SHOWN] * len(counts)
    return [FEWER if 0 < count < SAFE else MORE if place in covering else count for place, count in enumerate(counts)]


def received():
    """The comments of responses that were sent, where they have words: what is read, decided on and answered."""
    return Comment.objects.filter(response__in=Response.objects.submitted()).exclude(text="")


def undecided(consultation):
    return received().filter(response__consultation=consultation, decision="")


def is_public(consultation, at=None):
    """Whether the outcome may be read at the time `at` (default: now)."""
    published_at = consultation.outcome_published_at
    return published_at is not None and published_at <= (at or timezone.now())


def foreign(language):
    """The language of a text where it is not the reader's, for a `lang` attribute; else empty."""
    return "" if language == get_language() else language.split("-")[0]


@dataclass
class Table:
    """A table of counts, for templates/blocks/table.html."""

    caption: str
    columns: list
    grid: list


@dataclass
class Answer:
    """A comment that was decided on, and what was decided. `words` is the comment itself where it may be published."""

    comment: Comment
    said: str
    words: str
    sender: str
    reason: str

    @property
    def lang(self):
        return foreign(self.comment.response.language)

    @property
    def is_redacted(self):
        return bool(self.words and self.comment.redacted_text)


@dataclass
class Subject:
    """What comments are about: a clause of the edition, a question, or with neither the whole document."""

    title: str
    place: tuple
    clause: Clause | None = None
    answers: list = field(default_factory=list)

    @property
    def beginning(self):
        """How the clause begins, where its title does not say it already."""
        text = beginning(self.clause) if self.clause else ""
        return "" if text == self.title else text

    @property
    def lang(self):
        return foreign(self.clause.language) if self.clause else ""


class Outcome:
    """The outcome of a consultation in the reader's language. Three queries, however many responses there are."""

    def __init__(self, consultation):
        self.consultation = consultation

    @property
    def overview(self):
        return worded(self.consultation, "outcome")

    @cached_property
    def comments(self):
        """Every comment of the responses that were sent, oldest first."""
        found = Comment.objects.filter(response__in=self.consultation.responses.submitted())
        return list(found.select_related("response", "changed_in").order_by("response__submitted_at", "pk"))

    @cached_property
    def questions(self):
        return questions_of(self.consultation)

    # Counts

    @cached_property
    def responses(self):
        """What was sent. Nothing is without a comment (`NEEDED` in guidance/responding.py)."""
        return list({comment.response_id: comment.response for comment in self.comments}.values())

    @property
    def total(self):
        """How many responses were sent; None where that is from 1 to 4."""
        count = len(self.responses)
        return None if 0 < count < SAFE else count

    @cached_property
    def groups(self):
        """{group: what may be shown for its count}"""
        return self.counted(Group, lambda response: Group.of(response.respondent))

    @cached_property
    def languages(self):
        """{language: what may be shown for its count}"""
        return self.counted(dict(settings.LANGUAGES), lambda response: response.language)

    @property
    def tables(self):
        """Who answered, how and in which language; none where so few did that nothing can be shown."""
        if not self.total:
            return []
        label_of = attrgetter("label")
        channels = self.counted(Channel, lambda response: response.channel)
        names = dict(settings.LANGUAGES)
        return [
            Table(_("Who the answers came from"), [_("Who"), _("Responses")], rows(label_of, self.groups)),
            Table(_("How the answers came"), [_("How"), _("Responses")], rows(label_of, channels)),
            Table(_("The language of the answers"), [_("Language"), _("Responses")], rows(names.get, self.languages)),
        ]

    def counted(self, kinds, kind_of):
        """{kind: what may be shown for how many responses are of it}"""
        counts = Counter(kind_of(response) for response in self.responses)
        return dict(zip(kinds, protected([counts[kind] for kind in kinds]), strict=True))

    @property
    def views(self):
        """How many said yes, partly or no to each question, or None. A row counts everyone who sent a response."""
        asked = [question for question in self.questions if question.offers_view]
        if not (self.total and asked):
            return None
        given = {(comment.question_id, comment.response_id): comment.view for comment in self.comments if comment.view}
        counts = Counter((question, view) for (question, _response), view in given.items())
        grid = []
        for question in asked:
            row = [counts[question.pk, view] for view in View]
            grid.append((question.words, protected([*row, len(self.responses) - sum(row)])))
        columns = [_("Question"), *(view.label for view in View), _("No answer")]
        return Table(_("Views on each question"), columns, grid)

    # You said, we did

    @property
    def undecided(self):
        """How many comments are still being considered."""
        return sum(1 for comment in self.comments if comment.text and not comment.decision)

    @cached_property
    def subjects(self):
        """What was decided on, each `Subject` with its answers: in the order of the document, then of the questions."""
        found = {}
        for comment in self.comments:
            if comment.text and comment.decision:
                subject = self.subject_of(comment)
                found.setdefault(subject.place, subject).answers.append(self.answer_to(comment))
        return [found[place] for place in sorted(found)]

    @cached_property
    def clauses(self):
        return {clause.anchor: clause for clause in clauses_to_read(self.consultation).defer("html")}

    @cached_property
    def asked(self):
        return {question.pk: (place, question) for place, question in enumerate(self.questions)}

    def subject_of(self, comment):
        clause = self.clauses.get(comment.anchor)
        if clause:
            called = CALLED.get(clause.kind) if clause.number else None
            return Subject(called % {"number": clause.number} if called else clause.title, (0, clause.position), clause)
        if comment.anchor:
            return Subject(comment.label or comment.anchor, (1, comment.anchor))
        if comment.question_id:
            place, question = self.asked[comment.question_id]
            return Subject(question.words, (2, place))
        return Subject(_("The whole document"), (3, 0))

    def answer_to(self, comment):
        may_be_read = comment.response.publish in MAY_BE_READ
        return Answer(
            comment=comment,
            said=worded(comment, "summary"),
            words=comment.readable_text if may_be_read else "",
            sender=self.sender_of(comment.response) if may_be_read else "",
            reason=worded(comment, "reason"),
        )

    def sender_of(self, response):
        """Who sent it: an organisation that wants its name there or else the group.

        Nothing where the count of the group is not shown, as the comments under its name could be counted instead; nor
        where that of the language is not, as the words show it and the two together may be one person.
        """
        group = Group.of(response.respondent)
        if response.publish == Publish.NAMED and response.organisation:
            return response.organisation
        shown = (self.groups[group], self.languages[response.language])
        return SENDERS.get(group, "") if all(isinstance(count, int) for count in shown) else ""


def rows(label_of, shown):
    """The rows of a table with one column, from {kind: what is shown}."""
    return [(label_of(kind), [cell]) for kind, cell in shown.items()]


def as_csv(outcome):
    """“You said, we did” as CSV text with a byte order mark, which Excel needs to read accents."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    headings = (
        _("About"),
        _("What was said"),
        _("The comment"),
        _("Sent by"),
        _("Decision"),
        _("Reason"),
        _("Changed in"),
        _("Changed clause"),
    )
    writer.writerow(headings)
    for subject in outcome.subjects:
        for answer in subject.answers:
            decision = Decision(answer.comment.decision).label
            changed_in = answer.comment.changed_in.version if answer.comment.changed_in else ""
            change = (changed_in, answer.comment.changed_anchor)
            cells = (subject.title, answer.said, answer.words, answer.sender, decision, answer.reason, *change)
            writer.writerow([neutral(cell) for cell in cells])
    return file.getvalue()
