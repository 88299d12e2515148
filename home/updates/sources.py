"""The lists that can be followed, by feed or by mail: one table."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.forms.schemes import SchemeFilterForm
from directory.models import Scheme
from guidance.models import GuidanceIndexPage
from home.models import NewsIndexPage
from home.models.updates import Happened, Update, UpdateKind
from hub.listing import Listing
from hub.reach import Channel
from resources.models import CaseStudyIndexPage, ToolkitIndexPage, VoiceIndexPage

from .listing import updates


def all_of(index):
    """A function that gives the `Listing` of an index page's kind in the active language, for a query."""
    return lambda data: Listing(index().listed(), index.filter_form, data)


def voices(data):
    """As its index, without the voices that agreed to the site alone: a feed leaves it."""
    index = VoiceIndexPage()
    return Listing(index.listed().covered(Channel.WEB, Channel.DATA), index.filter_form, data)


def schemes(data):
    return Listing(Scheme.objects.found().select_related("prison"), SchemeFilterForm, data)


def schemes_page():
    return reverse("directory:schemes")


def page_of(index):
    """A function that gives the address of the index page in the active language; "" where none is published."""

    def address():
        page = index.objects.published().for_language().first()
        return page.get_url() if page else ""

    return address


@dataclass(frozen=True)
class Source:
    """A list that can be followed. `rows` are in a `Listing` what `field` is in an update; neither for the updates."""

    label: str
    listing: Callable[[QueryDict], Listing]
    address: Callable[[], str]
    kind: str = ""
    rows: str = "translation_key"
    field: str = "page_key"

    def updates_for(self, query):
        """The updates, readable now, of what the filter finds in the active language.

        What has ended is told whatever the filter: nobody must go on using it because a list no longer has it.
        A filter by something that is there no more finds nothing: who follows one document did not ask for all.
        """
        listing = self.listing(QueryDict(query))
        if not set(parse_qsl(query)) <= {(name, str(value)) for name, value in listing.pairs}:
            return Update.objects.none()
        if not self.kind:
            return listing.results
        found = {f"{self.field}__in": listing.results.order_by().values(self.rows)}
        rows = Update.objects.readable().filter(kind=self.kind)
        return rows.filter(**found) | rows.filter(happened=Happened.ENDED)

    def said(self, query):
        """What the filter is, in the words of the active language: [] where there is none."""
        return [chip["label"] for chip in self.listing(QueryDict(query)).chips]


def indexed(label, index, kind, listing=None):
    """(name, Source) of what an index page lists."""
    return index.feed, Source(label, listing or all_of(index), page_of(index), kind)


EVERYTHING, SCHEMES = "updates", "schemes"
SOURCES = dict(
    (
        (EVERYTHING, Source(_("Everything that is new"), updates, lambda: reverse("updates"))),
        indexed(_("Guidance"), GuidanceIndexPage, UpdateKind.GUIDANCE),
        indexed(_("Case studies"), CaseStudyIndexPage, UpdateKind.CASE_STUDY),
        indexed(_("Voices"), VoiceIndexPage, UpdateKind.VOICE, voices),
        indexed(_("Toolkits"), ToolkitIndexPage, UpdateKind.TOOLKIT),
        indexed(_("News"), NewsIndexPage, UpdateKind.NEWS),
        (SCHEMES, Source(_("Schemes"), schemes, schemes_page, UpdateKind.SCHEME, "pk", "scheme")),
    )
)
