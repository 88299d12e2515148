"""How we know, and what was found: two separate things, neither of them a score.

The ladder is the hub's own. Most practice in this field is described or reasoned rather
than evaluated, and the words say so.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# What a prison says about its practice is confirmed every year, and how it is rated is looked at again as often.
CONFIRMED_EVERY = datetime.timedelta(days=366)  # the same day of the next year is always within it


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


class SaidBy(models.TextChoices):
    SELF_REPORTED = "self_reported", _("The prison itself")
    CHECKED = "checked", _("The prison, and our editors have checked it")
    INDEPENDENT = "independent", _("Somebody independent of the prison")


class Mark(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Criterion(models.TextChoices):
    """What a level asks for."""

    CLEAR_ACCOUNT = "clear_account", _("A clear account of what is done, for whom, by whom and with which safeguards.")
    HOW_IT_HELPS = (
        "how_it_helps",
        _("A written account of how it should help, which draws on research or on lived experience."),
    )
    RISKS_NAMED = "risks_named", _("The risks are named.")
    OWN_FIGURES = (
        "own_figures",
        _(
            "Its own figures for at least six months, on at least one core indicator, from two sources: "
            "records, people receiving support, buddies or staff."
        ),
    )
    METHOD_SHOWN = "method_shown", _("How the figures were gathered is shown, and how many people replied.")
    EVALUATION = (
        "evaluation",
        _(
            "An evaluation by somebody who does not run the scheme, or a fair comparison: before and after, "
            "or with a unit that has no such scheme."
        ),
    )
    CITABLE = "citable", _("The evaluation is published and can be cited.")
    TWO_PRISONS = "two_prisons", _("Evaluated in two prisons or more, with findings that agree.")
    MANUAL = "manual", _("A manual that another prison can use.")


# The ladder: what each level asks for beside all that the ones before it ask for.
LADDER = {
    EvidenceLevel.DESCRIBED: (Criterion.CLEAR_ACCOUNT,),
    EvidenceLevel.REASONED: (Criterion.HOW_IT_HELPS, Criterion.RISKS_NAMED),
    EvidenceLevel.MONITORED: (Criterion.OWN_FIGURES, Criterion.METHOD_SHOWN),
    EvidenceLevel.EVALUATED: (Criterion.EVALUATION, Criterion.CITABLE),
    EvidenceLevel.REPLICATED: (Criterion.TWO_PRISONS, Criterion.MANUAL),
}

LEVEL_MEANINGS = {
    EvidenceLevel.DESCRIBED: _("What is done is set out clearly. No results are claimed."),
    EvidenceLevel.REASONED: _("The account says how the practice should help and what its risks are."),
    EvidenceLevel.MONITORED: _("The scheme kept its own figures for at least six months. They cannot show cause."),
    EvidenceLevel.EVALUATED: _("Someone outside the scheme evaluated it, or there was a fair comparison."),
    EvidenceLevel.REPLICATED: _("It was evaluated in two or more prisons, with findings that agree."),
}

DIRECTION_MEANINGS = {
    EvidenceDirection.POSITIVE: _("What was measured got better."),
    EvidenceDirection.MIXED: _("Some of it got better and some did not."),
    EvidenceDirection.NO_EFFECT_FOUND: _("It was measured, and no difference was found."),
    EvidenceDirection.HARM_FOUND: _("Somebody was worse off."),
    EvidenceDirection.NOT_MEASURED: _("Nobody has measured what changed."),
}

# EMMIE, the five questions of the College of Policing and UCL (Johnson, Tilley and Bowers, 2015), as a checklist:
# whether there is something to read on each. (field of a rating, name, what is asked)
EMMIE = (
    ("effect", _("Effect"), _("What difference it made")),
    ("mechanism", _("Mechanism"), _("How it works")),
    ("moderators", _("Moderators"), _("For whom and where it works")),
    ("implementation", _("Implementation"), _("How to do it")),
    ("economics", _("Economics"), _("What it costs")),
)

# What did not work, at least in part: kept, and found as easily as the rest.
DID_NOT_WORK = (EvidenceDirection.MIXED, EvidenceDirection.NO_EFFECT_FOUND, EvidenceDirection.HARM_FOUND)


def needed_for(level):
    """Every `Criterion` of a level and of all below it, in order. Raises ValueError for what is no level."""
    levels = list(LADDER)
    upto = levels.index(EvidenceLevel(level)) + 1
    return [criterion for below in levels[:upto] for criterion in LADDER[below]]
