"""Responding to a consultation: what a code opens, what may be written while it is open, and when it is sent.

Every verb that writes holds the row of the response locked meanwhile, so that two tabs, a double click
and the moment of closing each find a settled state.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub.mail import send_mail

from .models.consultations import Consultation
from .models.editions import Edition
from .models.responses import Question, Response, digest, grouped, new_code
from .stages import Stage
from .subjects import worded

LONGEST = 10_000
MOST_COMMENTS = 300

# What a response must have before it can be sent: where it is asked, what to say, and whether it is there.
NEEDED = (
    ("about/#id_respondent", _("Choose who is answering"), lambda response, said: response.respondent),
    ("about/#id_publish", _("Choose whether we may publish your answers"), lambda response, said: response.publish),
    ("#questions", _("Answer a question or write a comment first"), lambda response, said: said),
)


class Refused(Exception):
    """The response takes no more writing: it was sent, or the consultation is not open. Carries the response."""

    def __init__(self, response):
        super().__init__("sent" if response.submitted_at else "not open")
        self.response = response


class Stale(Exception):
    """Somebody, perhaps in another tab, saved since. Carries the comment as it is stored; None where it was deleted."""

    def __init__(self, stored):
        super().__init__("saved since")
        self.stored = stored


class Full(Exception):
    """The response has as many comments as one may have."""


class Unfinished(Exception):
    """Something of `NEEDED` is missing."""


@dataclass
class Opened:
    """A response that a code opened. `leads`: it is the code of whoever sends it, not that of their colleagues."""

    response: Response
    code: str = field(repr=False)
    leads: bool = True

    @property
    def path(self):
        """The address of the response, relative to its page's."""
        return f"{self.response.consultation.path}respond/{self.code}/"


def announced(document_id):
    """The consultations of a document that readers know of, newest first: the one it has moved to, and those before.

    One that the document has not moved to yet is still being prepared.
    """
    rows = Consultation.objects.filter(document=document_id, document__consultation__isnull=False)
    rows = list(rows.select_related("edition", "document__consultation"))
    return [row for row in rows if row.opens_at <= row.document.consultation.opens_at]


def takes_responses(consultation, at=None):
    """Whether responses are taken at the time `at` (default: now): it is open, and the document is in consultation."""
    document = consultation.document
    in_it = document.stage == Stage.CONSULTATION and document.consultation_id == consultation.pk
    return in_it and consultation.is_open(at)


def questions_of(consultation):
    """Its questions in order, each with `words`, the question in the active language."""
    questions = list(Question.objects.filter(consultation=consultation))
    for question in questions:
        question.words = worded(question, "text")
    return questions


def start(consultation, language, at=None):
    """A new response, opened by its new code, which is kept nowhere. Raises Refused where none are taken."""
    code = new_code()
    response = Response(consultation=consultation, code_digest=digest(code), language=language)
    if not takes_responses(consultation, at):
        raise Refused(response)
    response.save(force_insert=True)
    return Opened(response, code)


def open_with(code, document_id, version):
    """What a code, as typed, opens in the consultation on a version. Raises Response.DoesNotExist."""
    key, edition = digest(code), Edition.objects.filter(document=document_id).version(version)
    rows = Response.objects.select_related("consultation__edition", "consultation__document__consultation")
    response = rows.get(Q(code_digest=key) | Q(colleague_digest=key), consultation__edition__in=edition)
    return Opened(response, grouped(code), leads=response.code_digest == key)


def locked(response):
    """The row as it is now, which nobody else can write until the transaction ends."""
    rows = Response.objects.select_for_update(of=("self",)).select_related(
        "consultation__document", "consultation__edition"
    )
    return rows.get(pk=response.pk)


@contextmanager
def writing(response, at=None):
    """The row of a response, locked until the end of the block. Raises Refused where it may no longer be written."""
    with transaction.atomic():
        row = locked(response)
        if row.submitted_at or not takes_responses(row.consultation, at):
            raise Refused(row)
        yield row


def written(response):
    """The comments of a response that say something: an answer that was emptied keeps its row until it is sent."""
    return response.comments.exclude(text="", view="")


def save_about(response, fields, at=None):
    """Store who is answering and what we may do with it, as {field of Response: value}. Raises Refused."""
    with writing(response, at) as row:
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))


def save_comment(response, text, *, pk=None, revision=0, anchor="", label="", author=None, at=None):
    """Store a new comment on a clause or the whole document, or what the comment `pk` now says; returns it.

    `author` None leaves the name as it is. Raises Refused, Full, and Stale where the stored one is not of `revision`.
    """
    with writing(response, at) as row:
        remarks = row.comments.filter(question=None)
        if pk is None:
            twice = remarks.filter(anchor=anchor, text=text, author=author or "").first()  # a double click
            return twice or add(row, anchor=anchor, label=label[:120], text=text, author=author or "")
        return rewrite(remarks.filter(pk=pk).first(), revision, {"text": text, "author": author})


def save_answer(response, question, *, revision=0, view="", text="", author=None, at=None):
    """Store the answer to a question, of which a response has one; returns it, or None where there is nothing to store.

    Raises Refused, Full, and Stale where the stored one is not of `revision`, 0 being none.
    """
    with writing(response, at) as row:
        answer = row.comments.filter(question=question).first()
        if answer or revision:
            return rewrite(answer, revision, {"view": view, "text": text, "author": author})
        if view or text:
            return add(row, question=question, view=view, text=text, author=author or "")


def add(row, **fields):
    if row.comments.count() >= MOST_COMMENTS:
        raise Full
    return row.comments.create(revision=1, **fields)


def rewrite(comment, revision, fields):
    fields = {name: value for name, value in fields.items() if value is not None}
    if comment and all(getattr(comment, name) == value for name, value in fields.items()):
        return comment
    if not comment or comment.revision != revision:
        raise Stale(comment)
    for name, value in fields.items():
        setattr(comment, name, value)
    comment.revision += 1
    comment.save(update_fields=[*fields, "revision"])
    return comment


def delete_comment(response, pk, *, revision, at=None):
    """Delete a comment that is of `revision` still; none is there any more is fine. Raises Refused and Stale."""
    with writing(response, at) as row:
        comment = row.comments.filter(pk=pk, question=None).first()
        if comment and comment.revision != revision:
            raise Stale(comment)
        if comment:
            comment.delete()


def make_colleague_code(response, at=None):
    """A new code for colleagues, who may write but not send; the one before opens nothing any more. Raises Refused."""
    code = new_code()
    with writing(response, at) as row:
        row.colleague_digest = digest(code)
        row.save(update_fields=["colleague_digest"])
    return code


def missing(response, said):
    """What keeps a response, with something `said` or not, from being sent, as (place below its address, message)."""
    return [(place, message) for place, message, there in NEEDED if not there(response, said)]


def submit(response, *, title, address, at=None):
    """Send a response in the active language; sending it again changes nothing. Raises Refused and Unfinished.

    `title` and `address` are the document's and the consultation's, for the receipt.
    """
    with transaction.atomic():
        row = locked(response)
        if row.submitted_at:
            return
        if not takes_responses(row.consultation, at):
            raise Refused(row)
        if missing(row, written(row).exists()):
            raise Unfinished
        row.comments.filter(text="", view="").delete()
        row.submitted_at, row.language = at or timezone.now(), get_language()
        email, row.email = row.email, ""  # it was asked for the receipt, and is kept no longer
        row.save(update_fields=["submitted_at", "language", "email"])
        if email:
            transaction.on_commit(lambda: send_receipt(row, email, title, address), robust=True)


def send_receipt(response, email, title, address):
    """The receipt by e-mail, in the language of the response. Nothing that was answered is in it, nor the code."""
    with translation.override(response.language):
        next_steps = worded(response.consultation, "next_steps")
    said = {"response": response, "title": title, "address": address, "next_steps": next_steps}
    send_mail("receipt", email, response.language, called=response.reference, **said)
