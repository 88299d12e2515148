from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.forms import PlainTextField, TrapForm
from hub.identifying.checks import Check


class EnquiryForm(TrapForm):
    """A question to the team of a prison. `seen` is the digest of what was found in it and shown to the writer."""

    text = PlainTextField(
        label=_("Your question"),
        longest=3000,
        help_text=_("Please name nobody who is in prison, and give no prison number."),
        error_messages={"required": _("Write your question")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = PlainTextField(
        label=_("Your name"),
        longest=120,
        error_messages={"required": _("Give your name, so that the team knows who asks")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = PlainTextField(
        label=_("Your organisation (you need not give one)"),
        longest=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("E-mail address to answer to"),
        max_length=254,
        help_text=_("Only the team of the prison sees it."),
        error_messages={
            "required": _("Give the address to answer to"),
            "invalid": _("Type an e-mail address such as name@example.org"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Which language would you like the answer in?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def check(self):
        """The check of what was typed where it found what the writer was not shown yet; else None."""
        check = Check({"text": self.cleaned_data["text"]})
        return check if check and check.digest != self.cleaned_data["seen"] else None

    def show(self, check):
        """Carry that what was found is shown."""
        self.data = self.data.copy()
        self.data["seen"] = check.digest

    @property
    def answers(self):
        return {name: value for name, value in self.cleaned_data.items() if name not in ("trap", "seen")}
