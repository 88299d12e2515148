from django import forms
from django.utils.translation import gettext_lazy as _

from directory import profile
from directory.models import Scheme
from hub.forms import RevisionField

# What only editors set: how we know, and the cluster, which is made of several prisons.
EDITORS_ONLY = {"evidence_level", "evidence_direction", "cluster"}
WITH_ITS_TOTAL = {"units_covered": ("units_covered", "units_in_prison")}


def fields_of(key):
    """The names of the fields of a section that a prison fills in itself; empty where there are none."""
    names = next((names for known, _heading, names in profile.SECTIONS if known == key), ())
    return [field for name in names if name not in EDITORS_ONLY for field in WITH_ITS_TOTAL.get(name, (name,))]


def told(scheme, key):
    """{name: value} of a section that a prison fills in; of what is not known, only what belongs to it."""
    own = fields_of(key)
    return {name: getattr(scheme, name) for name in own} | {
        "not_known": [name for name in scheme.not_known if name in own]
    }


def sections_to_fill():
    """[(key, heading)] of the sections that a prison fills in."""
    return [(key, heading) for key, heading, _names in profile.SECTIONS if fields_of(key)]


class ProfileForm(forms.ModelForm):
    """A section of a scheme's profile, as its prison fills it in. What is left empty is not reported.

    `revision` says which save of the profile the form shows.
    """

    revision = RevisionField()
    not_known = forms.MultipleChoiceField(
        label=_("Which of these do you not know?"),
        help_text=_("We asked and nobody there knows: that is worth telling too."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.key, own = key, fields_of(key)
        for name in set(self.fields) - {*own, "not_known", "revision"}:
            del self.fields[name]
        self.order_fields([*own, "not_known"])
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        known = dict(Scheme._meta.get_field("not_known").choices)
        self.elsewhere = [name for name in self.instance.not_known if name not in own]
        self.fields["not_known"].choices = [(name, known[name]) for name in own if name in known]
        self.stored = told(self.instance, key)
        self.initial |= self.stored | {"revision": self.instance.latest_revision_id or 0}

    class Meta:
        model = Scheme
        fields = [*{name: 1 for key, _heading in sections_to_fill() for name in fields_of(key)}, "not_known"]

    def _update_errors(self, errors):
        """A draft may be unfinished: what other sections lack is told where it is signed off, and refused there."""
        own = set(self.fields) - {"formality"}
        kept = {name: found for name, found in errors.error_dict.items() if name in own}
        if kept:
            super()._update_errors(forms.ValidationError(kept))

    def clean_not_known(self):
        return [*self.elsewhere, *self.cleaned_data["not_known"]]

    def clean(self):
        cleaned = super().clean()
        if "status" in self.fields and not cleaned.get("status"):
            self.add_error("status", _("Choose one: a scheme always has a status."))
        return cleaned

    @property
    def differing(self):
        """The names of the facts of which this form, which is valid, says something else than what is stored."""
        typed = told(self.instance, self.key)
        not_known = set(typed.pop("not_known")) ^ set(self.stored["not_known"])
        return [name for name in typed if name in not_known or typed[name] != self.stored[name]]
