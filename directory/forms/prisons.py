from django.utils.translation import gettext_lazy as _

from directory.choices import Function, Gender, Region, SecurityCategory, Status
from directory.querysets import GROUPS
from hub.listing import FacetField, FilterForm, LetterField


class PrisonFilterForm(FilterForm):
    region = FacetField(label=_("Region or nation"), choices=Region.choices, lookup="region")
    gender = FacetField(label=_("Who is held"), choices=Gender.choices, lookup="gender")
    function = FacetField(label=_("Function"), choices=Function.choices, lookup="function")
    category = FacetField(
        label=_("Security category"), choices=SecurityCategory.choices, lookup="security_categories__contains"
    )
    status = FacetField(label=_("Status"), choices=Status.choices, lookup="status")

    group = FacetField(
        label=_("Show"),
        choices=[
            ("adults", _("Prisons that hold adults")),
            ("children", _("Places that hold only children")),
            ("examples", _("Made-up examples")),
        ],
        matches=GROUPS.__getitem__,
        initial=["adults"],
    )

    letter = LetterField(lookup="slug", lookup_cy="sort_cy")

    def search(self, queryset, words):
        return queryset.named(words)
