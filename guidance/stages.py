from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The life of a guidance document."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Consultation")
    CONSULTATION_CLOSED = "consultation_closed", _("Consultation closed")
    PILOT = "pilot", _("Pilot")
    PUBLISHED = "published", _("Published")
    UNDER_REVIEW = "under_review", _("Under review")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED = (Stage.SUPERSEDED, Stage.WITHDRAWN)
CONSULTED = (Stage.CONSULTATION, Stage.CONSULTATION_CLOSED)
IN_FORCE = (Stage.PUBLISHED, Stage.UNDER_REVIEW)

# Who may make a move: those who look after a text, or those who answer for it being official.
PREPARE, ISSUE = "guidance.prepare_document", "guidance.issue_document"

# The moves of a document from each stage, each with the permission it takes.
MOVES = {
    Stage.DRAFT: {Stage.CONSULTATION: PREPARE, Stage.WITHDRAWN: ISSUE},
    Stage.CONSULTATION: {Stage.CONSULTATION_CLOSED: PREPARE},
    Stage.CONSULTATION_CLOSED: {Stage.DRAFT: PREPARE, Stage.PILOT: PREPARE, Stage.PUBLISHED: ISSUE},
    Stage.PILOT: {Stage.DRAFT: PREPARE, Stage.PUBLISHED: ISSUE},
    Stage.PUBLISHED: {Stage.UNDER_REVIEW: PREPARE, Stage.SUPERSEDED: ISSUE, Stage.WITHDRAWN: ISSUE},
    Stage.UNDER_REVIEW: {Stage.PUBLISHED: ISSUE, Stage.SUPERSEDED: ISSUE, Stage.WITHDRAWN: ISSUE},
    Stage.SUPERSEDED: {},
    Stage.WITHDRAWN: {},
}

# A text that is relied on is looked at again: at most so many months ahead.
LONGEST_REVIEW = {Stage.PILOT: 12, Stage.PUBLISHED: 24}

# What the reader must know before relying on the text: a heading and a sentence for each stage.
BANNERS = {
    Stage.DRAFT: (
        _("Draft: do not use as policy"),
        _("This is our own draft text. It has no official standing and the wording will change."),
    ),
    Stage.CONSULTATION: (
        _("Consultation: do not use as policy yet"),
        _("We are asking what people think of this text. The wording may change."),
    ),
    Stage.CONSULTATION_CLOSED: (
        _("Consultation closed: do not use as policy yet"),
        _("We are considering the responses. The wording may change."),
    ),
    Stage.PILOT: (
        _("Pilot: do not adopt elsewhere without advice"),
        _("This text is being tried out. What is learned may change it."),
    ),
    Stage.UNDER_REVIEW: (_("Under review: still in force"), _("We are checking whether this text is still right.")),
    Stage.SUPERSEDED: (_("Superseded: not current guidance"), _("A newer document has taken the place of this one.")),
    Stage.WITHDRAWN: (_("Withdrawn: not current guidance"), _("This text is kept for the record only.")),
}


class Change(models.TextChoices):
    """How much an edition changes, after semantic versioning: the part of MAJOR.MINOR.PATCH that it raises."""

    FIRST = "first", _("First edition")
    MAJOR = "major", _("A recommendation changed")
    MINOR = "minor", _("Clarified or added to; no recommendation changed")
    PATCH = "patch", _("Corrected spelling, layout or a link")


class Nations(models.TextChoices):
    """Where a document or a recommendation applies: care law differs between England and Wales."""

    BOTH = "both", _("England and Wales")
    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")


class Strength(models.TextChoices):
    MUST = "must", _("Must do")
    SHOULD = "should", _("Should do")
    CONSIDER = "consider", _("Consider")
    RESEARCH = "research", _("Research needed")


class EvidenceStrength(models.TextChoices):
    LAW = "law", _("Law")
    STRONG = "strong", _("Strong")
    MODERATE = "moderate", _("Moderate")
    LIMITED = "limited", _("Limited")
    EXPERT_VIEW = "expert_view", _("Expert view")
