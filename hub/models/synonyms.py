"""Words that mean the same, for search: kept by editors, in both languages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.remembered import remembered
from hub.words import WORD, key

MOST_WORDS = 6

# Roles that must never be found for one another: docs/editors.md says why.
BUDDY = ("buddy", "buddies", "peer supporter", "peer carer", "cyfaill cymorth")
LISTENER = ("listener", "listeners", "samaritans", "gwrandäwr", "gwrandawyr")
KEPT_APART = tuple(frozenset(key(WORD.findall(term)) for term in terms) for terms in (BUDDY, LISTENER))


def lines_of(text):
    """The terms of a text with one on each line, each as a tuple of words."""
    return [tuple(words) for line in text.splitlines() if (words := WORD.findall(line)[:MOST_WORDS])]


@remembered
def synonyms():
    """What `SynonymQuerySet.by_key` gives of them all."""
    return Synonym.objects.by_key()


class SynonymQuerySet(models.QuerySet):
    def by_key(self):
        """{key of a term: all terms that mean the same, itself included, each a tuple of words}, in one query."""
        return {key(term): row.phrases for row in self for term in row.phrases}


class Synonym(models.Model):
    """A set of terms, in either language, of which whoever looks for one finds all."""

    terms = models.TextField(
        _("words that mean the same"),
        help_text=_("One on each line: a word, a short phrase or an acronym. The first is the one we use."),
    )
    terms_cy = models.TextField(_("the same in Welsh"), blank=True, help_text=_("One on each line."))
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where it is from, and what is still to check.")
    )

    objects = SynonymQuerySet.as_manager()

    panels = ["terms", "terms_cy", "source"]

    class Meta:
        verbose_name = _("set of words that mean the same")
        verbose_name_plural = _("words that mean the same")
        ordering = ["terms"]

    def __str__(self):
        return ", ".join(" ".join(term) for term in self.phrases)

    @property
    def phrases(self):
        return [*lines_of(self.terms), *lines_of(self.terms_cy)]

    def clean(self):
        mine = {key(term): " ".join(term) for term in self.phrases}
        if len(mine) < 2:
            raise ValidationError({"terms": _("Give at least two words that mean the same.")})
        if all(mine.keys() & side for side in KEPT_APART):
            raise ValidationError(
                {"terms": _("A buddy is not a Listener. Whoever looks for one must never be given the other.")}
            )
        for other in Synonym.objects.exclude(pk=self.pk):
            if both := mine.keys() & {key(term) for term in other.phrases}:
                raise ValidationError(
                    {
                        "terms": _("“%(term)s” is in another set already: %(set)s.")
                        % {"term": mine[min(both)], "set": other}
                    }
                )
