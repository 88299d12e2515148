"""How editors choose recommendations, wherever a case study, a voice, a file, a scheme or a pilot has them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guidance.models import Recommendation


class RecommendationSelect(forms.SelectMultiple):
    """A list that offers what is in force, and of the rest only what was chosen before."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        return [
            (
                group,
                [option for option in options if option["selected"] or not option["value"].instance.removed_in_id],
                n,
            )
            for group, options, n in groups
        ]


class RecommendationsField(forms.ModelMultipleChoiceField):
    widget = RecommendationSelect(attrs={"size": 8})

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.select_related("document", "removed_in"), **kwargs)
        self.help_text = self.help_text or _("Hold Ctrl, or Cmd on a Mac, to choose more than one.")

    def label_from_instance(self, recommendation):
        if recommendation.removed_in:
            return _("%(recommendation)s (removed in version %(version)s)") % {
                "recommendation": recommendation,
                "version": recommendation.removed_in.version,
            }
        return str(recommendation)


def recommendations_field_of(field):
    """The override of the form field of a many-to-many field: where it leads to recommendations, the one above."""
    return {"form_class": RecommendationsField} if field.related_model is Recommendation else None
