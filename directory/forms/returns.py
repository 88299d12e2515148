from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from directory.models.returns import Marker, Reason
from directory.monitoring.files import LARGEST_FILE, LONGEST, tidy
from hub.uploads.forms import CheckedFileField
from hub.uploads.intake import TABLES

# Reasons that may be given for all that is empty at once: the last one wants a comment for each.
AT_ONCE = [choice for choice in Reason.choices if choice[0] != Reason.OTHER]


class TidyField(forms.CharField):
    """Text without control characters. What is too long is shown back whole; a browser's own limit would cut it."""

    def __init__(self, *, longest, **kwargs):
        too_long = _("This is too long: there is room for %(limit_value)d characters. Nothing you typed is lost.")
        super().__init__(required=False, **kwargs)
        self.longest = longest
        self.validators.append(forms.fields.validators.MaxLengthValidator(longest, too_long))

    def to_python(self, value):
        return super().to_python(tidy(value or ""))


class SectionForm(forms.Form):
    """One page of a return: of each part its number as typed, its marker, its reason and its comment.

    What is wrong with a number does not make the form invalid: it is stored, and `show` says it beside the field.
    """

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    rest = forms.ChoiceField(
        label=_("Mark all that is still empty on this page as not collected, because"),
        choices=[("", _("Do not mark it")), *AT_ONCE],
        required=False,
    )

    def __init__(self, section, data=None, *, before=None):
        super().__init__(data)
        self.section = section
        for key, part in section.parts.items():
            self.fields |= fields_of(key, part, (before or {}).get(key))
        self.order_fields([name for name in self.fields if name not in ("seen", "rest")])

    @classmethod
    def of(cls, section, answers, *, seen, before=None):
        """The form as it shows {key: {field: text}} that is stored."""
        data = {f"{key}-{name}": text for key, answer in answers.items() for name, text in answer.items()}
        return cls(section, data | {"seen": seen}, before=before)

    @cached_property
    def answers(self):
        """{key: {field: text}} of each part that can be stored, with the reason for the rest filled in."""
        found = {}
        for key in self.section.parts:
            names = {name: f"{key}-{name}" for name in ("typed", "marker", "reason", "comment")}
            if not any(self.has_error(name) for name in names.values()):
                found[key] = {name: self.cleaned_data[full] for name, full in names.items()}
        rest = self.cleaned_data.get("rest")
        for answer in found.values():
            if rest and not (answer["typed"] or answer["marker"]):
                answer |= {"marker": Marker.NOT_AVAILABLE.value, "reason": rest}
        return found

    def show_again(self, seen):
        """Carry a new digest, of what is stored now, beside what was typed."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def show(self, problems):
        """Say each of `problems` beside its field; what is only empty still is none yet."""
        for problem in problems:
            key = problem.part.key
            if key in self.section.parts and problem.blocks and not problem.is_blank:
                self.add_error(f"{key}-comment" if problem.is_warning else f"{key}-typed", problem.message)

    @property
    def indicators(self):
        """[(indicator, [(typed, [marker, reason, comment], whether these are open)])], with bound fields."""
        return [
            (indicator, [self.fields_of_part(part.key) for part in indicator.typed_parts])
            for indicator in self.section.indicators
            if indicator.typed_parts
        ]

    def fields_of_part(self, key):
        more = [self[f"{key}-{name}"] for name in ("marker", "reason", "comment")]
        return self[f"{key}-typed"], more, any(found.value() or found.errors for found in more)


def fields_of(key, part, before):
    """The fields of one part; `before` is last year's number or None."""
    last = "" if before is None else format_lazy(_("Last year: {number}"), number=f"{before.normalize():f}")
    label = format_lazy("{name} ({unit})", name=part.name, unit=part.unit.label)
    number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return {
        f"{key}-typed": TidyField(label=label, longest=LONGEST["typed"], help_text=last, widget=number),
        f"{key}-marker": forms.ChoiceField(
            label=_("How it stands"), choices=[("", _("A number that was counted")), *Marker.choices], required=False
        ),
        f"{key}-reason": forms.ChoiceField(
            label=_("Why it was not collected"), choices=[("", _("No reason given")), *Reason.choices], required=False
        ),
        f"{key}-comment": TidyField(
            label=_("Comment"), longest=LONGEST["comment"], widget=forms.Textarea(attrs={"rows": 3})
        ),
    }


class MessageForm(forms.Form):
    use_required_attribute = False

    text = TidyField(
        label=_("Your message to the editors"),
        longest=5000,
        help_text=_("Please name nobody who is in prison, and give no prison number."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_text(self):
        if not self.cleaned_data["text"]:
            raise forms.ValidationError(_("Write your message"))
        return self.cleaned_data["text"]


class UploadForm(forms.Form):
    use_required_attribute = False

    table = CheckedFileField(
        label=_("The table that you filled in (CSV)"),
        endings=TABLES,
        most=LARGEST_FILE,
        error_messages={
            "required": _("Choose the file"),
            "invalid": _("Choose the file"),
            "empty": _("This file is empty"),
        },
    )
