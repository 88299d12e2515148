"""How we know, and what was found: two separate things, neither of them a score.

The ladder is the hub's own. Most practice in this field is described or reasoned rather
than evaluated, and the words say so.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceLevel(models.TextChoices):
    DESCRIBED = "described", _("Described")
    REASONED = "reasoned", _("Reasoned")
    MONITORED = "monitored", _("Monitored")
    EVALUATED = "evaluated", _("Evaluated")
    REPLICATED = "replicated", _("Replicated")


class EvidenceDirection(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    MIXED = "mixed", _("Mixed")
    NO_EFFECT_FOUND = "no_effect_found", _("No effect found")
    HARM_FOUND = "harm_found", _("Harm found")
    NOT_MEASURED = "not_measured", _("Not measured")


LEVEL_MEANINGS = {
    EvidenceLevel.DESCRIBED: _("What is done is set out clearly. No results are claimed."),
    EvidenceLevel.REASONED: _("The account says how the practice should help and what its risks are."),
    EvidenceLevel.MONITORED: _("The scheme kept its own figures for at least six months. They cannot show cause."),
    EvidenceLevel.EVALUATED: _("Someone outside the scheme evaluated it, or there was a fair comparison."),
    EvidenceLevel.REPLICATED: _("It was evaluated in two or more prisons, with findings that agree."),
}
