from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ManyChoicesField(models.CharField):
    """Several of its `choices`, as a list in the order of the choices; an empty list where nothing was chosen.

    Stored as ",a,b,", which every database can look into: see `holds`.
    """

    # Where it is one of the choices, it is the only one that may be chosen.
    ALONE = "none"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **{"blank": True, "default": list} | kwargs)

    @cached_property
    def known(self):
        """The codes of the choices in their order, once for all rows that are read."""
        return {str(one): None for one, _label in self.flatchoices}

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip(",").split(",")
        chosen = {str(one) for one in value or () if one}
        if not chosen:
            return []
        return [one for one in self.known if one in chosen] + sorted(chosen.difference(self.known))

    def get_prep_value(self, value):
        return value if isinstance(value, str) else "".join(f",{one}" for one in value or ()) + ("," if value else "")

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        unknown = set(value) - self.known.keys()
        if unknown:
            values = {"value": ", ".join(sorted(unknown))}
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=values)
        if self.ALONE in value and len(value) > 1:
            raise ValidationError(_("“None” and something else cannot both be so."))

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            choices=self.choices,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
            empty_value=[],
        )

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, f"get_{name}_display", lambda row: self.labels_of(getattr(row, name)))

    def labels_of(self, values):
        labels = {str(value): label for value, label in self.flatchoices}
        return [labels.get(value, value) for value in values]


def holds(field, value):
    """The `Q` for rows whose ManyChoicesField `field` holds `value`."""
    return models.Q(GreaterThan(StrIndex(models.F(field), models.Value(f",{value},")), 0))
