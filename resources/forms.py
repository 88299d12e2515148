from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms import PlainTextField, TrapForm

from .models.format_requests import Format


class FormatRequestForm(TrapForm):
    format = forms.ChoiceField(
        label=_("Which format do you need?"),
        choices=Format,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the format you need")},
    )
    needs = PlainTextField(
        label=_("What would work for you? (You need not say.)"),
        longest=1000,
        required=False,
        help_text=_("Such as the size of the letters. Please do not tell us about your health."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("E-mail address (you need not give one)"),
        max_length=254,
        required=False,
        help_text=_("We write to say that your request has arrived, and again when the file is ready."),
        error_messages={"invalid": _("Type an e-mail address such as name@example.org, or leave it empty")},
    )
    contact = PlainTextField(
        label=_("Or another way to reach you (you need not give one)"),
        longest=500,
        required=False,
        help_text=_("Such as a postal address. Without either we put the new format on the page of the toolkit."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
