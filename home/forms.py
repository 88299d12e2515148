from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.forms import PlainTextField, TrapForm
from hub.identifying.checks import Check

from .uses import named_by


class ReplyForm(TrapForm):
    """A reply to news. `seen` is the digest of what was found in it and shown to the writer."""

    text = PlainTextField(
        label=_("Your reply"),
        longest=3000,
        help_text=_("Please name nobody who is in prison, and give no prison number."),
        error_messages={"required": _("Write your reply")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = PlainTextField(
        label=_("The name or role to show"),
        longest=80,
        help_text=_("Such as “Healthcare manager, North West”. It need not be your name."),
        error_messages={"required": _("Give a name or role to show beside your reply")},
    )
    email = forms.EmailField(
        label=_("E-mail address, should we have a question (you need not give one)"),
        max_length=254,
        required=False,
        help_text=_("For our editors only. It is never shown."),
        error_messages={"invalid": _("Type an e-mail address such as name@example.org, or leave it empty")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def check(self):
        """The check of what was typed where it found what the writer was not shown yet; else None."""
        check = Check({name: self.cleaned_data[name] for name in ("text", "name")})
        return check if check and check.digest != self.cleaned_data["seen"] else None

    def show(self, check):
        """Carry that what was found is shown."""
        self.data = self.data.copy()
        self.data["seen"] = check.digest


class UseForm(TrapForm):
    identifier = PlainTextField(
        label=_("What did you cite?"),
        longest=200,
        help_text=_("Its permanent link, from “Cite this page”."),
        error_messages={"required": _("Give the permanent link of what you cited")},
    )
    title = PlainTextField(
        label=_("Where did you cite it?"),
        longest=200,
        help_text=_("The title of your policy, report, plan or article."),
        error_messages={"required": _("Give the title of where you cited it")},
    )
    organisation = PlainTextField(
        label=_("Organisation"),
        longest=160,
        help_text=_("Whose document it is. Name no person."),
        error_messages={"required": _("Say which organisation’s document it is")},
    )
    url = forms.URLField(
        label=_("Its address (if it is published)"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Type an address such as https://example.org/plan, or leave it empty")},
    )
    used_on = forms.DateField(
        label=_("Its date"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Such as 31/03/2027."),
        error_messages={
            "required": _("Give the date of where you cited it"),
            "invalid": _("Type a date such as 31/03/2027"),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address of who may be asked about it (you need not give one)"),
        max_length=254,
        required=False,
        help_text=_("For our editors only. It is never shown."),
        error_messages={"invalid": _("Type an e-mail address such as name@example.org, or leave it empty")},
    )

    def clean_identifier(self):
        identifier = named_by(self.cleaned_data["identifier"])
        if not identifier:
            raise forms.ValidationError(_("Nothing here has that permanent link: copy it from the page that you cited"))
        return identifier

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url:
            URLValidator(schemes=["http", "https"], message=self.fields["url"].error_messages["invalid"])(url)
        return url

    def clean_used_on(self):
        day = self.cleaned_data["used_on"]
        if day > timezone.localdate() or day.year < 2020:
            raise forms.ValidationError(_("Type a date that has been, from 2020 on"))
        return day
