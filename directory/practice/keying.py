"""Practice examples that came on paper or in a table: typed in by an editor, then like any other."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from hub.forms import PlainForm, PlainTextField

from ..forms.practice import FilesField, field_of
from ..models import Prison, Submission
from .moves import actors, move
from .questions import ASKED, GROUPS, QUESTIONS
from .states import Actor, State, Verb
from .writing import MOST_FILES, Refused, keep_file, locked


class SheetForm(PlainForm):
    """One example, whole. Signed off on the sheet it is complete; else the prison's team completes and sends it."""

    prison = forms.ModelChoiceField(Prison.objects.all(), error_messages={"invalid_choice": "There is no such prison."})
    language = forms.ChoiceField(choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    signed_off_by = PlainTextField(
        label="Signed off for the prison by",
        longest=80,
        required=False,
        help_text="The role on the sheet, no name. Empty: the prison’s team checks it and has it signed off online.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {name: field_of(question) for name, question in QUESTIONS.items()}
        self.order_fields(["prison", "language", *QUESTIONS, "signed_off_by"])

    def clean_title(self):
        if not self.cleaned_data["title"]:
            raise ValidationError("Give it a name.")
        return self.cleaned_data["title"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("signed_off_by"):
            for _group, question in ASKED:
                answer = cleaned.get(question.name)
                if question.needed and not answer and question.name not in self.errors:
                    self.add_error(question.name, "What is signed off is complete: this is not answered.")
                elif answer and question.is_too_long(answer):
                    self.add_error(question.name, f"More than {question.words} words.")
        return cleaned


class PaperForm(SheetForm):
    """A sheet with the documents that came with it."""

    files = FilesField(
        room=MOST_FILES,
        label="Documents that came with it, scanned",
        required=False,
        help_text="Only the prison’s team and editors see them. If something below is put right, choose them again.",
    )


@transaction.atomic
def key_in(cleaned, *, channel, once, by, files=()):
    """Store the cleaned data of a valid SheetForm with its files; returns the submission and whether it is new.

    What is signed off goes to the editors, another of whom decides; what is not waits for the prison's team.
    Raises PermissionDenied where `by` is of the prison's team: they sign off online.
    """
    fields = {name: cleaned[name] for name in ["prison", "language", *QUESTIONS] if name != "recommendations"}
    row, is_new = Submission.objects.get_or_create(
        once=once,
        defaults={
            **fields,
            "channel": channel,
            "started_by": by,
            "revisions": {group.slug: 1 for group in GROUPS if group.questions},
        },
    )
    if is_new:
        row.recommendations.set(cleaned["recommendations"])
        row.writers.add(by)
        if cleaned["signed_off_by"]:
            row = move(row, Verb.SEND_SIGNED, by, reason=cleaned["signed_off_by"])
        for file in files:  # last, so that nothing that is refused leaves a file behind
            keep_file(row, file, file.report.as_json(), by)
    return row, is_new


def takes_files(submission, user):
    """Whether `user`, who typed it in or imported it, may still add documents: until the editors have decided.

    Nobody else: who adds to an example is one who wrote it, and does not decide on it.
    """
    return submission.state == State.SUBMITTED and Actor.KEYER in actors(submission, user)


@transaction.atomic
def add_document(submission, file, report, by):
    """Add a document that came later, or that a table cannot hold, with its report. Raises Refused, and Full."""
    row = locked(submission)
    if not takes_files(row, by):
        raise Refused(row)
    return keep_file(row, file, report, by)
