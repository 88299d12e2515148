from django import forms
from django.utils.translation import gettext_lazy as _

from resources.models import Appeal


class AppealForm(forms.ModelForm):
    """What a prison's team finds wrong with a rating."""

    class Meta:
        model = Appeal
        fields = ["reason"]
        help_texts = {
            "reason": _("Say what it leaves out or gets wrong. Name nobody. Our editors read this; nobody else does.")
        }
