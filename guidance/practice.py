"""The graph of recommendations and practice: what puts each recommendation into practice, and how widely.

Schemes, case studies, voices and files of toolkits are rows of other apps, which have their links to
recommendations themselves; here they are reached by the reverse accessors of those links.
"""

from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from wagtail.models import Page

from hub.alphabet import alphabetical
from hub.languages import language_of

from .models.editions import Recommendation
from .querysets import originals

# What is linked from pages, with the lookups of its page and of whether the page is about a made-up prison.
LINKED = {
    "case_studies": ("", "prison__is_example"),
    "voices": ("", "prison__is_example"),
    "toolkit_files": ("page__", Value(False)),
}


@dataclass
class Example:
    """A public page, or a file on one, in the reader's language where it is there in it."""

    title: str
    url: str
    lang: str
    made_up: bool


@dataclass
class Practice:
    """What puts one recommendation into practice. The recommendation has its coverage: see `with_coverage`."""

    recommendation: Recommendation
    schemes: list = field(default_factory=list)
    case_studies: list = field(default_factory=list)
    voices: list = field(default_factory=list)
    toolkit_files: list = field(default_factory=list)
    pilots: list = field(default_factory=list)

    @property
    def is_reported(self):
        return bool(self.schemes or self.case_studies or self.voices or self.toolkit_files or self.pilots)


def practice_of(recommendations):
    """{pk: Practice} of `recommendations`, a queryset, in its order. Four queries, however many there are."""
    found = {row.pk: Practice(row) for row in recommendations.with_coverage()}
    for scheme in rows_linked_to(found, "schemes").running().select_related("prison"):
        found[scheme.recommendation].schemes.append(scheme)
    for pilot in rows_linked_to(found, "pilots").select_related("document", "edition"):
        found[pilot.recommendation].pilots.append(pilot)
    for name, pk, example in examples_linked_to(found):
        getattr(found[pk], name).append(example)
    return found


def practice_of_clause(clause):
    """The Practice of the recommendation that a clause is in any edition; None for another kind of clause."""
    if clause.kind != "recommendation":
        return None
    recommendations = Recommendation.objects.filter(document=clause.edition.document_id, uid=clause.uid)
    return next(iter(practice_of(recommendations).values()), None)


def model_of(name):
    return Recommendation._meta.get_field(name).related_model


def rows_linked_to(recommendations, name):
    """The rows that a reverse accessor leads to, one for each of `recommendations` it has, as its `recommendation`."""
    linked = model_of(name).objects.filter(recommendations__in=recommendations)
    return linked.annotate(recommendation=F("recommendations"))


def public(model):
    """The rows of a model, pages or what is on pages, that lists show, each in the reader's language alone."""
    if issubclass(model, Page):
        return model.objects.found().for_language()
    pages = model._meta.get_field("page").related_model.objects.published().for_language()
    return model.objects.filter(page__in=pages)


def examples_linked_to(recommendations):
    """(accessor, pk of a recommendation, Example) for each link of a page or a file to `recommendations`, by title."""
    links = []
    for name, (page, made_up) in LINKED.items():
        shown = public(model_of(name)).filter(translation_key=OuterRef("translation_key"))
        facts = JSONObject(title="title", path=f"{page}url_path", locale=f"{page}locale_id", made_up=made_up)
        linked = originals(rows_linked_to(recommendations, name)).order_by()
        links.append(linked.values_list(Value(name), "recommendation", Subquery(shown.values_list(facts)[:1])))
    first, *others = links
    found = [(name, pk, example_of(facts)) for name, pk, facts in first.union(*others, all=True) if facts]
    return sorted(found, key=lambda link: alphabetical(link[2].title))


def example_of(facts):
    language = language_of(facts["locale"])
    return Example(
        title=facts["title"],
        url=Page(url_path=facts["path"]).url,
        lang="" if language == get_language() else language.split("-")[0],
        made_up=bool(facts["made_up"]),
    )
