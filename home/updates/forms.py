from django import forms
from django.utils.translation import gettext_lazy as _

from home.models.subscriptions import Frequency
from hub.forms import PlainForm, TrapForm


class FrequencyForm(PlainForm):
    frequency = forms.ChoiceField(label=_("How often?"), choices=Frequency, widget=forms.RadioSelect)


class SubscribeForm(FrequencyForm, TrapForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We write to it once, and send nothing more until you have followed the link in that mail."),
        error_messages={
            "required": _("Give your e-mail address"),
            "invalid": _("Type an e-mail address such as name@example.org"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "frequency", "trap"]
