"""The editors' wording of a practice example, written beside what was sent, which never changes."""

from django import forms
from django.db import transaction

from hub.forms import PlainForm, PlainTextField, RevisionField
from hub.identifying.checks import Check

from ..models import Submission
from .acceptance import CLEANED, LINES
from .states import State
from .writing import Refused, Stale, locked

LONGEST = 20_000
EDITABLE = (State.SUBMITTED, State.APPEALED, State.CHANGES_REQUESTED)

HELP = {
    "summary": "One or two plain sentences, for lists and search.",
    "involved": "In one or two sentences.",
}


class CleanForm(PlainForm):
    """Beginning with what was sent. `revision` is of the cleaned text, `version` of the answers that were read."""

    revision = RevisionField()
    version = RevisionField()
    reason = PlainTextField(
        label="Why, for the prison to read",
        longest=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed to ask for changes, to decline, and to answer a correction.",
    )
    read_marked = forms.BooleanField(
        label="I have looked at all that is marked in the cleaned text: nobody can be recognised", required=False
    )

    def __init__(self, *args, submission, **kwargs):
        begun = {name: submission.cleaned.get(name, getattr(submission, name, "")) for name in CLEANED}
        begun |= {"revision": submission.cleaned_revision, "version": submission.version}
        super().__init__(*args, initial=begun, **kwargs)
        for name in CLEANED:
            label = "Summary" if name == "summary" else None
            self.fields[name] = PlainTextField(
                label=label or str(name).replace("_", " ").capitalize(),
                longest=LINES.get(name, LONGEST),
                required=False,
                help_text=HELP.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 2 if name in LINES else 8}),
            )

    @property
    def texts(self):
        return {name: self.cleaned_data[name] for name in CLEANED}

    def check(self):
        """What may tell who somebody is in the cleaned text that the form shows."""
        return Check({name: str(self[name].value() or "") for name in CLEANED})

    def may_be_accepted(self):
        """Whether nothing certain is in the cleaned text, and an editor has looked at the rest; else it says so."""
        check = self.check()
        for name in CLEANED:
            if certain := check.certain(name):
                self.add_error(name, f"This tells who somebody is: {', '.join(certain)}. Take it out.")
        if check and not self.cleaned_data["read_marked"]:
            self.add_error("read_marked", "Look at what is marked, then tick this box.")
        return not self.errors


def save_cleaned(submission, texts, *, revision):
    """Store the cleaned text and return the submission. Raises Refused, and Stale where another editor saved since."""
    with transaction.atomic():
        row = locked(submission)
        if row.cleaned == texts:
            return row
        if row.state not in EDITABLE:
            raise Refused(row)
        if row.cleaned_revision != revision:
            raise Stale(row)
        row.cleaned, row.cleaned_revision = texts, revision + 1
        row.save(update_fields=["cleaned", "cleaned_revision"])
        return row


def to_read():
    """What editors may open, with all that is shown of it."""
    return Submission.objects.with_editors().with_since().select_related("prison", "case_study")
