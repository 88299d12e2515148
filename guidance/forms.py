from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms import PlainForm, PlainTextField, RevisionField, TrapForm

from .models.responses import Publish, Respondent, View
from .responding import LONGEST

# Who answers for an organisation, which then has a name; and who may. Everyone else answers for themselves.
ORGANISATIONS = (Respondent.AUTHORITY, Respondent.PRISON, Respondent.CHARITY)
PERHAPS = (Respondent.RESEARCHER, Respondent.OTHER)


class StartForm(TrapForm):
    pass


class CodeForm(PlainForm):
    code = PlainTextField(
        label=_("Your code"),
        longest=60,
        help_text=_("16 letters and numbers. Capitals, spaces and hyphens do not matter."),
        error_messages={"required": _("Type your code")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AboutForm(PlainForm):
    respondent = forms.ChoiceField(
        label=_("Who is answering?"), choices=Respondent, required=False, widget=forms.RadioSelect
    )
    organisation = PlainTextField(label=_("Name of the organisation"), longest=160, required=False)
    name = PlainTextField(
        label=_("Your name"),
        longest=120,
        required=False,
        help_text=_("So that we can ask back. We never publish it."),
    )
    publish = forms.ChoiceField(
        label=_("May we publish your answers?"),
        choices=Publish,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("We take out what could tell people who you are, unless you answer for an organisation."),
    )
    email = forms.EmailField(
        label=_("E-mail address (you need not give one)"),
        max_length=254,
        required=False,
        help_text=_("We use it only to send you a receipt."),
        error_messages={"invalid": _("Type an e-mail address such as name@example.org, or leave it empty")},
    )

    def clean(self):
        cleaned = super().clean()
        respondent, organisation = cleaned.get("respondent"), cleaned.get("organisation")
        if respondent in ORGANISATIONS and not organisation and "organisation" not in self.errors:
            self.add_error("organisation", _("Give the name of the organisation"))
        if respondent and respondent not in (*ORGANISATIONS, *PERHAPS):
            for name in ("organisation", "name"):
                if cleaned.get(name):
                    self.add_error(name, _("Leave this empty: you do not answer for an organisation"))
        if cleaned.get("publish") == Publish.NAMED and not organisation:
            self.add_error("publish", _("Only an organisation can be named: give its name, or choose another answer"))
        return cleaned


class WritingForm(PlainForm):
    """What answers and comments share. `signed` asks for who writes: colleagues share one code."""

    revision = RevisionField()
    text = PlainTextField(
        label=_("Your comment"),
        longest=LONGEST,
        help_text=_("In your own words. Spelling does not matter. Please name nobody and give no prison number."),
        error_messages={"required": _("Write your comment")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    author = PlainTextField(
        label=_("Your name or initials"),
        longest=80,
        help_text=_("So that your colleagues know who wrote it. We do not publish it."),
        error_messages={"required": _("Give your name or initials")},
    )

    def __init__(self, *args, signed, **kwargs):
        super().__init__(*args, **kwargs)
        if not signed:
            del self.fields["author"]


class CommentForm(WritingForm):
    pass


class AnswerForm(WritingForm):
    view = forms.ChoiceField(
        label=_("Your view"), choices=[*View.choices, ("", _("No answer"))], required=False, widget=forms.RadioSelect
    )
    field_order = ["view", "text", "author"]

    def __init__(self, *args, offers_view, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        if not offers_view:
            del self.fields["view"]
