"""What a comment can be on: the clauses of the edition that a consultation asks about."""

import re

from django.conf import settings
from django.db.models import Case, F, Subquery, When
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .models.editions import Clause, Edition
from .pairing import edition_for

ANCHOR = re.compile(r"[a-z0-9-]{1,12}")

# How a clause is called by its label; one without a number is called by its first line.
CALLED = (
    (re.compile(r"R\d+"), gettext_lazy("Recommendation %(number)s")),
    (re.compile(r"\d+\.\d+"), gettext_lazy("Paragraph %(number)s")),
    (re.compile(r"\d+"), gettext_lazy("Section %(number)s")),
)

# What the list to choose from offers. A link may lead to any clause.
OFFERED = ("section", "paragraph", "recommendation", "boundary", "table")


def edition_to_read(consultation):
    """The edition that is asked about, in the reader's language where there is one: the anchors are the same."""
    return edition_for(consultation.document, get_language(), consultation.edition.version)


def worded(row, name):
    """A text that `row` holds in both languages, in the reader's."""
    return getattr(row, f"{name}_cy" if get_language() == "cy" else name)


def beginning(clause):
    """The first line of what a clause says. A recommendation's very first is its strength and its evidence."""
    lines = clause.text.split("\n")
    return lines[1] if clause.kind == "recommendation" and len(lines) > 1 else lines[0]


def clauses_to_read(consultation):
    """The clauses of the edition that is asked about, each with its `language`: the reader's, where there is one."""
    language = get_language()
    asked = Edition.objects.filter(document=consultation.document_id).version(consultation.edition.version)
    asked = asked.filter(language__in=[language, settings.LANGUAGE_CODE])
    nearest = asked.order_by(Case(When(language=language, then=0), default=1)).values("pk")[:1]
    clauses = Clause.objects.filter(edition=Subquery(nearest)).order_by("position")
    return clauses.annotate(language=F("edition__language"))


def label_of(clause):
    """What a comment keeps of the clause it is on. A picture may have no words to be called by."""
    return clause.label or clause.anchor


def called(label):
    """What to call the subject of a comment by the label that it keeps: "Recommendation R7", or the whole document."""
    for pattern, name in CALLED:
        if pattern.fullmatch(label):
            return name % {"number": label}
    return label or _("The whole document")


def clause_at(consultation, anchor):
    """The clause that `?on=` of an address means, as `offered` gives it; None where there is none such."""
    clause = clauses_to_read(consultation).filter(anchor=anchor).first() if ANCHOR.fullmatch(anchor) else None
    return named(clause) if clause else None


def named(clause):
    clause.beginning, clause.called = beginning(clause), called(label_of(clause))
    return clause


def offered(consultation):
    """What can be chosen to comment on, as [(section, [clause])]; the first section may be None.

    Each clause has its `language`, its `beginning`, and what it is `called`.
    """
    groups = [(None, [])]
    for clause in clauses_to_read(consultation).filter(kind__in=OFFERED).defer("html"):
        if clause.kind == "section":
            groups.append((named(clause), []))
        else:
            groups[-1][1].append(named(clause))
    return [group for group in groups if group != (None, [])]
