from django import forms
from django.utils.translation import gettext_lazy as _

from directory.choices import Status
from directory.models import AccessRequest, Membership, Prison
from hub.email_domains import validate_for_work
from hub.forms import PlainTextField, TrapForm

# What each role may do, in the words of the public form.
ROLES = [
    (Membership.Role.CONTRIBUTOR, _("Contributor: writes what is sent in for the prison")),
    (Membership.Role.APPROVER, _("Approver: also signs off what is sent in, for the governor")),
]


class AskForm(TrapForm):
    email = forms.EmailField(
        label=_("Your work e-mail address"),
        max_length=254,
        help_text=_("We answer to this address and use it for nothing else."),
        error_messages={
            "required": _("Type your e-mail address"),
            "invalid": _("Type an e-mail address such as name@example.gov.uk"),
        },
        validators=[validate_for_work],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    prison = forms.ModelChoiceField(
        label=_("Prison"),
        queryset=Prison.objects.exclude(status=Status.CLOSED),
        empty_label=_("Choose a prison"),
        error_messages={"required": _("Choose a prison"), "invalid_choice": _("Choose a prison from the list")},
    )
    role = forms.ChoiceField(
        label=_("What you want to do"),
        choices=ROLES,
        error_messages={"required": _("Choose what you want to do")},
        widget=forms.RadioSelect,
    )
    work = PlainTextField(
        label=_("What do you do at this prison?"),
        longest=AccessRequest._meta.get_field("work").max_length,
        help_text=_("One or two sentences, such as: I run the buddy scheme. Please name nobody."),
        error_messages={"required": _("Say what you do at this prison")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()
