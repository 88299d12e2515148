"""What forms on public pages share."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Control characters but tab and line feed, and code points that will never be characters.
NEVER = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{NEVER}]")


def without_controls(text):
    """Text as typed, with line ends as they are stored and without any other control character."""
    return CONTROLS.sub("", str(text or "").replace("\r\n", "\n").replace("\r", "\n"))


class PlainTextField(forms.CharField):
    """Text without control characters. What is too long is kept and counted; a browser's own limit would cut it."""

    def __init__(self, *, longest, **kwargs):
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value):
        return super().to_python(without_controls(value))

    def bound_data(self, data, initial):
        return without_controls(data)

    def validate(self, value):
        super().validate(value)
        over = len(value) - self.longest
        if over > 0:
            message = ngettext_lazy(
                "This is %(over)s character too long: there is room for %(longest)s. Nothing you typed is lost.",
                "This is %(over)s characters too long: there is room for %(longest)s. Nothing you typed is lost.",
                "over",
            )
            raise ValidationError(message, code="too_long", params={"over": over, "longest": self.longest})


class RevisionField(forms.CharField):
    """Which save of a comment the form shows; 0 for none, and for anything that is no number."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        value = value or ""
        return int(value) if value.isdecimal() and len(value) < 10 else 0


class PlainForm(forms.Form):
    """A form whose errors are ours to show, not the browser's."""

    use_required_attribute = False


class TrapForm(PlainForm):
    """A form that anybody may send, with a box that only a program ticks."""

    # People never see it: it stays shown only once it was ticked (templates/forms/trap.html).
    trap = forms.BooleanField(label=_("Leave this box empty"), required=False)

    def clean_trap(self):
        if self.cleaned_data["trap"]:
            raise ValidationError(
                _("Take the tick out of the last box: it is there to catch programs that fill in forms")
            )
        return False
