from django import forms
from django.utils.translation import gettext_lazy as _

from directory.monitoring.costs import FIGURES, GROUPS, ITEMS, SIZE, Estimate
from directory.monitoring.numbers import UnreadableError, read_number
from hub.forms import PlainForm, PlainTextField

HINTS = {
    "weeks": _("52 for the whole year."),
    "pay": _("Look it up in the pay policy of your prison."),
    "training_fee": _("Ask the provider for a quotation."),
    "trainer_rate": _("The average of a grade with on-costs, from finance. Never one person’s salary."),
    "lead_rate": _("The average of a grade with on-costs, from finance. Never one person’s salary."),
}


class FigureField(PlainTextField):
    """A number that somebody typed, as a Decimal; None while it is blank. Never less than nought."""

    def __init__(self, **kwargs):
        super().__init__(longest=20, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value):
        try:
            number = read_number(super().clean(value))
        except UnreadableError as error:
            raise forms.ValidationError(f"{self.label}: {error.args[0]}") from error
        if number is not None and number < 0:
            raise forms.ValidationError(_("%(label)s: this cannot be less than nought."), params={"label": self.label})
        return number


class CostsForm(PlainForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in FIGURES.items():
            self.fields[name] = FigureField(label=label, help_text=HINTS.get(name, ""))
        for item in ITEMS:
            self.fields[f"source-{item.key}"] = PlainTextField(
                label=_("%(line)s: where the figures come from, and their date") % {"line": item.name},
                longest=200,
                required=False,
            )

    @property
    def size(self):
        return [self[name] for name in SIZE]

    @property
    def groups(self):
        """[(name of a group, its fields)]: the figures, then where they come from."""
        return [
            (group.name, [self[name] for name in (*group.figures, *(f"source-{item.key}" for item in group.items))])
            for group in GROUPS
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and all(cleaned.get(name) is None for name in FIGURES):
            raise forms.ValidationError(_("Give the figures of at least one line"))
        return cleaned

    @property
    def estimate(self):
        sources = {item.key: self.cleaned_data[f"source-{item.key}"] for item in ITEMS}
        return Estimate({name: self.cleaned_data[name] for name in FIGURES}, sources)
