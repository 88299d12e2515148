"""The life of one clause across the editions of its document: its wordings, when each held, and how it ended."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property

from .models.editions import Clause


@dataclass
class Wording:
    """A wording of a clause, and the editions in a row that have it, oldest first."""

    clause: Clause
    editions: list = field(default_factory=list)

    @property
    def since(self):
        return self.editions[0]

    @property
    def until(self):
        return self.editions[-1]


@dataclass
class Life:
    """The rows of one clause in one language, oldest first, at least one; and the editions in it, newest first."""

    rows: list
    language: str
    editions: list

    @cached_property
    def wordings(self):
        found = []
        for row in self.rows:
            if not found or found[-1].clause.html != row.html:
                found.append(Wording(row))
            found[-1].editions.append(row.edition)
        return found

    @property
    def newest(self):
        return self.rows[-1]

    @cached_property
    def removed_in(self):
        """The edition that no longer had the clause; None while the latest edition has it."""
        later = [edition for edition in self.editions if edition.order > self.newest.edition.order]
        return later[-1] if later else None

    def in_edition(self, edition):
        """The clause as it stands in `edition`, or None where that edition does not have it."""
        return next((row for row in self.rows if row.edition_id == edition.pk), None)


def life_of(rows, editions, language):
    """The `Life` of a clause: in `language`, else in English, else None.

    `rows` are the clause's in all languages, `editions` all those of the document, newest first.
    """
    rows.sort(key=lambda row: row.edition.order)
    for wanted in (language, settings.LANGUAGE_CODE):
        own = [row for row in rows if row.edition.language == wanted]
        if own:
            return Life(own, wanted, [edition for edition in editions if edition.language == wanted])
    return None
