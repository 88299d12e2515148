"""The forms of the journey, made from the table of questions."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.models import Submission
from directory.practice.questions import DECLARATIONS, SubmitterRole
from hub.forms import PlainForm, PlainTextField, RevisionField
from hub.uploads.forms import CheckedFileField

# More than any answer has room for; what is over the words of a question is kept and counted.
LONGEST = 20_000


class RecommendationsField(forms.ModelMultipleChoiceField):
    """The recommendations in force, in the reader's language."""

    def __init__(self, **kwargs):
        recommendation = Submission._meta.get_field("recommendations").related_model
        in_force = recommendation.objects.filter(removed_in=None).with_wording()
        super().__init__(in_force, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def field_of(question):
    """The form field of a question. Nothing is required: what is missing is said before it is sent."""
    asked = {"label": question.label, "help_text": question.help_text}
    if question.name == "recommendations":
        return RecommendationsField(**asked)
    if question.name == "role":
        return forms.ChoiceField(choices=SubmitterRole, required=False, widget=forms.RadioSelect, **asked)
    if question.characters:
        return PlainTextField(longest=question.characters, required=False, **asked)
    room = ngettext_lazy("Up to %(words)s word.", "Up to %(words)s words.", "words") % {"words": question.words}
    asked["help_text"] = format_lazy("{} {}", question.help_text, room)
    rows = 6 if question.words <= 200 else 12
    return PlainTextField(longest=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": rows}), **asked)


class GroupForm(PlainForm):
    """The questions of one group. `revision` says which save of it the form shows."""

    revision = RevisionField()

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields |= {question.name: field_of(question) for question in questions}

    @property
    def answers(self):
        """{name: answer} as `writing.save_group` takes them."""
        answers = {question.name: self.cleaned_data[question.name] for question in self.questions}
        if "recommendations" in answers:
            answers["recommendations"] = {row.pk for row in answers["recommendations"]}
        return answers


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(CheckedFileField):
    """Up to `room` files, each checked and cleaned as one alone is; their cleaned value is a list."""

    widget = FilesInput

    def __init__(self, *, room, **kwargs):
        super().__init__(**kwargs)
        self.room = room

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or ()]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.room:
            raise forms.ValidationError(_("There is room for %(room)s files."), params={"room": self.room})
        return files


class FileForm(PlainForm):
    file = CheckedFileField(
        label=_("Choose a file"),
        help_text=_(
            "A leaflet, a form or figures, up to 20 MB. No pictures of people and nothing that names anybody. "
            "We take out the author, comments and what else a program notes, and say what we found."
        ),
        error_messages={"required": _("Choose a file first"), "empty": _("This file is empty")},
    )


class ReasonForm(PlainForm):
    """Why something is done, for the other side to read."""

    reason = PlainTextField(
        label=_("Say why"),
        longest=5000,
        help_text=_("The others who work on it read this. Name nobody."),
        error_messages={"required": _("Say why")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MessageForm(PlainForm):
    text = PlainTextField(
        label=_("Your message"),
        longest=5000,
        help_text=_("Your team and the editors read this. Name nobody who is in prison."),
        error_messages={"required": _("Write your message")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SignOffForm(PlainForm):
    """What an approver declares for the prison, and of which version."""

    version = RevisionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in DECLARATIONS.items():
            message = _("Tick each box, or send it back")
            self.fields[name] = forms.BooleanField(label=label, error_messages={"required": message})

    @property
    def declared(self):
        """What was declared, word for word, to be kept."""
        return "\n".join(str(label) for label in DECLARATIONS.values())
