from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from .remembered import remembered

# Functions that each give a queryset of pages that are live and yet not to be read. Apps add theirs.
WITHHELD = []


# As many pages as may be named one by one; where more are hidden, each query finds them itself.
FEW = 100


def shown():
    """The rule of what may be read, of live pages, as a Q."""
    restricted = Page.objects.filter(translation_key__in=PageViewRestriction.objects.values("page__translation_key"))
    above = restricted.alias(
        reader_path=models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
    ).filter(reader_path__startswith=models.F("path"))
    withheld = [~models.Exists(rows().filter(pk=models.OuterRef("pk"))) for rows in WITHHELD]
    return models.Q(~models.Exists(above), *withheld)


@remembered
def few_hidden():
    """The primary keys of live pages that nobody may read, where there are few; else None."""
    hidden = HubPageQuerySet(Page).live().exclude(shown()).values_list("pk", flat=True)[: FEW + 1]
    return frozenset(hidden) if len(hidden) <= FEW else None


class HubPageQuerySet(PageQuerySet):
    def published(self):
        """Pages that anyone may read: live, and not under a page that asks for a password or a sign-in.

        The same rule as Wagtail's `live().public()`, as part of the query itself instead of a query of its own,
        and with two additions: what is restricted in one language is so in the other, and what an app withholds
        (`WITHHELD`) is not public.
        """
        hidden = few_hidden.if_remembered()
        if hidden is None:
            return self.live().filter(shown())
        return self.live().exclude(pk__in=hidden) if hidden else self.live()

    def to_read(self):
        """With what a page tells of rows that it points to, so that reading it takes one query less for each."""
        return self

    def found(self):
        """What lists and searches show: what is published, unless a kind of page has a reason to leave some out."""
        return self.published()

    def for_language(self, language=None):
        """Pages to list in `language` (default: the active one).

        A page with no live translation is listed in English rather than hidden:
        a reader of Welsh sees that it exists and that it is not yet in Welsh.
        """
        language = language or get_language()
        own = models.Q(locale__language_code=language)
        if language == settings.LANGUAGE_CODE:
            return self.filter(own)
        translations = self.model.objects.filter(
            translation_key=models.OuterRef("translation_key"), locale__language_code=language, live=True
        )
        return self.filter(own | models.Q(locale__language_code=settings.LANGUAGE_CODE) & ~models.Exists(translations))

    def translations_of(self, pk):
        """The page with primary key `pk` and its translations; none where `pk` is None."""
        return self.filter(translation_key__in=self.model.objects.filter(pk=pk).values("translation_key"))

    def latest_first(self):
        return self.order_by("-first_published_at", "-pk")
