"""Keying in: a response that came on paper or by e-mail becomes one like any other, counted as from who wrote it."""

import datetime
import hashlib
import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import formset_factory
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from hub.forms import PlainForm, PlainTextField

from .forms import AboutForm
from .models.responses import Channel, Publish, Respondent, View
from .outcome import is_public
from .responding import LONGEST, MOST_COMMENTS

ROWS = 10


def days_of(consultation):
    """The first and the last day on which answers count."""
    last = consultation.closes_at - datetime.timedelta.resolution  # the moment of closing is too late
    return timezone.localdate(consultation.opens_at), timezone.localdate(last)


def moment_on(consultation, day):
    """A moment of a day on which the consultation was open; noon where it was open at noon."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())
    return min(max(noon, consultation.opens_at), consultation.closes_at - datetime.timedelta.resolution)


def number_as_typed(text):
    """The number of a clause from what people write for it: "r 7" and "Para 2.1." are "R7" and "2.1"."""
    number = "".join(text.upper().split()).strip(".:,")
    for word in ("PARAGRAPH", "PARA", "SECTION", "RECOMMENDATION"):
        if number.startswith(word):
            rest = number.removeprefix(word).strip(".:,")
            return f"R{rest}" if word == "RECOMMENDATION" and rest.isdecimal() else rest
    return number


class KeyInForm(AboutForm):
    """What the sheet says, other than about clauses. `once` is the form's own: the same form is never stored twice."""

    email = None
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
    channel = forms.ChoiceField(
        label="How it came",
        choices=[(way, way.label) for way in (Channel.POST, Channel.EMAIL)],
        widget=forms.RadioSelect,
    )
    received = forms.DateField(label="Received on", widget=AdminDateInput)
    respondent = forms.ChoiceField(
        label="Who is answering",
        choices=Respondent,
        widget=forms.RadioSelect,
        help_text="As ticked on the sheet. People in prison are counted as people in prison, whoever types it in.",
        error_messages={"required": "Choose who is answering."},
    )
    organisation = PlainTextField(label="Name of the organisation", longest=160, required=False)
    name = PlainTextField(
        label="Name of who answers for the organisation",
        longest=120,
        required=False,
        help_text="Nobody else’s name is kept.",
    )
    language = forms.ChoiceField(label="Language of the answer", choices=settings.LANGUAGES, widget=forms.RadioSelect)
    publish = forms.ChoiceField(
        label="May we publish it",
        choices=Publish,
        widget=forms.RadioSelect,
        help_text="Where the sheet does not say: “Read it, but do not publish it”.",
        error_messages={"required": "Choose whether we may publish it."},
    )
    return_to = PlainTextField(
        label="Return the receipt to",
        longest=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the wing. Printed on the receipt and not kept.",
    )
    field_order = ["once", "channel", "received", "respondent", "organisation", "name", "language", "publish"]

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        first, last = (date_format(day, "DATE_FORMAT") for day in days_of(consultation))
        self.fields[
            "received"
        ].help_text = f"Answers count that came from {first} to {last}, even where they are typed in later."
        self.questions = list(consultation.questions.all())
        for question in self.questions:
            self.add_question(question)
        self.order_fields([*(name for name in self.fields if name != "return_to"), "return_to"])

    def add_question(self, question):
        if question.offers_view:
            self.fields[f"view_{question.pk}"] = forms.ChoiceField(
                label="View", choices=[("", "No answer"), *View.choices], required=False, widget=forms.RadioSelect
            )
        self.fields[f"text_{question.pk}"] = PlainTextField(
            label="Words", longest=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    @property
    def asked(self):
        """[(question, its fields)] for the template."""
        names = ("view", "text")
        return [
            (question, [self[f"{name}_{question.pk}"] for name in names if f"{name}_{question.pk}" in self.fields])
            for question in self.questions
        ]

    @property
    def about(self):
        """The fields that are about the whole sheet."""
        return [self[name] for name in self.fields if name in self.base_fields and name not in ("once", "return_to")]

    def clean_received(self):
        day = self.cleaned_data["received"]
        if is_public(self.consultation):  # what one answer changes in published counts tells who sent it
            raise ValidationError("The outcome is published: its numbers no longer change.")
        first, last = days_of(self.consultation)
        if day > timezone.localdate():
            raise ValidationError("This day is yet to come.")
        if not first <= day <= last:
            raise ValidationError("The consultation was not open on this day.")
        return day

    def answers(self):
        """The comments on questions, as fields of Comment."""
        cleaned = self.cleaned_data
        for question in self.questions:
            view, text = cleaned.get(f"view_{question.pk}", ""), cleaned.get(f"text_{question.pk}", "")
            if view or text:
                yield {"question": question, "view": view, "text": text}


class RemarkForm(PlainForm):
    """A row: what was said about a clause, called by its number, or with no number about the whole document."""

    number = PlainTextField(label="Clause", longest=40, required=False)
    text = PlainTextField(
        label="Comment", longest=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 60})
    )

    def __init__(self, *args, clauses, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.clauses, self.version, self.clause = clauses, version, None

    def clean_number(self):
        typed = self.cleaned_data["number"]
        self.clause = self.clauses.get(number_as_typed(typed))
        if typed and not self.clause:
            raise ValidationError(f"Version {self.version} has no “{typed}”.")
        return typed

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("number") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Type what was said about it, or take the number away.")
        return cleaned

    def remark(self):
        """The row as fields of Comment; None where nothing was typed."""
        place = {"anchor": self.clause.anchor, "label": self.clause.label[:120]} if self.clause else {}
        return {"text": self.cleaned_data["text"], **place} if self.cleaned_data.get("text") else None


class Sheet:
    """A response as it is typed in: `form` and, for comments on clauses, `rows`. `data` is what was sent of it.

    `more` rows are added to those that were sent, with all of them as they are and nothing checked yet.
    """

    def __init__(self, consultation, data=None, *, more=0):
        clauses = {clause.number.upper(): clause for clause in consultation.edition.ordered_clauses if clause.number}
        row = {"clauses": clauses, "version": consultation.edition.version}
        formset = formset_factory(RemarkForm, extra=more or ROWS, max_num=MOST_COMMENTS, absolute_max=MOST_COMMENTS)
        self.consultation = consultation
        self.form = KeyInForm(None if more else data, initial=new_sheet(), consultation=consultation)
        self.rows = formset(None if more else data, prefix="rows", form_kwargs=row)
        if more:
            self.form.initial |= {name: data[name] for name in self.form.fields if name in data}
            self.rows = formset(prefix="rows", form_kwargs=row, initial=rows_in(data))

    def is_valid(self):
        valid = all([self.form.is_valid(), self.rows.is_valid()])
        if valid and not self.comments():
            self.form.add_error(None, "Nothing of what was said has been typed in.")
        return valid and self.form.is_valid()

    def comments(self):
        """What was said, as fields of Comment."""
        return [*self.form.answers(), *filter(None, (row.remark() for row in self.rows))]


def new_sheet():
    return {"once": uuid.uuid4().hex, "channel": Channel.POST, "language": settings.LANGUAGE_CODE}


def rows_in(data):
    """The rows that were typed, as they are."""
    count = data.get("rows-TOTAL_FORMS", "")
    count = min(int(count), MOST_COMMENTS) if count.isdecimal() and len(count) < 5 else 0
    return [{name: data.get(f"rows-{place}-{name}", "") for name in RemarkForm.base_fields} for place in range(count)]


@transaction.atomic
def key_in(sheet, by):
    """Store a valid sheet as a response sent on the day it came; returns it and whether it is new.

    A sheet that `by` sends again, with a second click or by way of the browser's history, changes nothing.
    """
    cleaned = sheet.form.cleaned_data
    fields = {name: cleaned[name] for name in ("language", "channel", "respondent", "organisation", "name", "publish")}
    came = moment_on(sheet.consultation, cleaned["received"])
    # No code that somebody could type opens it.
    key = hashlib.sha256(f"keyed in {cleaned['once']}".encode()).hexdigest()
    response, is_new = sheet.consultation.responses.get_or_create(
        code_digest=key, defaults={**fields, "started_at": came, "submitted_at": came, "keyed_by": by}
    )
    if is_new:
        for comment in sheet.comments():
            response.comments.create(revision=1, **comment)
        log(response, "guidance.key_in", user=by)
    return response, is_new
