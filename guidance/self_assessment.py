"""A prison's own look at what it does, against the recommendations of an edition. It lives in a file of the reader's.

Nothing is stored here: answers come with a request and go with its response.
"""

import json
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.forms import PlainForm, PlainTextField, without_controls

KIND = "common-thread/self-assessment/1"
MOST_BYTES = 256 * 1024
LONGEST_NOTE = 1000


class Answer(models.TextChoices):
    MET = "met", _("We do this")
    PARTLY = "partly", _("We do part of this")
    NOT = "not", _("We do not do this")
    NOT_APPLICABLE = "not_applicable", _("It does not apply to us")


@dataclass(frozen=True)
class Asked:
    """A recommendation of the edition as it is asked about; `key` is its anchor, the same in every edition."""

    key: str
    number: str
    text: str
    strength: str


@dataclass
class Answered:
    """A recommendation with what the reader answers: a bound field each, or plain text, and whether it was reworded."""

    asked: Asked
    answer: object
    note: object
    reworded: bool = False

    @property
    def label(self):
        """The answer in words, when it is plain text."""
        return Answer(self.answer).label if self.answer in Answer.values else _("No answer yet")


def asked_in(edition):
    """What an edition recommends, in order."""
    return [
        Asked(clause.anchor, clause.number, part(clause.html, ".rec-text"), part(clause.html, ".tag"))
        for clause in edition.recommendations
    ]


def part(html, selector):
    """The words in a part of a recommendation (templates/guidance/clauses/recommendation.html); empty without it."""
    found = BeautifulSoup(html, "html.parser").select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else ""


class AnswersForm(PlainForm):
    """An answer and a note for each recommendation of an edition. All may stay empty."""

    def __init__(self, asked, *args, reworded=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.asked, self.reworded = asked, reworded
        for one in asked:
            self.fields[f"answer-{one.key}"] = forms.ChoiceField(
                choices=Answer, required=False, widget=forms.RadioSelect, label=one.number
            )
            self.fields[f"note-{one.key}"] = PlainTextField(
                longest=LONGEST_NOTE, required=False, label=_("Note"), widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def lines(self):
        """The questions as they are shown."""
        return [
            Answered(one, self[f"answer-{one.key}"], self[f"note-{one.key}"], one.key in self.reworded)
            for one in self.asked
        ]

    @property
    def answers(self):
        """The answers as they were given, once the form is valid."""
        given = self.cleaned_data
        return [Answered(one, given[f"answer-{one.key}"], given[f"note-{one.key}"]) for one in self.asked]


def as_file(edition, address, answers):
    """The file that keeps the answers, as JSON can hold it. `address` is that of the edition, absolute."""
    return about(edition, address) | {
        "made_on": timezone.localdate().isoformat(),
        "answers": [
            {"recommendation": row.asked.key, "text": row.asked.text, "answer": row.answer, "note": row.note}
            for row in answers
        ],
    }


def about(edition, address):
    """Which edition a file is about."""
    return {
        "kind": KIND,
        "document": edition.document.reference,
        "version": edition.version,
        "language": edition.language,
        "title": edition.title,
        "address": address,
    }


class NotOurs(ValueError):
    """What was opened is no file of answers. Its first argument says so for the reader."""


@dataclass
class Opened:
    """A file that was opened for an edition: its version, what to fill in, and what no longer fits."""

    version: str
    data: dict
    reworded: set
    gone: list


def read(upload, edition, asked):
    """Read a file of answers for `edition`, which asks `asked`. Raises NotOurs.

    Answers to what the edition does not recommend are in `gone`; a recommendation whose words are others than
    those that were answered is in `reworded`, unless the file is in the other language.
    """
    held = parsed(upload, edition)
    known = {one.key: one for one in asked}
    opened = Opened(str(held.get("version", ""))[:20], {}, set(), [])
    for row in held["answers"]:
        key, text, answer, note = (field(row, name) for name in ("recommendation", "text", "answer", "note"))
        answer = answer if answer in Answer.values else ""
        if key in known:
            opened.data |= {f"answer-{key}": answer, f"note-{key}": note}
            if text != known[key].text and held.get("language") == edition.language:
                opened.reworded.add(key)
        elif answer or note:
            opened.gone.append(Answered(Asked(key, key.upper()[:12], text, ""), answer, note))
    return opened


def parsed(upload, edition):
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotOurs(_("This file is too large to be one that was saved here."))
    try:
        held = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.get("kind") != KIND or not isinstance(held.get("answers"), list):
        raise NotOurs(_("This is not a file of answers that was saved here. It ends in .json."))
    if held.get("document") != edition.document.reference:
        raise NotOurs(_("This file is about another document."))
    return held


def field(row, name):
    value = row.get(name, "") if isinstance(row, dict) else ""
    return without_controls(value if isinstance(value, str) else "")
