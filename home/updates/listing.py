"""The list of what is new, with its filter."""

from django.utils.translation import gettext_lazy as _

from directory.models import Prison
from directory.querysets import naming
from guidance.models import GuidancePage
from home.models.updates import Happened, Update, UpdateKind
from hub.listing import BusiestFacetField, FacetField, FilterForm, Listing
from hub.models import topic_facet


def documents():
    pages = GuidancePage.objects.published().for_language().exclude(document=None).order_by("document__reference")
    return list(pages.values_list("document__reference", "title"))


class UpdateFilterForm(FilterForm):
    kind = FacetField(label=_("Kind"), choices=UpdateKind.choices, lookup="kind")
    happened = FacetField(label=_("What happened"), choices=Happened.choices, lookup="happened")
    topic = topic_facet(Update)
    document = FacetField(label=_("Guidance document"), choices=documents, lookup="document__reference")
    prison = BusiestFacetField(label=_("Prison"), lookup="prison", model=lambda: Prison)

    def search(self, queryset, words):
        """Updates in whose title or note each word is, in either language."""
        return naming(queryset, words, ("title", "title_cy", "note", "note_cy"))


def updates(data, **options):
    return Listing(Update.objects.readable().latest_first(), UpdateFilterForm, data, **options)
