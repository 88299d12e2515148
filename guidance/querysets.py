"""Questions to the register of recommendations: where each is read, how widely it is done, and who does it."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from hub.languages import language_of
from hub.remembered import remembered


def originals(rows):
    """Those of `rows`, which are translatable, whose links count.

    A translation is made with its original's links and does not follow when they change: it has no say
    while there is an original.
    """
    same = rows.model.objects.filter(translation_key=OuterRef("translation_key"))
    language = settings.LANGUAGE_CODE
    return rows.filter(
        Q(locale__language_code=language) | ~Exists(same.filter(locale__language_code=language)),
    )


def how_many(rows):
    """The number of `rows` as a subquery that always has a value."""
    return Coalesce(Subquery(rows.order_by().annotate(rows=Func(F("pk"), function="COUNT")).values("rows")), 0)


@remembered
def documents_to_read():
    """{pk of a document: its page in the reader's language}: few, and asked for wherever a recommendation is named."""
    pages = apps.get_model("guidance.GuidancePage").objects.published().for_language().defer_streamfields()
    return {page.document_id: page for page in pages}


class RecommendationQuerySet(models.QuerySet):
    def with_wording(self):
        """Load the newest words in the reader's language, the document and the edition of the removal."""
        clauses = apps.get_model("guidance.Clause").objects.filter(
            uid=OuterRef("uid"),
            edition__document=OuterRef("document"),
            edition__language=get_language(),
        )
        newest = clauses.order_by("-edition__major", "-edition__minor", "-edition__patch")
        return self.select_related("document", "removed_in").annotate(translated=Subquery(newest.values("text")[:1]))

    def with_address(self):
        """Load the page of each document in the reader's language too, for `address`, where no process remembers it."""
        if documents_to_read.if_remembered() is not None:
            return self.with_wording()
        pages = apps.get_model("guidance.GuidancePage").objects.published().for_language()
        return self.with_wording().prefetch_related(Prefetch("document__pages", pages, to_attr="pages_to_read"))

    def with_coverage(self):
        """Annotate how many reported schemes run, how many of those do it, and how many of all that run are made up."""
        running = self.model._meta.get_field("schemes").related_model.objects.running()
        return self.annotate(
            schemes_running=how_many(running),
            schemes_doing_it=how_many(running.filter(recommendations=OuterRef("pk"))),
            schemes_made_up=how_many(running.filter(prison__is_example=True)),
        )

    def practised_by(self, rows):
        """{translation key: [recommendations]} that `rows` of one model, pages or files of toolkits, put into practice.

        Those of a translation are its original's. While an original is being edited, in preview, they are what is
        chosen now. Two queries, however many rows there are, and one for one row; one more where nothing is remembered.
        """
        chosen = {row.translation_key: set() for row in rows}
        saved = []
        for row in rows:
            held = row.recommendations.all()
            if isinstance(held, models.QuerySet) or language_of(row.locale_id) != settings.LANGUAGE_CODE:
                saved.append(row.translation_key)
            else:
                chosen[row.translation_key] = {recommendation.pk for recommendation in held}
        if saved:
            links = originals(type(rows[0]).objects.filter(translation_key__in=saved, recommendations__isnull=False))
            if len(rows) == 1:  # all that is found is its own
                return {saved[0]: list(self.with_address().filter(pk__in=links.order_by().values("recommendations")))}
            for key, pk in links.order_by().values_list("translation_key", "recommendations"):
                chosen[key].add(pk)
        known = self.with_address().filter(pk__in=set().union(*chosen.values()))
        return {key: [row for row in known if row.pk in pks] for key, pks in chosen.items()}
