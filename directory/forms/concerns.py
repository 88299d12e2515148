from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models.concerns import Kind
from hub.forms import PlainTextField, TrapForm


class ConcernForm(TrapForm):
    about = PlainTextField(
        label=_("Which page is it about?"),
        longest=500,
        help_text=_("Its address, or what it is called."),
        error_messages={"required": _("Say which page it is about")},
    )
    kind = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is the matter")},
    )
    text = PlainTextField(
        label=_("Tell us more"),
        longest=5000,
        help_text=_("Please do not repeat the private detail: say where on the page it is. Name nobody."),
        error_messages={"required": _("Tell us what is wrong")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    email = forms.EmailField(
        label=_("E-mail address (you need not give one)"),
        max_length=254,
        required=False,
        help_text=_("Only if you want an answer. We use it for nothing else."),
        error_messages={"invalid": _("Type an e-mail address such as name@example.org, or leave it empty")},
    )
