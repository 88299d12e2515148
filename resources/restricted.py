"""What is restricted about what people said and asked for: consent, appeals, requests for formats."""

from hub.restricted import Kept, delete, restricted, unrestricted

from .models import Consent, FormatRequest


def removed_voices(moment):
    return Consent.objects.filter(removed_at__lte=moment)


def closed_requests(moment):
    return FormatRequest.objects.filter(closed_at__lte=moment)


restricted(
    "resources.Consent",
    holds="What a person agreed to about their words, by whom and how they were asked. No name.",
    why="To show that words were published with consent (UK GDPR, Article 7(1)).",
    seen_by="resources.view_consent",
    kept=(Kept("the voice was removed everywhere", 6 * 365 + 2, "deleted", removed_voices, delete),),
)
restricted(
    "resources.Appeal",
    holds="Why somebody, by role, thinks a rating is wrong, and the decision.",
    why="To rate fairly.",
    seen_by="resources.change_appeal",
    stays="The record of how a rating came about. It names roles, not people.",
    account=("raised_by",),
)
restricted(
    "resources.IdentityReview",
    holds="Who answered for what was found in a page that may tell who somebody is, and why.",
    why="To show that somebody other than the writer looked at it.",
    seen_by="resources.add_identityreview",
    stays="Kept as long as the page, and deleted with it.",
    account=("by",),
)
restricted(
    "resources.FormatRequest",
    holds="Which format a reader needs, why, and how to reach them. It may tell of a disability.",
    why="To make the format and send it.",
    seen_by="resources.change_formatrequest",
    kept=(Kept("it was closed", 90, "deleted", closed_requests, delete),),
    receipt="reference",
    email="email",
    erase=delete,
)
# Recordings are published with their voice, and go with it (resources/withdrawal.py).
unrestricted(
    "resources",
    "CaseStudyIndexPage CaseStudyPage FileVersion Rating Recording ToolkitFile ToolkitIndexPage ToolkitPage "
    "VoiceIndexPage VoicePage",
)
