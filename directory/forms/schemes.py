from django.utils.translation import gettext_lazy as _

from directory import vocabulary
from directory.choices import Country, Function, Region, SchemeStatus, SecurityCategory
from directory.models import Scheme
from hub.fields import holds
from hub.listing import FacetField, FilterForm, LetterField, LinkedFacetField
from resources.evidence import EvidenceDirection, EvidenceLevel


def fact(name, choices):
    """The facet of a fact with one value."""
    return FacetField(label=Scheme._meta.get_field(name).verbose_name, choices=choices.choices, lookup=name)


def facts(name, choices):
    """The facet of a fact with several values."""
    label = Scheme._meta.get_field(name).verbose_name
    return FacetField(label=label, choices=choices.choices, matches=lambda value: holds(name, value))


def recommendations():
    """(code such as "PSSC-G-01-R7", the same, primary key) of the recommendations that are in force, in their order."""
    model = Scheme._meta.get_field("recommendations").related_model
    rows = model.objects.filter(removed_in=None).order_by("document__reference", "number")
    found = rows.values_list("pk", "document__reference", "number")
    return [(f"{document}-R{number}", f"{document}-R{number}", pk) for pk, document, number in found]


class SchemeFilterForm(FilterForm):
    model = fact("model", vocabulary.Model)
    formality = fact("formality", vocabulary.Formality)
    status = fact("status", SchemeStatus)
    task = facts("tasks_allowed", vocabulary.Task)
    boundary = fact("boundary_rule", vocabulary.BoundaryRule)
    training = fact("training_basis", vocabulary.TrainingBasis)
    supervision = fact("supervision_frequency", vocabulary.SupervisionFrequency)
    debrief = fact("debrief_available", vocabulary.YesNo)
    night = fact("night_cover", vocabulary.NightCover)
    rest = fact("rest_after_nights", vocabulary.YesNo)
    death = fact("support_after_death", vocabulary.YesNo)
    pay = fact("pay_basis", vocabulary.PayBasis)
    evidence = fact("evidence_level", EvidenceLevel)
    found = fact("evidence_direction", EvidenceDirection)
    recommendation = LinkedFacetField(
        label=_("Recommendation"),
        links=Scheme.recommendations.through.objects.all,
        row="scheme",
        linked="recommendation",
        rows=recommendations,
    )
    category = FacetField(
        label=_("Security category"), choices=SecurityCategory.choices, lookup="prison__security_categories__contains"
    )
    function = FacetField(label=_("Kind of prison"), choices=Function.choices, lookup="prison__function")
    region = FacetField(label=_("Region"), choices=Region.choices, lookup="prison__region")
    country = FacetField(label=_("Nation"), choices=Country.choices, lookup="prison__country")

    # The list is in the order of the prisons, so that is what the letters lead to.
    letter = LetterField(lookup="prison__slug", lookup_cy="prison__sort_cy")

    def search(self, queryset, words):
        return queryset.named(words)
