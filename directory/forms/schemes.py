from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from directory import vocabulary
from directory.choices import Country, Function, Region, SchemeStatus, SecurityCategory
from directory.models import Scheme
from hub.fields import holds
from hub.listing import FacetField, FilterForm, LinkedFacetField
from resources.evidence import EvidenceLevel


def fact(name, choices):
    """The facet of a fact with one value."""
    return FacetField(label=Scheme._meta.get_field(name).verbose_name, choices=choices.choices, lookup=name)


def facts(name, choices):
    """The facet of a fact with several values."""
    label = Scheme._meta.get_field(name).verbose_name
    return FacetField(label=label, choices=choices.choices, matches=lambda value: holds(name, value))


# "PSSC-G-01-R7", as addresses and data name a recommendation.
CODE = Concat("document__reference", Value("-R"), Cast("number", CharField()))
LINKED_CODE = Concat("recommendation__document__reference", Value("-R"), Cast("recommendation__number", CharField()))


def recommendations():
    """Recommendations that are in force and that some scheme puts into practice, in their order."""
    model = Scheme._meta.get_field("recommendations").related_model
    known = model.objects.filter(removed_in=None, schemes__isnull=False).annotate(code=CODE)
    codes = known.order_by("document__reference", "number").values_list("code", flat=True)
    return [(code, code.replace("-R", " R")) for code in dict.fromkeys(codes)]


def recommendation_links():
    return Scheme.recommendations.through.objects.annotate(value=LINKED_CODE)


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
    recommendation = LinkedFacetField(
        label=_("Recommendation"), choices=recommendations, links=recommendation_links, row="scheme"
    )
    category = FacetField(
        label=_("Security category"), choices=SecurityCategory.choices, lookup="prison__security_categories__contains"
    )
    function = FacetField(label=_("Kind of prison"), choices=Function.choices, lookup="prison__function")
    region = FacetField(label=_("Region"), choices=Region.choices, lookup="prison__region")
    country = FacetField(label=_("Nation"), choices=Country.choices, lookup="prison__country")

    multiplies = False

    def search(self, queryset, words):
        return queryset.named(words)
