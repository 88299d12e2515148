import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.monitoring.indicators import catalogue
from directory.monitoring.planner import Plan, month_after

NO_INDICATOR = _("Choose at least one indicator")


def named(indicator):
    return f"{indicator.id} {indicator.name}"


def first_month():
    """The month after this one, as it is typed."""
    return month_after(timezone.localdate(), 1).strftime("%Y-%m")


class MonthField(forms.CharField):
    """A month as a browser sends it, such as 2027-01; its first day."""

    widget = forms.TextInput(attrs={"type": "month"})

    def clean(self, value):
        text = super().clean(value)
        try:
            first = datetime.datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            first = datetime.date.min
        if not 2000 <= first.year <= 2100:
            raise forms.ValidationError(_("Give the month as year and number, such as 2027-01"))
        return first


class PlannerForm(forms.Form):
    use_required_attribute = False

    indicator = forms.MultipleChoiceField(
        label=_("Indicators"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_INDICATOR, "invalid_choice": _("The catalogue has no such indicator")},
    )
    buddies = forms.IntegerField(
        label=_("How many buddies?"),
        min_value=0,
        max_value=1000,
        initial=10,
        error_messages={
            "required": _("Say how many buddies there are"),
            "invalid": _("Give the number of buddies in figures"),
        },
    )
    recipients = forms.IntegerField(
        label=_("How many people receiving support?"),
        min_value=0,
        max_value=1000,
        initial=20,
        error_messages={
            "required": _("Say how many people receive support"),
            "invalid": _("Give the number of people in figures"),
        },
    )
    start = MonthField(
        label=_("First month"),
        initial=first_month,
        help_text=_("Year and month, such as 2027-01."),
        error_messages={"required": _("Give the first month")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = [one for one in catalogue().indicators if one.tasks]
        self.fields["indicator"].choices = [(one.id, named(one)) for one in sorted(shown, key=lambda one: not one.core)]
        self.fields["indicator"].initial = [one.id for one in shown if one.core]
        for name in ("buddies", "recipients"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric"}

    @property
    def sections(self):
        """[(section, [its checkboxes])]"""
        boxes = {box.data["value"]: box for box in self["indicator"]}
        return [
            (section, [boxes[one.id] for one in section.indicators if one.id in boxes])
            for section in catalogue().sections.values()
        ]

    @property
    def plan(self):
        cleaned = self.cleaned_data
        chosen = [one for one in catalogue().indicators if one.id in cleaned["indicator"]]
        return Plan(chosen, cleaned["buddies"], cleaned["recipients"], cleaned["start"])
